package io.github.localflows.input;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowSequence;

/** How files of one of the archives' formats are read, which say themselves what their columns are. */
interface ArchiveReading extends Serializable {
    /**
     * What a file holds.
     *
     * @param columns all of them
     * @param rows how many rows it has
     * @param pieces where it may be taken apart: the first row of each piece
     */
    record Content(List<ColumnInfo> columns, long rows, long[] pieces) {}

    /**
     * Looks through a file so far that a damaged one is found.
     *
     * @throws IOException saying what is wrong, to follow the file's name
     */
    Content look(Path file, Configuration hadoop) throws IOException;

    /** The rows of a piece, or more, from its first on. To be closed. */
    RowSequence rows(Path file, Configuration hadoop, long firstRow) throws IOException;
}
