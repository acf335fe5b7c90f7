package io.github.localflows.job;

import static org.apache.spark.sql.functions.col;

import io.github.localflows.config.ModelSettings;
import io.github.localflows.config.UserError;
import io.github.localflows.dataset.FlowDirectory;
import io.github.localflows.dataset.PendingDirectory;
import io.github.localflows.dataset.Storage;
import io.github.localflows.flow.FlowEnsemble;
import io.github.localflows.phase.Stars;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Evaluates the model galaxy at points that the user gives: the same rows, in the same order, with columns added.
 *
 * <p>The points are looked through once before anything is computed, so that a mistake in them is reported by row, and
 * the output appears whole or not at all.
 */
public final class EvaluatePoints {
    /** Points that the kernels get at once. */
    private static final int BATCH = 1024;

    /** Rows of a Parquet file; a CSV table is one file however long. */
    private static final long ROWS_PER_FILE = 5_000_000;

    private static final String ROW = "_row";

    /**
     * What to evaluate.
     *
     * @param points the table of points: a file or directory
     * @param quantities what is asked for, in the order of the columns
     * @param flow a directory of flows, for their f and its gradient too; or null
     * @param out the directory to write
     * @param format how
     */
    public record Request(String points, List<Quantity> quantities, String flow, String out, PointFormat format) {
        public Request {
            quantities = List.copyOf(quantities);
        }

        /** All columns that are added. */
        List<StructField> columns() {
            List<StructField> columns = new ArrayList<>();
            quantities.forEach(quantity -> columns.addAll(quantity.columns()));
            if (flow != null) {
                columns.addAll(PointEvaluator.FLOW_COLUMNS);
            }
            return columns;
        }

