package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.evaluate.EvaluatePoints;
import io.github.localflows.evaluate.Quantity;
import io.github.localflows.potential.CylindricalAcceleration;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.RotatingBar;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mock stars among which a strong bar has grown, and what the weak form finds of it. */
class BarredPipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final double PATTERN_SPEED = 45;

    /** Several numbers are looked at. */
    private static final double SIGMAS = 3.5;

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void made() throws IOException {
        run = TestRuns.at(directory, "run");
        for (Stage stage : List.of(Stage.SAMPLE, Stage.BAR, Stage.WEAK_FORM)) {
            stage.run(SPARK, run, config(), false, line -> {});
        }
        TestRuns.assertFiguresAreExplained(run);
    }

    /** Some 14,000 stars in the volume; few turns of the bar, which cost time. */
    private static Config config(String... more) {
        List<String> settings = new ArrayList<>(
                List.of(
                        "sample { seeds = 8, starsPerSeed = 5000, Rmin = 4, Rmax = 12 }",
                        "stars.turning { barred = fiducial, patternSpeed = 45, strength = 0.05, growth = 2, seenFrom = 4, seenTo = 8"
                                + ", weakForm.azimuth = 3.14 }",
                        "datasets=[fiducial, turning]",
                        "train { datasets = [], halfWidthR = 2 }",
                        "accelerations { datasets = [], grid { R = 3, z = 5 } }",
                        "weakForm { datasets = [turning], tests { degreeR = 1, degreeV = 2, heights = [0.16, 0.4] }, potential.heights = [0.1, 0.3] }"));
        settings.addAll(List.of(more));
        return ConfigLoader.reference(settings);
    }

    private static Map<String, Double> figures(RunDirectory of, String set) throws IOException {
        return of.manifest(of.of(Kind.WEAK_FORM, set)).orElseThrow().figures();
    }

    private static String checksum(RunDirectory of, String set) throws IOException {
        return of.manifest(of.stars(set)).orElseThrow().checksum();
    }

    private static double value(Row row, String column) {
        return row.getDouble(row.fieldIndex(column));
    }

    @Test
    void patternSpeedIsFoundAndReported() throws IOException {
        Map<String, Double> found = figures(run, "turning");
        double error = found.get("patternSpeedErrorKmSKpc");
        assertEquals(PATTERN_SPEED, found.get("patternSpeedKmSKpc"), SIGMAS * error);
        assertTrue(error < 0.12 * PATTERN_SPEED, found.toString());
        assertTrue(found.get("axisymmetryP") < 1e-6, found.toString());
        Stage.REPORT.run(SPARK, run, config(), false, line -> {});
        String report = run.readText(run.reportMarkdown());
        assertTrue(report.contains("turning: pattern speed "), report);
        assertTrue(report.contains("that of its bar is 45.00"), report);
    }

    @Test
    void accelerationsAreThoseAtTheSunsAzimuth() {
        RotatingBar bar = RotatingBar.ofStrength(PATTERN_SPEED, 3.5, 0.05, 0.44, 8, 220);
        List<Row> rows = SPARK.read()
                .parquet(run.of(Kind.WEAK_FORM, "turning").toString())
                .collectAsList();
        assertEquals(15, rows.size());
        int inside = 0;
        for (Row row : rows) {
            double R = value(row, "R");
            double z = value(row, "z");
            CylindricalAcceleration ofBar = bar.acceleration(R, 0, z);
            var ofGalaxy = MilkyWay.potential().acceleration(R, z);
            double unit = Units.PC_MYR2_PER_KM2_S2_KPC;
            // Far from the plane stars are few, and the basis is coarse.
            if (Math.abs(z) < 1.5 && Math.abs(R - 8) < 1.5) {
                inside++;
                assertEquals(ofBar.aphi() * unit, value(row, "aphi"), SIGMAS * value(row, "aphi_err"), row.toString());
                assertEquals(
                        (ofGalaxy.aR() + ofBar.aR()) * unit,
                        value(row, "aR"),
                        SIGMAS * value(row, "aR_err"),
                        row.toString());
            }
            assertTrue(row.isNullAt(row.fieldIndex("aR_exact")), "nobody knows the truth of barred stars");
        }
        assertTrue(inside > 0);
    }

    @Test
    void starsAreTheSameBitsInOtherBlocks() throws IOException {
        RunDirectory other = TestRuns.at(directory, "other");
        Config config = config("sample.seedsPerFile=1", "sample.seeds=4", "sample.starsPerSeed=300");
        Stage.SAMPLE.run(SPARK, other, config, false, line -> {});
        Stage.BAR.run(SPARK, other, config, false, line -> {});
        RunDirectory all = TestRuns.at(directory, "all");
        Config together = config("sample.seedsPerFile=4", "sample.seeds=4", "sample.starsPerSeed=300");
        Stage.SAMPLE.run(SPARK, all, together, false, line -> {});
        Stage.BAR.run(SPARK, all, together, false, line -> {});
        assertEquals(checksum(all, "turning"), checksum(other, "turning"));
        Row azimuths = SPARK.read()
                .parquet(all.stars("turning").toString())
                .selectExpr("min(phi)", "max(phi)", "count(phi)")
                .first();
        assertTrue(azimuths.getDouble(0) < -3 && azimuths.getDouble(1) > 3, azimuths.toString());
        assertEquals(1200, azimuths.getLong(2));
    }

    /** Small flows of few stars: what they say of the bar is measured elsewhere, and here how it gets from one stage to the next. */
    @Test
    void flowsThatSeeAzimuthsGiveTheAzimuthalAcceleration() throws IOException {
        String[] flows = {
            "train { datasets = [turning], members = 3, parts = 3, epochs = 4, batch = 200, layers = 2, hidden = 16, blocks = 1, learningRate = 3e-3 }",
            "stars.turning.train.azimuth = 0.8",
            "accelerations { datasets = [turning], fields = [grid], velocities.count = 100 }"
        };
        Stage.TRAIN.run(SPARK, run, config(flows), false, line -> {});
        Stage.ACCELERATIONS.run(SPARK, run, config(flows), false, line -> {});
        List<Row> free = accelerations();
        String[] given = Arrays.copyOf(flows, flows.length + 1);
        given[flows.length] = "stars.turning.accelerations.patternSpeed = 45";
        assertThrows(
                UserError.class,
                () -> Stage.ACCELERATIONS.run(SPARK, run, config(given), false, line -> {}),
                "another pattern speed is another field");
        assertThrows(
                UserError.class,
                () -> Stage.TRAIN.run(
                        SPARK, run, config(flows[0], "stars.turning.train.azimuth = 0.7", flows[2]), false, line -> {}),
                "another sector has other flows");
        Stage.ACCELERATIONS.run(SPARK, run, config(given), true, line -> {});
        List<Row> known = accelerations();
        assertEquals(15, known.size());
        int solved = 0;
        for (int i = 0; i < known.size(); i++) {
            Row row = known.get(i);
            assertTrue(row.isNullAt(row.fieldIndex("rho")), "nobody knows how aphi goes on");
            if (row.isNullAt(row.fieldIndex("reason"))) {
                solved++;
                assertTrue(value(row, "aphi_err") > 0, row.toString());
                assertNotEquals(value(free.get(i), "aphi"), value(row, "aphi"));
            }
        }
        assertTrue(solved > 0);
        asked(value(known.get(7), "aphi"));
    }

    private static List<Row> accelerations() {
        return SPARK.read()
                .parquet(run.accelerations("turning").toString())
                .orderBy("R", "z")
                .collectAsList();
    }

    /** By evaluate, at the middle of the grid and beyond the sector. */
    private static void asked(double aphi) throws IOException {
        Path points = Files.writeString(
                directory.resolve("azimuths.csv"),
                "R,phi,z,vR,vphi,vz\n8,6.283185307179586,0,0,200,0\n8,0.9,0,0,200,0\n");
        Path out = directory.resolve("asked.csv");
        EvaluatePoints.Request request = new EvaluatePoints.Request(
                points.toString(),
                null,
                null,
                List.of(Quantity.ACCELERATION),
                run.flows("turning").toString(),
                out.toString(),
                null);
        EvaluatePoints.Result result = EvaluatePoints.run(
                SPARK,
                config(
                        "train.members=3",
                        "train.parts=3",
                        "accelerations.velocities.count=100",
                        "accelerations.patternSpeed=45"),
                "test",
                request,
                false);
        assertTrue(
                result.remarks()
                        .contains("f of --flow is taken as steady in a frame that rotates at 45.0 km/s/kpc"
                                + " (accelerations.patternSpeed)"),
                result.remarks().toString());
        Row[] rows =
                (Row[]) SPARK.read().option("header", true).csv(out.toString()).collect();
        assertEquals(aphi, Double.parseDouble(rows[0].getAs("aphi_flow")), 1e-9 * Math.abs(aphi));
        assertTrue(Double.isFinite(Double.parseDouble(rows[0].getAs("dlnf_dphi"))));
        assertNull(rows[1].getAs("dlnf_dphi"));
        assertNull(rows[1].getAs("aphi_flow"));
        assertEquals("outside the training volume", rows[1].getAs("reason_flow"));
    }

    /** A table with azimuths has a pattern speed as well; its rows are in another order, which is all that differs. */
    @Test
    void aTableWithAzimuthsHasAPatternSpeed() throws IOException {
        RunDirectory mine = TestRuns.at(directory, "mine");
        Path table = directory.resolve("table.parquet");
        SPARK.read()
                .parquet(run.stars("turning").toString())
                .drop("seed", "star")
                .write()
                .parquet(table.toString());
        Config config = config(
                "stars.mine { table = \"" + table + "\", weakForm.azimuth = 3.14 }",
                "datasets=[mine]",
                "weakForm.datasets=[mine]");
        Stage.INGEST.run(SPARK, mine, config, false, line -> {});
        Stage.WEAK_FORM.run(SPARK, mine, config, false, line -> {});
        double found = figures(mine, "mine").get("patternSpeedKmSKpc");
        // The pilot is found from the first 100,000 stars, here all of them.
        assertEquals(figures(run, "turning").get("patternSpeedKmSKpc"), found, 0.01);
    }

    /** There alone all stars are seen. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "train { halfWidthR = 2, absZmax = 2.5 } | take a smaller training volume",
                "train { halfWidthR = 1, absZmax = 1.8 } | take at most 0.256,"
            })
    void aSectorMustBeInsideOfTheBallThatStarsEndWith(String volume, String message) throws IOException {
        RunDirectory ball = TestRuns.at(directory, "ball-" + message.length());
        Path table = directory.resolve("ball-" + message.length() + ".csv");
        Files.writeString(table, "R,phi,z,vR,vphi,vz\n8,0.1,0,10,220,5\n");
        Config config = config(
                "stars.mine { table = \"" + table + "\", weakForm.azimuth = 0.3, selection.ball.radius = 3 }",
                "datasets=[mine]",
                "weakForm.datasets=[mine]",
                volume);
        Stage.INGEST.run(SPARK, ball, config, false, line -> {});
        UserError e = assertThrows(UserError.class, () -> Stage.WEAK_FORM.run(SPARK, ball, config, false, line -> {}));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void starsWithoutAzimuthsAreRefused() {
        UserError e = assertThrows(
                UserError.class,
                () -> Stage.WEAK_FORM.run(
                        SPARK, run, config("weakForm.datasets=[fiducial]", "weakForm.azimuth=1"), false, line -> {}));
        assertTrue(e.getMessage().contains("stars/fiducial has no column phi"), e.getMessage());
        UserError ofFlows = assertThrows(
                UserError.class,
                () -> Stage.TRAIN.run(
                        SPARK, run, config("train { datasets = [fiducial], azimuth = 1 }"), false, line -> {}));
        assertTrue(
                ofFlows.getMessage().contains("stars/fiducial has no column phi, which flows need that see azimuths"),
                ofFlows.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "stars.turning.seenFrom=1           | growth, seenFrom and seenTo must rise",
                "stars.turning.radius=9             | must be beyond it",
                "sample.measure=slice               | set sample.measure = volume",
                "weakForm.azimuth=4                 | <= 3.14159",
                "train.azimuth=1.6                  | <= 1.5",
                "train.azimuth=0.01                 | or from 0.05 to 1.5",
                "stars.half { splitRv = fiducial, train.azimuth = 1 }, datasets = [fiducial, half], weakForm.datasets = [], train.datasets = [half] | flows that see azimuths need them",
                "stars.turning.barred=turning       | must lead to mock stars",
            })
    void whatDoesNotGoTogetherIsRefused(String setting, String message) {
        UserError e = assertThrows(UserError.class, () -> config(setting));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
