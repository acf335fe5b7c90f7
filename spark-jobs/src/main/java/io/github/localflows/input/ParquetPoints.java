package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** Parquet files, whose columns are matched by name and widened where the files differ. */
final class ParquetPoints implements PointSource {
    private static final Map<String, String> READING = Map.of(
            ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED,
            "true",
            // Hadoop's own local file system looks for a checksum file beside each, and fails at a colon in its name.
            "fs.file.impl",
            RawLocalFileSystem.class.getName(),
            "fs.file.impl.disable.cache",
            "true");

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final SparkSession spark;
    private final String what;
    private final List<ParquetFooter> footers;
    private final StructType schema;

    private ParquetPoints(SparkSession spark, String what, List<ParquetFooter> footers, StructType schema) {
        this.spark = spark;
        this.what = what;
        this.footers = footers;
        this.schema = schema;
    }

    /**
     * Reads all footers.
     *
     * @param spark a session of the caller's own, whose settings this may change
     * @param what what the user gave, to begin messages with
     * @param wanted which columns are read
     * @param typed whether timestamps in nanoseconds shall be timestamps, which count microseconds; else they are texts
     * @throws UserError naming the file and the column that cannot be read, or that differs too much from another file's
     */
    static ParquetPoints open(SparkSession spark, PointFiles given, String what, boolean typed, WantedColumns wanted) {
        // Read as they are, timestamps that count nanoseconds are whole numbers.
        spark.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
        // Days and instants, also those before the calendar's reform, as the file has them.
        spark.conf().set("spark.sql.datetime.java8API.enabled", true);
        Configuration hadoop = new Configuration(spark.sparkContext().hadoopConfiguration());
        READING.forEach(hadoop::set);
        ParquetToSparkSchemaConverter converter =
                new ParquetToSparkSchemaConverter(((org.apache.spark.sql.classic.SparkSession) spark)
                        .sessionState()
                        .conf());
        boolean one = given.files().size() == 1;
        List<ParquetFooter> footers = given.files().parallelStream()
                .map(file -> ParquetFooter.of(file, one ? what : named(what, file), hadoop, converter, typed))
                .toList();
        return new ParquetPoints(spark, what, footers, merged(what, footers, wanted));
    }

    private static String named(String what, FileStatus file) {
        return what + ", " + Shown.text(file.getPath().getName());
    }

    private static StructType merged(String what, List<ParquetFooter> footers, WantedColumns wanted) {
        Map<String, StructField> columns = new LinkedHashMap<>();
        Map<String, ParquetFooter> firsts = new LinkedHashMap<>();
        for (ParquetFooter footer : footers) {
            for (StructField field : footer.schema().fields()) {
                if (!wanted.has(field.name())) {
                    continue;
                }
                StructField before = columns.putIfAbsent(field.name(), field);
                firsts.putIfAbsent(field.name(), footer);
                if (before != null) {
                    DataType type = Widening.of(before.dataType(), field.dataType())
                            .orElseThrow(() -> new UserError(what + ": column " + Shown.text(field.name()) + " is "
                                    + type(before) + " in "
                                    + Shown.text(firsts.get(field.name())
                                            .file()
                                            .getPath()
                                            .getName())
                                    + " and " + type(field) + " in "
                                    + Shown.text(footer.file().getPath().getName())
                                    + ": write it as one type in all files"));
                    columns.put(field.name(), new StructField(field.name(), type, true, before.metadata()));
                }
            }
        }
        return new StructType(columns.values().toArray(StructField[]::new));
    }

    private static String type(StructField field) {
        return Shown.text(field.dataType().simpleString());
    }

    @Override
    public StructType schema() {
        return schema;
    }

    @Override
    public List<PointFile> files() {
        return footers.stream()
                .map(footer -> new PointFile(
                        footer.file().getPath().getName(),
                        Arrays.asList(footer.schema().fieldNames()),
                        footer.rows()))
                .toList();
    }

    @Override
    public List<String> remarks() {
        return List.of();
    }

