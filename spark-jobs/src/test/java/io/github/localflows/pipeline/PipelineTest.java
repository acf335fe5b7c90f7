package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.Master;
import io.github.localflows.config.UserError;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Jackknife;
import io.github.localflows.field.Outcome;
import io.github.localflows.field.Position;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.sql.RunSql;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.field.TileFiles;
import io.github.localflows.stage.stars.EvolveStars;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.stars.PerturbStars;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.stage.train.TrainingRows;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.TrainingStars;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarTable;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline, as small as it goes: one run, made once, that all tests look at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineTest {
    /** The trapezoids' error over nodes 0.1 kpc apart, measured 1.9e-3, times five. */
    private static final double COLUMN_REL = 0.01;

    /** A density at the plane is a second derivative over windows of some 0.3 kpc, in a disc of that height. Measured 5.3e-2, times two. */
    private static final double DENSITY_REL = 0.1;

    /** What the radial term of Poisson's equation has of the column, 6 in a hundred, and to spare. */
    private static final double RADIAL_TERM = 0.1;

    private static final int SEEDS = 4;
    private static final int STARS_PER_SEED = 2000;

    private static final List<String> SMALL = List.of(
            "sample.seeds=" + SEEDS,
            "sample.starsPerSeed=" + STARS_PER_SEED,
            "train.members=2",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=2",
            "train.batch=100",
            "accelerations.grid.R=3",
            "accelerations.grid.z=4",
            "accelerations.profiles.points=3",
            "slices.points=11",
            "accelerations.velocities.count=50");

    /** Beyond this many standard errors a random number is wrong once in 15,000 tests; the seeds are fixed. */
    private static final double SIGMAS = 4;

    /** Lz is conserved by the integrator's construction, but for the rounding of vphi = Lz/R. */
    private static final double LZ_REL = 1e-14;

    /** The mixture is not exactly stationary; measured with 50 velocities at |z| = 2 kpc 0.022, at z = 0 2.5e-3; times two. */
    private static final double FLOOR_AT_2_KPC = 0.05;

    private static final double FLOOR_IN_THE_PLANE = 5e-3;

    /** The same sums in another order. */
    private static final double JACKKNIFE_REL = 1e-9;

    private Path directory;

    private final SparkSession spark = SharedSpark.session();
    private RunDirectory run;
    private List<String> summary;

    @BeforeAll
    void runThePipeline(@TempDir Path temporary) throws IOException {
        directory = temporary;
        run = runAt("run");
        summary = new ArrayList<>();
        Stage.PIPELINE.run(spark, run, config(), false, summary::add);
        TestRuns.assertFiguresAreExplained(run);
    }

    @Test
    void everyDataSetIsThereAndSaysHowItWasMade() throws IOException {
        assertEquals(List.of("fiducial", "perturbed-0myr", "perturbed-200myr", "perturbed-500myr"), run.starDatasets());
        assertEquals(List.of("fiducial"), run.flowDatasets());
        assertEquals(
                List.of("exact-f", "exact-f-profiles", "fiducial", "fiducial-profiles"), run.accelerationDatasets());
        for (String dataset : run.starDatasets()) {
            Manifest manifest = run.manifest(run.stars(dataset)).orElseThrow();
            assertEquals(SEEDS * STARS_PER_SEED, manifest.rows());
            assertEquals(String.valueOf(SEEDS), manifest.configuration().get("sample.seeds"));
            assertTrue(manifest.coreSeconds() > 0 && manifest.wallSeconds() > 0);
            Dataset<Row> table = spark.read().parquet(run.stars(dataset).toString());
            assertEquals(SEEDS * STARS_PER_SEED, table.count());
            assertEquals(SEEDS, table.select("seed").distinct().count());
            assertEquals(
                    manifest.checksum(),
                    StarTable.batch(table.collectAsList()).checksum().hex());
        }
        double acceptance =
                run.manifest(run.stars("fiducial")).orElseThrow().figures().get("acceptanceRate");
        assertTrue(acceptance > 0 && acceptance <= 1, "acceptance " + acceptance);
        double energy = run.manifest(run.stars("perturbed-500myr"))
                .orElseThrow()
                .figures()
                .get("worstEnergyError");
        assertTrue(energy > 0 && energy <= config().getDouble("evolve.maxEnergyError"), "energy error " + energy);
    }

    @Test
    void summaryHasALineForEachDataSet() {
        for (String line : List.of("sample", "perturb", "evolve", "train", "accelerations", "figures", "report")) {
            assertTrue(summary.stream().anyMatch(s -> s.startsWith(line)), line + " in " + summary);
        }
        assertTrue(summary.get(0).contains("8,000 stars"), summary.get(0));
    }

    @Test
    void resolvedConfigurationIsLeftAndCanBeUsedAgain() {
        Config left = ConfigLoader.load(directory.resolve("run/config.conf"), List.of());
        assertEquals(config(), left);
    }

    @Test
    void aTenthOfEachSeedIsKickedAndNothingElseChanges() {
        List<Row> rows = spark.read()
                .parquet(run.stars("fiducial").toString())
                .as("a")
                .join(
                        spark.read()
                                .parquet(run.stars("perturbed-0myr").toString())
                                .as("b"),
                        List.of("seed", "star").toArray(new String[0]))
                .selectExpr(
                        "seed",
                        "b.vz - a.vz as kick",
                        "a.R = b.R and a.z = b.z and a.vR = b.vR and a.vphi = b.vphi as same")
                .groupBy("seed")
                .agg(
                        org.apache.spark.sql.functions.expr("count_if(abs(kick - 20) < 1e-10)"),
                        org.apache.spark.sql.functions.expr("count_if(kick = 0)"),
                        org.apache.spark.sql.functions.expr("count_if(same)"))
                .collectAsList();
        assertEquals(SEEDS, rows.size());
        for (Row row : rows) {
            assertEquals(STARS_PER_SEED / 10, row.getLong(1));
            assertEquals(STARS_PER_SEED - STARS_PER_SEED / 10, row.getLong(2));
            assertEquals(STARS_PER_SEED, row.getLong(3));
        }
    }

    @Test
    void angularMomentumOfEachStarIsKept() {
        double worst = spark.read()
                .parquet(run.stars("perturbed-0myr").toString())
                .as("a")
                .join(
                        spark.read()
                                .parquet(run.stars("perturbed-500myr").toString())
                                .as("b"),
                        List.of("seed", "star").toArray(new String[0]))
                .selectExpr("max(abs(b.R * b.vphi / (a.R * a.vphi) - 1))")
                .first()
                .getDouble(0);
        assertTrue(worst < LZ_REL, "Lz changed by " + worst);
    }

    @Test
    void filesAreSortedByR() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("run/stars/perturbed-200myr"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                double reached = 0;
                for (Row row : spark.read().parquet(file.toString()).select("R").collectAsList()) {
                    assertTrue(row.getDouble(0) >= reached);
                    reached = row.getDouble(0);
                }
            }
        }
    }

    @Test
    void trainingReadsOnlyTheVolumeThroughParquetsFilter() {
        Region volume = TrainSettings.from(config()).volume().region();
        Dataset<Row> stars = TrainingStars.filtered(spark, run.stars("fiducial"), volume);
        FileSourceScanExec scan = (FileSourceScanExec)
                stars.queryExecution().sparkPlan().collectLeaves().head();
        String pushed = scan.metadata().apply("PushedFilters");
        String all = scan.dataFilters().toString();
        for (String filter : List.of("GreaterThan(R,7.0)", "LessThan(R,9.0)", "GreaterThan(z,-2.5)")) {
            assertTrue(pushed.contains(filter), filter + " in " + pushed);
        }
        assertTrue(all.contains("< 2.5"), all);
        List<StarBatch> batches = new ArrayList<>();
        TrainingStars.read(spark, run, fiducial(), volume, read -> batches.add(read.batch()));
        StarBatch batch = StarBatch.concatenated(batches);
        assertEquals(stars.count(), batch.size());
        for (int i = 1; i < batch.size(); i++) {
            assertTrue(batch.seed()[i - 1] < batch.seed()[i]
                    || (batch.seed()[i - 1] == batch.seed()[i] && batch.star()[i - 1] < batch.star()[i]));
        }
    }

    @Test
    void trainingStarsComeInPartitionsThatDoNotGrowWithTheirNumber() {
        // As many rows as three partitions are to have, in one file.
        Dataset<Row> rows = spark.range(0, 3 << 17, 1, 1)
                .selectExpr("cast(id % 7 as int) as seed", "cast(id as int) as star", "double(id) as R");
        List<Integer> sizes = TrainingStars.sorted(rows)
                .toJavaRDD()
                .mapPartitions(partition -> {
                    int size = 0;
                    for (; partition.hasNext(); partition.next()) {
                        size++;
                    }
                    return List.of(size).iterator();
                })
                .collect();
        assertEquals(3 << 17, sizes.stream().mapToInt(size -> size).sum());
        // Spark finds the ranges from a sample.
        assertTrue(sizes.stream().allMatch(size -> size < 1.5 * (1 << 17)), "" + sizes);
    }

    @Test
    void heldOutStarsAreTheConfiguredFraction() throws IOException {
        Manifest manifest = run.manifest(run.flows("fiducial")).orElseThrow();
        double heldOut = manifest.figures().get("heldOutStars");
        double n = heldOut + manifest.rows();
        assertEquals(0.05 * n, heldOut, SIGMAS * Math.sqrt(0.05 * 0.95 * n));
    }

    @Test
    void accelerationsHaveEveryPositionInOrderWithErrors() {
        List<Row> rows =
                spark.read().parquet(run.accelerations("fiducial").toString()).collectAsList();
        assertEquals(12, rows.size());
        Set<List<Double>> positions = new HashSet<>();
        double lastR = 0;
        for (Row row : rows) {
            positions.add(List.of((Double) row.getAs("R"), (Double) row.getAs("z")));
            assertTrue((Double) row.getAs("R") >= lastR);
            lastR = row.getAs("R");
            if (row.getAs("reason") == null) {
                assertTrue((Double) row.getAs("aR_err") > 0);
            }
        }
        assertEquals(12, positions.size());
        assertEquals(9.0, lastR);
    }

    @Test
    void phaseSpiralIsThereWithItsErrors() throws IOException {
        assertEquals(List.of("fiducial"), run.spiralDatasets());
        Manifest manifest = run.manifest(run.spiral("fiducial")).orElseThrow();
        assertEquals(121 * 121, manifest.rows());
        for (String figure : List.of("disequilibrium", "disequilibriumErr", "disequilibriumNoise")) {
            assertTrue(manifest.figures().get(figure) > 0, figure);
        }
        // Antisymmetric to the bit: both values come of the same two.
        Row row = spark.read()
                .parquet(run.spiral("fiducial").toString())
                .as("a")
                .join(spark.read().parquet(run.spiral("fiducial").toString()).as("b"))
                .where("a.z = -b.z and a.vz = -b.vz")
                .selectExpr("count(*)", "max(abs(a.contrast + b.contrast))", "max(abs(a.contrast))")
                .first();
        assertEquals(121 * 121, row.getLong(0));
        assertEquals(0, row.getDouble(1));
        assertTrue(row.getDouble(2) > 0 && row.getDouble(2) <= 1);
    }

    @Test
    void slicesAreThereBesideTheExactFEachOverItsOwnIntegral() throws IOException {
        assertEquals(List.of("fiducial"), run.finished(Kind.SLICES));
        assertEquals(
                220,
                run.manifest(run.of(Kind.SLICES, "fiducial"))
                        .orElseThrow()
                        .figures()
                        .get("slicesVphiKmS"));
        // Over the slice of velocities, of 11 x 11 points, trapezoids give both the same integral.
        Row row = spark.read()
                .parquet(run.of(Kind.SLICES, "fiducial").toString())
                .where("slice = 'vR,vphi'")
                .selectExpr("*", "IF(abs(vR) > 79, 0.5, 1) * IF(abs(vphi - 220) > 79, 0.5, 1) AS weight")
                .selectExpr(
                        "count(*)",
                        "sum(weight * f) / sum(weight * f_exact)",
                        "max(IF(vR = 0 AND vphi = 220, f_exact, 0))",
                        "count(f_err)")
                .first();
        assertEquals(121, row.getLong(0));
        assertEquals(1, row.getDouble(1), 1e-9);
        // The slice lies in the plane, the unit 0.01 kpc above it.
        assertEquals(1, row.getDouble(2), 0.02);
        assertTrue(row.getDouble(2) > 1);
        assertEquals(121, row.getLong(3));
        Row beyond = spark.read()
                .parquet(run.of(Kind.SLICES, "fiducial").toString())
                .where("abs(R - 8) >= 1 OR abs(z) >= 2.5")
                .selectExpr("count(*)", "max(f)", "max(f_exact)", "count(f_err)")
                .first();
        assertEquals(0, beyond.getDouble(1));
        assertEquals(0, beyond.getDouble(2));
        assertEquals(0, beyond.getLong(3));
        assertTrue(beyond.getLong(0) > 0);
    }

    @Test
    void exactFGivesTheExactAcceleration() {
        double worst = spark.read()
                .parquet(run.accelerations("exact-f").toString())
                .selectExpr("max(abs(aR / aR_exact - 1))", "count_if(reason is not null)", "count(aR_err)")
                .first()
                .getDouble(0);
        assertTrue(worst < FLOOR_AT_2_KPC, "aR off by " + worst);
        Row profiles = spark.read()
                .parquet(run.accelerationProfiles("exact-f").toString())
                .where("profile = 'R'")
                .selectExpr("count(*)", "max(abs(aR / aR_exact - 1))", "count(rho)")
                .first();
        assertEquals(3, profiles.getLong(0));
        assertTrue(profiles.getDouble(1) < FLOOR_IN_THE_PLANE, "aR in the plane off by " + profiles.getDouble(1));
        assertEquals(0, profiles.getLong(2), "a profile has no mass density");
    }

    @Test
    void secondRunMakesNothing() throws IOException {
        List<String> before = checksums(run);
        List<StageOutcome> outcomes = new ArrayList<>();
        outcomes.addAll(SampleStars.run(Stage.job(spark, run, config(), false)));
        outcomes.addAll(PerturbStars.run(Stage.job(spark, run, config(), false)));
        outcomes.addAll(EvolveStars.run(Stage.job(spark, run, config(), false)));
        outcomes.addAll(TrainFlows.run(Stage.job(spark, run, config(), false)));
        outcomes.addAll(EvaluateAccelerations.run(Stage.job(spark, run, config(), false)));
        assertEquals(11, outcomes.size());
        for (StageOutcome outcome : outcomes) {
            assertFalse(outcome.made(), outcome.summary());
            assertTrue(outcome.summary().contains("are there already"), outcome.summary());
        }
        assertEquals(before, checksums(run));
    }

    @Test
    void sameConfigurationElsewhereGivesTheSameBits() throws IOException {
        RunDirectory other = runAt("other");
        // Other files and tasks, the same stars.
        Config config = config(
                "sample.seedsPerFile=3", "datasets=[fiducial, perturbed-0myr, perturbed-200myr, perturbed-500myr]");
        SampleStars.run(Stage.job(spark, other, config, false));
        PerturbStars.run(Stage.job(spark, other, config, false));
        EvolveStars.run(Stage.job(spark, other, config, false));
        for (String dataset : run.starDatasets()) {
            assertEquals(
                    run.manifest(run.stars(dataset)).orElseThrow().checksum(),
                    other.manifest(other.stars(dataset)).orElseThrow().checksum(),
                    dataset);
        }
        TrainFlows.run(Stage.job(spark, other, config, false));
        EvaluateAccelerations.run(Stage.job(spark, other, config, false));
        assertEquals(
                run.manifest(run.accelerations("fiducial")).orElseThrow().checksum(),
                other.manifest(other.accelerations("fiducial")).orElseThrow().checksum());
    }

    @Test
    void tilesOfAnInversionThatWasStoppedAreTakenUpAgain() throws IOException {
        RunDirectory other = runAt("stopped");
        FileUtil.copy(
                run.fileSystem(),
                run.flows("fiducial"),
                other.fileSystem(),
                other.flows("fiducial"),
                false,
                run.hadoop());
        Manifest exact = run.manifest(run.accelerations("exact-f")).orElseThrow();
        Recipe recipe = new Recipe(exact.stage(), exact.dataset(), exact.configuration(), exact.inputs());
        // A tile of other values under the same key: whoever finds it must not solve it again.
        List<EnsembleEstimate> made = Collections.nCopies(12, EnsembleEstimate.unsolved(new Outcome("made before")));
        try (PendingDirectory pending =
                PendingDirectory.resume(other.fileSystem(), other.accelerations("exact-f"), recipe.key())) {
            new TileFiles(other, pending.checkpoints()).keep(0, new TileFiles.Tile(made, 1000, 1000));
        }
        EvaluateAccelerations.run(Stage.job(spark, other, config(), false));
        Manifest resumed = other.manifest(other.accelerations("exact-f")).orElseThrow();
        assertEquals(0, resumed.figures().get("solvedFraction"));
        assertTrue(resumed.coreSeconds() >= 1000 && resumed.wallSeconds() >= 1000, "of both attempts");
        assertEquals(
                List.of("_manifest.json", "_parts.npz", "accelerations.parquet"),
                MockRun.names(directory.resolve("stopped/accelerations/exact-f")));
        assertEquals(
                run.manifest(run.accelerations("fiducial")).orElseThrow().checksum(),
                other.manifest(other.accelerations("fiducial")).orElseThrow().checksum());
    }

    @Test
    void anotherConfigurationIsRefusedByName() {
        UserError sample = assertThrows(
                UserError.class, () -> SampleStars.run(Stage.job(spark, run, config("sample.seeds=21"), false)));
        assertTrue(sample.getMessage().contains("sample.seeds was 4, is 21"), sample.getMessage());
        UserError perturb = assertThrows(
                UserError.class, () -> PerturbStars.run(Stage.job(spark, run, config("sample.seeds=21"), false)));
        assertTrue(perturb.getMessage().contains("sample.seeds was 4, is 21"), perturb.getMessage());
        UserError train = assertThrows(
                UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config("train.epochs=3"), false)));
        assertTrue(train.getMessage().contains("train.epochs was 2, is 3"), train.getMessage());
    }

    @Test
    void everyStarIsInOnePartOrHeldOut() {
        int n = 100_000;
        IntSupplier one = TrainingRows.parts(TrainSettings.from(config("train.parts=1")));
        IntSupplier four = TrainingRows.parts(TrainSettings.from(config("train.members=4", "train.parts=4")));

        int[] sizes = new int[4];
        int heldOut = 0;
        for (int i = 0; i < n; i++) {
            int part = four.getAsInt();
            assertEquals(one.getAsInt() == TrainingRows.HELD_OUT, part == TrainingRows.HELD_OUT, "star " + i);
            if (part == TrainingRows.HELD_OUT) {
                heldOut++;
            } else {
                sizes[part]++;
            }
        }
        double expected = (n - heldOut) / 4.0;
        for (int size : sizes) {
            assertEquals(expected, size, SIGMAS * Math.sqrt(expected * 3 / 4));
        }
    }

    @Test
    void errorsAreThoseOfThePartsThatFlowsWereTrainedOn() throws IOException {
        RunDirectory other = runAt("parts");
        Config config = config("train.members=3", "train.parts=2", "accelerations.grid.z=3");
        SampleStars.run(Stage.job(spark, other, config, false));
        Manifest flows =
                TrainFlows.run(Stage.job(spark, other, config, false)).get(0).manifest();
        EvaluateAccelerations.run(Stage.job(spark, other, config, false));

        long[] stars = new long[3];
        for (int m = 0; m < 3; m++) {
            stars[m] = other.manifest(other.flow("fiducial", m)).orElseThrow().rows();
        }
        assertEquals(stars[0], stars[2], "the third flow has seen the first part again");
        assertEquals(stars[0] + stars[1], flows.rows());
        assertEquals(run.manifest(run.flows("fiducial")).orElseThrow().rows(), flows.rows());
        Row row = spark.read()
                .parquet(other.accelerations("fiducial").toString())
                .where("R = 8 AND z = 0")
                .head();
        FlowEnsemble ensemble = FlowDirectory.read(other, "fiducial", 3);
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble)) {
            assertArrayEquals(new int[] {0, 1, 0}, ensemble.groups());
            AccelerationSettings settings = AccelerationSettings.from(config);
            BoltzmannInversion inversion = new BoltzmannInversion(
                    settings.velocities().choice(220, count -> fail()),
                    settings.weighting(),
                    settings.estimator(),
                    settings.runSeed());
            Stars points = inversion.points(List.of(new Position(4, 8, 0)));
            List<LnfGradients> gradients = List.of(f.memberGradients(points));
            // Without the second part, and without the first one's two flows.
            double first = inversion
                    .ensembleEstimates(points, List.of(gradients.get(0), gradients.get(2)), new int[] {0, 1})
                    .get(0)
                    .all()
                    .az();
            double second = inversion
                    .ensembleEstimates(points, gradients.subList(1, 2), new int[] {0})
                    .get(0)
                    .all()
                    .az();
            double expected = new Jackknife(2).error(new double[] {second, first}) * Units.PC_MYR2_PER_KM2_S2_KPC;
            double error = row.getDouble(row.fieldIndex("az_err"));
            assertEquals(expected, error, JACKKNIFE_REL * expected);
        }
    }

    @Test
    void membersAreKeptWhenMoreAreAskedFor() throws IOException {
        RunDirectory other = runAt("members");
        SampleStars.run(Stage.job(spark, other, config(), false));
        TrainFlows.run(Stage.job(spark, other, config("train.members=1"), false));
        Path weights = directory.resolve("members/flows/fiducial/member-00/weights.npz");
        var written = Files.getLastModifiedTime(weights);
        StageOutcome two = TrainFlows.run(Stage.job(spark, other, config("train.members=2"), false))
                .get(0);
        assertEquals(2, two.manifest().figures().get("members"));
        assertEquals(written, Files.getLastModifiedTime(weights));
        assertEquals(
                run.manifest(run.flows("fiducial")).orElseThrow().checksum(),
                two.manifest().checksum());

        StageOutcome replaced = TrainFlows.run(
                        Stage.job(spark, other, config("train.members=1", "train.epochs=1"), true))
                .get(0);
        assertEquals(1, replaced.manifest().figures().get("members"));
        assertFalse(Files.exists(directory.resolve("members/flows/fiducial/member-01")), "of another configuration");
    }

    @Test
    void emptyTrainingVolumeIsSaid() throws IOException {
        Config config =
                config("train.R0=15.5", "train.halfWidthR=0.001", "train.absZmax=0.001", "accelerations.datasets=[]");
        UserError e = assertThrows(UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config, true)));
        assertTrue(e.getMessage().contains("no star of stars/fiducial lies in the training volume"), e.getMessage());
        assertEquals(List.of("fiducial"), run.flowDatasets(), "what was there is still there");
    }

    @Test
    void damagedFlowIsNamed() throws IOException {
        RunDirectory other = runAt("damaged");
        run.fileSystem().mkdirs(other.root());
        FileUtil.copy(
                run.fileSystem(),
                run.flows("fiducial"),
                run.fileSystem(),
                other.flows("fiducial"),
                false,
                run.hadoop());
        Path weights = directory.resolve("damaged/flows/fiducial/member-01/weights.npz");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
        UserError e = assertThrows(
                UserError.class, () -> EvaluateAccelerations.run(Stage.job(spark, other, config(), false)));
        assertTrue(e.getMessage().contains("member-01"), e.getMessage());
    }

    @Test
    void damagedStarsAreNamedByTheirFile() throws IOException {
        RunDirectory other = runAt("damaged-stars");
        run.fileSystem().mkdirs(other.root());
        FileUtil.copy(
                run.fileSystem(),
                run.stars("fiducial"),
                run.fileSystem(),
                other.stars("fiducial"),
                false,
                run.hadoop());
        Path file = directory.resolve("damaged-stars/stars/fiducial/seeds-00001-00001.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        for (Executable stage : List.<Executable>of(
                () -> TrainFlows.run(Stage.job(spark, other, config(), false)),
                () -> PerturbStars.run(Stage.job(spark, other, config(), false)))) {
            UserError e = assertThrows(UserError.class, stage);
            assertTrue(e.getMessage().contains("seeds-00001-00001.parquet"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"R", "z", "vR"})
    void starThatIsNotANumberIsNamed(String damaged) {
        String nan = "double('NaN')";
        spark.range(1)
                .selectExpr(
                        "cast(7 as int) as seed",
                        "cast(3 as int) as star",
                        (damaged.equals("R") ? nan : "double(8)") + " as R",
                        (damaged.equals("z") ? nan : "double(0)") + " as z",
                        (damaged.equals("vR") ? nan : "double(0)") + " as vR",
                        "double(220) as vphi",
                        "double(0) as vz")
                .write()
                .parquet(runAt("foreign-" + damaged).stars("fiducial").toString());
        UserError e = assertThrows(
                UserError.class,
                () -> TrainingStars.read(
                        spark,
                        runAt("foreign-" + damaged),
                        fiducial(),
                        TrainSettings.from(config()).volume().region(),
                        batch -> {}));
        assertTrue(e.getMessage().contains("seed 7, star 3"), e.getMessage());
        assertTrue(e.getMessage().contains(damaged + " is NaN"), e.getMessage());
    }

    @Test
    void runDirectoryMayHaveANameThatReadsAsAPattern() throws IOException {
        RunDirectory other = runAt("run [1] {a,b} 100% *?");
        FileUtil.copy(run.fileSystem(), run.root(), run.fileSystem(), other.root(), false, run.hadoop());
        // What a pattern would find in its place.
        Files.createDirectory(directory.resolve("run 1 a 100% xx"));
        for (String made : List.of("flows/fiducial", "accelerations/fiducial")) {
            run.fileSystem().delete(new org.apache.hadoop.fs.Path(other.root(), made), true);
        }
        Stage.PIPELINE.run(spark, other, config(), false, line -> {});
        assertEquals(checksums(run), checksums(other));
        List<Long> count = new ArrayList<>();
        RunSql.run(
                spark,
                other,
                "SELECT count(*) FROM fiducial JOIN accelerations_fiducial",
                answer -> count.add(answer.first().getLong(0)));
        assertEquals(List.of(12L * SEEDS * STARS_PER_SEED), count);
    }

    @Test
    void positionOutsideTheTrainingVolumeHasAReasonAndNoNumber() throws IOException {
        RunDirectory other = runAt("outside");
        run.fileSystem().mkdirs(other.root());
        FileUtil.copy(
                run.fileSystem(),
                run.flows("fiducial"),
                run.fileSystem(),
                other.flows("fiducial"),
                false,
                run.hadoop());
        EvaluateAccelerations.run(Stage.job(spark, other, config("accelerations.grid.Rmax=9.5"), false));
        List<Row> outside = spark.read()
                .parquet(other.accelerations("fiducial").toString())
                .where("R > 9")
                .selectExpr("aR", "az_err", "rho", "reason", "aR_exact")
                .collectAsList();
        assertEquals(4, outside.size());
        for (Row row : outside) {
            assertTrue(row.isNullAt(0) && row.isNullAt(1) && row.isNullAt(2), row.toString());
            assertEquals("outside the training volume", row.getString(3));
            assertTrue(row.getDouble(4) < 0, "the exact value is known");
        }
    }

    @Test
    void positionAtTheEdgeOfTheTrainingVolumeHasAReason() {
        List<Row> edges = spark.read()
                .parquet(run.accelerations("fiducial").toString())
                .where("R = 7 or R = 9")
                .selectExpr("aR", "reason")
                .collectAsList();
        assertEquals(8, edges.size());
        for (Row row : edges) {
            assertTrue(row.isNullAt(0), row.toString());
            assertEquals("outside the training volume", row.getString(1));
        }
    }

    @Test
    void controlHasTheExactSurfaceDensity() throws IOException {
        RunDirectory fine = runAt("fine");
        run.fileSystem().mkdirs(fine.root());
        // Nodes 0.1 kpc apart in z; the error left is the trapezoids' and of second order in that.
        Config config = config("train.datasets=[]", "accelerations.datasets=[]", "accelerations.grid.z=41");

        EvaluateAccelerations.run(Stage.job(spark, fine, config, false));

        Map<String, Double> figures =
                fine.manifest(fine.accelerations("exact-f")).orElseThrow().figures();
        double exact = figures.get("surfaceDensityExactMsunPc2");
        assertEquals(1, figures.get("surfaceDensityMsunPc2") / exact, COLUMN_REL);
        assertEquals(1, figures.get("rhoAtPlaneMsunPc3") / figures.get("rhoAtPlaneExactMsunPc3"), DENSITY_REL);
        // |az| at 1.1 kpc over 2 pi G, from which the radial term takes 6 in a hundred.
        double az = MilkyWay.potential().acceleration(8, 1.1).az();
        assertEquals(-az / (2 * Math.PI * Units.G) * 1e-6, exact, RADIAL_TERM * exact);

        Stage.REPORT.run(spark, fine, config, false, line -> {});
        String report = fine.readText(fine.reportMarkdown());
        assertTrue(
                report.contains(String.format(
                        Locale.ROOT,
                        "\n| exact-f | %.4f | 0.1011 | %.2f | %.2f |",
                        figures.get("rhoAtPlaneMsunPc3"),
                        figures.get("surfaceDensityMsunPc2"),
                        exact)),
                report);
        assertTrue(report.contains("which smooth the peak of the density in the plane"), report);
    }

    @Test
    void missingInputSaysWhatMakesIt() {
        RunDirectory empty = runAt("empty");
        UserError e = assertThrows(UserError.class, () -> TrainFlows.run(Stage.job(spark, empty, config(), false)));
        assertTrue(e.getMessage().contains("run `sample`"), e.getMessage());
    }

    @Test
    void driverUsesTheCoresOfItsMaster() {
        assertEquals(1, Master.threads("local"));
        assertEquals(3, Master.threads("local[3]"));
        assertEquals(3, Master.threads("local[3, 2]"));
        int all = Runtime.getRuntime().availableProcessors();
        assertEquals(all, Master.threads("local[*]"));
        assertEquals(all, Master.threads("spark://host:7077"));
    }

    private List<String> checksums(RunDirectory of) throws IOException {
        List<String> checksums = new ArrayList<>();
        for (String dataset : of.starDatasets()) {
            checksums.add(of.manifest(of.stars(dataset)).orElseThrow().checksum());
        }
        for (String dataset : of.accelerationDatasets()) {
            checksums.add(of.manifest(of.accelerations(dataset)).orElseThrow().checksum());
        }
        return checksums;
    }

    private RunDirectory runAt(String name) {
        return TestRuns.at(directory, name);
    }

    private static Config config(String... more) {
        return TestRuns.config(SMALL, more);
    }

    private static StarSet fiducial() {
        return KnownSets.find("fiducial", config()).orElseThrow();
    }
}
