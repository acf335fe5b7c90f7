package io.github.localflows.input;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * A table of points that the user gives, with its rows in their order: those of several files in the order of the files'
 * names. Each file has its own header or schema; columns are matched by name, and a row is null where its file lacks a column.
 */
public final class PointTable {
    private final String what;
    private final PointFormat format;
    private final List<String> leftOut;
    private final PointSource source;

    private PointTable(String what, PointFormat format, List<String> leftOut, PointSource source) {
        this.what = what;
        this.format = format;
        this.leftOut = leftOut;
        this.source = source;
    }

    /**
     * Opens a file, or a directory of files of one format, and looks through what tells whether it is sound: every footer of
     * Parquet, every line of CSV.
     *
     * @param spark a session of the caller's own, whose settings this may change
     * @throws UserError when it is not there, of another format, or damaged
     */
    public static PointTable open(SparkSession spark, GivenTable given, Typing typing) throws IOException {
        return open(spark, given, typing, WantedColumns.ALL);
    }

    /**
     * The same of some columns, which {@link #schema} and {@link #rows} then have alone.
     *
     * @param wanted which columns are read
     */
    public static PointTable open(SparkSession spark, GivenTable given, Typing typing, WantedColumns wanted)
            throws IOException {
        PointFiles files = PointFiles.of(given, spark.sparkContext().hadoopConfiguration());
        if (files.format() != PointFormat.CSV && given.encoding().isPresent()) {
            throw new UserError(given.what() + " is " + files.format() + ", which has no " + given.encodingGiver()
                    + ": leave that out");
        }
        PointSource source =
                switch (files.format()) {
                    case CSV -> CsvPoints.open(spark, files, given, typing.numbers(), wanted);
                    case PARQUET -> ParquetPoints.open(spark, files, given.what(), typing.timestamps(), wanted);
                    case FITS -> ArchivePoints.open(spark, files, given.what(), new FitsReading(), wanted);
                    case VOTABLE -> ArchivePoints.open(spark, files, given.what(), new VotableReading(), wanted);
                };
        return new PointTable(given.what(), files.format(), files.leftOut(), source);
    }

    /**
     * The columns of a table before its rows are looked at, of which a CSV seems to have none.
     *
     * @return empty where the format does not tell them beforehand
     * @throws UserError as {@link #open}
     */
    public static Optional<PointTable> header(SparkSession spark, GivenTable given) throws IOException {
        PointFiles files = PointFiles.of(given, spark.sparkContext().hadoopConfiguration());
        return switch (files.format()) {
            case CSV ->
                Optional.of(new PointTable(
                        given.what(), files.format(), files.leftOut(), CsvPoints.header(spark, files, given)));
            case PARQUET, FITS -> Optional.of(open(spark, given, Typing.NUMBERS));
            case VOTABLE -> Optional.empty();
        };
    }

    /** What the user gave, to begin messages with. */
    public String what() {
        return what;
    }

    /** The format of its files. */
    public PointFormat format() {
        return format;
    }

    /** The columns of all files. */
    public StructType schema() {
        return source.schema();
    }

    /** How many rows there are. */
    public long count() {
        return files().stream().mapToLong(PointFile::rows).sum();
    }

    /** The names of all columns that its files have, also of those that are not read. */
    public List<String> columns() {
        return files().stream()
                .flatMap(file -> file.columns().stream())
                .distinct()
                .toList();
    }

    List<PointFile> files() {
        return source.files();
    }

    /** The rows, each with its number from 0. */
    public JavaRDD<Tuple2<Long, Row>> rows() {
        return source.rows();
    }

    /**
     * Where a row stands, for people: in which file, where there are several, and there in which line of a CSV.
     *
     * @param number of the row, from 0
     */
    public String place(long number) {
        long row = number;
        int file = 0;
        while (row >= files().get(file).rows()) {
            row -= files().get(file).rows();
            file++;
        }
        String within = source.within(file, row);
        return files().size() == 1 ? within : Shown.text(files().get(file).name()) + ", " + within;
    }

    /** What was left out in reading it, in lines for people. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>(source.remarks());
        if (!leftOut.isEmpty()) {
            remarks.add("left out, for their names begin with _ or .: " + Shown.text(String.join(", ", leftOut)));
        }
        return remarks;
    }

    /**
     * The user's mistake that an error of a task reports, if it is one: Spark says by a condition of its own that a file is
     * damaged.
     *
     * @return null when it is something else
     */
    public UserError damage(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SparkThrowable spark
                    && spark.getCondition() != null
                    && spark.getCondition().startsWith("FAILED_READ_FILE")) {
                return new UserError(
                        what + " cannot be read as " + format + ", it is damaged: "
                                + Shown.text(Messages.firstLine(Messages.innermost(e))),
                        error);
            }
        }
        return null;
    }
}
