package io.github.localflows.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import uk.ac.starlink.fits.FitsTableWriter;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowListStarTable;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.votable.DataFormat;
import uk.ac.starlink.votable.VOTableVersion;
import uk.ac.starlink.votable.VOTableWriter;

/** One small catalogue with the names, units and markers of Gaia DR3, in all formats that catalogues come in. */
final class CatalogueFiles {
    /** So many stars. */
    static final int STARS = 300;

    /** Every tenth has no velocity. */
    static final int WITHOUT_VELOCITY = 10;

    /** A double has no such number. */
    static final long FIRST_ID = (1L << 53) + 1;

    static final List<String> NAMES = List.of(
            "source_id",
            "ra",
            "dec",
            "parallax",
            "pmra",
            "pmdec",
            "radial_velocity",
            "parallax_error",
            "pmra_error",
            "pmdec_error",
            "radial_velocity_error",
            "ruwe");

    private static final List<String> UNITS = List.of(
            "",
            "deg",
            "deg",
            "mas",
            "mas.yr**-1",
            "mas.yr**-1",
            "km.s**-1",
            "mas",
            "mas.yr**-1",
            "mas.yr**-1",
            "km.s**-1",
            "");

    private CatalogueFiles() {}

    /** The rows: a Long, and doubles; null for a velocity that is missing. */
    static List<Object[]> rows() {
        SplittableRandom random = new SplittableRandom(1);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < STARS; i++) {
            rows.add(new Object[] {
                FIRST_ID + i,
                random.nextDouble(0, 360),
                Math.toDegrees(Math.asin(random.nextDouble(-1, 1))),
                random.nextDouble(0.5, 3),
                random.nextGaussian(0, 5),
                random.nextGaussian(0, 5),
                i % WITHOUT_VELOCITY == 0 ? null : random.nextGaussian(0, 30),
                0.02,
                0.03,
                0.04,
                1.5,
                random.nextDouble(0.8, 2)
            });
        }
        return rows;
    }

    static List<String> lines(String delimiter, String absent) {
        List<String> lines = new ArrayList<>(List.of(String.join(delimiter, NAMES)));
        for (Object[] row : rows()) {
            lines.add(Arrays.stream(row)
                    .map(value -> value == null ? absent : value.toString())
                    .collect(Collectors.joining(delimiter)));
        }
        return lines;
    }

    private static List<String> ecsvHeader(String delimiter) {
        List<String> header = new ArrayList<>(List.of("# %ECSV 1.0", "# ---"));
        if (!delimiter.equals(" ")) {
            header.add("# delimiter: '" + delimiter + "'");
        }
        header.add("# datatype:");
        IntStream.range(0, NAMES.size())
                .forEach(c -> header.add("# - {name: " + NAMES.get(c) + ", datatype: " + (c == 0 ? "int64" : "float64")
                        + (UNITS.get(c).isEmpty() ? "" : ", unit: " + UNITS.get(c)) + "}"));
        header.add("# meta: !!omap");
        // As astropy writes what its columns are made of.
        header.add("# - __serialized_columns__:");
        header.add(
                "#     ra: {__class__: astropy.units.quantity.Quantity, unit: &id001 !astropy.units.Unit {unit: deg}}");
        header.add("#     dec: {__class__: astropy.units.quantity.Quantity, unit: *id001}");
        return header;
    }

    static void text(Path file, List<String> header, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(header);
        all.addAll(lines);
        byte[] bytes = (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8);
        if (file.toString().endsWith(".gz")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
    }

    static StarTable table() throws IOException {
        ColumnInfo[] columns = new ColumnInfo[NAMES.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = new ColumnInfo(NAMES.get(c), c == 0 ? Long.class : Double.class, null);
            if (!UNITS.get(c).isEmpty()) {
                columns[c].setUnitString(UNITS.get(c));
            }
        }
        RowListStarTable table = new RowListStarTable(columns);
        rows().forEach(table::addRow);
        return table;
    }

    /** Writes all formats; returns the files. */
    static List<Path> write(Path directory, SparkSession spark) throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(directory.resolve("archive.csv"));
        text(files.get(0), List.of(), lines(",", ""));
        files.add(directory.resolve("bulk.csv.gz"));
        text(files.get(1), ecsvHeader(","), lines(",", "null"));
        files.add(directory.resolve("astropy.ecsv"));
        text(files.get(2), ecsvHeader(" "), lines(" ", "\"\""));
        files.add(directory.resolve("nan.ecsv"));
        text(files.get(3), ecsvHeader(","), lines(",", "nan"));
        files.add(directory.resolve("archive.fits"));
        try (OutputStream out = Files.newOutputStream(files.get(4))) {
            new FitsTableWriter().writeStarTable(table(), out);
        }
        files.add(directory.resolve("archive.fits.gz"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(files.get(5)))) {
            new FitsTableWriter().writeStarTable(table(), out);
        }
        for (DataFormat format : List.of(DataFormat.TABLEDATA, DataFormat.BINARY, DataFormat.BINARY2)) {
            Path file = directory.resolve(format.toString().toLowerCase(Locale.ROOT) + ".vot");
            try (OutputStream out = Files.newOutputStream(file)) {
                new VOTableWriter(format, true, VOTableVersion.V13).writeStarTable(table(), out);
            }
            files.add(file);
        }
        Dataset<Row> rows = parquet(spark);
        files.add(directory.resolve("catalogue.parquet"));
        rows.coalesce(1).write().parquet(files.get(files.size() - 1).toString());
        Path hats = directory.resolve("hats");
        for (String half : List.of("Norder=1/Dir=0/Npix=3.parquet", "Norder=2/Dir=10000/Npix=10017.parquet")) {
            boolean first = half.startsWith("Norder=1");
            Path pixel = hats.resolve("dataset").resolve(half);
            rows.where((first ? "" : "NOT ") + "source_id < " + (FIRST_ID + STARS / 2))
                    .coalesce(1)
                    .write()
                    .parquet(directory.resolve("half-" + first).toString());
            Files.createDirectories(pixel.getParent());
            try (var parts = Files.list(directory.resolve("half-" + first))) {
                Files.copy(
                        parts.filter(part -> part.toString().endsWith(".parquet"))
                                .findFirst()
                                .orElseThrow(),
                        pixel);
            }
        }
        Files.write(hats.resolve("dataset/_metadata"), new byte[] {1});
        Files.writeString(hats.resolve("hats.properties"), "dataproduct_type=object\n");
        files.add(hats);
        return files;
    }

    private static Dataset<Row> parquet(SparkSession spark) {
        StructType schema = new StructType();
        for (int c = 0; c < NAMES.size(); c++) {
            schema = schema.add(NAMES.get(c), c == 0 ? DataTypes.LongType : DataTypes.DoubleType);
        }
        return spark.createDataFrame(rows().stream().map(RowFactory::create).toList(), schema);
    }
}
