package io.github.localflows.pipeline;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.UserError;
import io.github.localflows.evaluate.FlowOrigin;
import io.github.localflows.sql.RunSql;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.stars.IngestStars;
import io.github.localflows.stage.stars.KnownSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Star sets from tables, whose truth nobody knows, through all stages. */
class TablePipelineTest {
    private static final int STARS = 4000;

    /** A double has no such number. */
    private static final long FIRST_ID = (1L << 53) + 1;

    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    private static Path directory;

    private static RunDirectory run;
    private static List<String> summary;

    @BeforeAll
    static void pipeline() throws IOException {
        run = TestRuns.at(directory, "run");
        summary = new ArrayList<>();
        SPARK.createDataFrame(rows(STARS), schema())
                .coalesce(1)
                .write()
                .parquet(directory.resolve("stars.parquet").toString());
        Stage.PIPELINE.run(SPARK, run, config("stars.parquet"), false, summary::add);
        TestRuns.assertFiguresAreExplained(run);
    }

    private static StructType schema() {
        StructType schema = new StructType().add("id", DataTypes.LongType);
        for (String name : List.of("R", "phi", "z", "vR", "vphi", "vz", "weight", "parallax")) {
            schema = schema.add(name, DataTypes.DoubleType);
        }
        return schema;
    }

    private static List<Row> rows(int count) {
        SplittableRandom random = new SplittableRandom(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(RowFactory.create(
                    FIRST_ID + i,
                    random.nextDouble(6.5, 9.5),
                    random.nextDouble(-0.1, 0.1),
                    0.5 * random.nextGaussian(),
                    40 * random.nextGaussian(),
                    200 + 25 * random.nextGaussian(),
                    20 * random.nextGaussian(),
                    1 + random.nextDouble(),
                    0.1));
        }
        return rows;
    }

