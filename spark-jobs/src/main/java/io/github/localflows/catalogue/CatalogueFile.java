package io.github.localflows.catalogue;

import io.github.localflows.artifact.Storage;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.config.UserError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import uk.ac.starlink.fits.FitsTableWriter;
import uk.ac.starlink.table.AbstractStarTable;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.votable.DataFormat;
import uk.ac.starlink.votable.VOTableVersion;
import uk.ac.starlink.votable.VOTableWriter;

/**
 * A file of a catalogue that is written, with Gaia's names and units, as its archive writes them: FITS, VOTable (BINARY2), CSV, or a compressed CSV as
 * of ESA's bulk files, with an ECSV header and {@code null}.
 *
 * @param columns what each holds; the first is a whole number, the others are numbers
 * @param rows how many
 */
public record CatalogueFile(List<Quantity> columns, long rows) {
    private static final int ROWS_AT_ONCE = 1 << 16;

    /** Refuses what is missing. */
    public CatalogueFile {
        columns = List.copyOf(columns);
    }

    /** The formats that can be written. */
    private enum Format {
        FITS(".fits"),
        VOTABLE(".vot"),
        CSV(".csv"),
        BULK(".csv.gz");

        private final String ending;

        Format(String ending) {
            this.ending = ending;
        }
    }

    /**
     * Writes the file so that it appears whole.
     *
     * @param content the rows anew, each with a number or null for each column
     * @throws UserError when its name ends as that of no format, or it cannot be written
     */
    public void write(UserPath file, Supplier<Iterator<Object[]>> content) throws IOException {
        String name = file.path().getName().toLowerCase(Locale.ROOT);
        Format format = List.of(Format.BULK, Format.FITS, Format.VOTABLE, Format.CSV).stream()
                .filter(one -> name.endsWith(one.ending))
                .findFirst()
                .orElseThrow(() -> new UserError("--out " + file.path()
                        + " is the name of no catalogue that is written: let it end in .fits, .vot, .csv or .csv.gz"));
        Storage.replace(file.fileSystem(), file.path(), out -> {
            switch (format) {
                case FITS -> new FitsTableWriter().writeStarTable(new Streamed(content), out);
                case VOTABLE ->
                    new VOTableWriter(DataFormat.BINARY2, true, VOTableVersion.V13)
                            .writeStarTable(new Streamed(content), out);
                case CSV -> text(out, false, content.get());
                case BULK -> {
                    GZIPOutputStream zipped = new GZIPOutputStream(out, ROWS_AT_ONCE);
                    text(zipped, true, content.get());
                    zipped.finish();
                }
            }
        });
    }

    private void text(OutputStream out, boolean bulk, Iterator<Object[]> content) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), ROWS_AT_ONCE);
        if (bulk) {
            writer.write("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n");
            for (int c = 0; c < columns.size(); c++) {
                writer.write("# -\n#   name: " + columns.get(c).key() + "\n#   datatype: "
                        + (c == 0 ? "int64" : "float64") + "\n");
                String unit = unit(columns.get(c));
                if (unit != null) {
                    writer.write("#   unit: " + unit + "\n");
                }
            }
        }
        writer.write(columns.stream().map(Quantity::key).collect(Collectors.joining(",")) + "\n");
        while (content.hasNext()) {
            Object[] row = content.next();
            for (int c = 0; c < row.length; c++) {
                writer.write(c == 0 ? "" : ",");
                writer.write(row[c] == null ? bulk ? "null" : "" : row[c].toString());
            }
            writer.write('\n');
        }
        writer.flush();
    }

    /** As Gaia's archive writes it; null for none. */
    private static String unit(Quantity quantity) {
        String unit = quantity.gaiaUnit().orElse("");
        return unit.isEmpty() ? null : unit.replace("/yr", ".yr**-1").replace("/s", ".s**-1");
    }

    /** The rows as the library writes them, one after the other. */
    private final class Streamed extends AbstractStarTable {
        private final Supplier<Iterator<Object[]>> content;

        Streamed(Supplier<Iterator<Object[]>> content) {
            this.content = content;
        }

        @Override
        public int getColumnCount() {
            return columns.size();
        }

        @Override
        public long getRowCount() {
            return rows;
        }

        @Override
        public ColumnInfo getColumnInfo(int c) {
            ColumnInfo info = new ColumnInfo(columns.get(c).key(), c == 0 ? Long.class : Double.class, null);
            String unit = unit(columns.get(c));
            if (unit != null) {
                info.setUnitString(unit);
            }
            return info;
        }

        @Override
        public RowSequence getRowSequence() {
            Iterator<Object[]> of = content.get();
            return new RowSequence() {
                private Object[] row;

                @Override
                public boolean next() {
                    row = of.hasNext() ? of.next() : null;
                    return row != null;
                }

                @Override
                public Object getCell(int c) {
                    return row[c];
                }

                @Override
                public Object[] getRow() {
                    return row.clone();
                }

                @Override
                public void close() {
                    // The iterator ends with the job that it is of.
                }
            };
        }
    }
}
