package io.github.localflows.input;

import io.github.localflows.artifact.Storage;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import uk.ac.starlink.fits.BasicInput;
import uk.ac.starlink.fits.BintableStarTable;
import uk.ac.starlink.fits.FitsHeader;
import uk.ac.starlink.fits.FitsUtil;
import uk.ac.starlink.fits.InputFactory;
import uk.ac.starlink.fits.WideFits;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.util.IOUtils;

/** The first binary table of a FITS file. All rows have the same length, so that many tasks can read a file that is not compressed. */
final class FitsReading implements ArchiveReading {
    private static final long serialVersionUID = 1;

    /** Rows of a task. */
    private static final int PIECE_ROWS = 1 << 16;

    /** Of a read from a file system that is far away. */
    private static final int BUFFER = 1 << 20;

    /**
     * Where the table is.
     *
     * @param header its header
     * @param offset of its first row, in bytes
     */
    private record Place(FitsHeader header, long offset) {
        long rows() throws IOException {
            return notNegative("NAXIS2");
        }

        long rowLength() throws IOException {
            return notNegative("NAXIS1");
        }

        private long notNegative(String key) throws IOException {
            long value = header.getRequiredLongValue(key);
            if (value < 0) {
                throw new IOException("its " + key + " is " + value + ", and cannot be");
            }
            return value;
        }

        /** Where its rows end, in bytes. */
        long end() throws IOException {
            try {
                return Math.addExact(offset, Math.multiplyExact(rows(), rowLength()));
            } catch (ArithmeticException e) {
                throw new IOException("its table would have more bytes than a file can", e);
            }
        }
    }

    @Override
    public Content look(Path file, Configuration hadoop) throws IOException {
        FileSystem files = Storage.of(file, hadoop);
        boolean compressed = InputFiles.isCompressed(files, file);
        Place place;
        try (InputStream in = stream(files, file)) {
            place = find(in);
            if (compressed) {
                // Whether it is whole is seen at its end alone.
                IOUtils.skip(in, place.end() - place.offset());
            }
        } catch (EOFException e) {
            throw new IOException("it ends before its table does", e);
        }
        if (!compressed && files.getFileStatus(file).getLen() < place.end()) {
            throw new IOException("it ends before its table does");
        }
        BintableStarTable table = BintableStarTable.createTable(place.header(), nothing(), WideFits.DEFAULT);
        List<ColumnInfo> columns = new ArrayList<>();
        for (int c = 0; c < table.getColumnCount(); c++) {
            columns.add(table.getColumnInfo(c));
        }
        long[] pieces = {0};
        if (!compressed) {
            pieces = new long[Math.toIntExact(Math.max(1, (place.rows() + PIECE_ROWS - 1) / PIECE_ROWS))];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = (long) i * PIECE_ROWS;
            }
        }
        return new Content(columns, place.rows(), pieces);
    }

    /** The header of the first binary table, and the stream at its data. */
    private static Place find(InputStream in) throws IOException {
        long at = 0;
        boolean first = true;
        while (true) {
            FitsHeader header = FitsUtil.readHeaderIfPresent(in);
            if (header == null) {
                throw new IOException(first ? "it is empty" : "it holds no binary table");
            }
            if (first && header.getBooleanValue("SIMPLE") == null) {
                throw new IOException("it does not begin as FITS does");
            }
            first = false;
            at += header.getHeaderByteCount();
            if ("BINTABLE".equals(header.getStringValue("XTENSION"))) {
                return new Place(header, at);
            }
            IOUtils.skip(in, header.getDataByteCount());
            at += header.getDataByteCount();
        }
    }

    private static InputStream stream(FileSystem files, Path file) throws IOException {
        return new BufferedInputStream(InputFiles.open(files, file), BUFFER);
    }

    @Override
    public RowSequence rows(Path file, Configuration hadoop, long firstRow) throws IOException {
        FileSystem files = Storage.of(file, hadoop);
        InputStream in = stream(files, file);
        try {
            Place place = find(in);
            if (firstRow > 0) {
                in.close();
                FSDataInputStream seeking = files.open(file);
                in = new BufferedInputStream(seeking, BUFFER);
                seeking.seek(place.offset() + firstRow * place.rowLength());
            }
            return BintableStarTable.createTable(place.header(), input(in), WideFits.DEFAULT)
                    .getRowSequence();
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputFactory nothing() {
        return input(InputStream.nullInputStream());
    }

    private static InputFactory input(InputStream in) {
        return new InputFactory() {
            @Override
            public boolean isRandom() {
                return false;
            }

            @Override
            public BasicInput createInput(boolean sequential) {
                return createSequentialInput(in);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