        /** The options that need velocities; empty when none does. */
        private String needingVelocity() {
            Stream<String> needing =
                    quantities.stream().filter(Quantity::needsVelocity).map(quantity -> "--quantities " + quantity);
            return (flow == null ? needing : Stream.concat(needing, Stream.of("--flow")))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * What came of it.
     *
     * @param points how many points there were
     * @param withoutActions how many of them have no actions, when anything was asked for that depends on these
     * @param outsideVolume how many of them lie where the flows were not trained, when flows were asked
     * @param directory where the table is
     */
    public record Result(long points, long withoutActions, long outsideVolume, Path directory) {}

    private EvaluatePoints() {}

    /**
     * Evaluates and writes.
     *
     * @param overwrite whether an existing output is replaced
     * @throws UserError when the points or the output are not as they must be
     */
    public static Result run(SparkSession session, ModelSettings model, Request request, boolean overwrite)
            throws IOException {
        SparkSession spark = session.newSession();
        // A column r beside R is another column.
        spark.conf().set("spark.sql.caseSensitive", true);
        // A point costs far more than its bytes suggest.
        spark.conf().set("spark.sql.files.maxPartitionBytes", "4m");
        Path out = path("--out", request.out());
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        FileSystem fileSystem = fileSystem("--out", out, hadoop);
        out = fileSystem.makeQualified(out);
        if (fileSystem.exists(out) && !overwrite) {
            throw new UserError("--out " + request.out() + " exists: choose another, or replace it with --overwrite");
        }

        PointTable table = PointTable.open(spark, request.points());
        String needingVelocity = request.needingVelocity();
        PointTable.Coordinates coordinates = table.coordinates(!needingVelocity.isEmpty(), needingVelocity);
        StructType schema = schema(table, request.columns());
        byte[] flows = request.flow() == null ? null : flows(hadoop, request.flow());
        long points = table.checkedCount(coordinates);
        if (points == 0) {
            throw new UserError("--points " + request.points() + " holds no points");
        }

        List<Quantity> quantities = request.quantities();
        Broadcast<PerProcess<PointEvaluator>> evaluator = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new PerProcess<>(() -> new PointEvaluator(model, quantities, flows)));
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, out)) {
            JavaRDD<Row> rows = table.rows()
                    .mapPartitions(new Evaluation(
                            evaluator, coordinates, table.schema().length()));
            Dataset<Row> evaluated = spark.createDataFrame(rows, schema);
            int files = request.format() == PointFormat.CSV ? 1 : Math.toIntExact(1 + points / ROWS_PER_FILE);
            // A single file is sorted by one task, after many have computed.
            Dataset<Row> sorted = (files == 1
                            ? evaluated.repartition(1)
                            : evaluated.repartitionByRange(files, col(ROW)))
                    .sortWithinPartitions(ROW)
                    .drop(ROW);
            write(sorted, request.format(), pending.path());
            pending.commit();
            // Not after a failure, when tasks may still be using it.
            evaluator.value().release();
        } finally {
            evaluator.destroy();
        }
        Dataset<Row> written = written(spark, request.format(), out);
        return new Result(points, withoutActions(written, request), outsideVolume(written, request), out);
    }

    private static Path path(String option, String uri) {
        try {
            return new Path(uri);
        } catch (IllegalArgumentException e) {
            throw new UserError(option + " " + uri + " is no path: " + e.getMessage(), e);
        }
    }

    /** The file system of a path that the user gave. */
    static FileSystem fileSystem(String option, Path path, Configuration hadoop) {
        try {
            return path.getFileSystem(hadoop);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    option + " " + path + ": " + PointTable.firstLine(e)
                            + "; give a path or the URI of a file system that Hadoop knows (file, hdfs, ...)",
                    e);
        }
    }

    private static StructType schema(PointTable table, List<StructField> added) {
        StructType schema = table.schema();
        List<String> given = Arrays.asList(schema.fieldNames());
        for (StructField column : added) {
            if (given.contains(column.name())) {
                throw new UserError("--points " + table.name() + " has a column " + column.name()
                        + " already: rename it, for that is where the result goes");
            }
            schema = schema.add(column);
        }
        return schema.add(ROW, DataTypes.LongType);
    }

    /** All members in a directory of flows, or the one whose directory it is. */
    private static byte[] flows(Configuration hadoop, String uri) throws IOException {
        Path directory = path("--flow", uri);
        FileSystem fileSystem = fileSystem("--flow", directory, hadoop);
        if (!fileSystem.exists(directory)) {
            throw new UserError("--flow " + uri + " does not exist: give the directory flows/<data set> of a run");
        }
        List<Path> members = Arrays.stream(fileSystem.listStatus(directory))
                .filter(child ->
                        child.isDirectory() && child.getPath().getName().startsWith("member-"))
                .map(FileStatus::getPath)
                .sorted()
                .toList();
        if (members.isEmpty() && !FlowDirectory.exists(fileSystem, directory)) {
            throw new UserError("--flow " + uri + " holds no flow: give the directory flows/<data set> of a run, or one"
                    + " member-NN in it");
        }
        List<FlowEnsemble.Member> flows = new ArrayList<>();
        for (Path member : members.isEmpty() ? List.of(directory) : members) {
            flows.add(FlowDirectory.read(fileSystem, member));
        }
        try (FlowEnsemble ensemble = new FlowEnsemble(flows)) {
            return ensemble.toBytes();
        } catch (IllegalArgumentException e) {
            throw new UserError("--flow " + uri + ": " + e.getMessage(), e);
        }
    }

    private static void write(Dataset<Row> table, PointFormat format, Path path) {
        var writer = table.write().mode("overwrite");
        if (format == PointFormat.CSV) {
            writer.option("header", true)
                    .option("escape", "\"")
                    .option("emptyValue", "")
                    .option("ignoreLeadingWhiteSpace", false)
                    .option("ignoreTrailingWhiteSpace", false)
                    .csv(path.toString());
        } else {
            writer.parquet(path.toString());
        }
    }

    /** What was written, in which a repeated task shows once. */
    private static Dataset<Row> written(SparkSession spark, PointFormat format, Path out) {
        return format == PointFormat.CSV
                ? Storage.reader(spark)
                        .option("header", true)
                        .option("escape", "\"")
                        .csv(out.toString())
                : Storage.reader(spark).parquet(out.toString());
    }

    private static long withoutActions(Dataset<Row> written, Request request) {
        if (request.quantities().contains(Quantity.ACTIONS)) {
            return written.filter(col("Jr").isNull()).count();
        }
        if (request.quantities().contains(Quantity.DF)) {
            return written.filter(col("lnf").cast(DataTypes.DoubleType).equalTo(Double.NEGATIVE_INFINITY))
                    .count();
        }
        return 0;
    }

    private static long outsideVolume(Dataset<Row> written, Request request) {
        return request.flow() == null
                ? 0
                : written.filter(col("lnf_flow").isNull()).count();
    }

    /** Evaluates the rows of a partition in batches. */
    private record Evaluation(
            Broadcast<PerProcess<PointEvaluator>> evaluator, PointTable.Coordinates coordinates, int inputColumns)
            implements FlatMapFunction<Iterator<Tuple2<Row, Long>>, Row>, Serializable {
        @Override
        public Iterator<Row> call(Iterator<Tuple2<Row, Long>> rows) {
            PointEvaluator shared = evaluator.value().value();
            return new Iterator<>() {
                private Iterator<Row> batch = List.<Row>of().iterator();

                @Override
                public boolean hasNext() {
                    if (!batch.hasNext() && rows.hasNext()) {
                        batch = evaluated(shared, rows).iterator();
                    }
                    return batch.hasNext();
                }

                @Override
                public Row next() {
                    hasNext();
                    return batch.next();
                }
            };
        }

        private List<Row> evaluated(PointEvaluator shared, Iterator<Tuple2<Row, Long>> rows) {
            List<Tuple2<Row, Long>> batch = new ArrayList<>(BATCH);
            while (rows.hasNext() && batch.size() < BATCH) {
                batch.add(rows.next());
            }
            Stars stars = Stars.allocate(batch.size());
            double[][] columns = {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()};
            for (int i = 0; i < batch.size(); i++) {
                double[] values = coordinates.values(batch.get(i)._1());
                for (int c = 0; c < values.length; c++) {
                    columns[c][i] = values[c];
                }
            }
            List<double[]> results = shared.columns(stars);
            List<Row> evaluated = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                Object[] values = new Object[inputColumns + results.size() + 1];
                for (int c = 0; c < inputColumns; c++) {
                    values[c] = batch.get(i)._1().get(c);
                }
                for (int c = 0; c < results.size(); c++) {
                    double value = results.get(c)[i];
                    values[inputColumns + c] = Double.isNaN(value) ? null : value;
                }
                values[values.length - 1] = batch.get(i)._2();
                evaluated.add(RowFactory.create(values));
            }
            return evaluated;
        }
    }
}
