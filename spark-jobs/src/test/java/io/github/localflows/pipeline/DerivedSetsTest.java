package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Selection;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.table.StarTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Star sets that are a part of others, or have lost some of their velocities. */
class DerivedSetsTest {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final int STARS = 8000;

    /** Five standard deviations of a binomial count of 8,000. */
    private static final double SCATTER = 5 * Math.sqrt(STARS) / 2;

    private static final List<String> DECLARED = List.of(
            "stars.quarter { selected = fiducial, fraction = 0.25 }",
            "stars.tenth { selected = fiducial, fraction = 0.1 }",
            "stars.halfOfIt { selected = quarter, fraction = 0.5 }",
            "stars.half.splitRv=fiducial",
            "stars.few { splitRv = quarter, fraction = 0.3 }",
            "stars.gaia.observed=quarter",
            "stars.bright { selected = fiducial, magnitude = 20 }",
            "datasets=[fiducial, quarter, tenth, halfOfIt, half, few, gaia, bright]");

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void made() throws IOException {
        run = made("run", DECLARED);
    }

    private static Config config(List<String> more) {
        List<String> settings = new ArrayList<>(List.of(
                "sample.seeds=4",
                "sample.seedsPerFile=2",
                "sample.starsPerSeed=2000",
                "train.datasets=[]",
                "accelerations.datasets=[]"));
        settings.addAll(more);
        return ConfigLoader.reference(settings);
    }

    private static RunDirectory made(String name, List<String> settings) throws IOException {
        RunDirectory made = TestRuns.at(directory, name);
        Stage.PIPELINE.run(SPARK, made, config(settings), false, line -> {});
        return made;
    }

    private static Manifest manifest(RunDirectory of, String name) throws IOException {
        return of.manifest(of.stars(name)).orElseThrow();
    }

    private static Dataset<Row> stars(String name) {
        return SPARK.read().parquet(run.stars(name).toString());
    }

