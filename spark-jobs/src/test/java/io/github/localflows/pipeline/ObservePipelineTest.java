package io.github.localflows.pipeline;

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
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mock stars as the Sun sees them, with errors of measurement. */
class ObservePipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    /** Errors of a billionth of those of Gaia move stars by so much at most, in kpc and km/s. */
    private static final double ALMOST_EXACT = 1e-6;

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void observed() throws IOException {
        run = TestRuns.at(directory, "run");
        Config config = config("stars.gaia.observed=fiducial", "stars.gaia.realisations=3");
        Stage.SAMPLE.run(SPARK, run, config, false, line -> {});
        Stage.OBSERVE.run(SPARK, run, config, false, line -> {});
        TestRuns.assertFiguresAreExplained(run);
    }

    private static Config config(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "sample.seeds=4",
                "sample.seedsPerFile=2",
                "sample.starsPerSeed=2000",
                "datasets=[fiducial, gaia]",
                "train.datasets=[gaia]",
                "accelerations.datasets=[gaia]"));
        settings.addAll(List.of(more));
        return ConfigLoader.reference(settings);
    }

    private static Manifest manifest(RunDirectory of, String name) throws IOException {
        return of.manifest(of.stars(name)).orElseThrow();
    }

    private static RunDirectory observed(String name, String... settings) throws IOException {
        RunDirectory other = TestRuns.at(directory, name);
        Config config = config(settings);
        Stage.SAMPLE.run(SPARK, other, config, false, line -> {});
        Stage.OBSERVE.run(SPARK, other, config, false, line -> {});
        return other;
    }

    @Test
    void withAlmostNoErrorsStarsAreSeenWhereTheyAre() throws IOException {
        RunDirectory exact = observed(
                "exact",
                "stars.gaia.observed=fiducial",
                "observe.parallaxError=2.5e-11",
                "observe.properMotionError=2.5e-11",
                "observe.radialVelocityError=1e-9");
        SPARK.read().parquet(exact.stars("fiducial").toString()).createOrReplaceTempView("there");
        SPARK.read().parquet(exact.stars("gaia").toString()).createOrReplaceTempView("seen");
        Row row = SPARK.sql(
                        "SELECT count(*), max(abs(s.R - t.R)), max(abs(s.z - t.z)), max(abs(s.vR - t.vR)),"
                                + " max(abs(s.vphi - t.vphi)), max(abs(s.vz - t.vz)) FROM seen s JOIN there t USING (seed, star)")
                .first();
        for (int i = 1; i <= 5; i++) {
            assertTrue(row.getDouble(i) < ALMOST_EXACT, row.toString());
        }
        long inVolume = SPARK.sql("SELECT * FROM there WHERE abs(R - 8) < 1 AND abs(z) < 2.5")
                .count();
        assertTrue(inVolume > 100, "" + inVolume);
        assertEquals(inVolume, row.getLong(0));
    }

    @Test
    void velocitiesScatterByTheErrorOfTheRadialVelocityAtLeast() throws IOException {
        SPARK.read().parquet(run.stars("fiducial").toString()).createOrReplaceTempView("fiducial");
        SPARK.read().parquet(run.stars("gaia-001").toString()).createOrReplaceTempView("gaia");
        Row row = SPARK.sql("SELECT stddev(sqrt(pow(g.vR - f.vR, 2) + pow(g.vphi - f.vphi, 2) + pow(g.vz - f.vz, 2))),"
                        + " avg(pow(g.vR - f.vR, 2) + pow(g.vphi - f.vphi, 2) + pow(g.vz - f.vz, 2)) FROM gaia g"
                        + " JOIN fiducial f USING (seed, star)")
                .first();
        assertTrue(row.getDouble(0) > 0);
        assertTrue(row.getDouble(1) > 1, row.toString());
    }

    @Test
    void eachRealisationIsAStarSetOfItsOwnWithItsLineageAndTruth() throws IOException {
        assertEquals(List.of("fiducial", "gaia-000", "gaia-001", "gaia-002"), run.starDatasets());
        assertNotEquals(
                manifest(run, "gaia-000").checksum(), manifest(run, "gaia-001").checksum());
        Manifest seen = manifest(run, "gaia-002");
        assertEquals(Map.of("by", "observe", "from", "fiducial"), seen.lineage());
        assertEquals(manifest(run, "fiducial").truth(), seen.truth());
        assertEquals("2", seen.configuration().get("stars.gaia-002.realisation"));
        assertTrue(seen.configuration().keySet().stream().noneMatch(key -> key.startsWith("sample")));
    }

    @Test
    void starsDependNeitherOnTheFilesNorOnTheNumberOfRealisations() throws IOException {
        RunDirectory other =
                observed("other", "stars.gaia.observed=fiducial", "stars.gaia.realisations=2", "sample.seedsPerFile=1");
        for (String name : List.of("gaia-000", "gaia-001")) {
            assertEquals(manifest(run, name).checksum(), manifest(other, name).checksum());
        }
        List<String> lines = new ArrayList<>();
        Stage.OBSERVE.run(
                SPARK,
                other,
                config("stars.gaia.observed=fiducial", "stars.gaia.realisations=3", "sample.seedsPerFile=1"),
                false,
                lines::add);
        assertEquals(
                3, lines.stream().filter(line -> !line.contains(" memory ")).count());
        assertEquals(
                2, lines.stream().filter(line -> line.contains("there already")).count(), lines.toString());
        assertEquals(
                manifest(run, "gaia-002").checksum(),
                manifest(other, "gaia-002").checksum());
    }

    @Test
    void starsWhoseParallaxComesOutNegativeAreLeftOutAndCounted() throws IOException {
        RunDirectory coarse = observed("coarse", "stars.gaia.observed=fiducial", "stars.gaia.parallaxError=0.5");
        double negative = manifest(coarse, "gaia").figures().get("starsWithNegativeParallax");
        assertTrue(negative > 100 && negative < 8000, "" + negative);
        assertEquals(0.0, manifest(run, "gaia-000").figures().get("starsWithNegativeParallax"));
        assertFalse(manifest(coarse, "gaia")
                .checksum()
                .equals(manifest(run, "gaia-000").checksum()));
    }

    @Test
    void aDeclaredSetMayHaveFlowsAndFieldsOfItsOwn() throws IOException {
        RunDirectory other = TestRuns.at(directory, "flows");
        Config config = config(
                "stars.gaia.observed=fiducial",
                "stars.gaia.realisations=2",
                "stars.gaia.train.members=1",
                "stars.gaia.accelerations.fields=[profiles]",
                "sample.starsPerSeed=8000",
                "train.datasets=[fiducial, gaia]",
                "accelerations.datasets=[fiducial, gaia]",
                "train.members=2",
                "train.parts=2",
                "train.layers=1",
                "train.hidden=4",
                "train.epochs=1",
                "train.batch=100",
                "accelerations.grid.R=3",
                "accelerations.grid.z=3",
                "accelerations.profiles.points=5",
                "accelerations.velocities.count=20",
                "spiral.z=3",
                "spiral.vz=3",
                "slices.points=3");
        List<String> lines = new ArrayList<>();
        Stage.PIPELINE.run(SPARK, other, config, false, lines::add);
        assertEquals(List.of("fiducial", "gaia-000", "gaia-001"), other.flowDatasets());
        assertEquals(
                List.of(
                        "exact-f",
                        "exact-f-profiles",
                        "fiducial",
                        "fiducial-profiles",
                        "gaia-000-profiles",
                        "gaia-001-profiles"),
                other.accelerationDatasets().stream().sorted().toList());
        assertEquals(List.of("fiducial"), other.spiralDatasets());
        assertEquals(List.of("fiducial"), other.finished(Kind.SLICES));
        assertEquals(List.of("gaia"), other.finished(Kind.REALISATIONS));
        assertTrue(Files.exists(directory.resolve("flows/figures/errors-gaia.png")));
        assertFalse(Files.exists(directory.resolve("flows/figures/profiles-gaia-000.png")));
        assertEquals(
                2,
                other.manifest(other.flows("fiducial")).orElseThrow().figures().get("members"));
        Manifest flows = other.manifest(other.flows("gaia-001")).orElseThrow();
        assertEquals(1, flows.figures().get("members"));
        assertEquals("1", flows.configuration().get("train.parts"));
        assertEquals(
                "2",
                other.manifest(other.flows("fiducial"))
                        .orElseThrow()
                        .configuration()
                        .get("train.parts"));
        realisationsAreSummedUp(other);
        // Nothing is made again, and the run keeps its configuration.
        lines.clear();
        Stage.PIPELINE.run(SPARK, other, config, false, lines::add);
        assertTrue(
                lines.stream()
                        .filter(line -> line.startsWith("accelerations") || line.startsWith("train"))
                        .allMatch(line -> line.contains("there already")),
                lines.toString());
    }

    private static void realisationsAreSummedUp(RunDirectory other) throws IOException {
        Manifest manifest = other.manifest(other.of(Kind.REALISATIONS, "gaia")).orElseThrow();
        assertEquals(2, manifest.figures().get("realisations"));
        assertTrue(manifest.figures().get("azMedianAbsResidual") > 0);
        assertEquals(Map.of(), manifest.configuration());
        assertEquals(
                Set.of("accelerations/gaia-000-profiles", "accelerations/gaia-001-profiles"),
                manifest.inputs().keySet());
        assertEquals(Map.of("by", "observe", "from", "fiducial"), manifest.lineage());
        SPARK.read().parquet(other.of(Kind.REALISATIONS, "gaia").toString()).createOrReplaceTempView("together");
        for (int i = 0; i < 2; i++) {
            SPARK.read()
                    .parquet(other.accelerationProfiles("gaia-00" + i).toString())
                    .createOrReplaceTempView("single" + i);
        }
        // The median of two is their mean, and the lower end is as far from one to the other as one sigma leaves below.
        Row row = SPARK.sql("SELECT count(*), count_if(t.solved = 2), max(abs(t.az - (a.az + b.az) / 2)),"
                        + " max(abs(t.aR_low - (least(a.aR, b.aR) + 0.15865525393145705 * abs(a.aR - b.aR)))),"
                        + " max(abs(t.az_exact - a.az_exact)), min(t.aR_high - t.aR_low)"
                        + " FROM together t JOIN single0 a USING (profile, R, z) JOIN single1 b USING (profile, R, z)")
                .first();
        assertEquals(10, row.getLong(0));
        assertTrue(row.getLong(1) > 0, row.toString());
        for (int i = 2; i < 5; i++) {
            assertTrue(row.getDouble(i) < 1e-12, row.toString());
        }
        assertTrue(row.getDouble(5) > 0, row.toString());
    }

    @Test
    void theObservedSetIsMadeAlongThoughNobodyAsksForIt() {
        Config config = config("stars.gaia.observed=fiducial", "datasets=[gaia]");
        assertEquals(
                List.of("fiducial", "gaia"),
                Stage.job(SPARK, run, config, false).stars().all().stream()
                        .map(Object::toString)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stars.gaia.observed=mine            | it must lead to mock stars",
                "stars.gaia.realisations=0           | must be a whole number from 1 to 1000",
                "stars.gaia.parallaxError=0          | must be a number > 0",
                "observe.parallaxError=0             | must be a number > 0",
                "observe.sun.R=0                     | observe.sun.R",
                "stars.gaia.table=x                  | unknown key",
            })
    void wrongSettingsAreRefusedInOneLine(String setting, String what) {
        UserError e = assertThrows(UserError.class, () -> config("stars.gaia.observed=fiducial", setting));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