    @Override
    public JavaRDD<Tuple2<Long, Row>> rows() {
        // Files of one schema are read together.
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < footers.size(); i++) {
            ParquetFooter footer = footers.get(i);
            groups.computeIfAbsent(footer.schema().json() + footer.nanoseconds(), schema -> new ArrayList<>())
                    .add(i);
        }
        JavaRDD<Tuple2<Long, Row>> rows = null;
        for (List<Integer> group : groups.values()) {
            JavaRDD<Tuple2<Long, Row>> some = rows(group);
            rows = rows == null ? some : rows.union(some);
        }
        return rows;
    }

    private JavaRDD<Tuple2<Long, Row>> rows(List<Integer> group) {
        long[] firstRows = new long[footers.size()];
        for (int i = 1; i < firstRows.length; i++) {
            firstRows[i] = firstRows[i - 1] + footers.get(i - 1).rows();
        }
        ParquetFooter like = footers.get(group.get(0));
        String firstRow = freeName(like.schema());
        NumberedFiles index = new NumberedFiles(
                group.stream().map(i -> footers.get(i).file()).toList(),
                group.stream().map(i -> firstRows[i]).toList(),
                firstRow);
        Dataset<Row> table = table(index, stored(like));
        Column number = quoted(firstRow).plus(table.metadataColumn("_metadata").getField("row_index"));
        List<Column> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            boolean there = Arrays.asList(like.schema().fieldNames()).contains(field.name());
            boolean typed =
                    there && !like.schema().apply(field.name()).dataType().equals(DataTypes.NullType);
            Column value = typed ? quoted(field.name()) : functions.lit(null);
            columns.add(like.nanoseconds().containsKey(field.name()) ? value : value.cast(field.dataType()));
        }
        columns.add(number);
        int last = schema.length();
        int[] nanoseconds = IntStream.range(0, last)
                .filter(c -> like.nanoseconds().containsKey(schema.fieldNames()[c]))
                .toArray();
        boolean[] local = new boolean[nanoseconds.length];
        for (int i = 0; i < local.length; i++) {
            local[i] =
                    like.nanoseconds().get(schema.fieldNames()[nanoseconds[i]]).equals(DataTypes.TimestampNTZType);
        }
        NanosecondColumns micro = new NanosecondColumns(what, schema, nanoseconds, local);
        return table.select(columns.toArray(Column[]::new)).javaRDD().map(row -> {
            Object[] values = new Object[last];
            for (int c = 0; c < last; c++) {
                values[c] = row.get(c);
            }
            micro.convert(values);
            return new Tuple2<>(row.getLong(last), RowFactory.create(values));
        });
    }

    /** The schema as Spark reads it: what has no type is not read, and nanoseconds are whole numbers. */
    private static StructType stored(ParquetFooter footer) {
        return new StructType(Arrays.stream(footer.schema().fields())
                .filter(field -> !field.dataType().equals(DataTypes.NullType))
                .map(field -> footer.nanoseconds().containsKey(field.name())
                        ? DataTypes.createStructField(field.name(), DataTypes.LongType, true)
                        : field)
                .toArray(StructField[]::new));
    }

    private Dataset<Row> table(NumberedFiles index, StructType stored) {
        org.apache.spark.sql.classic.SparkSession session = (org.apache.spark.sql.classic.SparkSession) spark;
        scala.collection.immutable.Map<String, String> options =
                scala.collection.immutable.Map.from(CollectionConverters.asScala(READING));
        return session.baseRelationToDataFrame(new HadoopFsRelation(
                index, index.partitionSchema(), stored, Option.empty(), new ParquetFileFormat(), options, session));
    }

    private static String freeName(StructType schema) {
        String name = "firstRow";
        while (Arrays.asList(schema.fieldNames()).contains(name)) {
            name += "_";
        }
        return name;
    }

    private static Column quoted(String column) {
        return functions.col("`" + column.replace("`", "``") + "`");
    }

    /** Makes timestamps of whole numbers of nanoseconds, those that microseconds hold, or texts (ISO 8601). */
    private record NanosecondColumns(String what, StructType schema, int[] columns, boolean[] local)
            implements Serializable {
        private static final long serialVersionUID = 1;

        void convert(Object[] values) {
            for (int i = 0; i < columns.length; i++) {
                int c = columns[i];
                if (values[c] instanceof Long nanos) {
                    values[c] = converted(nanos, schema.fields()[c], local[i]);
                }
            }
        }

        private Object converted(long nanos, StructField field, boolean isLocal) {
            Instant instant = Instant.ofEpochSecond(
                    Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
            LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            if (field.dataType().equals(DataTypes.StringType)) {
                return isLocal ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) : instant.toString();
            }
            if (nanos % NANOS_PER_MICRO != 0) {
                throw new UserError(
                        what + ": column " + Shown.text(field.name())
                                + " holds nanoseconds that are no whole microseconds (" + instant
                                + "), which Spark's timestamps cannot: write it in microseconds or as text, or give --format csv");
            }
            return isLocal ? time : instant;
        }
    }
}
