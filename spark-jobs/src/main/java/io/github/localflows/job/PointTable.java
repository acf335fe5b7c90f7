package io.github.localflows.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.github.localflows.config.UserError;
import io.github.localflows.dataset.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * A table of points that the user gives, with its rows in their order.
 *
 * <p>Of a CSV file every column is text, as it stands, until it is needed as a number.
 */
final class PointTable {
    private static final List<String> POSITION = List.of("R", "z");
    private static final List<String> VELOCITY = List.of("vR", "vphi", "vz");

    /** Where Spark puts the text of a line that has not as many values as the header. */
    private static final String BROKEN_LINE = "_broken_line";

    private final String name;
    private final PointFormat format;
    private final Dataset<Row> table;

    private PointTable(String name, PointFormat format, Dataset<Row> table) {
        this.name = name;
        this.format = format;
        this.table = table;
    }

    /**
     * Opens a file, or a directory of files of one format.
     *
     * @throws UserError when it is not there, of another format, or damaged
     */
    static PointTable open(SparkSession spark, String uri) throws IOException {
        Path path = path(uri);
        FileSystem fileSystem =
                EvaluatePoints.fileSystem("--points", path, spark.sparkContext().hadoopConfiguration());
        if (!fileSystem.exists(path)) {
            throw new UserError("--points " + uri + " does not exist");
        }
        PointFormat format = format(fileSystem, path)
                .orElseThrow(() -> new UserError("--points " + uri + " is neither .csv nor .parquet"));
        try {
            if (format == PointFormat.PARQUET) {
                checkFooter(fileSystem, path);
            }
            return new PointTable(uri, format, ordered(read(spark, format, path.toString())));
            // Spark reports damage by many kinds of exception, checked ones among them that it does not declare.
        } catch (Exception e) {
            throw new UserError("--points " + uri + " cannot be read as " + format + ": " + firstLine(e), e);
        }
    }

    private static Path path(String uri) {
        try {
            return new Path(uri);
        } catch (IllegalArgumentException e) {
            throw new UserError("--points " + uri + " is no path: " + e.getMessage(), e);
        }
    }

    private static Optional<PointFormat> format(FileSystem fileSystem, Path path) throws IOException {
        Optional<PointFormat> format = format(path.getName());
        if (format.isEmpty() && fileSystem.getFileStatus(path).isDirectory()) {
            return dataFiles(fileSystem, path).map(Path::getName).findFirst().flatMap(PointTable::format);
        }
        return format;
    }

