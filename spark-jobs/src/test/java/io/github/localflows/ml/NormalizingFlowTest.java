package io.github.localflows.ml;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.nf.FlowBytes;
import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.EpochRecord;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NormalizingFlowTest {
    /** x is normal with sigma 0.5 about 1, y with sigma 0.3 about x - 2. */
    private static final double SIGMA_X = 0.5;

    private static final double SIGMA_Y = 0.3;

    /** Measured 0.08 in ln p and in its slope, in units of 1/sigma, and half as much again: 7,200 rows have noise. */
    private static final double OFF = 0.12;

    /** Rounding of ln p of order 10 in single precision, three times over. */
    private static final double SINGLE_PRECISION = 1e-5;

    private static final StructType TABLE = new StructType()
            .add("number", DataTypes.IntegerType)
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType);

    private static List<Row> rows;
    private static Dataset<Row> table;
    private static Dataset<Row> vectors;
    private static NormalizingFlowModel model;

    @BeforeAll
    static void fit() {
        rows = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 8000; i++) {
            double x = 1 + SIGMA_X * random.nextGaussian();
            rows.add(RowFactory.create(i, x, x - 2 + SIGMA_Y * random.nextGaussian()));
        }
        table = table(rows, 3);
        vectors = assembler().transform(table);
        model = flow().fit(vectors);
    }

    private static Dataset<Row> table(List<Row> rows, int partitions) {
        return SharedSpark.session().createDataFrame(rows, TABLE).repartition(partitions);
    }

    private static VectorAssembler assembler() {
        return new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("features");
    }

    private static NormalizingFlow flow() {
        return new NormalizingFlow()
                .setLayers(2)
                .setHidden(8)
                .setBlocks(1)
                .setEpochs(30)
                .setBatchSize(400)
                .setLearningRate(1e-2)
                .setSchedule("cosine")
                .setHeldOut(0.1)
                .setGradientCol("gradient");
    }

    private static List<Row> byNumber(Dataset<Row> result) {
        return result.orderBy("number").collectAsList();
    }

    @Test
    void learnsACorrelatedGaussian() {
        double sumOfSquares = 0;
        double gradientSquares = 0;
        List<Row> result = byNumber(model.transform(vectors));
        for (Row row : result) {
            double x = row.<Double>getAs("x");
            double y = row.<Double>getAs("y");
            double u = (x - 1) / SIGMA_X;
            double v = (y - x + 2) / SIGMA_Y;
            double exact = -Math.log(2 * Math.PI * SIGMA_X * SIGMA_Y) - 0.5 * (u * u + v * v);
            double difference = row.<Double>getAs("logDensity") - exact;
            Vector gradient = row.getAs("gradient");
            double slope = SIGMA_Y * gradient.apply(1) + v;
            sumOfSquares += difference * difference;
            gradientSquares += slope * slope;
        }
        double rms = Math.sqrt(sumOfSquares / result.size());
        double slopeRms = Math.sqrt(gradientSquares / result.size());
        assertTrue(rms < OFF, "ln p is off by " + rms);
        assertTrue(slopeRms < OFF, "d ln p / dy is off by " + slopeRms + " / sigma");
        assertEquals(8000, result.size());
        assertEquals(30, model.history().size());
    }

    @Test
    void dependsOnTheContentOfTheTableAlone() {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(2));
        NormalizingFlowModel another = flow().setThreads(1).fit(assembler().transform(table(shuffled, 7)));
        assertArrayEquals(parameters(model), parameters(another));
        assertFalse(Arrays.equals(
                parameters(model), parameters(flow().setEpochs(1).setSeed(1).fit(vectors))));
    }

    @Test
    void rowsThatTheIndicatorMarksAreHeldOut(@TempDir Path directory) throws IOException {
        Dataset<Row> marked = vectors.withColumn("validate", expr("number % 5 = 3"));
        NormalizingFlow flow = flow().setEpochs(1).setValidationIndicatorCol("validate");
        NormalizingFlowModel trained = flow.fit(marked);
        // What is held out changes no weight while there is but one epoch to choose.
        NormalizingFlowModel onTheOthers = flow().setEpochs(1).setHeldOut(0).fit(vectors.where("number % 5 <> 3"));
        assertArrayEquals(parameters(onTheOthers), parameters(trained));
        double loss = -trained.transform(marked)
                .where("validate")
                .agg(avg("logDensity"))
                .first()
                .getDouble(0);
        assertEquals(loss, trained.history().get(0).heldOutLoss(), 1e-5 * Math.abs(loss), "of 1,600 rows in float");

        // On other partitions, and by an estimator that was saved.
        flow.save(directory.resolve("flow").toString());
        NormalizingFlow loaded = NormalizingFlow.load(directory.resolve("flow").toString());
        assertEquals("validate", loaded.getValidationIndicatorCol());
        assertArrayEquals(parameters(trained), parameters(loaded.fit(marked.repartition(7))));
        NormalizingFlow plain = flow();
        assertFalse(plain.isDefined(plain.validationIndicatorCol()), "none by default");
    }

    @Test
    void rowsCountByTheirWeight(@TempDir Path directory) throws IOException {
        // As many rows again lie elsewhere and count little: a flow that took all alike would lose ln 2 of each row
        // here.
        double little = 0.001;
        Dataset<Row> weighted = assembler()
                .transform(table.selectExpr("number", "x", "y", "false AS elsewhere")
                        .union(table.selectExpr("number + 8000", "x + 4", "y", "true")))
                .withColumn("weight", expr("if(elsewhere, " + little + ", 1 + number % 2)"))
                .withColumn("validate", expr("number % 10 = 3"));
        NormalizingFlow flow = flow().setWeightCol("weight").setValidationIndicatorCol("validate");

        NormalizingFlowModel trained = flow.fit(weighted);

        double here = meanLogDensity(trained.transform(weighted).where("not elsewhere"));
        double alone = meanLogDensity(model.transform(vectors));
        assertEquals(alone, here, 0.25 * Math.log(2));
        Row loss = trained.transform(weighted)
                .where("validate")
                .agg(expr("-sum(weight * logDensity) / sum(weight)"))
                .first();
        double best = trained.history().stream()
                .mapToDouble(EpochRecord::heldOutLoss)
                .min()
                .orElseThrow();
        assertEquals(loss.getDouble(0), best, 1e-5 * Math.abs(best), "of 1,600 rows in float");

        // On other partitions, and by an estimator that was saved.
        flow.setEpochs(1).save(directory.resolve("flow").toString());
        NormalizingFlow loaded = NormalizingFlow.load(directory.resolve("flow").toString());
        assertEquals("weight", loaded.getWeightCol());
        assertArrayEquals(parameters(flow.fit(weighted)), parameters(loaded.fit(weighted.repartition(7))));
        NormalizingFlow plain = flow();
        assertFalse(plain.isDefined(plain.weightCol()), "none by default");
        assertArrayEquals(parameters(model), parameters(flow().setWeightCol("").fit(vectors)), "none");
    }

    private static double meanLogDensity(Dataset<Row> result) {
        return result.agg(avg("logDensity")).first().getDouble(0);
    }

    @Test
    void refusesWeightsThatCannotCount() {
        NormalizingFlow flow = flow().setWeightCol("weight");
        assertMessage("no column 'weight' (weightCol)", () -> flow.fit(vectors));
        assertMessage("of type string, not numeric", () -> flow.fit(vectors.withColumn("weight", expr("'much'"))));
        assertMessage("(weightCol) is null or NaN", () -> flow.fit(weighing("if(number = 77, null, 1)")));
        assertMessage("(weightCol) is -1.0", () -> flow.fit(weighing("if(number = 77, -1, 1)")));
        assertMessage("(weightCol) is Infinity", () -> flow.fit(weighing("if(number = 77, 1e300, 1)")));
        assertMessage("have the weight 0", () -> flow.fit(weighing("0")));
    }

    private static Dataset<Row> weighing(String weight) {
        return vectors.withColumn("weight", expr(weight));
    }

    @Test
    void refusesAnIndicatorThatDoesNotSayWhichRows() {
        NormalizingFlow flow = flow().setValidationIndicatorCol("validate");
        assertMessage("no column 'validate' (validationIndicatorCol)", () -> flow.fit(vectors));
        assertMessage("of type int, not Boolean", () -> flow.fit(vectors.withColumn("validate", expr("number"))));
        assertMessage(
                "of type int",
                () -> flow.transformSchema(
                        vectors.withColumn("validate", expr("number")).schema()));
        assertMessage(
                "is null in a row",
                () -> flow.fit(vectors.withColumn("validate", expr("if(number = 77, null, number % 5 = 3)"))));
        assertMessage("true in none of 8000 rows", () -> flow.fit(vectors.withColumn("validate", expr("false"))));
        assertMessage("0 rows to train on", () -> flow.fit(vectors.withColumn("validate", expr("true"))));
    }

    @Test
    void aRowsDensityDoesNotDependOnTheOthers() {
        List<Row> expected = byNumber(model.transform(vectors));
        assertEquals(expected, byNumber(model.transform(assembler().transform(table(rows, 1)))));
        assertEquals(
                expected.subList(0, 11),
                byNumber(model.transform(assembler().transform(table(rows.subList(0, 11), 5)))));
        // Nothing but the columns that were asked for is added, and nothing else is changed.
        assertArrayEquals(
                new String[] {"number", "x", "y", "features", "logDensity", "gradient"},
                model.transform(vectors).columns());
        assertEquals(byNumber(vectors), byNumber(model.transform(vectors).drop("logDensity", "gradient")));
    }

    @Test
    void aPipelineAndItsModelAreTheSameAfterSaveAndLoad(@TempDir Path directory) throws IOException {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            assembler().setOutputCol("raw"),
            new StandardScaler().setWithMean(true).setInputCol("raw").setOutputCol("scaled"),
            flow().setFeaturesCol("scaled")
                    .setLogDensityCol("lnp")
                    .setActivation("silu")
                    .setEpochs(2)
        });
        PipelineModel fitted = pipeline.fit(table);
        List<Row> expected = byNumber(fitted.transform(table));
        fitted.save(directory.resolve("model").toString());
        pipeline.save(directory.resolve("pipeline").toString());

        PipelineModel loaded = PipelineModel.load(directory.resolve("model").toString());
        assertEquals(expected, byNumber(loaded.transform(table)));
        assertEquals(fitted.transform(table).schema(), loaded.transform(table).schema());
        assertEquals(
                expected,
                byNumber(Pipeline.load(directory.resolve("pipeline").toString())
                        .fit(table)
                        .transform(table)));
    }

    @Test
    void coreReadsTheFilesOfASavedModel(@TempDir Path directory) throws IOException {
        Path saved = directory.resolve("model");
        model.save(saved.toString());
        assertThrows(IOException.class, () -> model.save(saved.toString()));
        model.write().overwrite().save(saved.toString());
        try (InputStream shape = Files.newInputStream(saved.resolve("shape.json"));
                InputStream weights = Files.newInputStream(saved.resolve("weights.npz"));
                MaskedAutoregressiveFlow flow = FlowFiles.readWeights(weights, FlowFiles.readShape(shape))) {
            assertEquals(FlowShape.unconditional(2, 2, 8, 1), flow.shape());
            assertArrayEquals(parameters(model), flow.parameters());
        }
        assertEquals(List.of(), NormalizingFlowModel.load(saved.toString()).history());
    }

    @Test
    void refusesDamagedAndForeignFiles(@TempDir Path directory) throws IOException {
        Path saved = directory.resolve("model");
        Path weights = saved.resolve("weights.npz");
        model.save(saved.toString());
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
        assertMessage("weights.npz cannot be read (truncated", () -> NormalizingFlowModel.load(saved.toString()));
        flow().setHidden(9)
                .setEpochs(1)
                .fit(vectors)
                .save(directory.resolve("another").toString());
        Files.write(weights, Files.readAllBytes(directory.resolve("another/weights.npz")));
        assertMessage("is FLOAT32 of shape", () -> NormalizingFlowModel.load(saved.toString()));
        Files.delete(weights);
        assertMessage("weights.npz cannot be read", () -> NormalizingFlowModel.load(saved.toString()));
    }

    @Test
    void aCopyHasItsOwnParameters() {
        NormalizingFlow flow = flow();
        NormalizingFlow copy = flow.copy(new ParamMap().put(flow.layers(), 5));
        assertEquals(5, copy.getLayers());
        assertEquals(8, copy.getHidden());
        assertEquals(2, flow.getLayers());
        NormalizingFlowModel renamed = model.copy(new ParamMap().put(model.logDensityCol(), "lnp"));
        assertEquals(model.parent(), renamed.parent());
        assertTrue(Arrays.asList(renamed.transform(vectors).columns()).contains("lnp"));
        assertEquals("logDensity", model.getLogDensityCol());
    }

    @Test
    void refusesTablesThatItCannotLearnFrom() {
        assertMessage("no column 'features'", () -> flow().fit(table));
        assertMessage("of type double", () -> flow().setFeaturesCol("x").fit(table));
        assertMessage("is there already", () -> flow().setLogDensityCol("X").fit(vectors));
        assertMessage("raise heldOut", () -> flow().setHeldOut(1e-9).fit(vectors));
        assertMessage(
                "fewer than a batch of 8000", () -> flow().setBatchSize(8000).fit(vectors));
        assertMessage("invalid value 0", () -> flow().setLayers(0));
        assertMessage("invalid value linear", () -> flow().setSchedule("linear"));

        Vector good = Vectors.dense(1, 2);
        assertMessage("[3.0, NaN]", () -> flow().fit(vectors(good, Vectors.dense(3, Double.NaN))));
        assertMessage("Infinity", () -> flow().fit(vectors(good, Vectors.dense(1e39, 1))));
        assertMessage("null", () -> flow().fit(vectors(good, null)));
        assertMessage("same size", () -> flow().fit(vectors(good, Vectors.dense(1, 2, 3))));
        assertMessage("feature 1 is 2.0 in all", () -> flow().setBatchSize(2)
                .setHeldOut(0)
                .fit(vectors(good, Vectors.dense(3, 2), Vectors.sparse(2, new int[] {1}, new double[] {2}))));
    }

    @Test
    void refusesVectorsThatItWasNotTrainedFor() {
        Dataset<Row> three =
                assembler().setInputCols(new String[] {"x", "y", "number"}).transform(table);
        assertMessage("vectors of 3 numbers", () -> model.transform(three));
        assertFailure("[3.0, NaN]", model.transform(vectors(Vectors.dense(3, Double.NaN))));
        assertFailure("2 are expected", model.transform(vectors(Vectors.dense(1, 2, 3))));
        assertFailure("null", model.transform(vectors((Vector) null)));
    }

    @Test
    void farVectorsHaveNoDensityAndANullGradient() {
        double[] far = {1e5, 1e10, 1e20, 1e30, 1e38, 1e39, 1e300, Double.POSITIVE_INFINITY};
        List<Vector> values = new ArrayList<>(List.of(Vectors.dense(1, -1)));
        for (double value : far) {
            values.add(Vectors.dense(value, -1));
            values.add(Vectors.dense(1, -value));
            values.add(Vectors.dense(-value, value));
        }
        values.add(Vectors.dense(1, -1));
        List<Row> result =
                model.transform(vectors(values.toArray(Vector[]::new))).collectAsList();
        double near = result.get(0).<Double>getAs("logDensity");
        assertTrue(near > -10, "ln p in the middle is " + near);
        assertEquals(result.get(0), result.get(result.size() - 1), "what is far changes no other row");
        for (int i = 1; i < result.size() - 1; i++) {
            Row row = result.get(i);
            double logDensity = row.<Double>getAs("logDensity");
            Vector gradient = row.getAs("gradient");
            assertTrue(logDensity < -1e6, row.toString());
            if (i > 9) {
                assertEquals(Double.NEGATIVE_INFINITY, logDensity, row.toString());
                assertNull(gradient, row.toString());
            }
            for (double slope : gradient == null ? new double[0] : gradient.toArray()) {
                assertTrue(Double.isFinite(slope), row.toString());
            }
        }
        List<Row> plain = model.copy(new ParamMap())
                .transform(vectors(values.toArray(Vector[]::new)))
                .drop("gradient")
                .collectAsList();
        assertEquals(
                plain.stream().map(row -> row.<Double>getAs("logDensity")).toList(),
                result.stream().map(row -> row.<Double>getAs("logDensity")).toList());
    }

    @Test
    void aGradientThatOverflowsIsNullThoughTheDensityIsThere() {
        Row row = flowOf(1e5f)
                .setGradientCol("gradient")
                .transform(vectors(Vectors.dense(-0.999, 1)))
                .first();
        assertTrue(Double.isFinite(row.<Double>getAs("logDensity")), row.toString());
        assertNull(row.getAs("gradient"), row.toString());
    }

    @Test
    void aDensityThatIsNoNumberFailsTheJobAndShowsTheVector() {
        assertFailure(
                "the vector [1.0, -1.0], of which the flow makes ln p = ",
                flowOf(1e30f).transform(vectors(Vectors.dense(1, -1))));
    }

    /** A flow all of whose weights and biases are the same. */
    private static NormalizingFlowModel flowOf(float weight) {
        FlowShape shape = FlowShape.unconditional(2, 1, 2, 1);
        float[] parameters = new float[shape.parameters()];
        Arrays.fill(parameters, weight);
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, parameters)) {
            return new NormalizingFlowModel("same-weights", FlowBytes.of(flow), List.of());
        }
    }

    @Test
    void oneComponentIsAGaussianAndIsSaidToBe() {
        Random random = new Random(5);
        Vector[] peaks = new Vector[2000];
        for (int i = 0; i < peaks.length; i++) {
            peaks[i] = Vectors.dense((i % 2 == 0 ? 1 : -1) + 0.2 * random.nextGaussian());
        }
        try (Warnings warnings = Warnings.of(NormalizingFlow.class)) {
            NormalizingFlowModel gaussian = flow().fit(vectors(peaks));
            assertTrue(gaussian.isGaussian());
            assertFalse(model.isGaussian());
            assertEquals(1, warnings.lines().size(), warnings.lines().toString());
            assertTrue(
                    warnings.lines().get(0).contains("vectors of one component"),
                    warnings.lines().toString());
            // Of a Gaussian the second difference of ln p is the same everywhere.
            List<Row> densities = gaussian.transform(vectors(
                            Vectors.dense(-2), Vectors.dense(-1), Vectors.dense(0), Vectors.dense(1), Vectors.dense(2)))
                    .collectAsList();
            double[] p = densities.stream()
                    .mapToDouble(row -> row.<Double>getAs("logDensity"))
                    .toArray();
            assertEquals(p[0] - 2 * p[1] + p[2], p[2] - 2 * p[3] + p[4], SINGLE_PRECISION);
        }
    }

    @Test
    void componentOfTwoValuesIsWarnedOfAndLeavesNumbers() {
        Random random = new Random(6);
        Vector[] values = new Vector[2000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Vectors.dense(random.nextGaussian(), i % 2);
        }
        try (Warnings warnings = Warnings.of(NormalizingFlow.class)) {
            for (Row row :
                    flow().fit(vectors(values)).transform(vectors(values)).collectAsList()) {
                assertTrue(Double.isFinite(row.<Double>getAs("logDensity")), row.toString());
            }
            assertEquals(2, warnings.lines().size(), warnings.lines().toString());
            assertTrue(
                    warnings.lines().get(1).contains("are 150 steps of training, and flows of stars want 1500 or more"),
                    warnings.lines().toString());
            assertTrue(
                    warnings.lines().get(0).contains("component 1 has two values only"),
                    warnings.lines().toString());
        }
    }

    @Test
    void sessionWithKryoLearnsAndGivesTheSameBits(@TempDir Path directory) throws IOException, InterruptedException {
        Path results = directory.resolve("kryo.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KryoSession.class.getName(),
                directory.toString(),
                results.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> here = KryoSession.results(SharedSpark.session(), directory.resolve("java"));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals(here, Files.readAllLines(results));
    }

    private static Dataset<Row> vectors(Vector... values) {
        return SharedSpark.session()
                .createDataFrame(
                        Arrays.stream(values).map(RowFactory::create).toList(),
                        new StructType().add("features", SQLDataTypes.VectorType()));
    }

    private static float[] parameters(NormalizingFlowModel of) {
        try (MaskedAutoregressiveFlow flow = of.flow()) {
            return flow.parameters();
        }
    }

    private static void assertMessage(String part, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static void assertFailure(String part, Dataset<Row> result) {
        Exception e = assertThrows(Exception.class, result::collectAsList);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