    @Test
    void starsThatNoStageLooksAtAreSaid() throws IOException {
        List<String> lines = new ArrayList<>();

        Stage.PIPELINE.run(SPARK, run, config(DECLARED), false, lines::add);

        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.startsWith("no stage looks at the stars"))
                        .count(),
                lines.toString());
        assertTrue(
                Warnings.of(run).stream().anyMatch(line -> line.startsWith("stars: no stage looks at the stars")),
                Warnings.of(run).toString());
    }

    @Test
    void aPartHasItsFractionOfTheStarsUnchanged() throws IOException {
        assertEquals(0.25 * STARS, manifest(run, "quarter").rows(), SCATTER);
        assertEquals(0, stars("quarter").except(stars("fiducial")).count());
        assertEquals(
                Map.of("by", "select", "from", "fiducial"),
                manifest(run, "quarter").lineage());
        assertEquals(manifest(run, "fiducial").truth(), manifest(run, "quarter").truth());
    }

    @Test
    void aSmallerFractionsStarsAreAmongThoseOfALarger() {
        // A tenth of the quarter is the tenth of the whole: which stars are chosen depends on the star and the
        // fraction.
        assertEquals(0.1 * STARS, stars("tenth").count(), SCATTER);
        assertEquals(0, stars("tenth").except(stars("quarter")).count());
    }

    @Test
    void halfOfTheStarsLoseTheirVelocitiesAndNoneItsPosition() throws IOException {
        Dataset<Row> half = stars("half");
        assertEquals(STARS, half.count());
        assertEquals(0, half.where("R is null or z is null").count());
        long without = half.where("vR is null").count();
        assertEquals(0.5 * STARS, without, SCATTER);
        assertEquals(
                without,
                half.where("vR is null and vphi is null and vz is null").count());
        assertEquals(STARS - without, manifest(run, "half").figures().get("starsWithVelocity"));
        assertEquals(0, half.where("vR is not null").except(stars("fiducial")).count());
        assertEquals("km/s", half.schema().apply("vR").metadata().getString("unit"));
        assertTrue(half.schema().apply("vR").nullable());
        assertEquals(
                StarTable.SOME_VELOCITIES.fieldNames().length, half.schema().length());
    }

    @Test
    void anyPartOfTheStarsCanLoseVelocitiesOrBeObserved() throws IOException {
        long quarter = manifest(run, "quarter").rows();
        assertEquals(quarter, manifest(run, "few").rows());
        assertEquals(0.3 * quarter, manifest(run, "few").figures().get("starsWithVelocity"), SCATTER);
        assertEquals(
                Map.of("by", "observe", "from", "quarter"),
                manifest(run, "gaia").lineage());
        assertTrue(manifest(run, "gaia").rows() > 0);
    }

    @Test
    void brightStarsAreThoseThatTheSelectionSays() throws IOException {
        Selection limit = KnownSets.find("bright", config(DECLARED))
                .flatMap(set -> set.known().seen())
                .orElseThrow()
                .selection(SPARK);
        double expected = 0;
        List<Row> all = stars("fiducial").collectAsList();
        for (Row row : all) {
            expected += Math.exp(limit.at(row.getDouble(2), row.getDouble(3)).lnS());
        }
        long seen = manifest(run, "bright").rows();
        assertTrue(expected > 0.01 * STARS && expected < 0.9 * STARS, "" + expected);
        assertEquals(expected, seen, 5 * Math.sqrt(expected));
        assertEquals(0, stars("bright").except(stars("fiducial")).count());
        assertEquals("m < 20.0", manifest(run, "bright").lineage().get("seen"));
    }

    @Test
    void derivedStarsDoNotDependOnTheFiles() throws IOException {
        List<String> otherwise = new ArrayList<>(DECLARED);
        otherwise.add("sample.seedsPerFile=1");
        RunDirectory other = made("other", otherwise);
        for (String name : List.of("quarter", "tenth", "halfOfIt", "half", "few", "gaia", "bright")) {
            assertEquals(manifest(run, name).checksum(), manifest(other, name).checksum(), name);
        }
    }

    /** A pipeline of flows that are as small as can be. */
    private static final List<String> SMALL = List.of(
            "sample.starsPerSeed=8000",
            "train.members=2",
            "train.parts=2",
            "train.layers=1",
            "train.hidden=4",
            "train.epochs=1",
            "train.batch=100",
            "accelerations.grid.R=3",
            "accelerations.grid.z=3",
            "accelerations.profiles.points=3",
            "accelerations.velocities.count=20",
            "spiral.z=3",
            "spiral.vz=3");

    @Test
    void whereVelocitiesAreMissingTwoEnsemblesMakeOneField() throws IOException {
        List<String> settings = new ArrayList<>(SMALL);
        settings.addAll(List.of(
                "stars.half { splitRv = fiducial, train { epochs = 2 } }",
                "datasets=[half]",
                "train.datasets=[half]",
                "accelerations.datasets=[half]"));
        RunDirectory split = made("split", settings);
        assertEquals(List.of("half-positions", "half-velocities"), split.flowDatasets());
        Manifest positions = split.manifest(split.flows("half-positions")).orElseThrow();
        Manifest velocities = split.manifest(split.flows("half-velocities")).orElseThrow();
        assertEquals("2", positions.configuration().get("train.epochs"));
        assertEquals(0.5 * positions.rows(), velocities.rows(), 5 * Math.sqrt(positions.rows()) / 2);
        // Held-out stars are the same, but for those without a velocity.
        assertTrue(
                velocities.figures().get("heldOutStars") < positions.figures().get("heldOutStars"));
        Manifest field = split.manifest(split.accelerations("half")).orElseThrow();
        assertEquals(
                Set.of(
                        "flows/half-positions/member-00",
                        "flows/half-positions/member-01",
                        "flows/half-velocities/member-00",
                        "flows/half-velocities/member-01"),
                field.inputs().keySet());
        assertEquals(1.0, field.figures().get("solvedFraction") > 0 ? 1.0 : 0.0);
        assertTrue(split.readText(split.reportMarkdown()).contains("| missing line-of-sight velocities (half) | 3 |"));
        List<String> again = new ArrayList<>();
        Stage.PIPELINE.run(SPARK, split, config(settings), false, again::add);
        assertTrue(
                again.stream()
                        .filter(line -> line.startsWith("train") || line.startsWith("accelerations"))
                        .allMatch(line -> line.contains("there already")),
                again.toString());
        // The same flows in tasks.
        settings.add("train.placement=executors");
        RunDirectory tasks = made("tasks", settings);
        for (String name : split.flowDatasets()) {
            assertEquals(
                    split.manifest(split.flows(name)).orElseThrow().checksum(),
                    tasks.manifest(tasks.flows(name)).orElseThrow().checksum());
        }
    }

    @Test
    void whatStarsWereNotSeenIsCorrectedAndTheProfilesShowBoth() throws IOException {
        List<String> settings = new ArrayList<>(SMALL);
        settings.addAll(List.of(
                "stars.bright { selected = fiducial, magnitude = 20 }",
                "datasets=[bright]",
                "train.datasets=[bright]",
                "accelerations.datasets=[bright]"));
        RunDirectory bright = made("bright", settings);
        assertEquals(
                List.of("bright", "bright-profiles", "bright-uncorrected-profiles", "exact-f", "exact-f-profiles"),
                bright.accelerationDatasets().stream().sorted().toList());
        assertNotEquals(
                bright.manifest(bright.accelerations("bright-profiles"))
                        .orElseThrow()
                        .checksum(),
                bright.manifest(bright.accelerations("bright-uncorrected-profiles"))
                        .orElseThrow()
                        .checksum());
        String report = bright.readText(bright.reportMarkdown());
        assertTrue(report.contains("| stars with m < 20.0 alone (bright) | - | not in the paper | az "), report);
        assertEquals(
                "m < 20.0",
                bright.manifest(bright.flows("bright")).orElseThrow().lineage().get("seen"));
    }

    @Test
    void realisationsStartFromTheFlowsOfAnotherSetAndDiffer() throws IOException {
        List<String> settings = new ArrayList<>(SMALL);
        settings.addAll(List.of(
                "stars.gaia { observed = fiducial, realisations = 2, train { members = 1, start = fiducial },"
                        + " accelerations { fields = [profiles] } }",
                "datasets=[gaia, fiducial]",
                "train.datasets=[gaia, fiducial]",
                "accelerations.datasets=[gaia]"));
        RunDirectory warm = made("warm", settings);
        Manifest gaia = warm.manifest(warm.flow("gaia-001", 0)).orElseThrow();
        assertEquals(
                Set.of("stars/gaia-001", "flows/fiducial/member-00", "flows/fiducial/member-01"),
                gaia.inputs().keySet());
        String report = warm.readText(warm.reportMarkdown());
        assertTrue(report.contains("| errors of measurement (gaia) | 3 |"), report);
        assertTrue(report.contains("median of 2 realisations"), report);
        // One more of them is made alone, and the summary follows.
        List<String> more = new ArrayList<>(settings);
        more.set(SMALL.size(), more.get(SMALL.size()).replace("realisations = 2", "realisations = 3"));
        List<String> lines = new ArrayList<>();
        Stage.PIPELINE.run(SPARK, warm, config(more), false, lines::add);
        assertEquals(
                List.of(
                        "observe       gaia-002",
                        "train         gaia-002",
                        "accelerations gaia-002",
                        "accelerations gaia-rea"),
                lines.stream()
                        .filter(line ->
                                line.contains("gaia") && !line.contains("there already") && line.contains(" in "))
                        .map(line -> line.substring(0, 22))
                        .toList());
        settings.set(SMALL.size(), settings.get(SMALL.size()).replace("start = fiducial", "start = random"));
        RunDirectory cold = made("cold", settings);
        for (String name : List.of("gaia-000", "gaia-001")) {
            assertTrue(warm.manifest(warm.flow(name, 0)).orElseThrow().figures().get("heldOutLoss")
                    < cold.manifest(cold.flow(name, 0)).orElseThrow().figures().get("heldOutLoss"));
        }
        // Made again with other first weights, it does not go on from the flow that is there.
        Stage.TRAIN.run(SPARK, warm, config(settings), true, line -> {});
        assertEquals(
                cold.manifest(cold.flow("gaia-001", 0)).orElseThrow().checksum(),
                warm.manifest(warm.flow("gaia-001", 0)).orElseThrow().checksum());
        UserError shape = assertThrows(
                UserError.class,
                () -> Stage.TRAIN.run(
                        SPARK,
                        warm,
                        config(Stream.concat(
                                        settings.stream(),
                                        Stream.of("stars.gaia.train.hidden=5", "stars.gaia.train.start=fiducial"))
                                .toList()),
                        true,
                        line -> {}));
        assertTrue(shape.getMessage().contains("train.start"), shape.getMessage());
        UserError itself = assertThrows(
                UserError.class,
                () -> Stage.TRAIN.run(
                        SPARK,
                        warm,
                        config(Stream.concat(settings.stream(), Stream.of("train.start=fiducial"))
                                .toList()),
                        true,
                        line -> {}));
        assertTrue(itself.getMessage().contains("start from others themselves"), itself.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stars.a { selected = a, fraction = 0.5 } | stars.a.selected = a is made from itself",
                "stars.a { selected = b, fraction = 0.5 } | leads to b, but it must lead to mock stars",
                "stars.a { selected = fiducial, fraction = 0 } | must be a number > 0",
                "stars.a { selected = fiducial } | fraction or by magnitude: give one of them",
                "stars.a { selected = fiducial, fraction = 0.5, magnitude = 20 } | fraction or by magnitude: give one of them",
                "stars { a { observed = b }, b { selected = fiducial, magnitude = 20 } } | to a limiting magnitude already",
                "stars.a { splitRv = fiducial, fraction = 1 } | must be a number > 0 and < 1",
                "stars.a { splitRv = a } | leads to a",
                "stars { a { observed = b }, b { splitRv = fiducial } } | leads to b, but it must lead to mock stars",
                "stars { a { selected = b, fraction = 0.5 }, b { table = x.csv } } | leads to b"
            })
    void mistakesAreRefusedInOneLine(String declaration, String said) {
        UserError refused = assertThrows(UserError.class, () -> config(List.of(declaration, "datasets=[fiducial, a]")));
        assertTrue(refused.getMessage().contains(said), refused.getMessage());
        assertTrue(!refused.getMessage().contains("\n"), refused.getMessage());
    }
}