    private static Optional<PointFormat> format(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
            return Optional.of(PointFormat.CSV);
        }
        return lower.endsWith(".parquet") ? Optional.of(PointFormat.PARQUET) : Optional.empty();
    }

    /** Opens the first file here: Spark would do it in a task, and a damaged file end in a page of its log. */
    private static void checkFooter(FileSystem fileSystem, Path path) throws IOException {
        Path first = fileSystem.getFileStatus(path).isFile()
                ? path
                : dataFiles(fileSystem, path).findFirst().orElse(null);
        if (first != null) {
            ParquetFileReader.open(HadoopInputFile.fromPath(first, fileSystem.getConf()))
                    .close();
        }
    }

    private static Stream<Path> dataFiles(FileSystem fileSystem, Path directory) throws IOException {
        return Arrays.stream(fileSystem.listStatus(directory))
                .filter(FileStatus::isFile)
                .map(FileStatus::getPath)
                .filter(file ->
                        !file.getName().startsWith("_") && !file.getName().startsWith("."));
    }

    private static Dataset<Row> read(SparkSession spark, PointFormat format, String path) {
        if (format == PointFormat.PARQUET) {
            return Storage.reader(spark).parquet(path);
        }
        StructType header = new StructType();
        for (String column : csv(spark).csv(path).columns()) {
            header = header.add(column.strip(), DataTypes.StringType);
        }
        return csv(spark)
                .schema(header.add(BROKEN_LINE, DataTypes.StringType))
                .option("columnNameOfCorruptRecord", BROKEN_LINE)
                .csv(path);
    }

    private static DataFrameReader csv(SparkSession spark) {
        return Storage.reader(spark)
                .option("header", true)
                .option("escape", "\"")
                .option("comment", "#")
                .option("mode", "PERMISSIVE");
    }

    /** The rows of several files in the order of the files' names; those of one are in order already. */
    private static Dataset<Row> ordered(Dataset<Row> table) {
        if (table.inputFiles().length < 2) {
            return table;
        }
        Column[] columns =
                Arrays.stream(table.columns()).map(PointTable::quoted).toArray(Column[]::new);
        Column[] withPlace = Arrays.copyOf(columns, columns.length + 3);
        withPlace[columns.length] = col("_metadata.file_path").as("_file");
        withPlace[columns.length + 1] = col("_metadata.file_block_start").as("_block");
        withPlace[columns.length + 2] = monotonically_increasing_id().as("_row");
        return table.select(withPlace)
                .orderBy(col("_file"), col("_block"), col("_row"))
                .select(columns);
    }

    private static Column quoted(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }

    /** What the user called it. */
    String name() {
        return name;
    }

    /** The columns, without what only reading needed. */
    StructType schema() {
        return new StructType(Arrays.stream(table.schema().fields())
                .filter(field -> !field.name().equals(BROKEN_LINE))
                .toArray(StructField[]::new));
    }

    /**
     * Where the coordinates are in a row.
     *
     * @param velocity whether the velocities are needed too
     * @throws UserError when a column is missing or does not hold numbers
     */
    Coordinates coordinates(boolean velocity, String why) {
        List<String> columns = Arrays.asList(schema().fieldNames());
        int[] position = indices(columns, POSITION, "every quantity needs it");
        int[] velocities = velocity ? indices(columns, VELOCITY, why + " needs it") : new int[0];
        Coordinates coordinates =
                new Coordinates(position, velocities, format == PointFormat.CSV ? columns.size() : -1);
        for (int index : coordinates.all()) {
            StructField field = schema().fields()[index];
            if (format == PointFormat.PARQUET && !(field.dataType() instanceof NumericType)) {
                throw new UserError("--points " + name + ": column " + field.name() + " is of type "
                        + field.dataType().simpleString() + ", but it must be a number");
            }
        }
        return coordinates;
    }

    private int[] indices(List<String> columns, List<String> names, String why) {
        return names.stream()
                .mapToInt(column -> {
                    int index = columns.indexOf(column);
                    if (index < 0) {
                        throw new UserError("--points " + name + " has no column " + column + " (" + why
                                + "); its columns are " + String.join(", ", columns));
                    }
                    return index;
                })
                .toArray();
    }

    /** The rows, each with its number from 0. */
    JavaPairRDD<Row, Long> rows() {
        return table.javaRDD().zipWithIndex();
    }

    /** The first line of what an exception says, or its class. */
    static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse(e.getClass().getSimpleName());
    }

    /**
     * Where the coordinates are in a row, and how to read them.
     *
     * @param position of R, z
     * @param velocity of vR, vphi, vz; or none
     * @param brokenLine where a line that is no row is; -1 where there are none
     */
    record Coordinates(int[] position, int[] velocity, int brokenLine) implements Serializable {
        private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

        int[] all() {
            int[] all = Arrays.copyOf(position, position.length + velocity.length);
            System.arraycopy(velocity, 0, all, position.length, velocity.length);
            return all;
        }

        /** What is wrong with a row, if anything. */
        Optional<String> mistake(Row row) {
            if (brokenLine >= 0 && !row.isNullAt(brokenLine)) {
                return Optional.of("has not as many values as the header: " + row.getString(brokenLine));
            }
            for (int index : all()) {
                double value = number(row.get(index));
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    return Optional.of(row.schema().fields()[index].name() + " is "
                            + (row.isNullAt(index) ? "empty" : "\"" + row.get(index) + "\"")
                            + ", but it must be a finite number");
                }
            }
            double R = number(row.get(position[0]));
            return R > 0 ? Optional.empty() : Optional.of("R is " + R + " kpc, but it must be positive");
        }

        /** The values of the coordinates of a row without mistake, in the order of {@link #all()}. */
        double[] values(Row row) {
            return Arrays.stream(all())
                    .mapToDouble(index -> number(row.get(index)))
                    .toArray();
        }

        private static double number(Object value) {
            if (value instanceof Number number) {
                return number.doubleValue();
            }
            if (value instanceof String text && NUMBER.matcher(text.strip()).matches()) {
                return Double.parseDouble(text.strip());
            }
            return Double.NaN;
        }
    }

    /**
     * How many rows there are, all of them sound.
     *
     * @throws UserError naming the first row that is not
     */
    long checkedCount(Coordinates coordinates) {
        List<Survey> surveys = rows().mapPartitions(
                        rows -> List.of(Survey.of(rows, coordinates)).iterator())
                .collect();
        surveys.stream().filter(survey -> survey.mistake() != null).findFirst().ifPresent(survey -> {
            throw new UserError("--points " + name + ", row " + (survey.row() + 1) + ": " + survey.mistake());
        });
        return surveys.stream().mapToLong(Survey::rows).sum();
    }

    /**
     * What one partition holds.
     *
     * @param rows how many rows before a mistake
     * @param row the number of the first row with a mistake
     * @param mistake what is wrong with it, or null
     */
    private record Survey(long rows, long row, String mistake) implements Serializable {
        static Survey of(Iterator<Tuple2<Row, Long>> rows, Coordinates coordinates) {
            long count = 0;
            while (rows.hasNext()) {
                Tuple2<Row, Long> row = rows.next();
                Optional<String> mistake = coordinates.mistake(row._1());
                if (mistake.isPresent()) {
                    return new Survey(count, row._2(), mistake.get());
                }
                count++;
            }
            return new Survey(count, -1, null);
        }
    }
}
