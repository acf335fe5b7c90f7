package io.github.localflows.evaluate;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.Storage;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.cluster.ActiveSession;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.PatternSpeed;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.input.Coordinates;
import io.github.localflows.input.Frame;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointFormat;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.Typing;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.SteadyFrame;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Evaluates the model galaxy at points that the user gives: the same rows, in the same order, with columns added. A row that
 * cannot be computed has nulls, and a reason in a column of its own; the table goes on. The output appears whole or not at all.
 */
public final class EvaluatePoints {
    static final String STAGE = "evaluate";

    private static final int INVERSIONS_PER_TASK = 64;
    private static final int POINTS_PER_TASK = 1 << 15;

    /**
     * What to evaluate.
     *
     * @param points the table of points: a file or directory
     * @param encoding of a CSV; null for UTF-8
     * @param frame which way its disc turns; null for {@link Frame#GALACTIC}, with a refusal when the stars turn the other way
     * @param quantities what is asked for, in the order of the columns
     * @param flow a directory of flows to ask too, or null: for their f and its gradient, where points have velocities, and
     *     with {@link Quantity#ACCELERATION} for their accelerations
     * @param out the directory or file to write
     * @param format how; null for what the ending of {@code out} says, or else CSV
     */
    public record Request(
            String points,
            Charset encoding,
            Frame frame,
            List<Quantity> quantities,
            String flow,
            String out,
            PointFormat format) {
        public Request {
            quantities = List.copyOf(quantities);
        }

        private GivenTable table() {
            return new GivenTable("--points", points, Optional.ofNullable(encoding), "--encoding");
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
     * @param remarks what is to be said of them, in lines for people
     * @param flows how many flows were asked
     * @param out where the table is
     */
    public record Result(long points, List<String> remarks, int flows, Path out) {
        public Result {
            remarks = List.copyOf(remarks);
        }
    }

    private EvaluatePoints() {}

    /**
     * Evaluates and writes.
     *
     * @param config a checked configuration
     * @param galaxy where the configuration is from, for the manifest
     * @param overwrite whether an existing output of this command is replaced
     * @throws UserError when the points or the output are not as they must be
     */
    public static Result run(SparkSession session, Config config, String galaxy, Request request, boolean overwrite)
            throws IOException {
        SparkSession spark = session.newSession();
        return ActiveSession.during(spark, () -> JobName.ofGroup(spark, "evaluate")
                .during(() -> evaluate(spark, config, galaxy, request, overwrite)));
    }

    private static Result evaluate(SparkSession spark, Config config, String galaxy, Request request, boolean overwrite)
            throws IOException {
        // A column r beside R is another column.
        spark.conf().set("spark.sql.caseSensitive", true);
        // A point costs far more than its bytes suggest.
        spark.conf().set("spark.sql.files.maxPartitionBytes", "4m");
        // Other programs take Spark's older form of instants for local times.
        spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        EvaluationOutput output = EvaluationOutput.of(request, hadoop);
        output.checkFree(overwrite);

        PointTable table = PointTable.open(
                spark, request.table(), output.format() == PointFormat.PARQUET ? Typing.TYPES : Typing.TEXTS);
        // Positions are enough for accelerations.
        boolean flowDensity =
                request.flow() != null && (!request.asksFlowsForAccelerations() || Coordinates.namesVelocity(table));
        String needingVelocity = request.needingVelocity(flowDensity);
        Coordinates coordinates = Coordinates.of(
                table,
                !needingVelocity.isEmpty(),
                needingVelocity,
                request.frame() == null ? Frame.GALACTIC : request.frame());
        output.checkHolds(table);
        AccelerationSettings accelerations =
                request.asksFlowsForAccelerations() ? AccelerationSettings.from(config) : null;
        Flows flows = request.flow() == null ? Flows.NONE : flows(hadoop, request.flow(), accelerations);
        FlowEvaluator.Questions asked =
                new FlowEvaluator.Questions(flows.seeAzimuths(), flowDensity, accelerations, null);
        List<StructField> added = new ArrayList<>();
        request.quantities().forEach(quantity -> added.addAll(quantity.columns()));
        added.addAll(asked.columns());
        checkFree(table, added);
        boolean asText = output.format() == PointFormat.CSV;
        StructType schema = asText ? new StructType().add(EvaluatedRows.GIVEN, DataTypes.StringType) : table.schema();
        for (StructField column : added) {
            schema = schema.add(column);
        }
        if (table.count() == 0) {
            throw new UserError(table.what() + " holds no points");
        }
        FlowEvaluator.Questions questions =
                flows.seeAzimuths() && accelerations != null ? asked.in(frame(flows, accelerations)) : asked;
        ModelSettings model = ModelSettings.from(config);
        List<Quantity> quantities = request.quantities();
        byte[] bytes = flows.bytes();
        Broadcast<PerProcess<PointEvaluator>> evaluator = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new PerProcess<>(() -> new PointEvaluator(
                        model, quantities, bytes == null ? null : new FlowEvaluator(bytes, questions))));
        JavaRDD<Tuple2<Long, Row>> given = spread(table, questions);
        Dataset<Row> evaluated = spark.createDataFrame(
                        given.mapPartitions(new Evaluation(evaluator, coordinates, asText, added.size())),
                        new StructType()
                                .add(EvaluatedRows.ROW, DataTypes.LongType)
                                .add(EvaluatedRows.REASON, DataTypes.StringType)
                                .add(EvaluatedRows.SOUND, DataTypes.BooleanType)
                                .add(EvaluatedRows.BACKWARDS, DataTypes.BooleanType)
                                .add(EvaluatedRows.VALUES, schema))
                // Looked at, before anything is written, and then written.
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            EvaluationTally tally = JobName.ofPart(spark, table.count() + " points")
                    .during(() -> EvaluationTally.of(evaluated, request, questions));
            tally.refuse(table, evaluated, request.frame() == null);
            List<String> names = new ArrayList<>(List.of(table.schema().fieldNames()));
            added.forEach(column -> names.add(column.name()));
            Dataset<Row> rows = evaluated.select(EvaluatedRows.ROW, EvaluatedRows.VALUES);
            if (tally.uncomputed() > 0) {
                names.add(freeName(names));
                rows = withReasons(evaluated, schema, names.get(names.size() - 1));
            }
            Map<String, Double> figures = new TreeMap<>(tally.figures());
            List<String> remarks = new ArrayList<>(table.remarks());
            if (questions.frame() != null) {
                SteadyFrame frame = new SteadyFrame(accelerations.patternSpeed().isGiven(), questions.frame());
                figures.putAll(frame.figures());
                remarks.add("f of --flow " + frame.sentence());
            }
            output.write(
                    new EvaluationOutput.Rows(rows, names, table.count()),
                    recipe(config, galaxy, request, output, flows),
                    figures,
                    overwrite);
            // Not after a failure, when tasks may still be using it.
            evaluator.value().release();
            remarks.addAll(tally.remarks(evaluated, table.count(), names.get(names.size() - 1)));
            return new Result(table.count(), remarks, flows.checksums().size(), output.path());
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception e) {
            UserError damage = table.damage(e);
            if (damage != null) {
                throw damage;
            }
            UserError unwritable = Storage.unwritable(output.path(), e).orElse(null);
            if (unwritable != null) {
                throw unwritable;
            }
            if (e instanceof IOException io) {
                throw io;
            }
            throw SparkTasks.readable("evaluating " + table.what(), e);
        } finally {
            evaluated.unpersist();
            evaluator.destroy();
        }
    }

