package io.github.localflows.stage.stars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.SmallFiles;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.pipeline.TestRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stages in one pass against the stages one by one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MakeStarsTest {
    private static final List<String> SMALL = List.of(
            "sample.seeds=4",
            "sample.starsPerSeed=500",
            "sample.seedsPerFile=2",
            "datasets=[fiducial, fiducial-100myr, perturbed-0myr, perturbed-200myr, perturbed-500myr]");

    private final SparkSession spark = SharedSpark.session();
    private Path directory;
    private RunDirectory separate;
    private RunDirectory fused;
    private List<StageOutcome> outcomes;

    @BeforeAll
    void makeBoth(@TempDir Path temporary) throws IOException {
        directory = temporary;
        separate = runAt("separate");
        SampleStars.run(Stage.job(spark, separate, config(), false));
        PerturbStars.run(Stage.job(spark, separate, config(), false));
        EvolveStars.run(Stage.job(spark, separate, config(), false));
        fused = runAt("fused");
        outcomes = KnownSets.make(Stage.job(spark, fused, config(), false));
    }

    @Test
    void onePassMakesTheSameDataSetsAsTheStages() throws IOException {
        assertEquals(
                List.of("fiducial", "fiducial-100myr", "perturbed-0myr", "perturbed-200myr", "perturbed-500myr"),
                fused.starDatasets());
        assertEquals(fused.starDatasets(), separate.starDatasets());
        assertEquals(5, outcomes.stream().filter(StageOutcome::made).count());
        for (String dataset : fused.starDatasets()) {
            Manifest one = manifest(separate, dataset);
            Manifest other = manifest(fused, dataset);
            assertEquals(one.checksum(), other.checksum(), dataset);
            assertEquals(one.configurationHash(), other.configurationHash(), dataset);
            assertEquals(one.inputs(), other.inputs(), dataset);
            assertEquals(one.stage(), other.stage(), dataset);
            assertEquals(one.files(), other.files(), dataset);
            assertEquals(withoutTimes(one), withoutTimes(other), dataset);
        }
    }

    @Test
    void stagesFindTheDataSetsOfOnePass() throws IOException {
        List<StageOutcome> again = new ArrayList<>();
        again.addAll(SampleStars.run(Stage.job(spark, fused, config(), false)));
        again.addAll(PerturbStars.run(Stage.job(spark, fused, config(), false)));
        again.addAll(EvolveStars.run(Stage.job(spark, fused, config(), false)));
        again.addAll(KnownSets.make(Stage.job(spark, fused, config(), false)));
        assertEquals(10, again.size());
        for (StageOutcome outcome : again) {
            assertFalse(outcome.made(), outcome.summary());
        }
    }

    @Test
    void eachDataSetHasItsOwnPartOfTheTime() throws IOException {
        for (String dataset : fused.starDatasets()) {
            Manifest manifest = manifest(fused, dataset);
            double parts = 0;
            for (String part : List.of("making", "sorting", "hashing", "writing")) {
                double seconds = manifest.figures().get(part + "CoreSeconds");
                assertTrue(seconds > 0, part + " of " + dataset + ": " + seconds);
                parts += seconds;
            }
            assertEquals(manifest.coreSeconds(), parts, 1e-9 * parts, dataset);
            assertTrue(manifest.wallSeconds() > 0, dataset);
        }
        assertEquals(
                making("perturbed-200myr"), making("perturbed-500myr"), 1e-9, "one orbit, split between its snapshots");
        assertTrue(making("perturbed-0myr") < making("perturbed-500myr"), "a kick is no orbit");
    }

    @Test
    void evolvedSetIsTheSameWhicheverOthersTheRunHas() throws IOException {
        String expected = manifest(fused, "perturbed-500myr").checksum();
        RunDirectory alone = runAt("alone");
        KnownSets.make(Stage.job(spark, alone, config("datasets=[fiducial, perturbed-0myr, perturbed-500myr]"), false));
        assertEquals(expected, manifest(alone, "perturbed-500myr").checksum());
        Config more =
                config("datasets=[perturbed-500myr, fiducial, perturbed-200myr, perturbed-300myr, perturbed-501myr,"
                        + " perturbed-1myr, perturbed-0myr]");
        List<StageOutcome> added = EvolveStars.run(Stage.job(spark, alone, more, false));
        assertEquals(
                List.of("perturbed-1myr", "perturbed-200myr", "perturbed-300myr", "perturbed-501myr"),
                added.stream()
                        .filter(StageOutcome::made)
                        .map(outcome -> outcome.manifest().dataset())
                        .sorted()
                        .toList());
        RunDirectory together = runAt("together");
        KnownSets.make(Stage.job(spark, together, more, false));
        for (String dataset : alone.starDatasets()) {
            Manifest one = manifest(together, dataset);
            Manifest other = manifest(alone, dataset);
            assertEquals(one.checksum(), other.checksum(), dataset);
            assertEquals(one.configurationHash(), other.configurationHash(), dataset);
            assertEquals(withoutTimes(one), withoutTimes(other), dataset);
        }
        assertEquals(
                manifest(fused, "perturbed-200myr").checksum(),
                manifest(alone, "perturbed-200myr").checksum());
    }

    @Test
    void evolvedSetOfAnEarlierVersionIsRefused() throws IOException {
        RunDirectory run = runAt("earlier");
        Config config = config("datasets=[fiducial, fiducial-100myr]");
        KnownSets.make(Stage.job(spark, run, config, false));
        Manifest now = manifest(run, "fiducial-100myr");
        Path file = directory.resolve("earlier/stars/fiducial-100myr/_manifest.json");
        String text = Files.readString(file);
        String earlier = text.replaceAll(
                        "\"evolve.steps\" *: *\"(\\\\.|[^\"\\\\])*\"", "\"evolve.snapshotsMyr\" : \"[100]\"")
                .replace(
                        now.configurationHash(),
                        "0".repeat(now.configurationHash().length()));
        Files.writeString(file, earlier);
        for (Executable stage : List.<Executable>of(
                () -> KnownSets.make(Stage.job(spark, run, config, false)),
                () -> EvolveStars.run(Stage.job(spark, run, config, false)))) {
            UserError e = assertThrows(UserError.class, stage);
            assertTrue(
                    e.getMessage()
                            .contains(
                                    "fiducial-100myr was made with another configuration (evolve.snapshotsMyr was [100],"
                                            + " is absent; evolve.steps was absent, is \"the star's own"),
                    e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
        EvolveStars.run(Stage.job(spark, run, config, true));
        assertEquals(now.checksum(), manifest(run, "fiducial-100myr").checksum());
        assertEquals(now.configurationHash(), manifest(run, "fiducial-100myr").configurationHash());
    }

    @Test
    void lostFiducialIsMadeAgainAndTheRestBelongsToIt() throws IOException {
        RunDirectory run = runAt("lost");
        Config config = config("datasets=[fiducial, perturbed-0myr]");
        KnownSets.make(Stage.job(spark, run, config, false));
        run.fileSystem().delete(run.stars("fiducial"), true);
        List<StageOutcome> again = KnownSets.make(Stage.job(spark, run, config, false));
        assertEquals(
                List.of(true, false), again.stream().map(StageOutcome::made).toList());
    }

    @Test
    void anotherConfigurationIsRefusedBeforeAnythingIsMade() throws IOException {
        RunDirectory run = runAt("refused");
        Config config = config("datasets=[fiducial, perturbed-0myr]");
        KnownSets.make(Stage.job(spark, run, config, false));
        run.fileSystem().delete(run.stars("fiducial"), true);
        Config other = config("datasets=[fiducial, perturbed-0myr]", "perturb.deltaVz=7");
        UserError e = assertThrows(UserError.class, () -> KnownSets.make(Stage.job(spark, run, other, false)));
        assertTrue(e.getMessage().contains("perturb.deltaVz"), e.getMessage());
        assertEquals(List.of("perturbed-0myr"), run.starDatasets());
        List<StageOutcome> replaced = KnownSets.make(Stage.job(spark, run, other, true));
        assertEquals(2, replaced.stream().filter(StageOutcome::made).count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evolve.maxEnergyError=1e-15 | changed their energy by more than evolve.maxEnergyError, the worst by",
                "df.populations=[{ weight = 1, hR = 0.001, sigmaR = 30 }] | population 1 has a largest density of Infinity",
            })
    void whatTheUserCanMendIsTheUsersMistake(String setting, String message) {
        RunDirectory run = runAt("mistaken");
        UserError e =
                assertThrows(UserError.class, () -> KnownSets.make(Stage.job(spark, run, config(setting), false)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void whatCannotBeDrawnIsRefusedBeforeAnythingIsMade() {
        RunDirectory run = runAt("cold");
        Config cold =
                config("df.populations=[{ weight = 1, hR = 3, sigmaR = 40 }, { weight = 1, hR = 3, sigmaR = 1e-3 }]");
        for (Executable stage : List.<Executable>of(
                () -> KnownSets.make(Stage.job(spark, run, cold, false)),
                () -> SampleStars.run(Stage.job(spark, run, cold, false)))) {
            UserError e = assertThrows(UserError.class, stage);
            assertTrue(e.getMessage().contains("population 2 is too cold to draw"), e.getMessage());
            assertTrue(e.getMessage().contains("df.populations"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            assertFalse(Files.exists(directory.resolve("cold")), "tasks were to run");
        }
    }

    @Test
    void stagesGoOnWithTheBlocksOfAPassThatFailed() throws IOException {
        // A file of 500 stars has some 25 kB, of 1000 some 45: a block of two seeds meets a full disk, those of one do
        // not.
        Config config = config("sample.seeds=9", "sample.seedsPerFile=100", "datasets=[fiducial, perturbed-0myr]");
        assertEquals(2, Block.of(SampleSettings.from(config)).get(7).seeds());
        Configuration limited = new Configuration(spark.sparkContext().hadoopConfiguration());
        SmallFiles.install(limited, 35_000);
        String uri = directory.resolve("full").toString();
        RunDirectory full = RunDirectory.at(uri, limited);
        UserError e = assertThrows(UserError.class, () -> KnownSets.make(Stage.job(spark, full, config, false)));
        assertTrue(e.getMessage().contains("seeds-00007-00008.parquet"), e.getMessage());
        assertEquals(List.of(), full.starDatasets());

        SmallFiles.install(limited, Long.MAX_VALUE);
        RunDirectory roomy = RunDirectory.at(uri, limited);
        SampleStars.run(Stage.job(spark, roomy, config, false));
        PerturbStars.run(Stage.job(spark, roomy, config, false));
        RunDirectory undisturbed = runAt("undisturbed");
        KnownSets.make(Stage.job(spark, undisturbed, config, false));
        for (String dataset : undisturbed.starDatasets()) {
            assertEquals(
                    manifest(undisturbed, dataset).checksum(),
                    manifest(roomy, dataset).checksum(),
                    dataset);
        }
    }

    private double making(String dataset) throws IOException {
        return manifest(fused, dataset).figures().get("makingCoreSeconds");
    }

    private static SortedMap<String, Double> withoutTimes(Manifest manifest) {
        SortedMap<String, Double> figures = new TreeMap<>(manifest.figures());
        figures.keySet().removeIf(name -> name.endsWith("Seconds"));
        return figures;
    }

    private static Manifest manifest(RunDirectory run, String dataset) throws IOException {
        return run.manifest(run.stars(dataset)).orElseThrow();
    }

    private RunDirectory runAt(String name) {
        return TestRuns.at(directory, name);
    }

    private static Config config(String... more) {
        return TestRuns.config(SMALL, more);
    }
}
