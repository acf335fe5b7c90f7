package io.github.localflows.input;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.RowSequence;

/**
 * Files of the archives' formats, FITS and VOTable, whose columns are matched by name. Columns of arrays are not read. A blank is null.
 */
final class ArchivePoints implements PointSource {
    private final SparkSession spark;
    private final String what;
    private final ArchiveReading reading;
    private final List<Path> files;
    private final List<Survey> surveys;
    private final StructType schema;

    /** What is known of a file. */
    private static final class Survey extends FileSurvey {
        private static final long serialVersionUID = 1;

        private String[] names = {};

        /** Of Spark, by their JSON; null for one that is not read. */
        private String[] types = {};

        private String[] units = {};
        private long rows;
        private long[] pieces = {};
    }

    /** Consecutive rows of a file. */
    private static final class Piece implements Serializable {
        private static final long serialVersionUID = 1;

        private final int file;
        private final long row;
        private final long number;
        private final long rows;

        private Piece(int file, long row, long number, long rows) {
            this.file = file;
            this.row = row;
            this.number = number;
            this.rows = rows;
        }
    }

    private ArchivePoints(
            SparkSession spark,
            String what,
            ArchiveReading reading,
            List<Path> files,
            List<Survey> surveys,
            StructType schema) {
        this.spark = spark;
        this.what = what;
        this.reading = reading;
        this.files = files;
        this.surveys = surveys;
        this.schema = schema;
    }

    /**
     * Looks through the files.
     *
     * @param what what the user gave, to begin messages with
     * @param wanted which columns are read
     * @throws UserError naming the file that is not as it must be
     */
    static ArchivePoints open(
            SparkSession spark, PointFiles given, String what, ArchiveReading reading, WantedColumns wanted) {
        String format = given.format().toString();
        List<Survey> surveys = FileSurvey.all(
                spark, given, what, (file, where, hadoop) -> survey(file, where, format, reading, hadoop));
        List<Path> files = given.files().stream().map(FileStatus::getPath).toList();
        return new ArchivePoints(spark, what, reading, files, surveys, merged(what, files, surveys, wanted));
    }

    private static Survey survey(Path file, String where, String format, ArchiveReading reading, Configuration hadoop) {
        Survey survey = new Survey();
        try {
            ArchiveReading.Content content = reading.look(file, hadoop);
            List<ColumnInfo> columns = content.columns();
            survey.names = columns.stream().map(ColumnInfo::getName).toArray(String[]::new);
            survey.types = columns.stream()
                    .map(column -> ArchiveType.of(column.getContentClass())
                            .map(ArchiveType::json)
                            .orElse(null))
                    .toArray(String[]::new);
            survey.units = columns.stream().map(ColumnInfo::getUnitString).toArray(String[]::new);
            survey.rows = content.rows();
            survey.pieces = content.pieces();
            FileSurvey.requireDistinct(survey.names, where, "");
        } catch (UserError e) {
            survey.mistake = e.getMessage();
            // Whatever the library stumbles on, it is the file that cannot be read.
        } catch (IOException | RuntimeException e) {
            Throwable reason = Messages.innermost(e);
            survey.mistake = FileSurvey.isMissing(reason)
                    ? FileSurvey.missing(where)
                    : where + " cannot be read as " + format + ": " + Shown.text(Messages.firstLine(e));
        }
        return survey;
    }

