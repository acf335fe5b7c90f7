package io.github.localflows.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.github.localflows.config.UserError;
import io.github.localflows.dataset.Storage;
import io.github.localflows.phase.PhasePoint;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkThrowable;
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
    /** Where Spark puts the text of a line that has not as many values as the header. */
    private static final String BROKEN_LINE = "_broken_line";

    /** The most characters of a file that a message repeats. */
    private static final int SHOWN = 200;

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
     * @param why what needs them, for the message
     * @throws UserError when a column is missing or does not hold numbers, or when there are two positions or velocities
     */
    Coordinates coordinates(boolean velocity, String why) {
        List<String> columns = Arrays.asList(schema().fieldNames());
        Axes position = axes(columns, Axes::position, "position");
        int[] positions = indices(columns, position.position(), "every quantity needs a position, R z or x y z");
        Axes velocities = Axes.CYLINDRICAL;
        int[] velocityIndices = new int[0];
        if (velocity) {
            velocities = axes(columns, Axes::velocity, "velocity");
            if (velocities == Axes.CARTESIAN && position == Axes.CYLINDRICAL) {
                throw new UserError("--points " + name + " has velocities vx vy, which go with positions x y z, but its"
                        + " position is R z: give vR vphi vz, or x y z");
            }
            velocityIndices = indices(columns, velocities.velocity(), why + " needs it");
        }
        Coordinates coordinates = new Coordinates(
                position, positions, velocities, velocityIndices, format == PointFormat.CSV ? columns.size() : -1);
        for (int index : coordinates.all()) {
            StructField field = schema().fields()[index];
            if (format == PointFormat.PARQUET && !(field.dataType() instanceof NumericType)) {
                throw new UserError("--points " + name + ": column " + field.name() + " is of type "
                        + field.dataType().simpleString() + ", but it must be a number");
            }
        }
        return coordinates;
    }

    /** Whether any column is called as one of a velocity's, so that there should be all of them. */
    boolean namesVelocity() {
        List<String> columns = Arrays.asList(schema().fieldNames());
        return Arrays.stream(Axes.values())
                .flatMap(axes -> axes.velocity().stream())
                .anyMatch(columns::contains);
    }

    /** The axes that the columns mean: those that are whole, or else those of which something is there. */
    private Axes axes(List<String> columns, Function<Axes, List<String>> names, String what) {
        // z and vz are the same in both.
        List<String> cylindrical = without(names.apply(Axes.CYLINDRICAL), names.apply(Axes.CARTESIAN));
        List<String> cartesian = without(names.apply(Axes.CARTESIAN), names.apply(Axes.CYLINDRICAL));
        boolean wholeCylindrical = columns.containsAll(cylindrical);
        boolean wholeCartesian = columns.containsAll(cartesian);
        if (wholeCylindrical && wholeCartesian) {
            throw new UserError("--points " + name + " has columns " + String.join(" ", cylindrical) + " and "
                    + String.join(" ", cartesian) + ", so that its " + what
                    + " is ambiguous: leave one or the other out, or rename it");
        }
        boolean anyCylindrical = cylindrical.stream().anyMatch(columns::contains);
        boolean anyCartesian = cartesian.stream().anyMatch(columns::contains);
        return wholeCartesian || anyCartesian && !anyCylindrical ? Axes.CARTESIAN : Axes.CYLINDRICAL;
    }

    private static List<String> without(List<String> names, List<String> others) {
        return names.stream().filter(column -> !others.contains(column)).toList();
    }

    private int[] indices(List<String> columns, List<String> names, String why) {
        return names.stream()
                .mapToInt(column -> {
                    int index = columns.indexOf(column);
                    if (index < 0) {
                        throw new UserError("--points " + name + " has no column " + column + " (" + why
                                + "); its columns are " + shown(String.join(", ", columns)));
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

    /** What the columns of a position and of a velocity are called. */
    enum Axes {
        /** R, z; whatever phi is, nothing depends on it. */
        CYLINDRICAL(List.of("R", "z"), List.of("vR", "vphi", "vz")),
        /** Right-handed: x = R cos phi, y = R sin phi, so that the disc turns from x to y. */
        CARTESIAN(List.of("x", "y", "z"), List.of("vx", "vy", "vz"));

        private final List<String> position;
        private final List<String> velocity;

        Axes(List<String> position, List<String> velocity) {
            this.position = position;
            this.velocity = velocity;
        }

        List<String> position() {
            return position;
        }

        List<String> velocity() {
            return velocity;
        }
    }

    /**
     * Where the coordinates are in a row, and how to read them.
     *
     * @param positionAxes of the position
     * @param position of R, z or x, y, z
     * @param velocityAxes of the velocity; Cartesian only if the position is
     * @param velocity of vR, vphi, vz or vx, vy, vz; or none
     * @param brokenLine where a line that is no row is; -1 where there are none
     */
    record Coordinates(Axes positionAxes, int[] position, Axes velocityAxes, int[] velocity, int brokenLine)
            implements Serializable {
        private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

        int[] all() {
            int[] all = Arrays.copyOf(position, position.length + velocity.length);
            System.arraycopy(velocity, 0, all, position.length, velocity.length);
            return all;
        }

        /** What is wrong with a row, if anything. */
        Optional<String> mistake(Row row) {
            if (brokenLine >= 0 && !row.isNullAt(brokenLine)) {
                return Optional.of("has not as many values as the header: " + shown(row.getString(brokenLine)));
            }
            for (int index : all()) {
                double value = number(row.get(index));
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    return Optional.of(row.schema().fields()[index].name() + " is "
                            + (row.isNullAt(index)
                                    ? "empty"
                                    : "\"" + shown(row.get(index).toString()) + "\"")
                            + ", but it must be a finite number");
                }
            }
            double R = point(row).R();
            if (R > 0 && R < Double.POSITIVE_INFINITY) {
                return Optional.empty();
            }
            return Optional.of((positionAxes == Axes.CARTESIAN ? "R = hypot(x, y) is " : "R is ") + R
                    + " kpc, but it must be positive" + (R > 0 ? " and finite" : ""));
        }

        /** The point of a row without mistake; its velocity is NaN where none is needed. */
        PhasePoint point(Row row) {
            double[] where = numbers(row, position);
            double[] v =
                    velocity.length == 0 ? new double[] {Double.NaN, Double.NaN, Double.NaN} : numbers(row, velocity);
            if (positionAxes == Axes.CYLINDRICAL) {
                return new PhasePoint(where[0], where[1], v[0], v[1], v[2]);
            }
            double x = where[0];
            double y = where[1];
            double R = Math.hypot(x, y);
            return velocityAxes == Axes.CYLINDRICAL
                    ? new PhasePoint(R, where[2], v[0], v[1], v[2])
                    : new PhasePoint(R, where[2], x / R * v[0] + y / R * v[1], x / R * v[1] - y / R * v[0], v[2]);
        }

        private static double[] numbers(Row row, int[] indices) {
            return Arrays.stream(indices)
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
     * @throws UserError naming the first row that is not, or when the file is damaged
     */
    long checkedCount(Coordinates coordinates) {
        List<Survey> surveys;
        try {
            surveys = rows().mapPartitions(
                            rows -> List.of(Survey.of(rows, coordinates)).iterator())
                    .collect();
            // Nothing declares that collect() throws Spark's own exception, which is checked.
        } catch (Exception e) {
            throw unreadable(e);
        }
        surveys.stream().filter(survey -> survey.mistake() != null).findFirst().ifPresent(survey -> {
            throw new UserError("--points " + name + ", row " + (survey.row() + 1) + ": " + survey.mistake());
        });
        return surveys.stream().mapToLong(Survey::rows).sum();
    }

    /** Spark says by a condition of its own that it is the file; anything else is not the user's mistake. */
    private RuntimeException unreadable(Exception error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SparkThrowable spark
                    && spark.getCondition() != null
                    && spark.getCondition().startsWith("FAILED_READ_FILE")) {
                Throwable reason = e;
                while (reason.getCause() != null) {
                    reason = reason.getCause();
                }
                return new UserError(
                        "--points " + name + " cannot be read as " + format + ", it is damaged: "
                                + shown(firstLine(reason)),
                        error);
            }
        }
        return SparkTasks.readable("reading --points " + name, error);
    }

    /** A text of the user's file, short and without what would disturb a terminal. */
    private static String shown(String text) {
        String printable = text.strip().replaceAll("\\p{Cntrl}", "\uFFFD");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + " ...";
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