    /** Rows over so many tasks that all cores have some: those of one large file that cannot be split come from one task. */
    private static JavaRDD<Tuple2<Long, Row>> spread(PointTable table, FlowEvaluator.Questions questions) {
        JavaRDD<Tuple2<Long, Row>> rows = table.rows();
        // A position takes milliseconds for each flow.
        int perTask = questions.acceleration() == null ? POINTS_PER_TASK : INVERSIONS_PER_TASK;
        int tasks = Math.toIntExact(1 + (table.count() - 1) / perTask);
        return rows.getNumPartitions() < tasks ? rows.repartition(tasks) : rows;
    }

    /** A name for the column of reasons that no other column has. */
    private static String freeName(List<String> names) {
        String name = EvaluatedRows.REASON;
        for (int i = 2; names.contains(name); i++) {
            name = EvaluatedRows.REASON + "_" + i;
        }
        return name;
    }

    private static Dataset<Row> withReasons(Dataset<Row> evaluated, StructType schema, String name) {
        StructField reason = Quantity.column(
                name, DataTypes.StringType, "1", "why something could not be computed; null where all was");
        StructType with = schema.add(reason);
        JavaRDD<Row> rows = evaluated
                .select(EvaluatedRows.ROW, EvaluatedRows.REASON, EvaluatedRows.VALUES)
                .javaRDD()
                .map(row -> {
                    Row values = row.getStruct(2);
                    Object[] all = new Object[values.size() + 1];
                    for (int c = 0; c < values.size(); c++) {
                        all[c] = values.get(c);
                    }
                    all[values.size()] = row.get(1);
                    return RowFactory.create(row.get(0), RowFactory.create(all));
                });
        return evaluated
                .sparkSession()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add(EvaluatedRows.ROW, DataTypes.LongType)
                                .add(EvaluatedRows.VALUES, with));
    }

    private static void checkFree(PointTable table, List<StructField> added) {
        List<String> given = Arrays.asList(table.schema().fieldNames());
        for (StructField column : added) {
            if (given.contains(column.name())) {
                throw new UserError(table.what() + " has a column " + column.name()
                        + " already: rename it, for that is where the result goes");
            }
        }
    }

    /** All that decides the output, to be kept beside it. */
    private static Recipe recipe(Config config, String galaxy, Request request, EvaluationOutput output, Flows flows) {
        StageConfiguration settings =
                ModelSettings.recipe(config).and(StageConfiguration.of(config, List.of("actions"), List.of()));
        if (request.asksFlowsForAccelerations()) {
            settings = settings.and(AccelerationSettings.recipe(config));
            if (flows.seeAzimuths()) {
                // Also where the set of the flows alone has azimuths.
                settings = settings.and(
                        StageConfiguration.of(config, List.of(AccelerationSettings.PATTERN_SPEED), List.of()));
            }
        }
        TreeMap<String, String> inputs = new TreeMap<>(Map.of("points", request.points(), "galaxy", galaxy));
        if (request.flow() != null) {
            inputs.put("flow", request.flow());
            for (int i = 0; i < flows.checksums().size(); i++) {
                inputs.put(
                        String.format(Locale.ROOT, "flow/%02d", i),
                        flows.checksums().get(i));
            }
        }
        return Recipe.of(STAGE, output.path().getName(), settings, inputs);
    }

    /**
     * Flows for executors.
     *
     * @param checksums of each one's weights
     * @param bytes of {@link FlowEnsemble#toBytes}, null when there are none
     * @param seeAzimuths whether their f depends on the azimuth
     */
    private record Flows(List<String> checksums, byte[] bytes, boolean seeAzimuths) {
        static final Flows NONE = new Flows(List.of(), null, false);
    }

    /** The frame in which flows are taken as steady that see azimuths: once, for all processes that evaluate. */
    private static PatternSpeed frame(Flows flows, AccelerationSettings accelerations) {
        try (FlowDistributionFunction f = new FlowDistributionFunction(FlowEnsemble.fromBytes(flows.bytes()))) {
            return accelerations.frame(f);
        }
    }

    /** The flows in a directory, see {@link FlowDirectory#readAll}. */
    private static Flows flows(Configuration hadoop, String text, AccelerationSettings accelerations)
            throws IOException {
        UserPath directory = UserPath.of("--flow", text, hadoop);
        if (!directory.exists()) {
            throw new UserError("--flow " + text + " does not exist: give the directory flows/<data set> of a run");
        }
        try (FlowEnsemble ensemble = FlowDirectory.readAll(directory.fileSystem(), directory.path())) {
            if (Arrays.stream(ensemble.groups()).distinct().count() < 2
                    && accelerations != null
                    && accelerations.estimator() == Estimator.CROSS) {
                throw new UserError(
                        "accelerations.estimator = cross multiplies gradients of flows that are independent,"
                                + " of which there is one: give more, or choose the estimator moments");
            }
            List<String> checksums = ensemble.members().stream()
                    .map(member -> FlowDirectory.checksum(member.flow()))
                    .toList();
            return new Flows(checksums, ensemble.toBytes(), ensemble.azimuth().isPresent());
        } catch (UserError | IllegalArgumentException e) {
            throw new UserError("--flow " + text + ": " + e.getMessage(), e);
        }
    }
}