    private static StructType merged(String what, List<Path> files, List<Survey> surveys, WantedColumns wanted) {
        Map<String, DataType> types = new LinkedHashMap<>();
        Map<String, List<ColumnUnit.InFile>> units = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            Survey survey = surveys.get(i);
            String file = files.get(i).getName();
            for (int c = 0; c < survey.names.length; c++) {
                String name = survey.names[c];
                if (survey.types[c] == null || !wanted.has(name)) {
                    continue;
                }
                DataType type = DataType.fromJson(survey.types[c]);
                DataType before = types.get(name);
                if (before != null) {
                    type = Widening.of(before, type)
                            .orElseThrow(() -> new UserError(what + ": column " + Shown.text(name)
                                    + " is of one type in a file and of another in " + Shown.text(file)
                                    + ": write it as one type in all files"));
                }
                types.put(name, type);
                units.computeIfAbsent(name, of -> new ArrayList<>()).add(new ColumnUnit.InFile(file, survey.units[c]));
            }
        }
        return new StructType(types.entrySet().stream()
                .map(column -> new StructField(
                        column.getKey(),
                        column.getValue(),
                        true,
                        ColumnUnit.metadata(ColumnUnit.common(what, column.getKey(), units.get(column.getKey())))))
                .toArray(StructField[]::new));
    }

    @Override
    public StructType schema() {
        return schema;
    }

    @Override
    public List<PointFile> files() {
        return IntStream.range(0, files.size())
                .mapToObj(i ->
                        new PointFile(files.get(i).getName(), Arrays.asList(surveys.get(i).names), surveys.get(i).rows))
                .toList();
    }

    @Override
    public List<String> remarks() {
        List<String> arrays = new ArrayList<>();
        for (Survey survey : surveys) {
            for (int c = 0; c < survey.names.length; c++) {
                if (survey.types[c] == null && !arrays.contains(survey.names[c])) {
                    arrays.add(survey.names[c]);
                }
            }
        }
        return arrays.isEmpty()
                ? List.of()
                : List.of("columns of arrays are not read: " + Shown.text(String.join(", ", arrays)));
    }

    @Override
    public JavaRDD<Tuple2<Long, Row>> rows() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Piece> pieces = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < surveys.size(); i++) {
            long[] starts = surveys.get(i).pieces;
            long rows = surveys.get(i).rows;
            for (int p = 0; p < starts.length; p++) {
                long end = p + 1 < starts.length ? starts[p + 1] : rows;
                if (end > starts[p]) {
                    pieces.add(new Piece(i, starts[p], before + starts[p], end - starts[p]));
                }
            }
            before += rows;
        }
        Broadcast<Reading> all = context.broadcast(new Reading(this));
        return context.parallelize(pieces, Math.max(1, Math.min(pieces.size(), FileSurvey.MOST_TASKS)))
                .flatMap(piece -> all.value().rows(piece));
    }

    /** Reads pieces within tasks. */
    private static final class Reading implements Serializable {
        private static final long serialVersionUID = 1;

        private final String what;
        private final String[] uris;
        private final ArchiveReading reading;

        /** Where each column of the table is in a file; -1 where the file lacks it. */
        private final int[][] places;

        private final DataType[] types;
        private final SerializableConfiguration hadoop;

        private Reading(ArchivePoints points) {
            what = points.what;
            uris = points.files.stream().map(Path::toString).toArray(String[]::new);
            reading = points.reading;
            places = points.surveys.stream()
                    .map(survey -> Arrays.stream(points.schema.fieldNames())
                            .mapToInt(Arrays.asList(survey.names)::indexOf)
                            .toArray())
                    .toArray(int[][]::new);
            types = Arrays.stream(points.schema.fields())
                    .map(StructField::dataType)
                    .toArray(DataType[]::new);
            hadoop = new SerializableConfiguration(points.spark.sparkContext().hadoopConfiguration());
        }

        private Iterator<Tuple2<Long, Row>> rows(Piece piece) throws IOException {
            RowSequence rows = reading.rows(new Path(uris[piece.file]), hadoop.value(), piece.row);
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(rows));
            int[] from = places[piece.file];
            return new Iterator<>() {
                private long read;

                @Override
                public boolean hasNext() {
                    return read < piece.rows;
                }

                @Override
                public Tuple2<Long, Row> next() {
                    Object[] values = new Object[from.length];
                    try {
                        if (!rows.next()) {
                            throw new UserError(what + ", " + Shown.text(new Path(uris[piece.file]).getName())
                                    + " has changed while it was read: run the command again");
                        }
                        for (int c = 0; c < values.length; c++) {
                            values[c] = from[c] < 0 ? null : ArchiveType.value(rows.getCell(from[c]), types[c]);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return new Tuple2<>(piece.number + read++, RowFactory.create(values));
                }
            };
        }

        private static void close(RowSequence rows) {
            try {
                rows.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the values of a column become. */
    private enum ArchiveType {
        BOOLEAN(DataTypes.BooleanType),
        INTEGER(DataTypes.IntegerType),
        LONG(DataTypes.LongType),
        DOUBLE(DataTypes.DoubleType),
        TEXT(DataTypes.StringType);

        private final DataType type;

        ArchiveType(DataType type) {
            this.type = type;
        }

        String json() {
            return type.json();
        }

        /** Empty for arrays. */
        static Optional<ArchiveType> of(Class<?> content) {
            if (content == Boolean.class) {
                return Optional.of(BOOLEAN);
            }
            if (content == Byte.class || content == Short.class || content == Integer.class) {
                return Optional.of(INTEGER);
            }
            if (content == Long.class) {
                return Optional.of(LONG);
            }
            if (content == Float.class || content == Double.class) {
                return Optional.of(DOUBLE);
            }
            return content == String.class || content == Character.class ? Optional.of(TEXT) : Optional.empty();
        }

        static Object value(Object cell, DataType type) {
            if (cell instanceof Float single) {
                return single.doubleValue();
            }
            if (cell instanceof Number number && type.equals(DataTypes.DoubleType)) {
                return number.doubleValue();
            }
            if (cell instanceof Number number && type.equals(DataTypes.LongType)) {
                return number.longValue();
            }
            if (cell instanceof Number number && type.equals(DataTypes.IntegerType)) {
                return number.intValue();
            }
            return cell instanceof Character character ? character.toString() : cell;
        }
    }
}
