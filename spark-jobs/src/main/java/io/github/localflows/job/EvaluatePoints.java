package io.github.localflows.job;

import static org.apache.spark.sql.functions.col;

import com.typesafe.config.Config;
import io.github.localflows.acceleration.Estimator;
import io.github.localflows.config.AccelerationSettings;
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

    private static final int INVERSIONS_PER_TASK = 64;

    private static final String ROW = "_row";

    /**
     * What to evaluate.
     *
     * @param points the table of points: a file or directory
     * @param quantities what is asked for, in the order of the columns
     * @param flow a directory of flows to ask too, or null: for their f and its gradient, where points have velocities, and
     *     with {@link Quantity#ACCELERATION} for their accelerations
     * @param out the directory to write
     * @param format how
     */
    public record Request(String points, List<Quantity> quantities, String flow, String out, PointFormat format) {
        public Request {
            quantities = List.copyOf(quantities);
        }

        private boolean asksFlowsForAccelerations() {
            return flow != null && quantities.contains(Quantity.ACCELERATION);
        }

        /** The options that need velocities; empty when none does. */
        private String needingVelocity(boolean flowDensity) {
            Stream<String> needing =
                    quantities.stream().filter(Quantity::needsVelocity).map(quantity -> "--quantities " + quantity);
            return (flowDensity ? Stream.concat(needing, Stream.of("--flow")) : needing)
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * What came of it.
     *
     * @param points how many points there were
     * @param withoutActions how many of them have no actions, when anything was asked for that depends on these
     * @param flows how many flows were asked
     * @param outsideVolume how many points lie where these were not trained, when they were asked for their density
     * @param withoutAcceleration how many have none from the flows, when these were asked for it
     * @param directory where the table is
     */
    public record Result(
            long points,
            long withoutActions,
            int flows,
            long outsideVolume,
            long withoutAcceleration,
            Path directory) {}

    private EvaluatePoints() {}

    /**
     * Evaluates and writes.
     *
     * @param config a checked configuration
     * @param overwrite whether an existing output is replaced
     * @throws UserError when the points or the output are not as they must be
     */
    public static Result run(SparkSession session, Config config, Request request, boolean overwrite)
            throws IOException {
        ModelSettings model = ModelSettings.from(config);
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
        // Positions are enough for accelerations.
        boolean flowDensity = request.flow() != null && (!request.asksFlowsForAccelerations() || table.namesVelocity());
        String needingVelocity = request.needingVelocity(flowDensity);
        PointTable.Coordinates coordinates = table.coordinates(!needingVelocity.isEmpty(), needingVelocity);
        FlowEvaluator.Questions questions = new FlowEvaluator.Questions(
                flowDensity, request.asksFlowsForAccelerations() ? AccelerationSettings.from(config) : null);
        List<StructField> added = new ArrayList<>();
        request.quantities().forEach(quantity -> added.addAll(quantity.columns()));
        added.addAll(questions.columns());
        StructType schema = schema(table, added);
        Flows flows = request.flow() == null ? new Flows(0, null) : flows(hadoop, request.flow(), questions);
        long points = table.checkedCount(coordinates);
        if (points == 0) {
            throw new UserError("--points " + request.points() + " holds no points");
        }

        List<Quantity> quantities = request.quantities();
        byte[] bytes = flows.bytes();
        Broadcast<PerProcess<PointEvaluator>> evaluator = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new PerProcess<>(() -> new PointEvaluator(
                        model, quantities, bytes == null ? null : new FlowEvaluator(bytes, questions))));
        JavaRDD<Tuple2<Row, Long>> given = table.rows().map(row -> row);
        if (questions.acceleration() != null) {
            // A position takes milliseconds for each flow: too long for those of a file to be one task.
            given = given.repartition(Math.toIntExact(1 + (points - 1) / INVERSIONS_PER_TASK));
        }
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, out)) {
            JavaRDD<Row> rows = given.mapPartitions(
                    new Evaluation(evaluator, coordinates, table.schema().length()));
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
        return new Result(
                points,
                withoutActions(written, request),
                flows.count(),
                questions.density() ? written.filter(col("lnf_flow").isNull()).count() : 0,
                questions.acceleration() == null
                        ? 0
                        : written.filter(col("reason_flow").isNotNull()).count(),
                out);
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

    /**
     * Flows for executors.
     *
     * @param count how many
     * @param bytes of {@link FlowEnsemble#toBytes}, null when there are none
     */
    private record Flows(int count, byte[] bytes) {}

    /** The flows in a directory, see {@link FlowDirectory#readAll}. */
    private static Flows flows(Configuration hadoop, String uri, FlowEvaluator.Questions questions) throws IOException {
        Path directory = path("--flow", uri);
        FileSystem fileSystem = fileSystem("--flow", directory, hadoop);
        if (!fileSystem.exists(directory)) {
            throw new UserError("--flow " + uri + " does not exist: give the directory flows/<data set> of a run");
        }
        try (FlowEnsemble ensemble = FlowDirectory.readAll(fileSystem, directory)) {
            int count = ensemble.members().size();
            if (Arrays.stream(ensemble.groups()).distinct().count() < 2
                    && questions.acceleration() != null
                    && questions.acceleration().estimator() == Estimator.CROSS) {
                throw new UserError(
                        "accelerations.estimator = cross multiplies gradients of flows that are independent,"
                                + " of which there is one: give more, or choose the estimator moments");
            }
            return new Flows(count, ensemble.toBytes());
        } catch (UserError | IllegalArgumentException e) {
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
            for (int i = 0; i < batch.size(); i++) {
                stars.set(i, coordinates.point(batch.get(i)._1()));
            }
            List<Object[]> results =
                    shared.columns(stars, batch.stream().mapToLong(Tuple2::_2).toArray());
            List<Row> evaluated = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                Object[] values = new Object[inputColumns + results.size() + 1];
                for (int c = 0; c < inputColumns; c++) {
                    values[c] = batch.get(i)._1().get(c);
                }
                for (int c = 0; c < results.size(); c++) {
                    values[inputColumns + c] = results.get(c)[i];
                }
                values[values.length - 1] = batch.get(i)._2();
                evaluated.add(RowFactory.create(values));
            }
            return evaluated;
        }
    }
}
