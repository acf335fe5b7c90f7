package io.github.localflows.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.df.Measure;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReportTest {
    /** The residuals are differences of numbers near 1. */
    private static final double ROUNDING = 1e-14;

    private static final TrainSettings.Volume VOLUME = new TrainSettings.Volume(8, 1, 2.5);

    /** At R = 8 kpc, |z| = 0.05, 0.15 ... 1.65: aR wrong by a part aR, az by a part az below 0.8 kpc and twice that above. */
    private static List<AccelerationPoint> column(double aR, double az) {
        List<AccelerationPoint> points = new ArrayList<>();
        for (int i = 0; i <= 16; i++) {
            double absZ = 0.05 + 0.1 * i;
            double z = i % 2 == 0 ? absZ : -absZ;
            double part = absZ > 0.8 ? 2 * az : az;
            points.add(
                    new AccelerationPoint(8, z, -6 * (1 + aR), -2 * z * (1 + part), Double.NaN, 0.1, -6, -2 * z, null));
        }
        points.add(new AccelerationPoint(
                8, 1.9, Double.NaN, Double.NaN, Double.NaN, Double.NaN, -6, -3.8, "too few velocities"));
        return points;
    }

    private static RunReport report() {
        return report(2);
    }

    /** A report of two flows, each trained on one of {@code parts} parts of the stars. */
    private static RunReport report(int parts) {
        List<AccelerationPoint> control = column(0.001, -0.0005);
        return new RunReport(
                RunReport.FORMAT,
                "runs/test",
                List.of(
                        new ChangedKey("train.epochs", "4", "100"),
                        new ChangedKey("stars.mine.cuts", "[\"`my z` < 1\"]", null),
                        new ChangedKey("stars.mine.table", "\"stars.csv\"", null)),
                stars(),
                List.of(
                        FieldAccuracy.of("fiducial", VOLUME, column(0.02, -0.03), control),
                        FieldAccuracy.of(FieldNames.CONTROL, VOLUME, control, List.of())),
                List.of(),
                List.of(
                        new Experiment("phase spiral", "5", "the learned f shows it", "rms contrast 3%", 0),
                        new Experiment("resolution", "", "", "h = 61 pc, 0.2 < |z| < 1.5 kpc", 75)),
                List.of("flows/fiducial is out of date: stars/fiducial is another now than when it was made."),
                List.of("combined/fiducial: flows and weak form differ by more than their errors say"),
                List.of(
                        new Disequilibrium("fiducial", 8, 220, 0.031, 0.004, 0.025),
                        new Disequilibrium("perturbed-200myr", 8, 220, 0.12, null, null)),
                List.of(new Steadiness(
                        "perturbed-200myr",
                        210_330L,
                        List.of(
                                new Steadiness.Test("dynamics", 201.2, 198.3, 0.43),
                                new Steadiness.Test("continuity", 41.0, 42.0, 0.51),
                                new Steadiness.Test("mirror", 898.5, 42.0, 0.0)))),
                List.of(
                        new LocalMass(
                                "weak-form/fiducial",
                                8.0,
                                0.1041,
                                0.0048,
                                0.1011,
                                1.1,
                                66.41,
                                0.78,
                                67.5,
                                0.0940,
                                49.1,
                                0.0101,
                                0.0103,
                                17.3,
                                4.9),
                        new LocalMass(
                                "potential/exact-f",
                                8.0,
                                0.1,
                                null,
                                null,
                                1.1,
                                67.0,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null)),
                List.of(),
                List.of(
                        new ResolutionFigures("fiducial", 210_330L, 8, 0.2, 61.26, 9.04, 0.912, 0.021),
                        new ResolutionFigures("few", 12_000L, 8, 0.2, 0.0, null, 1.05, 0.3),
                        new ResolutionFigures("fewer", null, 8, 0.2, null, null, null, null)),
                List.of(new Training(
                        "fiducial",
                        50_000,
                        parts,
                        false,
                        List.of(
                                new Training.Member(
                                        0, 50_000 / parts, 40_000 / parts, 30, 1_500L, 28, 3.41, 3.42, 3.40, 0),
                                new Training.Member(
                                        1, 50_000 / parts, 50_000 / parts, 30, 1_500L, 29, 3.42, 3.42, 3.40, null)))),
                List.of(
                        StageCost.of(manifest("sample", 1000, new Made.Times(2, 4), Map.of("acceptance", 0.5))
                                .holding(1, 56_000)),
                        StageCost.of(manifest("accelerations", 100, new Made.Times(0, 0), Map.of())
                                .holding(1, 1_000))),
                new Environment("0.1", "17", "4.2.0", "1.0.0-M2.1", "local[2]", 2, "Linux", "amd64"),
                List.of("figures/accelerations-fiducial.pdf", "figures/accelerations-fiducial.png"),
                new TreeMap<>(Map.of("figures/accelerations-fiducial.png", "What the map shows.")));
    }

    private static List<StarOrigin> stars() {
        TreeMap<String, String> mine = new TreeMap<>(
                Map.of("stars.mine.table", "\"stars.csv\"", "stars.mine.measure", "\"volume\"", "seed", "0"));
        Manifest table = Manifest.of(
                new Recipe("ingest", "mine", mine, new TreeMap<>(Map.of("files of stars.csv", "abc"))),
                new Made(
                        new Origin(Measure.VOLUME, Map.of("by", "ingest"), Map.of()),
                        200_000,
                        "abc",
                        new Made.Times(1, 1),
                        Map.of(
                                "rowsRead", 200_003.0,
                                "RminKpc", 7.102,
                                "RmaxKpc", 8.9,
                                "absZmaxKpc", 1.75,
                                "rowsLeftOut: vR is no finite number", 1.0,
                                "rowsLeftOut: |z| is too large", 2.0)));
        TreeMap<String, String> model = new TreeMap<>(Map.of(
                "sample.Rmin", "1.0",
                "sample.Rmax", "16.0",
                "sample.absZmax", "2.5",
                "sample.seeds", "20",
                "sample.starsPerSeed", "10000",
                "perturb.deltaVz", "20.0"));
        return List.of(
                StarOrigins.of("mine", table, Optional.empty(), Optional.empty()),
                StarOrigins.of(
                        "fiducial",
                        ofModel("sample", "fiducial", model),
                        Optional.empty(),
                        Optional.of(new StarOrigin.TrainingVolume(7, 9, 2.5, 926_000))),
                StarOrigins.of(
                        "perturbed-0myr",
                        ofModel("perturb", "perturbed-0myr", model),
                        Optional.empty(),
                        Optional.empty()),
                StarOrigins.of(
                        "perturbed-200myr",
                        ofModel("evolve", "perturbed-200myr", model),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Manifest ofModel(String stage, String name, TreeMap<String, String> settings) {
        Origin origin = new Origin(Measure.VOLUME, Map.of(), Map.of("potential.v0", "220.0"));
        return Manifest.of(
                new Recipe(stage, name, settings, new TreeMap<>()),
                new Made(origin, 200_000, "abc", new Made.Times(1, 1), Map.of()));
    }

    @Test
    void whatTheStarsAreMadeFromStandsNearTheTopWithTheRowsThatWereLeftOut() throws IOException {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains(
                        "| mine | 200,000 | ingest of stars.csv; 200,003 rows read, 3 left out: "
                                + "vR is no finite number (1), \\|z\\| is too large (2);"
                                + " stars.mine.measure = \"volume\", stars.mine.table = \"stars.csv\" | volume | 7.102 to 8.9 | up to 1.75 | - |\n"
                                + "| fiducial | 200,000 | sample of the model galaxy; sample.seeds = 20, sample.starsPerSeed = 10000"
                                + " | volume | 1 to 16 | up to 2.5 | 926,000 |\n"
                                + "| perturbed-0myr | 200,000 | perturb of the model galaxy; perturb.deltaVz = 20.0"
                                + " | volume | 1 to 16 | up to 2.5 | - |\n"
                                + "| perturbed-200myr | 200,000 | evolve of the model galaxy; followed for 200 Myr | volume | - | - | - |\n"),
                markdown);
        assertTrue(
                markdown.contains(
                        "The training volume, in which flows and the weak form look at them, is 7 < R < 9 kpc,"
                                + " \\|z\\| < 2.5 kpc."),
                markdown);
        assertTrue(markdown.indexOf("## The stars") < markdown.indexOf("## Accelerations"), markdown);
        JsonNode mine =
                new ObjectMapper().readTree(report().json()).get("stars").get(0);
        assertEquals("200003", mine.get("rowsRead").asText());
        assertEquals(1, mine.get("rowsLeftOut").get("vR is no finite number").asLong());
    }

    @Test
    void countsAreWholeNumbersAndPhysicalQuantitiesKeepTheirDigits() throws IOException {
        Map<String, Double> figures = new TreeMap<>();
        for (String count : List.of(
                "rowsRead",
                "rowsLeftOut: vR is no finite number",
                "starsWhose phi is not known",
                "members",
                "parts",
                "heldOutStars",
                "starsUsed",
                "positionsUsed",
                "realisations",
                "boundBreaches")) {
            figures.put(count, 200_003.0);
        }
        SortedMap<String, Number> counts = Figures.of(figures);
        counts.forEach((name, count) -> assertEquals("200,003", Figures.text(count), name));
        assertEquals("200003", new ObjectMapper().writeValueAsString(counts.get("rowsRead")));
        Figures.of(Map.of(
                        "effectiveStars", 87.9,
                        "microsecondsPerStarAndEpoch", 87.9,
                        "velocitiesVphiKmS", 87.9,
                        "solvedFraction", 87.9,
                        "rhoMsunPc3", 87.9,
                        "coefficientsDecided", 87.9))
                .forEach((name, value) -> assertEquals("87.90", Figures.text(value), name));
    }

    private static Manifest manifest(String stage, long rows, Made.Times times, Map<String, Double> figures) {
        Recipe recipe = new Recipe(stage, "fiducial", new TreeMap<>(), new TreeMap<>());
        return Manifest.of(recipe, new Made(Origin.OF_NO_STARS, rows, "abc", times, figures));
    }

    @Test
    void accuracyIsReadBackFromTheJson() {
        Set<String> made = Set.of("sample fiducial abc", "accelerations fiducial abc");
        assertEquals(
                List.of(
                        "accuracy: size (bias) of |model|/|exact| - 1, medians over 7.2 < R < 8.8 kpc",
                        "(exact-f: what the exact f gives, the method's own error)",
                        "             az 0.3<|z|<1.5       aR |z|<1.5       az |z|<0.8       aR |z|<0.8",
                        "  fiducial     6.0% (-6.0%)     2.0% (+2.0%)     3.0% (-3.0%)     2.0% (+2.0%)",
                        "  exact-f    0.10% (-0.10%)   0.10% (+0.10%)   0.05% (-0.05%)   0.10% (+0.10%)",
                        "perturbed-200myr: its stars are not steady (p < 1e-10)"),
                ReadReport.lines(report().json(), made, "report"));
        assertEquals(
                "accuracy when the last report was written, since when the run has changed: report",
                ReadReport.lines(report().json(), Set.of(), "report").get(0));
    }

    @Test
    void theCommandThatWritesTheReportAnewHasALineOfItsOwnWhereItIsLong() {
        String again = "localflows report --run file:/a/run/that/lies/deep/in/the/directory";
        List<String> lines = ReadReport.lines(report().json(), Set.of(), again);
        assertEquals("accuracy when the last report was written, since when the run has changed:", lines.get(0));
        assertEquals("         " + again, lines.get(1));
    }

    @Test
    void whatIsNoReportIsSaidToBeNone() {
        for (String text :
                List.of("", "null", "[]", "{\"format\": 1}", report().json().replace("7.2", "9.9"))) {
            assertEquals(
                    List.of("accuracy: its report.json cannot be read: report"),
                    ReadReport.lines(text, Set.of(), "report"),
                    text);
        }
    }

    @Test
    void jsonHoldsResidualsAndFloorOfEachZone() throws IOException {
        JsonNode json = new ObjectMapper().readTree(report().json());
        assertEquals(1, json.get("format").asInt());
        JsonNode field = json.get("accelerations").get(0);
        assertEquals("fiducial", field.get("dataset").asText());
        assertEquals(18, field.get("positions").asInt());
        assertEquals(1, field.get("unsolved").get("too few velocities").asInt());

        JsonNode az = field.get("zones").get(0);
        assertEquals("az", az.get("component").asText());
        assertEquals(7.2, az.get("RminKpc").asDouble());
        assertEquals(8.8, az.get("RmaxKpc").asDouble());
        assertEquals(0.3, az.get("absZminKpc").asDouble());
        assertEquals(1.5, az.get("absZmaxKpc").asDouble());
        // 0.35 ... 0.75 are off by 3%, 0.85 ... 1.45 by 6%.
        assertEquals(12, az.get("positions").asInt());
        assertEquals(12, az.get("compared").asInt());
        assertEquals(0.06, az.get("medianAbsResidual").asDouble(), ROUNDING);
        assertEquals(-0.06, az.get("medianResidual").asDouble(), ROUNDING);
        assertEquals(0.001, az.get("floorMedianAbsResidual").asDouble(), ROUNDING);

        JsonNode aR = field.get("zones").get(1);
        assertEquals("aR", aR.get("component").asText());
        assertEquals(0.02, aR.get("medianAbsResidual").asDouble(), ROUNDING);
        assertEquals(0.02, aR.get("medianResidual").asDouble(), ROUNDING);
        assertEquals(0.001, aR.get("floorMedianResidual").asDouble(), ROUNDING);
        assertTrue(aR.get("withinOneSigma").isNull(), "aR has no errors");

        JsonNode low = field.get("zones").get(2);
        assertEquals(0.8, low.get("absZmaxKpc").asDouble());
        assertEquals(0.03, low.get("medianAbsResidual").asDouble(), ROUNDING);
        // |az - exact| = 0.06 |z| is within 0.1 for all below 0.8 kpc.
        assertEquals(1, low.get("withinOneSigma").asDouble());
        // The median of 0.03 x 2 |z|, 0.3 to 4.5 per cent of 1, which all fall short, over 0.1.
        assertEquals(-0.24, low.get("medianPull").asDouble(), ROUNDING);
        assertEquals(4 + 2 * 4, field.get("zones").size());
    }

    @Test
    void resolutionIsToldWithWhatIsKnownOfIt() throws IOException {
        JsonNode json = new ObjectMapper().readTree(report().json()).get("resolution");
        assertEquals(61.26, json.get(0).get("hPc").asDouble());
        assertEquals(0.912, json.get(0).get("eta").asDouble());
        assertEquals(210_330, json.get(0).get("trainingStars").asDouble());
        assertTrue(json.get(1).get("hErrPc").isNull());
        String markdown = ReportText.markdown(report());
        assertTrue(markdown.contains("| fiducial | 210,330 | 8 | < 0.2 | 61.3 | 9.0 | 0.912 | 0.021 |"), markdown);
        assertTrue(markdown.contains("| few | 12,000 | 8 | < 0.2 | 0.0 | - | 1.050 | 0.300 |"), markdown);
        assertTrue(markdown.contains("| fewer | - | 8 | < 0.2 | - | - | - | - |"), markdown);
    }

    /** With the volume of the default these are the zones that runs have always been judged by, to the bit. */
    @Test
    void zonesArePartsOfTheTrainingVolume() {
        assertEquals(
                List.of(
                        new Zone(7.2, 8.8, 0.3, 1.5),
                        new Zone(7.2, 8.8, 0, 1.5),
                        new Zone(7.2, 8.8, 0, 0.8),
                        new Zone(7.2, 8.8, 0, 0.8),
                        new Zone(7.2, 8.8, 0, 0.3),
                        new Zone(7.2, 8.8, 0.3, 0.8),
                        new Zone(7.2, 8.8, 0.8, 1.2),
                        new Zone(7.2, 8.8, 1.2, 1.7)),
                zones(VOLUME).subList(0, 8));
        assertEquals(
                new Zone(5.28, 6.72, 0.12, 0.6),
                zones(new TrainSettings.Volume(6, 0.9, 1)).get(0));
    }

    private static List<Zone> zones(TrainSettings.Volume volume) {
        return FieldAccuracy.of("fiducial", volume, column(0, 0), List.of()).zones().stream()
                .map(FieldAccuracy.InZone::zone)
                .toList();
    }

    @Test
    void eachPictureStandsWithItsCaption() {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains("![accelerations-fiducial](figures/accelerations-fiducial.png)\n\n"
                        + "`accelerations-fiducial`: What the map shows.\n"),
                markdown);
    }

    @Test
    void whatThePaperSaysStandsBesideWhatTheRunFound() {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains("| phase spiral | 5 | the learned f shows it | rms contrast 3% | - |\n"
                        + "| resolution | - | not in the paper | h = 61 pc, 0.2 < \\|z\\| < 1.5 kpc | 1 min 15 s |\n"),
                markdown);
    }

    @Test
    void theBestPotentialOfASetStandsInOneLine() {
        String mass =
                "rho 0.1041 ± 0.0048 Msun/pc^3 (exact 0.1011), dark 0.0101 ± 0.0103 (exact 0.0071); Sigma (|z| < 1.1 kpc) 66.4 ± 0.8 Msun/pc^2 (exact 67.5)";
        assertTrue(
                ReportText.markdown(report()).contains("## In short\n\n- weak-form/fiducial; " + mass + "\n\n"),
                "no control, no other set");
        assertTrue(ReportText.summary(report())
                .contains("\n  weak-form/fiducial\n    " + mass.replace("; ", "\n    ") + "\n"));
    }

    @Test
    void flowsAndMomentsTogetherAreTheBestThenMomentsThenFlows() {
        RunReport one = report();
        List<LocalMass> masses =
                List.of(mass("weak-form/fiducial"), mass("potential/fiducial"), mass("combined/fiducial"));
        FieldAccuracy accuracy = FieldAccuracy.of("combined/fiducial", VOLUME, column(0.02, -0.03), List.of());
        String together = ReportText.markdown(with(one, List.of(accuracy), List.of(steadiness(1e-5)), masses));
        assertTrue(
                together.contains(
                        "- combined/fiducial: az off by 6.0% (0.3 < |z| < 1.5 kpc, 42% within 1σ), aR off by 2.0% (|z| < 1.5 kpc); rho"),
                together);
        assertTrue(together.contains("; its stars are not steady (p = 1.0e-05)\n"), together);
        assertFalse(together.contains("- weak-form/fiducial;"), together);
        String moments = ReportText.markdown(with(one, List.of(), List.of(steadiness(0.2)), masses.subList(0, 2)));
        assertTrue(moments.contains("- weak-form/fiducial; rho"), moments);
        assertTrue(moments.contains("; nothing says that its stars are not steady (least p = 0.20)\n"), moments);
        String flows = ReportText.markdown(with(one, List.of(), List.of(steadiness(0.2)), masses.subList(1, 2)));
        assertTrue(flows.contains("- potential/fiducial; rho"), flows);
    }

    @Test
    void ofFewStarsTheMomentsAloneComeFirst() {
        RunReport one = report();
        List<StarOrigin> few = one.stars().stream()
                .map(star -> star.dataset().equals("fiducial") ? ofTheSame(star, null, 210_000) : star)
                .toList();
        List<FieldAccuracy> fields = List.of(
                FieldAccuracy.of("combined/fiducial", VOLUME, column(0.02, -0.03), List.of()),
                FieldAccuracy.of("weak-form/fiducial", VOLUME, column(0.01, -0.01), List.of()));
        String markdown = ReportText.markdown(with(one, few, fields, List.of(), List.of(), one.stages()));
        assertTrue(markdown.contains("- weak-form/fiducial: az off by 2.0%"), markdown);
        assertTrue(
                markdown.indexOf("## Accelerations: weak-form/") < markdown.indexOf("## Accelerations: combined/"),
                markdown);
        String many = ReportText.markdown(with(one, one.stars(), fields, List.of(), List.of(), one.stages()));
        assertTrue(many.contains("- combined/fiducial: az off by 6.0%"), many);
    }

    @Test
    void densitiesPositionByPositionHaveNoErrorInThePlaneWhereTheirPeakIsSmoothed() {
        String markdown = ReportText.markdown(with(
                report(),
                List.of(),
                List.of(),
                List.of(mass("fiducial").withSmoothedPeak(), mass("potential/fiducial"))));
        assertTrue(markdown.contains("\n| fiducial | 0.1000 | - | 67.00 ± 1.00 | - |\n"), markdown);
        assertTrue(markdown.contains("\n| potential/fiducial | 0.1000 ± 0.0100 | - | 67.00 ± 1.00 | - |\n"), markdown);
        assertTrue(markdown.contains("that has no error there"), markdown);
    }

    @Test
    void flowsWhoseTrainingWentAstrayAreTold() {
        List<Training.Member> flows = List.of(
                new Training.Member(0, 1000, 1000, 60, 2_400L, 7, 3.41, 3.43, 3.40, 0),
                new Training.Member(1, 1000, 1000, 60, 2_400L, 55, 3.40, 3.41, 3.40, 1),
                new Training.Member(2, 1000, 1000, 60, 2_400L, 55, 3.40, 3.41, 3.40, 0),
                // Half of them were of use, or enough.
                new Training.Member(3, 1000, 1000, 60, 2_400L, 29, 3.40, 3.41, 3.40, null),
                new Training.Member(4, 1000, 1000, 60, 24_000L, 7, 3.40, 3.41, 3.40, null));
        List<String> doubts = new Training("mine", 1000, 1, false, flows).doubts();
        assertEquals(2, doubts.size(), doubts.toString());
        assertTrue(
                doubts.get(0)
                        .startsWith(
                                "1 of 5 flows of mine learned nothing more after fewer than 1,500 steps: are there marks"),
                doubts.get(0));
        assertTrue(doubts.get(1).startsWith("1 of 5 flows of mine diverged in training, and went on"), doubts.get(1));
        assertEquals(
                doubts.subList(1, 2), new Training("mine", 1000, 1, true, flows).doubts(), "few steps from there do");
    }

    @Test
    void columnOfWhatIsDarkIsThereWithoutAPotential() {
        LocalMass mass = new LocalMass(
                "fiducial", 8.0, 0.1, 0.01, null, 1.1, 67.0, 1.0, null, 0.06, 40.0, 0.04, 0.02, 27.0, 4.0);
        String markdown = ReportText.markdown(with(report(), List.of(), List.of(), List.of(mass.withSmoothedPeak())));
        assertTrue(
                markdown.contains("\n| fiducial | 0.1000 | - | 67.00 ± 1.00 | - | - | - | - | 27.0 ± 4.0 | - |\n"),
                markdown);
        assertFalse(markdown.contains("Name the baryons"), markdown);
    }

    /** A column at R = 8 kpc of which nobody knows the exact accelerations. */
    private static List<AccelerationPoint> columnWithoutTruth() {
        return column(0, 0).stream()
                .map(point -> new AccelerationPoint(
                        point.R(),
                        point.z(),
                        point.aR(),
                        point.az(),
                        0.3,
                        point.azError(),
                        Double.NaN,
                        Double.NaN,
                        point.reason()))
                .toList();
    }

    @Test
    void withoutATruthTheHeadlineHasTheAccelerationsAtTheSunTheirErrorsAndWhatTheFlowsLearned() {
        RunReport one = report();
        RunReport own = new RunReport(
                one.format(),
                one.run(),
                one.changedKeys(),
                one.stars(),
                List.of(
                        FieldAccuracy.of("mine", VOLUME, columnWithoutTruth(), List.of()),
                        FieldAccuracy.of("combined/mine", VOLUME, columnWithoutTruth(), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(mass("combined/mine")),
                List.of(new Agreement("mine", 111.6, 24.0, 3e-5, 0.7)),
                List.of(),
                List.of(new Training(
                        "mine",
                        1000,
                        2,
                        false,
                        List.of(
                                new Training.Member(0, 500, 500, 30, 1_499L, 28, 3.41, 3.42, 3.40, 0),
                                new Training.Member(1, 500, 500, 30, null, 29, 3.52, 3.53, 3.40, 0)))),
                one.stages(),
                one.environment(),
                List.of(),
                new TreeMap<>());
        // The grid has z = 0.05, 1.05 and -1.15 kpc; az is -2 z, aR -6.
        String line = "- combined/mine: at R = 8, z = 0.05 kpc aR -6.00 ± 0.30, az -0.10 ± 0.10 pc/Myr^2;"
                + " az -2.10 ± 0.10 at z = 1.05, 2.30 ± 0.10 at z = -1.15 kpc;"
                + " median error az 5.6% (0.3 < |z| < 1.5 kpc), aR 5.0% (|z| < 1.5 kpc);"
                + " rho 0.1000 ± 0.0100 Msun/pc^3; Sigma (|z| < 1.1 kpc) 67.0 ± 1.0 Msun/pc^2;"
                + " flows and weak form differ by more than their errors say (p = 3.0e-05);"
                + " their accelerations on the grid differ by more than 2 errors in 70% (5% if independent);"
                + " held-out losses of the 2 flows of mine 3.410 to 3.520 nat;"
                + " flows of mine took 1,499 steps, fewer than 1,500: raise train.epochs, or lower train.batch\n";
        String markdown = ReportText.markdown(own);
        assertTrue(markdown.contains("\n\nFlows of mine took 1,499 steps, fewer than"), markdown);
        assertTrue(markdown.contains("| mine | 1 | 500 | 30 | - | 29 |"), markdown);
        assertTrue(markdown.contains("## In short\n\n" + line), markdown);
        String summary = ReportText.summary(own);
        assertTrue(summary.lines().allMatch(text -> text.length() <= 100), summary);
    }

    @Test
    void inThePlaneOfAnEvenPotentialNothingIsSaidOfAz() {
        assertEquals(
                List.of("at R = 8, z = 0 kpc aR -6.25 ± 0.06 pc/Myr^2", "az -1.99 ± 0.05 at z = 1.1 kpc"),
                LocalAcceleration.inWords(List.of(
                        new LocalAcceleration(8, 0, -6.25, 0.06, -3e-16, 1e-17),
                        new LocalAcceleration(8, 1.1, -6.0, 0.06, -1.99, 0.05))));
        assertEquals(List.of(), LocalAcceleration.inWords(List.of()));
    }

    @Test
    void aSetWithoutAPotentialHasAHeadlineOfItsFlowsAlone() {
        RunReport one = report();
        String own = ReportText.markdown(with(
                one, List.of(FieldAccuracy.of("mine", VOLUME, columnWithoutTruth(), List.of())), List.of(), List.of()));
        assertTrue(own.contains("## In short\n\n- mine: at R = 8, z = 0.05 kpc aR -6.00 ± 0.30"), own);
        String mock = ReportText.markdown(with(
                one,
                List.of(FieldAccuracy.of("perturbed-0myr", VOLUME, column(0.02, -0.03), List.of())),
                List.of(),
                List.of()));
        assertTrue(
                mock.contains(
                        "- perturbed-0myr: az off by 6.0% (0.3 < |z| < 1.5 kpc, 42% within 1σ), aR off by 2.0% (|z| < 1.5 kpc)\n"),
                mock);
    }

    @ParameterizedTest
    @CsvSource({
        "0.123, 12%",
        "0.0123, 1.2%",
        "0.00123, 0.12%",
        "3.1e-5, 0.003%",
        "2.3e-14, 2e-12%",
        "9.7e-7, 0.0001%",
        "0, 0.00%"
    })
    void smallPercentagesAreNotShownAsNothing(double fraction, String text) {
        assertEquals(text, ReportText.percent(fraction));
        assertEquals("+" + text, ReportText.signedPercent(fraction));
    }

    private static LocalMass mass(String field) {
        return new LocalMass(field, 8.0, 0.1, 0.01, null, 1.1, 67.0, 1.0, null, null, null, null, null, null, null);
    }

    /** The tests of steadiness of {@code fiducial}, of which the equation of continuity decides. */
    private static Steadiness steadiness(double p) {
        return new Steadiness(
                "fiducial",
                1000L,
                List.of(
                        new Steadiness.Test("dynamics", 200.0, 200.0, 0.5),
                        new Steadiness.Test("continuity", 90.0, 42.0, p),
                        new Steadiness.Test("mirror", null, null, null)));
    }

    private static RunReport with(
            RunReport one, List<FieldAccuracy> fields, List<Steadiness> steadiness, List<LocalMass> masses) {
        return with(one, one.stars(), fields, steadiness, masses, one.stages());
    }

    private static RunReport with(
            RunReport one,
            List<StarOrigin> stars,
            List<FieldAccuracy> fields,
            List<Steadiness> steadiness,
            List<LocalMass> masses,
            List<StageCost> stages) {
        return new RunReport(
                one.format(),
                one.run(),
                one.changedKeys(),
                stars,
                fields,
                one.comparisons(),
                one.experiments(),
                one.outdated(),
                one.warnings(),
                one.disequilibrium(),
                steadiness,
                masses,
                one.agreement(),
                one.resolution(),
                one.training(),
                stages,
                one.environment(),
                one.figures(),
                one.captions());
    }

    /** Of 50,000 stars in two parts, 30 epochs each: 750,000 + 750,000 star-epochs, of which the last command did the second flow's. */
    @Test
    void ratesOfTrainingCountEachStarInEveryEpochAndTheWallTimeWhatTheLastCommandDid() {
        assertTrue(
                training(Map.of("starEpochs", 750_000.0)).contains(" | 1 min 40 s | 2 min 30 s | 7,500 | 10,000 | "));
        assertTrue(
                training(Map.of()).contains(" | 1 min 40 s | 2 min 30 s | - | 10,000 | "),
                "of before there was the figure");
    }

    private static String training(Map<String, Double> figures) {
        RunReport one = report(2);
        StageCost stage = StageCost.of(Manifest.of(
                new Recipe("train", "fiducial", new TreeMap<>(), new TreeMap<>()),
                new Made(
                        new Origin(Measure.VOLUME, Map.of(), Map.of()),
                        50_000,
                        "abc",
                        new Made.Times(100, 150),
                        figures)));
        return ReportText.markdown(
                with(one, one.stars(), one.accelerations(), one.steadiness(), one.mass(), List.of(stage)));
    }

    @Test
    void ofStarsThatDoNotFillTheVolumeNothingElseIsSaidInShort() {
        RunReport one = report();
        List<StarOrigin> stars = one.stars().stream()
                .map(star -> star.dataset().equals("fiducial") ? unfilled(star) : star)
                .toList();
        RunReport unfilled = with(
                one,
                stars,
                one.accelerations(),
                List.of(steadiness(1e-9)),
                List.of(mass("weak-form/fiducial")),
                one.stages());
        String markdown = ReportText.markdown(unfilled);
        assertTrue(
                markdown.contains("- fiducial: nothing can be said; hardly any of its stars are at R < 7.100 kpc\n"),
                markdown);
        String summary = ReportText.summary(unfilled);
        assertTrue(summary.contains("fiducial: nothing can be said\n    hardly any"), summary);
        assertFalse(summary.contains("6.0%") || summary.contains("3.1%"), summary);
        assertTrue(summary.contains("perturbed-200myr"), "of the other set: " + summary);
        String filled = ReportText.summary(one);
        assertTrue(filled.contains("6.0%") && filled.contains("3.1%"), filled);
    }

    private static StarOrigin unfilled(StarOrigin one) {
        return ofTheSame(
                one,
                "hardly any of its stars are at R < 7.100 kpc",
                one.trainingVolume().stars());
    }

    private static StarOrigin ofTheSame(StarOrigin one, String unfilled, long inVolume) {
        return new StarOrigin(
                one.dataset(),
                one.stars(),
                one.made(),
                one.settings(),
                one.timeMyr(),
                one.rowsRead(),
                one.rowsLeftOut(),
                one.measure(),
                one.RminKpc(),
                one.RmaxKpc(),
                one.absZmaxKpc(),
                unfilled,
                new StarOrigin.TrainingVolume(7, 9, 2.5, inVolume));
    }

    @Test
    void textsSayWhetherStarsAreSteady() {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains(
                        "| perturbed-200myr | 210,330 | 201/198, p = 0.43 | 41/42, p = 0.51 | 899/42, p < 1e-10 | rejected |"),
                markdown);
        assertTrue(
                markdown.contains(
                        "| weak-form/fiducial | 0.1041 ± 0.0048 | 0.1011 | 66.41 ± 0.78 | 67.50 | 0.0101 ± 0.0103 | 0.0071 | 0.38 ± 0.39 | 17.3 ± 4.9 | 18.4 |\n"
                                + "| potential/exact-f | 0.1000 | - | 67.00 | - | - | - | - |"),
                markdown);
    }

    @Test
    void textsNameTheZonesOfAnotherVolume() {
        TrainSettings.Volume volume = new TrainSettings.Volume(8.125, 0.5, 2.25);
        RunReport one = report();
        RunReport other = with(
                one,
                List.of(FieldAccuracy.of("fiducial", volume, column(0.02, -0.03), List.of())),
                one.steadiness(),
                one.mass());
        String summary = ReportText.summary(other);
        assertTrue(summary.contains("medians over 7.725 < R < 8.525 kpc"), summary);
        assertTrue(summary.contains("0.27 < |z| < 1.35 kpc"), summary);
        String markdown = ReportText.markdown(other);
        assertTrue(markdown.contains("| az | 7.725 < R < 8.525, 0.27 < \\|z\\| < 1.35 kpc |"), markdown);
        assertFalse(summary.contains("7.2") || markdown.contains("8.8"), markdown);
    }

    @Test
    void textsSayWhatIsOutOfDateBeforeAnythingElse() {
        String line = "flows/fiducial is out of date: stars/fiducial is another now than when it was made.";
        assertTrue(ReportText.summary(report()).startsWith(line + "\n"), ReportText.summary(report()));
        String markdown = ReportText.markdown(report());
        assertTrue(markdown.indexOf("- " + line) > 0, markdown);
        assertTrue(markdown.indexOf(line) < markdown.indexOf("## Accelerations"), markdown);
    }

    @Test
    void warningsStandNearTheTop() throws IOException {
        String line = "combined/fiducial: flows and weak form differ by more than their errors say";
        String markdown = ReportText.markdown(report());
        assertTrue(markdown.contains("## Warnings\n\n- " + line + "\n"), markdown);
        assertTrue(markdown.indexOf("## Warnings") < markdown.indexOf("## Accelerations"), markdown);
        assertTrue(ReportText.summary(report()).contains("Warnings: 1, which the report repeats"));
        assertEquals(
                line,
                new ObjectMapper()
                        .readTree(report().json())
                        .get("warnings")
                        .get(0)
                        .asText());
    }

    @Test
    void keysThatAreNotTheDefaultStandWithIt() throws IOException {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains(
                        "- `train.epochs = 4 (100)`\n- `` stars.mine.cuts = [\"`my z` < 1\"] ``\n- `stars.mine.table = \"stars.csv\"`\n"),
                markdown);
        JsonNode keys = new ObjectMapper().readTree(report().json()).get("changedKeys");
        assertEquals("train.epochs", keys.get(0).get("key").asText());
        assertEquals("4", keys.get(0).get("value").asText());
        assertEquals("100", keys.get(0).get("defaultValue").asText());
        assertTrue(keys.get(1).get("defaultValue").isNull());
    }

    @Test
    void controlHasItsOwnEntryWithoutAFloor() throws IOException {
        JsonNode control = new ObjectMapper()
                .readTree(report().json())
                .get("accelerations")
                .get(1);
        assertEquals("exact-f", control.get("dataset").asText());
        assertEquals(0.001, control.get("zones").get(0).get("medianAbsResidual").asDouble(), ROUNDING);
        assertTrue(control.get("zones").get(0).get("floorMedianAbsResidual").isNull());
    }

    @Test
    void jsonHoldsThroughputTrainingAndEnvironment() throws IOException {
        JsonNode json = new ObjectMapper().readTree(report().json());
        JsonNode sample = json.get("stages").get(0);
        assertEquals(1000, sample.get("rows").asLong());
        assertEquals(500, sample.get("rowsPerSecond").asDouble());
        assertEquals(250, sample.get("rowsPerCoreSecond").asDouble());
        assertEquals(0.5, sample.get("figures").get("acceptance").asDouble());
        assertTrue(json.get("stages").get(1).get("rowsPerSecond").isNull(), "no rate from no time");
        assertEquals(2, json.get("training").get(0).get("parts").asInt());
        JsonNode member = json.get("training").get(0).get("members").get(0);
        assertEquals(25_000, member.get("stars").asLong());
        assertEquals(28, member.get("bestEpoch").asInt());
        assertEquals(3.41, member.get("bestHeldOutLossNat").asDouble());
        assertEquals(2, json.get("environment").get("cores").asInt());
        assertEquals("amd64", json.get("environment").get("arch").asText());
    }

    @Test
    void markdownHasAPercentageForEachZoneAndLinksToPictures() {
        String markdown = ReportText.markdown(report());
        assertTrue(
                markdown.contains("| az | 7.2 < R < 8.8, 0.3 < \\|z\\| < 1.5 kpc | 6.0% | 0.10% | -6.0% |"), markdown);
        assertTrue(markdown.contains("1 of 18 positions are unsolved: too few velocities."), markdown);
        assertTrue(markdown.contains("![accelerations-fiducial](figures/accelerations-fiducial.png)"), markdown);
        assertFalse(markdown.contains("accelerations-fiducial.pdf"), "pictures alone are shown");
        assertFalse(markdown.contains("NaN") || markdown.contains("null"), markdown);
    }

    @Test
    void markdownSaysWhatErrorBarsHold() {
        String parts = ReportText.markdown(report(2));
        assertTrue(parts.contains("in 2 parts, of which each flow has seen one"), parts);
        assertTrue(parts.contains("| fiducial | 1 | 25,000 | 30 | 1,500 | 29 |"), parts);
        String same = ReportText.markdown(report(1));
        assertTrue(same.contains("have seen the same stars (train.parts = 1)"), same);
    }

    @Test
    void summaryHasTheJudgedZonesAndTheStagesInFewLines() {
        String summary = ReportText.summary(report());
        assertTrue(summary.contains("0.3 < |z| < 1.5 kpc"), summary);
        assertTrue(summary.contains("6.0%"), summary);
        assertTrue(summary.contains("sample"), summary);
        assertTrue(summary.lines().count() <= 21, summary);
        assertTrue(summary.lines().allMatch(line -> line.length() <= 100), summary);
    }

    @Test
    void disequilibriumOfEachDataSetIsToldWithItsErrorWhereThereIsOne() throws IOException {
        JsonNode json = new ObjectMapper().readTree(report().json()).get("disequilibrium");
        assertEquals(0.031, json.get(0).get("strength").asDouble());
        assertTrue(json.get(1).get("noise").isNull(), "of a single flow nothing is known");
        String markdown = ReportText.markdown(report());
        assertTrue(markdown.contains("| fiducial | 8 | 220 | 3.1% | 0.40% | 2.5% |"), markdown);
        assertTrue(markdown.contains("| perturbed-200myr | 8 | 220 | 12% | - | - |"), markdown);
        String summary = ReportText.summary(report());
        assertTrue(summary.contains("perturbed-200myr           12%"), summary);
    }

    private static MethodComparison.OfMethod method(String name, Double residual, Double chain) {
        return new MethodComparison.OfMethod(
                name,
                44,
                residual == null ? 0 : 44,
                residual,
                residual == null ? null : -residual,
                residual == null ? null : 0.5,
                List.of(
                        new MethodComparison.AtHeight(0.504, -1.25, chain == null ? null : 0.03),
                        new MethodComparison.AtHeight(1.098, null, null)),
                chain,
                chain == null ? null : 2 * chain);
    }

    @Test
    void methodsStandBesideEachOtherWithTheLengthOfTheirChains() {
        List<MethodComparison> comparisons = List.of(new MethodComparison(
                "fiducial",
                8,
                0.2,
                1.5,
                List.of(method("flows", 0.01, null), method("jeans", 0.04, 70.0), method("df1d", 0.02, 27.0))));
        String markdown = ComparisonText.markdown(comparisons);
        assertTrue(markdown.contains("at R = 8 kpc, 0.2 < \\|z\\| < 1.5 kpc"), markdown);
        assertTrue(markdown.contains("| flows | 1.0% | -1.0% | 50% | 44 | - |"), markdown);
        assertTrue(markdown.contains("| jeans | 4.0% | -4.0% | 50% | 44 | 70 (140) |"), markdown);
        assertTrue(markdown.contains("The chain of df1d lasts 27 (az: 54) autocorrelation times"), markdown);
        assertFalse(markdown.contains("The chain of jeans"), markdown);
        String summary = ComparisonText.summary(comparisons);
        assertTrue(summary.contains("df1d"), summary);
        assertTrue(summary.lines().allMatch(line -> line.length() <= 100), summary);
    }

    @Test
    void withoutATruthMethodsGiveAccelerationsAndNothingIsSaidOfExactOnes() {
        List<MethodComparison> comparisons = List.of(new MethodComparison(
                "mine", 8, 0.2, 1.5, List.of(method("flows", null, null), method("jeans", null, 70.0))));
        String markdown = ComparisonText.markdown(comparisons);
        assertTrue(markdown.contains("| method | z = 0.504 kpc | z = 1.098 kpc | chain |"), markdown);
        assertTrue(markdown.contains("| flows | -1.250 | - | - |"), markdown);
        assertTrue(markdown.contains("| jeans | -1.250 \u00b1 0.030 | - | 70 (140) |"), markdown);
        String all = markdown + ComparisonText.summary(comparisons);
        assertFalse(all.contains("exact") || all.contains("esidual") || all.contains("null"), all);
    }

    @Test
    void patternSpeedIsSaidInWords() {
        assertEquals(Optional.empty(), Steadinesses.rotating(new Steadiness("x", 1L, List.of())));
        assertEquals("pattern speed 39.81 ± 0.64 km/s/kpc, that of its bar is 40.00", rotating(39.81, 0.64, 0, 40.0));
        assertEquals("pattern speed 39.81 ± 0.64 km/s/kpc", rotating(39.81, 0.64, 0, null));
        assertEquals(
                "no pattern speed, for its stars may be axisymmetric (p = 0.43)", rotating(null, null, 0.43, null));
        assertEquals(
                "no pattern speed, for its stars are not axisymmetric but do not decide it",
                rotating(null, null, 1e-6, null));
    }

    private static String rotating(Double value, Double error, double p, Double exact) {
        Steadiness.Rotation rotation = new Steadiness.Rotation(value, error, p, exact);
        return Steadinesses.rotating(new Steadiness("x", 1L, List.of(), rotation))
                .orElseThrow();
    }
}
