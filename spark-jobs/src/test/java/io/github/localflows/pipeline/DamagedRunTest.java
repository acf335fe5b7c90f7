package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.ContentFile;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.UserError;
import io.github.localflows.figure.DrawFigures;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.galaxy.Baryons;
import io.github.localflows.report.WriteReport;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.stars.EvolveStars;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.stars.PerturbStars;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.train.TrainFlows;
import io.github.localflows.stage.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What every stage says of a run some of whose files are lost, damaged or exchanged, or that is somebody's project. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedRunTest {
    private static final TrainSettings.Volume VOLUME = new TrainSettings.Volume(8, 1, 2.5);

    private static final List<String> SMALL = List.of(
            "datasets=[fiducial, perturbed-0myr]",
            "sample.seeds=4",
            "sample.starsPerSeed=1000",
            "train.members=2",
            "train.layers=2",
            "train.hidden=8",
            "train.epochs=1",
            "train.batch=100",
            "accelerations.grid.R=3",
            "accelerations.grid.z=4",
            "accelerations.profiles.points=3",
            "slices.points=11",
            "accelerations.velocities.count=50");

    private final SparkSession spark = SharedSpark.session();
    private Path directory;
    private int copies;

    @BeforeAll
    void makeOne(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Stage.PIPELINE.run(spark, TestRuns.at(directory, "whole"), config(), false, line -> {});
    }

    @Test
    void lostStarsAreRefusedByWhateverReadsThemAndMadeAgain() throws IOException {
        RunDirectory run = copy();
        String checksum = run.checked(run.stars("fiducial")).checksum();
        Files.delete(local(run).resolve("stars/fiducial/seeds-00002-00002.parquet"));
        for (Executable stage : List.<Executable>of(
                () -> SampleStars.run(Stage.job(spark, run, config(), false)),
                () -> PerturbStars.run(Stage.job(spark, run, config(), false)),
                () -> EvolveStars.run(Stage.job(spark, run, config("datasets=[fiducial, fiducial-100myr]"), false)),
                () -> KnownSets.make(Stage.job(spark, run, config(), false)),
                () -> TrainFlows.run(Stage.job(spark, run, config(), false)),
                () -> TrainFlows.run(Stage.job(spark, run, config("train.epochs=2"), true)),
                () -> Stage.PIPELINE.run(spark, run, config(), false, line -> {}),
                () -> WriteReport.run(spark, run, VOLUME, Baryons.NONE, List.of(), List.of()))) {
            UserError e = assertThrows(UserError.class, stage);
            assertTrue(
                    e.getMessage().contains("1 of 4 files is missing (first: seeds-00002-00002.parquet)"),
                    e.getMessage());
            assertTrue(e.getMessage().contains("`sample --overwrite`"), e.getMessage());
        }
        StageOutcome again =
                SampleStars.run(Stage.job(spark, run, config(), true)).get(0);
        assertTrue(again.made());
        assertEquals(checksum, again.manifest().checksum());
        assertFalse(
                TrainFlows.run(Stage.job(spark, run, config(), false)).get(0).made());
    }

    @Test
    void pipelineMakesAgainWhatIsDamagedAndNothingElse() throws IOException {
        RunDirectory run = copy();
        Files.delete(local(run).resolve("stars/perturbed-0myr/seeds-00002-00002.parquet"));
        Files.delete(local(run).resolve("flows/fiducial/member-01/weights.npz"));
        cut(run, "accelerations/fiducial/accelerations.parquet");
        var untouched = Files.getLastModifiedTime(local(run).resolve("flows/fiducial/member-00/weights.npz"));
        Stage.PIPELINE.run(spark, run, config(), true, line -> {});
        RunDirectory whole = TestRuns.at(directory, "whole");
        for (String made : List.of("stars/perturbed-0myr", "flows/fiducial", "accelerations/fiducial")) {
            assertEquals(
                    whole.checked(path(whole, made)).checksum(),
                    run.checked(path(run, made)).checksum(),
                    made);
        }
        assertEquals(untouched, Files.getLastModifiedTime(local(run).resolve("flows/fiducial/member-00/weights.npz")));
    }

    @Test
    void exchangedStarFilesAreRefused() throws IOException {
        RunDirectory run = copy();
        Path stars = local(run).resolve("stars/fiducial");
        Files.move(stars.resolve("seeds-00001-00001.parquet"), stars.resolve("other"));
        Files.move(stars.resolve("seeds-00002-00002.parquet"), stars.resolve("seeds-00001-00001.parquet"));
        Files.move(stars.resolve("other"), stars.resolve("seeds-00002-00002.parquet"));
        listAsTheyAre(run, "stars/fiducial");
        for (Executable stage : List.<Executable>of(
                () -> PerturbStars.run(Stage.job(spark, run, config(), false)),
                () -> TrainFlows.run(Stage.job(spark, run, config(), false)))) {
            UserError e = assertThrows(UserError.class, stage);
            assertTrue(e.getMessage().contains("seeds-00001-00001.parquet holds seeds 2 to 2"), e.getMessage());
        }
    }

    @Test
    void lostAndCutFlowsAreRefusedByWhateverReadsThem() throws IOException {
        for (String file : List.of("weights.npz", "model.json", "history.csv", "checkpoint")) {
            RunDirectory run = copy();
            cut(run, "flows/fiducial/member-01/" + file);
            for (Executable stage : List.<Executable>of(
                    () -> TrainFlows.run(Stage.job(spark, run, config(), false)),
                    () -> EvaluateAccelerations.run(Stage.job(spark, run, config(), false)),
                    () -> DrawFigures.run(spark, run),
                    () -> WriteReport.run(spark, run, VOLUME, Baryons.NONE, List.of(), List.of()),
                    () -> FlowDirectory.readAll(run.fileSystem(), run.flows("fiducial")))) {
                UserError e = assertThrows(UserError.class, stage, file);
                assertTrue(e.getMessage().contains("member-01"), e.getMessage());
                assertTrue(e.getMessage().contains(file + " has"), e.getMessage());
            }
        }
    }

    @Test
    void exchangedFlowsAreRefused() throws IOException {
        RunDirectory run = copy();
        Path flows = local(run).resolve("flows/fiducial");
        Files.move(flows.resolve("member-00"), flows.resolve("other"));
        Files.move(flows.resolve("member-01"), flows.resolve("member-00"));
        Files.move(flows.resolve("other"), flows.resolve("member-01"));
        UserError e =
                assertThrows(UserError.class, () -> EvaluateAccelerations.run(Stage.job(spark, run, config(), false)));
        assertTrue(e.getMessage().contains("its manifest is that of fiducial/member-01"), e.getMessage());
    }

    @Test
    void unreadableManifestOfOneFlowIsSaidAsDamage() throws IOException {
        RunDirectory run = copy();
        Files.writeString(local(run).resolve("flows/fiducial/member-01/_manifest.json"), "{");
        assertEquals(
                "1 of 2 flows (first: member-01: its _manifest.json cannot be read)",
                run.damage(run.flows("fiducial")).orElseThrow());
    }

    @Test
    void flowOfAStoppedTrainingIsNotRemovedByAnotherUnasked() throws IOException {
        RunDirectory run = copy();
        Path flows = local(run).resolve("flows/fiducial");
        // As executors leave it that had trained the second before the first.
        Files.delete(flows.resolve("_manifest.json"));
        Files.delete(flows.resolve("member-00/_manifest.json"));
        Files.move(flows.resolve("member-00"), directory.resolve("away-" + copies));
        String[] other = {"train.epochs=2", "train.members=1"};
        UserError e = assertThrows(UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config(other), false)));
        assertTrue(e.getMessage().contains("member-01 was made with another configuration"), e.getMessage());
        assertTrue(Files.exists(flows.resolve("member-01/weights.npz")));
        assertTrue(TrainFlows.run(Stage.job(spark, run, config(other), true))
                .get(0)
                .made());
        assertFalse(Files.exists(flows.resolve("member-01")));
    }

    @Test
    void tablesThatAreCutOrChangedAreNeitherDrawnNorReported() throws IOException {
        for (String table : List.of(
                "accelerations/fiducial/accelerations.parquet",
                "accelerations/exact-f/accelerations.parquet",
                "spirals/fiducial/spiral.parquet")) {
            RunDirectory cut = copy();
            cut(cut, table);
            UserError e = assertThrows(UserError.class, () -> DrawFigures.run(spark, cut));
            assertTrue(e.getMessage().contains(table.substring(table.lastIndexOf('/') + 1) + " has"), e.getMessage());
            assertThrows(
                    UserError.class, () -> WriteReport.run(spark, cut, VOLUME, Baryons.NONE, List.of(), List.of()));

            // Within its pages, which only reading shows.
            RunDirectory scribbled = copy();
            Path file = local(scribbled).resolve(table);
            byte[] bytes = Files.readAllBytes(file);
            Arrays.fill(bytes, 20, 200, (byte) 7);
            Files.write(file, bytes);
            e = assertThrows(UserError.class, () -> DrawFigures.run(spark, scribbled));
            assertTrue(e.getMessage().contains("cannot be read"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    @Test
    void tableOfOtherNumbersIsNotDrawn() throws IOException {
        RunDirectory run = copy();
        Path other = local(run).resolve("accelerations/exact-f/accelerations.parquet");
        Files.write(local(run).resolve("accelerations/fiducial/accelerations.parquet"), Files.readAllBytes(other));
        listAsTheyAre(run, "accelerations/fiducial");
        UserError e = assertThrows(UserError.class, () -> DrawFigures.run(spark, run));
        assertTrue(e.getMessage().contains("its rows have the checksum"), e.getMessage());
    }

    @Test
    void notesAmongAFlowsFilesKeepItFromBeingReplaced() throws IOException {
        RunDirectory run = copy();
        Path notes = Files.writeString(local(run).resolve("flows/fiducial/member-01/notes.txt"), "mine");
        Path weights = local(run).resolve("flows/fiducial/member-00/weights.npz");
        var before = Files.getLastModifiedTime(weights);
        UserError e = assertThrows(
                UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config("train.epochs=2"), true)));
        assertTrue(e.getMessage().contains("notes.txt"), e.getMessage());
        // As one that is to be removed, not replaced.
        e = assertThrows(
                UserError.class,
                () -> TrainFlows.run(Stage.job(spark, run, config("train.epochs=2", "train.members=1"), true)));
        assertTrue(e.getMessage().contains("notes.txt"), e.getMessage());
        assertEquals("mine", Files.readString(notes));
        assertEquals(before, Files.getLastModifiedTime(weights), "nothing was trained");
        assertEquals(List.of("fiducial"), run.flowDatasets());
    }

    @Test
    void directoryOfSomebodysBesideTheFlowsStays() throws IOException {
        RunDirectory run = copy();
        Path mine = Files.createDirectories(local(run).resolve("flows/fiducial/member-mine"));
        Files.copy(local(run).resolve("flows/fiducial/member-01/_manifest.json"), mine.resolve("_manifest.json"));
        TrainFlows.run(Stage.job(spark, run, config("train.epochs=2", "train.members=1"), true));
        assertFalse(Files.exists(local(run).resolve("flows/fiducial/member-01")), "of another configuration");
        assertTrue(Files.exists(mine.resolve("_manifest.json")));
    }

    @Test
    void somebodysReportIsFoundBeforeAnythingIsMade() throws IOException {
        for (String name : List.of(
                "report.md", "report.json", "config.conf", "figures/loss-fiducial.png", "figures/spirals.pdf")) {
            Path project = directory.resolve("project-" + copies++);
            Path file = project.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "mine");
            RunDirectory run =
                    TestRuns.at(project.getParent(), project.getFileName().toString());
            UserError e =
                    assertThrows(UserError.class, () -> Stage.PIPELINE.run(spark, run, config(), true, line -> {}));
            assertTrue(e.getMessage().contains(name + " is not as this program wrote it"), e.getMessage());
            assertEquals("mine", Files.readString(file));
            assertFalse(Files.exists(project.resolve("stars")), "nothing was made");
        }
    }

    @Test
    void runOfBeforeThereWereRecordsGoesOn() throws IOException {
        RunDirectory run = copy();
        Files.delete(local(run).resolve("_written.json"));
        Path manifest = local(run).resolve("stars/fiducial/_manifest.json");
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        Files.writeString(manifest, there.holding(there.files(), there.bytes()).json());
        WriteReport.run(spark, run, VOLUME, Baryons.NONE, List.of(), List.of());
        assertTrue(Files.exists(local(run).resolve("_written.json")));
        WriteReport.run(spark, run, VOLUME, Baryons.NONE, List.of(), List.of());
    }

    @Test
    void anEditedDescriptionOfAFlowIsRefused() throws IOException {
        RunDirectory run = copy();
        Path model = local(run).resolve("flows/fiducial/member-00/model.json");
        String text = Files.readString(model);
        String edited = text.replaceFirst("\"member\" : 0", "\"member\" : 1");
        assertNotEquals(text, edited);
        Files.writeString(model, edited);
        assertTrue(run.damage(run.flows("fiducial")).orElseThrow().contains("model.json is not what it was"));
    }

    /** Names, sizes and footers do not show it, and whoever says --overwrite has seen it elsewhere. */
    @Test
    void overwriteMakesAnewWhatIsDamagedInItsPages() throws IOException {
        RunDirectory run = copy();
        Manifest before = run.manifest(run.stars("fiducial")).orElseThrow();
        String file = before.content().firstKey();
        Path stars = local(run).resolve("stars/fiducial").resolve(file);
        byte[] bytes = Files.readAllBytes(stars);
        byte[] torn = bytes.clone();
        torn[bytes.length / 3] ^= 0x5a;
        Files.write(stars, torn);
        SampleStars.run(Stage.job(spark, run, config(), false));
        assertArrayEquals(torn, Files.readAllBytes(stars));
        SampleStars.run(Stage.job(spark, run, config(), true));
        assertArrayEquals(bytes, Files.readAllBytes(stars));
        assertEquals(
                before.checksum(),
                run.manifest(run.stars("fiducial")).orElseThrow().checksum());
    }

    @Test
    void theStarsOfAnotherRunAreNotReplacedThroughALink() throws IOException {
        RunDirectory other = copy();
        RunDirectory run = copy();
        Path stars = local(run).resolve("stars");
        Files.move(stars, directory.resolve("moved-" + copies++));
        Files.createSymbolicLink(stars, local(other).resolve("stars"));
        UserError e = assertThrows(
                UserError.class, () -> SampleStars.run(Stage.job(spark, run, config("sample.seeds=3"), true)));
        assertTrue(e.getMessage().contains("outside of the run"), e.getMessage());
        assertTrue(other.damage(other.stars("fiducial")).isEmpty());
    }

    private RunDirectory copy() throws IOException {
        String name = "copy-" + copies++;
        Path from = directory.resolve("whole");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(name).resolve(from.relativize(file)));
            }
        }
        return TestRuns.at(directory, name);
    }

    private static Path local(RunDirectory run) {
        return Path.of(run.root().toUri().getPath());
    }

    private static org.apache.hadoop.fs.Path path(RunDirectory run, String relative) {
        return new org.apache.hadoop.fs.Path(run.root(), relative);
    }

    private static void cut(RunDirectory run, String relative) throws IOException {
        Path file = local(run).resolve(relative);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** Writes a manifest that has the files' sizes as they are, as if that could not tell them. */
    private static void listAsTheyAre(RunDirectory run, String relative) throws IOException {
        Manifest there = run.manifest(path(run, relative)).orElseThrow();
        TreeMap<String, ContentFile> content = new TreeMap<>();
        for (String name : there.content().keySet()) {
            long bytes = Files.size(local(run).resolve(relative).resolve(name));
            content.put(name, new ContentFile(bytes, there.content().get(name).rows()));
        }
        Files.writeString(
                local(run).resolve(relative).resolve(RunDirectory.MANIFEST),
                there.holding(content).json());
    }

    private static Config config(String... more) {
        return TestRuns.config(SMALL, more);
    }
}