    private static Config config(String table, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "stars.mine.table=\"" + directory.resolve(table) + "\"",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]",
                "train.members=2",
                "train.parts=2",
                "train.layers=2",
                "train.hidden=8",
                "train.epochs=2",
                "train.batch=200",
                "accelerations.grid.R=4",
                "accelerations.grid.z=5",
                "accelerations.profiles.points=4",
                "accelerations.velocities.count=50",
                "spiral.z=9",
                "spiral.vz=9",
                "slices.points=9"));
        settings.addAll(List.of(more));
        return ConfigLoader.reference(settings);
    }

    private static Dataset<Row> stars(RunDirectory of) {
        return SPARK.read().parquet(of.stars("mine").toString());
    }

    @Test
    void starsComeOutAsTheyWentInWithTheirIdentifiers() {
        List<Row> given = rows(STARS);
        List<Row> there = stars(run)
                .orderBy("seed", "star")
                .select("id", "R", "phi", "z", "vR", "vphi", "vz", "weight")
                .collectAsList();
        assertEquals(STARS, there.size());
        for (int i = 0; i < STARS; i++) {
            for (int c = 0; c < there.get(i).size(); c++) {
                assertEquals(given.get(i).get(c), there.get(i).get(c), "row " + i + ", column " + c);
            }
        }
        assertFalse(Arrays.asList(stars(run).columns()).contains("parallax"));
    }

    @Test
    void nothingSpeaksOfATruth() throws IOException {
        assertEquals(List.of("mine", "mine-profiles"), run.accelerationDatasets());
        Dataset<Row> field = SPARK.read().parquet(run.accelerations("mine").toString());
        assertTrue(field.where("aR IS NOT NULL AND az_err IS NOT NULL").count() > 0);
        assertEquals(
                0,
                field.where("aR_exact IS NOT NULL OR az_exact IS NOT NULL OR rho_exact IS NOT NULL")
                        .count());
        Dataset<Row> slices = SPARK.read().parquet(run.of(Kind.SLICES, "mine").toString());
        assertEquals(0, slices.where("f_exact IS NOT NULL").count());
        assertTrue(slices.where("f > 0 AND f_err > 0").count() > 0);
        String report = run.readText(run.reportMarkdown());
        // Defaults are those of mock stars.
        String apart = report.replaceFirst("(?s)\n## Configuration\n.*?(?=\n## )", "");
        for (String text : List.of(apart, String.join("\n", summary))) {
            for (String word : List.of("exact", "floor", "esidual", "bias", "fiducial")) {
                assertFalse(text.contains(word), word + " in " + text);
            }
        }
        assertTrue(report.contains("| aR |"), report);
        assertTrue(report.contains("Disequilibrium"), report);
        assertEquals(
                List.of(
                        "accelerations-mine.png",
                        "loss-mine.png",
                        "profiles-mine.png",
                        "slices-mine.png",
                        "spirals.png"),
                Arrays.stream(run.fileSystem().listStatus(run.figures()))
                        .map(file -> file.getPath().getName())
                        .filter(name -> name.endsWith(".png"))
                        .sorted()
                        .toList());
    }

    @Test
    void flowsLearnFromWeights() throws IOException {
        // Of weights between 1 and 2, all alike: (3/2)² / (7/3).
        Manifest flow = run.manifest(run.flow("mine", 0)).orElseThrow();
        double effective = flow.figures().get("effectiveStars");
        assertEquals(27.0 / 28, effective / flow.rows(), 0.01);
        String told = String.format(Locale.ROOT, "weights make them %,d of one weight", Math.round(effective));
        assertTrue(run.readText(run.reportMarkdown()).contains(told), told);
        Map<String, Manifest> trained = new TreeMap<>();
        for (String weight : List.of("2D", "vR", "if(vphi > 220, 1D, 0D)", "if(id % 2 = 0, 1D, null)")) {
            String name = "weighted" + trained.size();
            Dataset<Row> table = SPARK.createDataFrame(rows(STARS), schema()).drop("weight");
            table.withColumn("weight", expr(weight))
                    .coalesce(1)
                    .write()
                    .parquet(directory.resolve(name + ".parquet").toString());
            RunDirectory other = TestRuns.at(directory, name);
            Config config = config(name + ".parquet", "train.epochs=1");
            IngestStars.run(Stage.job(SPARK, other, config, false));
            if (weight.equals("vR") || weight.contains("null")) {
                // Those that are negative came in without one.
                UserError e =
                        assertThrows(UserError.class, () -> Stage.TRAIN.run(SPARK, other, config, false, line -> {}));
                assertTrue(
                        e.getMessage()
                                .matches(".*\\(seed 0, star [0-9]+; row [0-9]+ of .*parquet\\) whose weight is null.*"),
                        e.getMessage());
                assertEquals(1, e.getMessage().lines().count());
                trained.put(weight, flow);
            } else {
                Stage.TRAIN.run(SPARK, other, config, false, line -> {});
                trained.put(weight, other.manifest(other.flow("mine", 0)).orElseThrow());
            }
        }
        Manifest two = trained.get("2D");
        assertEquals(two.rows(), two.figures().get("effectiveStars"));
        RunDirectory without = TestRuns.at(directory, "unweighted");
        SPARK.createDataFrame(rows(STARS), schema())
                .drop("weight")
                .coalesce(1)
                .write()
                .parquet(directory.resolve("unweighted.parquet").toString());
        Config config = config("unweighted.parquet", "train.epochs=1");
        IngestStars.run(Stage.job(SPARK, without, config, false));
        Stage.TRAIN.run(SPARK, without, config, false, line -> {});
        Manifest plain = without.manifest(without.flow("mine", 0)).orElseThrow();
        assertEquals(plain.checksum(), two.checksum(), "stars that all have one weight, and stars without");
        assertFalse(plain.figures().containsKey("effectiveStars"));
        assertEquals(200, plain.figures().get("featuresVphiKmS"), 2);
        // Those faster than 220 km/s alone, their mean 0.8 sigma above the others': 200 + 25 * 1.37.
        Manifest fast = trained.get("if(vphi > 220, 1D, 0D)");
        assertEquals(234, fast.figures().get("featuresVphiKmS"), 2);
        assertTrue(fast.rows() < 0.3 * plain.rows(), "stars of weight 0 are not learned from");
    }

    @Test
    void manifestsSayWhereTheStarsAreFrom() throws IOException {
        Manifest stars = run.manifest(run.stars("mine")).orElseThrow();
        assertEquals(Map.of("by", "ingest"), stars.lineage());
        assertEquals(Map.of(), stars.truth());
        assertEquals(
                List.of("stars.mine.frame", "stars.mine.measure", "stars.mine.table"),
                List.copyOf(stars.configuration().keySet()));
        Manifest field = run.manifest(run.accelerations("mine")).orElseThrow();
        assertEquals(Map.of(), field.truth());
        assertTrue(
                field.configuration().keySet().stream().noneMatch(key -> key.startsWith("potential")),
                field.configuration().toString());
    }

    @Test
    void aFinishedRunIsLeftAsItIsAlsoWithoutTheTable() throws IOException {
        RunDirectory other = TestRuns.at(directory, "other");
        Path table = csv("gone.csv", "R,z,vR,vphi,vz", "8,0,0,220,0", "8.1,0.1,1,221,1");
        assertTrue(IngestStars.run(job(other, "gone.csv")).get(0).made());
        assertFalse(IngestStars.run(job(other, "gone.csv")).get(0).made());
        Files.delete(table);
        assertFalse(KnownSets.make(job(other, "gone.csv")).get(0).made());
    }

    @Test
    void aTableThatHasChangedIsRefusedUntilOverwritten() throws IOException {
        RunDirectory other = TestRuns.at(directory, "changed");
        csv("changed.csv", "R,z,vR,vphi,vz", "8,0,0,220,0");
        IngestStars.run(job(other, "changed.csv"));
        csv("changed.csv", "R,z,vR,vphi,vz", "8,0,0,220,0", "8.5,0,0,220,0");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "changed.csv")));
        assertEquals(
                other.stars("mine") + " was made before its input changed (" + directory.resolve("changed.csv")
                        + " has changed since (its size or time of change is another)): choose another --run directory, or replace"
                        + " it with --overwrite",
                e.getMessage());
        List<StageOutcome> replaced = IngestStars.run(Stage.job(SPARK, other, config("changed.csv"), true));
        assertEquals(2, replaced.get(0).manifest().rows());
    }

    @Test
    void starsThatEndInsideTheTrainingVolumeAreToldByWhateverLooksAtThem() throws IOException {
        SPARK.sql("SELECT 7.5 + rand(1) AS R, 6.28 * rand(2) AS phi, 0.3 * randn(3) AS z, 30 * randn(4) AS vR,"
                        + " 220 + 20 * randn(5) AS vphi, 20 * randn(6) AS vz FROM range(25000)")
                .write()
                .parquet(directory.resolve("narrow.parquet").toString());
        RunDirectory other = TestRuns.at(directory, "narrow");
        for (String azimuth : List.of("0", "3.14")) {
            Config config = config(
                    "narrow.parquet",
                    "train.epochs=1",
                    "train.batch=2000",
                    "weakForm { datasets = [mine], azimuth = " + azimuth
                            + ", tests { degreeR = 1, degreeV = 2, heights = [0.16, 0.4] }, potential.heights = [0.1, 0.3] }");
            // The second time both are there already.
            for (Stage stage : List.of(Stage.INGEST, Stage.TRAIN)) {
                stage.run(SPARK, other, config, true, line -> {});
            }
            String flows = String.join(
                    " ", other.manifest(other.flows("mine")).orElseThrow().warnings());
            assertTrue(flows.contains("hardly any of its stars are at R < 7.100, R > 8.900, |z| > 2.250 kpc"), flows);
            String weakForm = warned(other, config);
            assertTrue(weakForm.contains("hardly any of its stars are at R < 7.100"), azimuth + ": " + weakForm);
            Stage.REPORT.run(SPARK, other, config, false, line -> {});
            String report = other.readText(other.reportMarkdown());
            assertTrue(
                    report.contains(
                            "## In short\n\n- mine: nothing can be said; hardly any of its stars are at R < 7.100"),
                    report);
        }
    }

    /** What the weak form warns of, or is refused for. */
    private static String warned(RunDirectory of, Config config) throws IOException {
        try {
            Stage.WEAK_FORM.run(SPARK, of, config, true, line -> {});
        } catch (NotDecided refused) {
            return refused.getMessage();
        }
        return String.join(
                " ", of.manifest(of.of(Kind.WEAK_FORM, "mine")).orElseThrow().warnings());
    }

    @Test
    void ofATableInAnotherUnitTheUnitIsAskedForBeforeItsStarsAreCut() throws IOException {
        List<String> lines = new ArrayList<>(List.of("R,z,vR,vphi,vz"));
        for (int i = 0; i < 200; i++) {
            lines.add(8000 + i + ",100,0,220,0");
        }
        csv("parsecs.csv", lines.toArray(String[]::new));
        RunDirectory other = TestRuns.at(directory, "parsecs");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "parsecs.csv")));
        assertTrue(
                e.getMessage().contains("has 200 rows of no star: line 2: R is 8000.0 kpc (beyond 5000)"),
                e.getMessage());
        assertTrue(
                e.getMessage().contains("Nearly all rows are like these: is a column in another unit"), e.getMessage());
    }

    @Test
    void rowsThatAreNoStarsAreLeftOutAndCounted() throws IOException {
        RunDirectory other = TestRuns.at(directory, "faults");
        csv(
                "faults.csv",
                "R,z,vR,vphi,vz,weight,id",
                "8,0,0,220,0,1,1",
                "8,0,,220,0,1,2",
                "8,0,nan,220,0,1,3",
                "-8,0,0,220,0,1,4",
                "8,inf,0,220,0,1,5",
                "8,0,0,220,0,0,9223372036854775807");
        Manifest stars = IngestStars.run(job(other, "faults.csv")).get(0).manifest();
        assertEquals(2, stars.rows());
        assertEquals(
                Map.of(
                        "rowsRead", 6.0,
                        "rowsLeftOut: vR is no finite number", 2.0,
                        "rowsLeftOut: R is not positive", 1.0,
                        "rowsLeftOut: z is no finite number", 1.0),
                TestRuns.counts(stars));
        assertEquals(
                List.of(1L, Long.MAX_VALUE),
                stars(other).orderBy("star").select("id").collectAsList().stream()
                        .map(row -> row.getLong(0))
                        .toList());
    }

    @Test
    void starsWithoutWhatTheyNeedNotHaveAreKeptWithoutIt() throws IOException {
        RunDirectory other = TestRuns.at(directory, "absent");
        csv(
                "absent.csv",
                "R,phi,z,vR,vphi,vz,weight,id",
                "8.0,0.1,0,0,220,0,-1,6",
                "8.1,,0,0,220,0,x,7",
                "8.2,nan,0,0,220,0,2,");
        Manifest stars = IngestStars.run(job(other, "absent.csv")).get(0).manifest();
        assertEquals(3, stars.rows());
        assertEquals(
                Map.of(
                        "rowsRead", 3.0,
                        "starsWhose phi is no finite number", 2.0,
                        "starsWhose weight is negative or no finite number", 2.0,
                        "starsWhose id is empty", 1.0),
                TestRuns.counts(stars));
        assertEquals(
                List.of("[0.1,null,6]", "[null,null,7]", "[null,2.0,null]"),
                stars(other).orderBy("R").select("phi", "weight", "id").collectAsList().stream()
                        .map(Row::toString)
                        .toList());
    }

    @Test
    void aColumnMeansOneThing() throws IOException {
        csv("plain.csv", "R,z,vR,vphi,vz", "8,0,0,220,0");
        Map<String, String> meanings =
                Map.of("phi=vz", "vz for both vz and phi", "weight=R", "R for both R and weight");
        for (String twice : meanings.keySet()) {
            Config config = config("plain.csv", "stars.mine.columns {" + twice + "}");
            RunDirectory other = TestRuns.at(directory, "twice");
            UserError e =
                    assertThrows(UserError.class, () -> IngestStars.run(Stage.job(SPARK, other, config, false)), twice);
            assertTrue(e.getMessage().contains(" takes column " + meanings.get(twice) + ":"), e.getMessage());
        }
    }

    @Test
    void dashesAreAbsent() throws IOException {
        csv("dashes.csv", "R,z,vR,vphi,vz", "8,0,-,220,0", "8,0,0,--,0", "8,0,0,220,0", "8,\\N,0,220,0");
        RunDirectory other = TestRuns.at(directory, "dashes");
        Manifest stars = IngestStars.run(Stage.job(SPARK, other, config("dashes.csv"), false))
                .get(0)
                .manifest();
        assertEquals(1, stars.rows());
        assertEquals(4.0, stars.figures().get("rowsRead"));
    }

    @Test
    void whatNoStarCanHaveIsRefusedUntilACutLeavesItOut() throws IOException {
        RunDirectory other = TestRuns.at(directory, "impossible");
        Path one = csv("one-mark.csv", "R,z,vR,vphi,vz", "8,0,0,220,0", "8,0,0,220,-9999");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "one-mark.csv")));
        assertEquals(
                "stars.mine.table = " + one
                        + ", line 3: vz is -9999.0 km/s (beyond 5000); no star has that. Mend the row, or leave such rows out, as by stars.mine.cuts = [\"abs(vz) < 5000\"]",
                e.getMessage());
        List<String> lines = new ArrayList<>(List.of("R,z,v R,vphi,vz,ruwe"));
        lines.addAll(List.of("8,0,9.9e99,220,0,1", "8,0,0,220,0,1", "8,0,abc,220,0,1", "8,-1e20,0,220,0,1"));
        for (int i = 0; i < 9; i++) {
            lines.add("8,0,1e20,220,0," + i);
        }
        lines.add("8,0,0,220,-9999,5");
        Path several = csv("marks.csv", lines.toArray(String[]::new));
        String renamed = "stars.mine.columns.vR=\"v R\"";
        Config config = config("marks.csv", renamed);
        UserError all = assertThrows(UserError.class, () -> IngestStars.run(Stage.job(SPARK, other, config, false)));
        assertTrue(
                all.getMessage()
                        .startsWith(
                                "stars.mine.table = " + several
                                        + " has 13 rows of no star: line 2: v R is 9.9E99 km/s (beyond 5000),"
                                        + " line 4: v R is \"abc\" (no number), line 5: z is -1.0E20 kpc (beyond 5000), line 6: v R is 1.0E20 km/s"),
                all.getMessage());
        String cut = "stars.mine.cuts=[\"abs(`v R`) < 5000\"";
        assertTrue(
                all.getMessage()
                        .endsWith(
                                ", and 3 more; no star has that. Mend these"
                                        + " rows, or leave them out, as by stars.mine.cuts = [\"abs(`v R`) < 5000\", \"abs(vz) < 5000\", \"abs(z) < 5000\"]"),
                all.getMessage());
        Config some = config("marks.csv", renamed, "stars.mine.cuts=[\"ruwe < 1.4\", \"abs(z) < 5000\"]");
        UserError more = assertThrows(UserError.class, () -> IngestStars.run(Stage.job(SPARK, other, some, false)));
        assertTrue(
                more.getMessage()
                        .endsWith("stars.mine.cuts = [\"ruwe < 1.4\", \"abs(z) < 5000\", \"abs(`v R`) < 5000\"]"),
                "the cuts that there are stay: " + more.getMessage());
        Config left = config("marks.csv", renamed, cut + ", \"abs(z) < 5000\", \"ruwe < 1.4\"]");
        Manifest stars =
                IngestStars.run(Stage.job(SPARK, other, left, false)).get(0).manifest();
        assertEquals(1, stars.rows());
        assertEquals(
                Map.of(
                        "rowsRead", 14.0,
                        "rowsLeftOut: not ruwe < 1.4", 1.0,
                        "rowsLeftOut: not abs(`v R`) < 5000", 11.0,
                        "rowsLeftOut: not abs(z) < 5000", 1.0),
                TestRuns.counts(stars));
        assertEquals(
                "[\"abs(`v R`) < 5000\", \"abs(z) < 5000\", \"ruwe < 1.4\"]",
                stars.configuration().get("stars.mine.cuts"));
    }

    @Test
    void columnsOfOtherNamesAreThoseThatTheUserNames() throws IOException {
        csv("ours.csv", "R,phi,z,vR,vphi,vz,weight,id", "8.5,0.1,1,2,221,3,0.5,7", "8.1,0.2,0,1,220,2,1,8");
        // What has our name, and is something else, does not count where another is named.
        csv(
                "theirs.csv",
                "x,rad,az,z,vR,vt,vphi,vz,w,star,weight",
                "1,8.5,0.1,1,2,221,5,3,0.5,7,x",
                "1,8.1,0.2,0,1,220,5,2,1,8,x");
        String columns = "stars.mine.columns={R=rad, phi=az, vphi=vt, weight=w, id=star}";
        Manifest ours = IngestStars.run(job(TestRuns.at(directory, "ours"), "ours.csv"))
                .get(0)
                .manifest();
        Config named = config("theirs.csv", columns);
        Manifest theirs = IngestStars.run(Stage.job(SPARK, TestRuns.at(directory, "theirs"), named, false))
                .get(0)
                .manifest();
        assertEquals(ours.checksum(), theirs.checksum());
        assertEquals("\"vt\"", theirs.configuration().get("stars.mine.columns.vphi"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "mine.csv;R,z,vR,vphi,vz;train.azimuth=0.3 | has no column phi, which train.azimuth = 0.3 needs; its columns are R, z, vR, vphi, vz. Name the one that holds it, as stars.mine.columns.phi = NAME, or set the key to 0",
                "mine.csv;R,z,vR,vphi,vz,az;stars.mine.weakForm.azimuth=0.3 | has no column phi, which weakForm.azimuth = 0.3 needs; its columns are R, z, vR, vphi, vz, az. Name",
                "mine.csv;R,z,vR,vphi,vz,phi;stars.mine.columns.phi=az | has no column az, which stars.mine.columns.phi names",
                "mine.csv;R,z,vR,vphi;train.epochs=1 | has no column vz (a star needs it); its columns are",
                "stars.parquet;;stars.mine.columns.vR=vr | has no column vr, which stars.mine.columns.vR names",
            })
    void whatATableLacksIsToldBeforeOtherStarsAreMade(String given, String what) throws IOException {
        String[] parts = given.split(";");
        if (!parts[1].isEmpty()) {
            csv(parts[0], parts[1], "8,0,0,220,0,0");
        }
        RunDirectory other = TestRuns.at(directory, "ahead");
        Config config = config(parts[0], "datasets=[fiducial, mine]", "weakForm.datasets=[mine]", parts[2]);
        UserError e = assertThrows(UserError.class, () -> Stage.PIPELINE.run(SPARK, other, config, false, line -> {}));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertFalse(other.exists());
    }

    @Test
    void azimuthsThatNoStarWillHaveAreToldBeforeStarsAreMade() throws IOException {
        RunDirectory other = TestRuns.at(directory, "no-azimuths");
        Config mocks = ConfigLoader.reference(List.of("train.azimuth=0.3"));
        UserError e = assertThrows(UserError.class, () -> Stage.PIPELINE.run(SPARK, other, mocks, false, line -> {}));
        assertEquals(
                "stars/fiducial has no azimuths, which train.azimuth = 0.3 needs: set the key to 0 for it, or name a set in its"
                        + " place that has them",
                e.getMessage());
        assertFalse(other.exists());
        Map<String, String> needed = Map.of("mine", "train.azimuth = 0.3");
        csv("cartesian.csv", "x,y,z,vx,vy,vz,id", "8,0,0,0,220,0,1");
        KnownSets.checkAhead(job(other, "cartesian.csv"), needed);
        KnownSets.checkAhead(job(other, "stars.parquet"), needed);
        csv("theta.csv", "R,theta,z,vR,vphi,vz", "8,0,0,0,220,0");
        Config named = config("theta.csv", "stars.mine.columns.phi=theta");
        KnownSets.checkAhead(Stage.job(SPARK, other, named, false), needed);
        // What is there is looked at by whoever reads it.
        csv("lacking.csv", "R,z,vR,vphi", "8,0,0,220");
        KnownSets.checkAhead(job(run, "lacking.csv"), Map.of());
        Job again = Stage.job(SPARK, run, config("lacking.csv"), true);
        UserError lacking = assertThrows(UserError.class, () -> KnownSets.checkAhead(again, Map.of()));
        assertTrue(lacking.getMessage().contains("has no column vz"), lacking.getMessage());
        assertFalse(other.exists());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{R=rad}           | has no column vphi (a star needs it); its columns are rad, z, vR, vt, vz. Name the one that holds it, as stars.mine.columns.vphi = NAME",
                "{} | has no column R (a position is R z or x y z); its columns are rad, z, vR, vt, vz. Nor has it vphi: name those that hold them, as stars.mine.columns { R = NAME, vphi = NAME }",
                "{R=rad, vphi=v_t} | has no column v_t, which stars.mine.columns.vphi names; its columns are rad, z, vR, vt, vz",
                "{R=rad, vphi=vt, weight=w} | has no column w, which stars.mine.columns.weight names; its columns are",
                "{R=rad, vphi=vt, phi=az} | has no column az, which stars.mine.columns.phi names; its columns are",
                "{R=rad, v=vt} | unknown key stars.mine.columns.v; the keys here are R, phi, z, vR",
                "{R=rad, vphi=vt, vz=vR} | takes column vR for both vR and vz",
            })
    void aColumnThatIsNotThereIsToldWithThoseThatAre(String columns, String what) throws IOException {
        csv("named.csv", "rad,z,vR,vt,vz", "8,0,0,220,0");
        RuntimeException e = assertThrows(
                UserError.class,
                () -> IngestStars.run(Stage.job(
                        SPARK,
                        TestRuns.at(directory, "named"),
                        config("named.csv", "stars.mine.columns=" + columns),
                        false)));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void identifiersWithoutSignOf64BitsAreTakenWhereTheyFit() throws IOException {
        SPARK.sql("SELECT CAST(id AS DECIMAL(20,0)) id, 8D R, 0D z, 1D vR, 220D vphi, 1D vz"
                        + " FROM VALUES ('9223372036854775807'), ('18446744073709551615') AS t(id)")
                .coalesce(1)
                .write()
                .parquet(directory.resolve("unsigned.parquet").toString());
        RunDirectory other = TestRuns.at(directory, "unsigned");
        Manifest stars = IngestStars.run(job(other, "unsigned.parquet")).get(0).manifest();
        assertEquals(1.0, stars.figures().get("starsWhose id has more than 64 bits"));
        assertEquals(
                List.of("[9223372036854775807]", "[null]"),
                stars(other).orderBy("star").select("id").collectAsList().stream()
                        .map(Row::toString)
                        .toList());
    }

    @Test
    void halfOfTheStarsMayBeSlow() throws IOException {
        csv("slow.csv", "R,z,vR,vphi,vz", "8,0,0,1.9,0", "8,0,0,2.1,0", "8,0,0,0,0", "8,0,0,5,0");
        RunDirectory other = TestRuns.at(directory, "slow");
        assertEquals(
                List.of("3 of 4 stars are slower than 5 km/s: are their velocities in km/s?"),
                IngestStars.run(job(other, "slow.csv")).get(0).manifest().warnings());
    }

    @Test
    void errorsOfATableStayBehindAndThatIsSaid() throws IOException {
        csv("errors.csv", "R,z,vR,vphi,vz,R_err,vphi_ERROR,merry,e_vz,E_tot,x_err", "8,0,0,220,0,0.1,2,3,4,5,6");
        RunDirectory other = TestRuns.at(directory, "errors");
        Manifest stars = IngestStars.run(job(other, "errors.csv")).get(0).manifest();
        assertEquals(
                List.of(
                        "of a table no errors of measurement are taken, of a catalogue they are (docs/stars.md): R_err, vphi_ERROR, e_vz"),
                stars.warnings());
    }

    @Test
    void aTableInAnotherEncodingIsReadWhenItIsSaid() throws IOException {
        Files.write(
                directory.resolve("latin.csv"),
                "R,z,vR,vphi,vz,n\u00e9\n8,0,0,220,0,1\n".getBytes(StandardCharsets.ISO_8859_1));
        RunDirectory other = TestRuns.at(directory, "latin");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "latin.csv")));
        assertEquals(
                "stars.mine.table = " + directory.resolve("latin.csv")
                        + " is not written in UTF-8: say in which encoding it is, such as stars.mine.encoding = ISO-8859-1 or"
                        + " windows-1252",
                e.getMessage());
        Config latin = config("latin.csv", "stars.mine.encoding=ISO-8859-1");
        assertTrue(IngestStars.run(Stage.job(SPARK, other, latin, false)).get(0).made());
        assertFalse(IngestStars.run(job(other, "latin.csv")).get(0).made());
    }

    @Test
    void whatIsMadeFromStarsThatAreOthersNowIsOutOfDate() throws IOException {
        RunDirectory other = TestRuns.at(directory, "outdated");
        SPARK.createDataFrame(rows(STARS), schema())
                .write()
                .parquet(directory.resolve("first.parquet").toString());
        SPARK.createDataFrame(rows(STARS - 1), schema())
                .write()
                .parquet(directory.resolve("second.parquet").toString());
        Stage.PIPELINE.run(SPARK, other, config("first.parquet", "train.epochs=1"), false, line -> {});
        assertEquals(Optional.empty(), other.outdated(other.spiral("mine")));
        Config second = config("second.parquet", "train.epochs=1");
        IngestStars.run(Stage.job(SPARK, other, second, true));
        assertEquals(Optional.of("stars/mine is another now"), other.outdated(other.spiral("mine")));
        UserError e =
                assertThrows(UserError.class, () -> Stage.ACCELERATIONS.run(SPARK, other, second, false, line -> {}));
        assertTrue(e.getMessage().contains("flows/mine is out of date: stars/mine is another now"), e.getMessage());
        String described = String.join(
                "\n", DescribeRun.run(other, DescribeRun.Column.MADE).lines());
        assertTrue(
                described.matches("(?s).*\naccelerations/mine  [^\n]*\n +out of date: stars/mine is another now\n.*"),
                described);
        assertEquals("-", starsInTheVolume(other, second), "of these stars nobody has counted them");
        assertNotEquals("-", starsInTheVolume(run, config("stars.parquet")));
    }

    /** As the report has it after the stage that writes it. */
    private static String starsInTheVolume(RunDirectory of, Config config) throws IOException {
        Stage.REPORT.run(SPARK, of, config, true, line -> {});
        String row = of.readText(of.reportMarkdown())
                .lines()
                .filter(line -> line.startsWith("| mine | ") && line.contains("ingest"))
                .findFirst()
                .orElseThrow();
        String[] cells = row.split(" \\| ");
        return cells[cells.length - 1].replace(" |", "");
    }

    @Test
    void flowsOfStarsWithoutATruthSaySo() throws IOException {
        FlowOrigin origin =
                FlowOrigin.of(run.flow("mine", 0).toString(), run.hadoop()).orElseThrow();
        assertFalse(origin.known());
        assertEquals(run.toString(), origin.where());
        assertEquals(Map.of(), origin.galaxy());
    }

    @Test
    void setsThatAreOneViewAreNeverTakenForEachOther() throws IOException {
        RunDirectory other = TestRuns.at(directory, "views");
        for (String name : List.of("my-stars", "my_stars")) {
            csv("views.csv", "R,z,vR,vphi,vz", "8,0,0,220,0");
            Config config = ConfigLoader.reference(List.of(
                    "stars." + name + ".table=\"" + directory.resolve("views.csv") + "\"",
                    "datasets=[" + name + "]",
                    "train.datasets=[]",
                    "accelerations.datasets=[]"));
            IngestStars.run(Stage.job(SPARK, other, config, false));
        }
        UserError e =
                assertThrows(UserError.class, () -> RunSql.run(SPARK, other, "SELECT * FROM my_stars", answer -> {}));
        assertTrue(e.getMessage().contains("stars/my-stars as well as "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        RunSql.run(SPARK, other, "SHOW VIEWS", answer -> assertEquals(1, answer.count()));
    }

    @Test
    void aTableThatIsTheSetItselfIsRefused() throws IOException {
        RunDirectory other = TestRuns.at(directory, "itself");
        csv("once.csv", "R,z,vR,vphi,vz", "8,0,0,220,0");
        IngestStars.run(job(other, "once.csv"));
        Config itself = ConfigLoader.reference(List.of(
                "stars.mine.table=\"" + other.stars("mine") + "\"",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]"));
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(Stage.job(SPARK, other, itself, true)));
        assertTrue(e.getMessage().contains("is the star set itself"), e.getMessage());
        assertEquals(List.of("mine"), other.starDatasets());
    }

    @Test
    void aRefusedTableLeavesNoRunBehind() throws IOException {
        csv("empty.csv", "R,z,vR,vphi,vz");
        RunDirectory other = TestRuns.at(directory, "left");
        assertThrows(UserError.class, () -> Stage.INGEST.run(SPARK, other, config("empty.csv"), false, line -> {}));
        assertFalse(other.exists());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "8,0,0,220,0 8,0,1,221,0 8.1,0.1,2,222,0          | have vz = 0.0 km/s",
                "28,0,0,220,0 29,0,1,221,1                         | they have 28.00 <= R <= 29.00, 0.000 <= z <= 0.000 kpc",
            })
    void starsThatFlowsCannotLearnAreRefusedByTheirCoordinates(String rows, String what) throws IOException {
        List<String> lines = new ArrayList<>(List.of("R,z,vR,vphi,vz"));
        lines.addAll(List.of(rows.strip().split(" +")));
        csv("flat.csv", lines.toArray(String[]::new));
        RunDirectory other = TestRuns.at(directory, "flat");
        Config config = config("flat.csv");
        IngestStars.run(Stage.job(SPARK, other, config, true));
        UserError e = assertThrows(UserError.class, () -> Stage.TRAIN.run(SPARK, other, config, true, line -> {}));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void contentDependsNeitherOnTheFormatNorOnTheFilesOfTheTable() throws IOException {
        List<Row> rows = rows(200);
        List<String> lines = new ArrayList<>(List.of("id,R,phi,z,vR,vphi,vz,weight"));
        rows.forEach(row -> lines.add(String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%s,%s,%s,%s",
                row.get(0),
                row.get(1),
                row.get(2),
                row.get(3),
                row.get(4),
                row.get(5),
                row.get(6),
                row.get(7))));
        csv("one.csv", lines.toArray(String[]::new));
        SPARK.createDataFrame(rows, schema())
                .repartitionByRange(3, org.apache.spark.sql.functions.col("id"))
                .write()
                .parquet(directory.resolve("three.parquet").toString());
        Manifest text = IngestStars.run(job(TestRuns.at(directory, "text"), "one.csv"))
                .get(0)
                .manifest();
        Manifest typed = IngestStars.run(job(TestRuns.at(directory, "typed"), "three.parquet"))
                .get(0)
                .manifest();
        assertEquals(text.checksum(), typed.checksum());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "R,z,vR,vphi             | 8,0,0,220      | has no column vz",
                "R,z,vR,vphi,vz          |                | holds no rows",
                "R,z,vR,vphi,vz          | 8,0,,220,0     | holds no star: 1 of 1 rows are left out: vR is no finite number (1)",
                "R,z,vR,vphi,vz          | 8,0,x,220,0    | , line 2: vR is \"x\" (no number); no star has that",
                "R,z,vR,vphi,vz,id       | 8,0,0,220,0,a1 | column id is of type string",
                "R,z,vR,vphi,vz,id       | 8,0,0,220,0,1.5| column id is of type double",
                "R,phi,z,vR,vphi,vz      | 8,359,0,0,220,0| column phi goes to 359.0, but it must be in radians",
                "r,z,vR,vphi,vz          | 8,0,0,220,0    | has no column R (a position is R z or x y z); its columns are r, z, vR, vphi, vz. Upper and lower case matter",
                "x,y,z,VR,VPHI,VZ        | 8,0,0,0,220,0  | has no column vR (a star needs it); its columns are x, y, z, VR, VPHI, VZ. Upper and lower case matter",
                "R,z,VX,VY,VZ            | 8,0,0,220,0    | has no column vR (a star needs it); its columns are R, z, VX, VY, VZ",
                "r,X,Y,Z,vx,vy,vz        | 1,8,0,0,0,220,0| has no column x (a position is R z or x y z); its columns are r, X, Y, Z, vx, vy, vz. Upper and lower case matter",
                "X,Y,Z,U,V,W             | 8,0,0,0,220,0  | its columns are X, Y, Z, U, V, W. Upper and lower case matter. Nor has it y, z, vx, vy, vz: name those that hold them, as stars.mine.columns { x = NAME, y = NAME, z = NAME, vx = NAME, vy = NAME, vz = NAME }",
                "R,z,vR,vphi,vz          | 8,0,0,0.225,0  | 1 of 1 stars are slower than 2 km/s: are their velocities in another unit (1 kpc/Myr is 977.8 km/s)",
            })
    void aTableWithoutStarsIsRefusedInOneLine(String header, String row, String what) throws IOException {
        csv("bad.csv", row == null ? new String[] {header} : new String[] {header, row});
        RunDirectory other = TestRuns.at(directory, "bad");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "bad.csv")));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertTrue(e.getMessage().startsWith("stars.mine.table = "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertEquals(List.of(), other.starDatasets());
    }

    @Test
    void aDiscThatTurnsBackwardsIsRefusedUntilItsFrameIsSaid() throws IOException {
        String[] lines = new String[101];
        Arrays.fill(lines, "8,0,0,-220,1");
        lines[0] = "R,z,vR,vphi,vz";
        csv("backwards.csv", lines);
        RunDirectory other = TestRuns.at(directory, "backwards");
        UserError e = assertThrows(UserError.class, () -> IngestStars.run(job(other, "backwards.csv")));
        assertTrue(e.getMessage().contains("set stars.mine.frame to astropy"), e.getMessage());
        Config astropy = config("backwards.csv", "stars.mine.frame=astropy");
        IngestStars.run(Stage.job(SPARK, other, astropy, false));
        assertEquals(220, stars(other).select("vphi").first().getDouble(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stars.fiducial.table=x  | fiducial is the name of a set of mock stars",
                "stars.a-profiles.table=x | stars.a-profiles",
                "stars.mine.tabel=x      | did you mean table?",
                "stars.other.tabel=x     | stars.other lacks the key that says how the set is made, one of barred, catalogue, observed, scattered, selected, splitRv, table; of tabel, did you mean table?",
                "stars.other.frame=galactic | stars.other lacks the key that says how the set is made, one of barred, catalogue, observed, scattered, selected, splitRv, table",
                "stars.mine.measure=area | must be one of volume, slice",
                "stars.exact_f.table=x   | its view in sql",
                "stars.Accelerations_a.table=x | its view in sql",
                "stars.mine_Profiles.table=x | its view in sql",
                "stars.mine.encoding=latin | the name of an encoding",
                "stars.1st.table=x       | must be the name of a star set",
                "'datasets=[mine, yours]' | there is no star set yours",
                "'datasets=[mine, MINE]' | sql cannot tell apart",
            })
    void aWrongDeclarationIsRefusedInOneLine(String setting, String what) {
        UserError e = assertThrows(UserError.class, () -> config("stars.parquet", setting.replace("'", "")));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    private static io.github.localflows.stage.Job job(RunDirectory other, String table) {
        return Stage.job(SPARK, other, config(table), false);
    }

    private static Path csv(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    }
}
