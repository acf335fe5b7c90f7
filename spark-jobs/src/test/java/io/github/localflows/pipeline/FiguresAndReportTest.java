package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.config.UserError;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.flows.LossCurve;
import io.github.localflows.flows.LossHistories;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.report.FieldAccuracy;
import io.github.localflows.report.RunReport;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresAndReportTest {
    private static final TrainSettings.Volume VOLUME = new TrainSettings.Volume(8, 1, 2.5);

    /** The residuals are differences of numbers near 1. */
    private static final double ROUNDING = 1e-14;

    private static final SparkSession SPARK = SharedSpark.session();

    /** A run with everything, its figures and report. */
    @TempDir
    private static Path whole;

    private static DrawFigures.Outcome outcome;
    private static RunReport report;

    @BeforeAll
    static void fill() throws IOException {
        MockRun mock = new MockRun(whole);
        mock.addAccelerations("fiducial", 0.01, -0.02);
        mock.addProfiles("fiducial", 0.01, -0.02);
        mock.addAccelerations("exact-f", 1e-4, 2e-4);
        mock.addProfiles("exact-f", 1e-4, 2e-4);
        mock.addFlows("fiducial");
        mock.addSpiral("fiducial");
        mock.addSlices("fiducial");
        mock.addRealisations("gaia", "fiducial");
        mock.addFlows("gaia-000");
        mock.addProfiles("without-rv", MockRun.lineage("split-rv", "fiducial"), 0.02, 0.03);
        mock.addProfiles("perturbed-0myr", MockRun.lineage("perturb", "fiducial"), 0.05, 0.06);
        mock.addProfiles("perturbed-200myr", MockRun.lineage("evolve", "perturbed-0myr"), 0.03, 0.04);
        outcome = DrawFigures.run(SPARK, mock.directory());
        report = WriteReport.run(SPARK, mock.directory(), VOLUME, Baryons.NONE, List.of(), List.of());
    }

    @Test
    void figuresOfAWholeRunAreWrittenInBothFormatsAndNothingElse() throws IOException {
        assertEquals(List.of(), outcome.skipped());
        assertEquals(22, outcome.written().size());
        List<String> names = MockRun.names(whole.resolve("figures")).stream()
                .filter(name -> !name.endsWith(".crc"))
                .toList();
        assertEquals(
                List.of(
                        "accelerations-fiducial.pdf",
                        "accelerations-fiducial.png",
                        "disequilibrium.pdf",
                        "disequilibrium.png",
                        "errors-gaia.pdf",
                        "errors-gaia.png",
                        "loss-fiducial.pdf",
                        "loss-fiducial.png",
                        "loss-gaia.pdf",
                        "loss-gaia.png",
                        "profiles-fiducial.pdf",
                        "profiles-fiducial.png",
                        "profiles-perturbed-0myr.pdf",
                        "profiles-perturbed-0myr.png",
                        "profiles-perturbed-200myr.pdf",
                        "profiles-perturbed-200myr.png",
                        "profiles-without-rv.pdf",
                        "profiles-without-rv.png",
                        "slices-fiducial.pdf",
                        "slices-fiducial.png",
                        "spirals.pdf",
                        "spirals.png"),
                names);
    }

    @Test
    void missingDataAreSkippedAndSaid(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addAccelerations("fiducial", 0.01, -0.02);
        DrawFigures.Outcome partial = DrawFigures.run(SPARK, mock.directory());
        assertEquals(2, partial.written().size());
        assertEquals(1, partial.skipped().size());
        assertTrue(
                partial.skipped().get(0).contains("exact f"), partial.skipped().toString());
    }

    @Test
    void flowsOfWhichNothingWasMadeAreSaid(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addFlows("fiducial");
        List<String> skipped = DrawFigures.run(SPARK, mock.directory()).skipped();
        assertEquals(1, skipped.size());
        assertTrue(skipped.get(0).startsWith("accelerations of fiducial: there is no "), skipped.toString());
    }

    @Test
    void kickedStarsSayNothingOfTheResolution(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addResolution("quarter", MockRun.lineage("select", "fiducial"), 1e6);
        mock.addResolution("perturbed-0myr", MockRun.lineage("perturb", "fiducial"), 4e6);
        mock.addStars("half-of-kicked", MockRun.lineage("select", "perturbed-0myr"));
        mock.addResolution("some-of-that", MockRun.lineage("select", "half-of-kicked"), 2e6);
        DrawFigures.run(SPARK, mock.directory());
        RunReport drawn = WriteReport.run(SPARK, mock.directory(), VOLUME, Baryons.NONE, List.of(), List.of());
        String caption = drawn.captions().get("figures/resolution.png");
        assertTrue(caption.contains("The 1,000,000 stars of quarter give h = 50 pc"), caption);
        assertEquals(
                "quarter (1,000,000 stars) h = 50 pc, eta = 0.90",
                drawn.experiments().get(0).found());
    }

    @Test
    void oneTimeAfterTheKickIsNoComparison(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addProfiles("perturbed-200myr", MockRun.lineage("evolve", "perturbed-0myr"), 0.01, -0.02);
        List<String> skipped = DrawFigures.run(SPARK, mock.directory()).skipped();
        assertTrue(
                skipped.contains("disequilibrium: profiles are there of one time after the kick alone, 200 Myr"),
                skipped.toString());
    }

    @Test
    void realisationsStandWithTheSetsOfTheSameStarsOtherwiseSeenAndTheReportSaysSo() throws IOException {
        String caption = report.captions().get("figures/errors-gaia.png");
        assertTrue(caption.contains("the median of 2 realisations of gaia"), caption);
        assertTrue(caption.contains("as points fiducial and without-rv"), caption);
        assertTrue(
                caption.contains(
                        "median residual +1.0% (0.2 < |z| < 1.5 kpc); the band holds the exact value at 100% of"),
                caption);
        assertTrue(caption.endsWith("Compare figure 3 of Naik et al. (2022)."), caption);
        assertTrue(Files.readString(whole.resolve("report.md")).contains("`errors-gaia`: " + caption), caption);
    }

    /** A floor is the residual of the same estimator, given the exact f; the weak form has none, and neither has what is joined with it. */
    @Test
    void aFloorIsThatOfTheSameEstimatorOrThereIsNone(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addAccelerations("fiducial", 0.01, -0.02);
        mock.addAccelerations("exact-f", 1e-4, 2e-4);
        mock.addPotential(Kind.POTENTIAL, "fiducial", 0.02, 0.03);
        mock.addPotential(Kind.POTENTIAL, "exact-f", 1e-3, 3e-3);
        mock.addPotential(Kind.WEAK_FORM, "fiducial", 0.02, 0.03);
        mock.addPotential(Kind.COMBINED, "fiducial", 0.02, 0.03);
        DrawFigures.run(SPARK, mock.directory());
        RunReport drawn = WriteReport.run(SPARK, mock.directory(), VOLUME, Baryons.NONE, List.of(), List.of());
        Map<String, Double> floors = new TreeMap<>();
        for (FieldAccuracy field : drawn.accelerations()) {
            Double floor = field.zones().get(0).floorMedianAbsResidual();
            floors.put(field.dataset(), floor == null ? Double.NaN : Math.round(1e6 * floor) / 1e6);
        }
        assertEquals(
                Map.of(
                        "fiducial", 2e-4,
                        "exact-f", Double.NaN,
                        "potential/fiducial", 3e-3,
                        "potential/exact-f", Double.NaN,
                        "weak-form/fiducial", Double.NaN,
                        "combined/fiducial", Double.NaN),
                floors);

        String markdown = Files.readString(directory.resolve("report.md"));
        assertSection(markdown, "fiducial", "The floor is the residual of the control, `exact-f`", true);
        assertSection(
                markdown, "potential/fiducial", "The floor is the residual of `potential/exact-f`, the same fit", true);
        assertSection(markdown, "potential/exact-f", "This is the control of the potentials of flows", false);
        assertSection(markdown, "weak-form/fiducial", "There is no floor, for moments are of the stars", false);
        assertSection(markdown, "combined/fiducial", "There is no floor, for moments are of the stars", false);
        assertSection(markdown, "exact-f", "This is the control: the same inversion", false);

        String flows = drawn.captions().get("figures/accelerations-fiducial.png");
        assertTrue(flows.contains("The floor is that of the same inversion of the exact f: 0.01%"), flows);
        assertTrue(flows.endsWith("Compare figure 2 of Naik et al. (2022)."), flows);
        String fit = drawn.captions().get("figures/potential-fiducial.png");
        assertTrue(fit.contains("The floor is that of the same fit to the accelerations of the exact f: 0.10%"), fit);
        for (String kind : List.of("potential", "weak-form", "combined")) {
            String caption = drawn.captions().get("figures/" + kind + "-fiducial.png");
            assertFalse(caption.contains("Naik"), caption);
            assertEquals(kind.equals("potential"), caption.contains("floor"), caption);
        }
    }

    private static void assertSection(String markdown, String field, String floor, boolean columns) {
        String section = markdown.split("## Accelerations: " + field + "\n")[1].split("\n## ")[0];
        assertTrue(section.contains(floor), section);
        assertEquals(columns, section.contains("| median of size | floor | bias | floor |"), section);
    }

    @Test
    void aRunWithoutAnythingIsTheUsersMistake(@TempDir Path directory) {
        MockRun mock = new MockRun(directory);
        UserError nothing = assertThrows(UserError.class, () -> DrawFigures.run(SPARK, mock.directory()));
        assertTrue(nothing.getMessage().startsWith("there is no run in "), nothing.getMessage());
        nothing = assertThrows(
                UserError.class,
                () -> WriteReport.run(SPARK, mock.directory(), VOLUME, Baryons.NONE, List.of(), List.of()));
        assertTrue(nothing.getMessage().startsWith("there is no run in "), nothing.getMessage());
    }

    @Test
    void reportHasTheRunsNumbers() throws IOException {
        JsonNode json = new ObjectMapper().readTree(whole.resolve("report.json").toFile());

        JsonNode az = json.get("accelerations").get(0).get("zones").get(0);
        assertEquals(0.02, az.get("medianAbsResidual").asDouble(), ROUNDING);
        assertEquals(-0.02, az.get("medianResidual").asDouble(), ROUNDING);
        assertEquals(2e-4, az.get("floorMedianAbsResidual").asDouble(), ROUNDING);
        // R = 7.25 ... 8.75 and |z| = 0.5, 1.
        assertEquals(7 * 4, az.get("positions").asInt());
        assertEquals(1, az.get("withinOneSigma").asDouble(), "errors are 0.1, az is off by 0.04 at most");
        assertEquals(
                1,
                json.get("accelerations").get(0).get("unsolved").get("singular").asInt());
        assertEquals("exact-f", json.get("accelerations").get(1).get("dataset").asText());

        JsonNode spiral = json.get("disequilibrium").get(0);
        assertEquals(0.1, spiral.get("strength").asDouble());
        assertEquals(8, spiral.get("RKpc").asDouble());
        assertTrue(spiral.get("noise").isNull(), "of a single flow");

        JsonNode training = json.get("training").get(0);
        assertEquals(5000, training.get("stars").asLong());
        assertEquals(2, training.get("members").get(0).get("bestEpoch").asInt());
        assertEquals(
                3.6, training.get("members").get(0).get("bestHeldOutLossNat").asDouble());
        assertEquals(3, training.get("members").get(1).get("bestEpoch").asInt());

        assertEquals("train", json.get("stages").get(0).get("stage").asText(), "in the order of the pipeline");
        assertEquals(1250, json.get("stages").get(0).get("rowsPerCoreSecond").asDouble());
        assertEquals(
                SPARK.sparkContext().master(),
                json.get("environment").get("master").asText());
        assertEquals(report.figures().size(), json.get("figures").size());
        String markdown = Files.readString(whole.resolve("report.md"));
        assertTrue(markdown.contains("(figures/accelerations-fiducial.png)"), markdown);
    }

    @Test
    void reportAsksTheManifestForTheVolumeOfTheFlowsAndForNothingElse(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addAccelerations("fiducial", 0.01, -0.02);
        mock.addFlows("fiducial");
        org.apache.hadoop.fs.Path flows = mock.directory().flows("fiducial");
        Manifest plain = mock.directory().manifest(flows).orElseThrow();
        TreeMap<String, String> settings = new TreeMap<>(
                Map.of("train.parts", "32", "train.R0", "8.0", "train.halfWidthR", "0.3", "train.absZmax", "2.5"));
        Manifest whole = Manifest.of(
                        new Recipe(plain.stage(), plain.dataset(), settings, new TreeMap<>()),
                        new Made(
                                new Origin(plain.measure(), Map.of(), Map.of()),
                                plain.rows(),
                                plain.checksum(),
                                new Made.Times(2, 4),
                                plain.figures()))
                .holding(2, 200);
        mock.directory().writeText(new org.apache.hadoop.fs.Path(flows, "_manifest.json"), whole.json());
        RunReport narrow = WriteReport.run(SPARK, mock.directory(), VOLUME, Baryons.NONE, List.of(), List.of());
        // Of R = 7, 7.25 ... 9 only 8 lies within 0.8 of 0.3 kpc of 8; |z| = 0.5, 1.
        assertEquals(4, narrow.accelerations().get(0).zones().get(0).positions());
    }

    @Test
    void brokenHistoriesAreRefusedByFileAndLine() {
        String header = "epoch,training_loss,held_out_loss,learning_rate\n";
        LossCurve member = LossHistories.parse(header + "1,4,5,0.001\n2,3,4,0.0005\n", "h.csv");
        assertEquals(4, member.heldOutLoss()[1]);
        assertEquals(0.0005, member.learningRate()[1]);
        assertTrue(message(header).contains("h.csv has no epoch"));
        assertTrue(message(header + "1,4,5\n").contains("h.csv line 2 has 3 numbers"));
        assertTrue(message(header + "1,4,five,1\n").contains("h.csv line 2"));
        assertTrue(message("epoch,loss\n1,2\n").contains("no column training_loss"));
    }

    private static String message(String text) {
        return assertThrows(UserError.class, () -> LossHistories.parse(text, "h.csv"))
                .getMessage();
    }
}
