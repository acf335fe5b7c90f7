package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.pipeline.MockRun;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.pipeline.TestRuns;
import io.github.localflows.stage.stars.SampleStars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A stage {@code train} that is stopped and run again, or diverges. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainCheckpointsTest {
    private static final List<String> SMALL = List.of(
            "sample.seeds=4",
            "sample.starsPerSeed=1000",
            "train.members=1",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=6",
            "train.batch=50",
            "train.checkpointEpochs=2");

    private final SparkSession spark = SharedSpark.session();
    private Path directory;
    private RunDirectory undisturbed;

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    void trainWithoutDisturbance(@TempDir Path temporary) throws IOException {
        directory = temporary;
        undisturbed = runAt("undisturbed");
        SampleStars.run(Stage.job(spark, undisturbed, config(), false));
        TrainFlows.run(Stage.job(spark, undisturbed, config("train.checkpointEpochs=100"), false));
    }

    @Test
    void stageGoesOnFromItsLastCheckpointToTheSameFlow() throws IOException {
        RunDirectory run = runWithStars("interrupted");
        interrupt(run, config());
        assertEquals(List.of(), run.flowDatasets());
        assertEquals("epoch-000004", checkpointFile("interrupted").getFileName().toString());

        assertEquals(List.of(4, 5), train(run, config(), false));
        assertEquals(flow(undisturbed).checksum(), flow(run).checksum());
        assertEquals(6.0, flow(run).figures().get("epochs"));
        assertEquals(0.0, flow(run).figures().get(FlowDirectory.SETBACKS));
        assertEquals(2.0, starEpochs(run) / flow(run).rows(), "this command has trained two epochs");
        assertEquals(6.0, starEpochs(undisturbed) / flow(undisturbed).rows());
        assertEquals(
                List.of("_manifest.json", "checkpoint", "history.csv", "model.json", "weights.npz"),
                MockRun.names(directory.resolve("interrupted/flows/fiducial/member-00")));
        long bytes = 0;
        for (String file : List.of("checkpoint", "history.csv", "model.json", "weights.npz")) {
            bytes += Files.size(
                    directory.resolve("interrupted/flows/fiducial/member-00").resolve(file));
        }
        assertEquals(bytes, flow(run).bytes(), "checkpoints under way are not counted");
        assertEquals(
                List.of("_manifest.json", "member-00"), MockRun.names(directory.resolve("interrupted/flows/fiducial")));
    }

    private static double starEpochs(RunDirectory run) throws IOException {
        return run.checked(run.flows("fiducial")).figures().get(FlowDirectory.STAR_EPOCHS);
    }

    @Test
    void damagedCheckpointCostsTimeAlone() throws IOException {
        RunDirectory run = runWithStars("damaged");
        interrupt(run, config());
        Path file = checkpointFile("damaged");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertEquals(List.of(0, 1, 2, 3, 4, 5), train(run, config(), false));
        assertEquals(flow(undisturbed).checksum(), flow(run).checksum());
    }

    @Test
    void checkpointOfAnotherArchitectureIsRefusedByFile() throws IOException {
        RunDirectory other = runWithStars("other");
        interrupt(other, config("train.layers=3"));
        RunDirectory run = runWithStars("run");
        interrupt(run, config());
        Path file = checkpointFile("run");
        Files.write(file, Files.readAllBytes(checkpointFile("other")));

        UserError e = assertThrows(UserError.class, () -> train(run, config(), false));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("architecture"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void checkpointOfAnotherConfigurationIsRemoved() throws IOException {
        RunDirectory run = runWithStars("changed");
        interrupt(run, config());
        Path file = checkpointFile("changed");

        assertEquals(List.of(0, 1, 2, 3, 4, 5), train(run, config("train.batch=60"), false));
        assertFalse(Files.exists(file));
    }

    @Test
    void finishedFlowGoesOnWhenMoreEpochsReplaceIt() throws IOException {
        RunDirectory run = runWithStars("longer");
        train(run, config("train.epochs=3"), false);

        assertEquals(List.of(3, 4, 5), train(run, config(), true));
        assertEquals(flow(undisturbed).checksum(), flow(run).checksum());
    }

    @Test
    void trainingThatDivergesIsTheUsersToMend() throws IOException {
        RunDirectory run = runWithStars("diverged");

        UserError e = assertThrows(UserError.class, () -> train(run, config("train.learningRate=10"), false));
        assertTrue(e.getMessage().startsWith("train fiducial flow 1 of 1: the loss became"), e.getMessage());
        assertTrue(e.getMessage().contains("Lower train.learningRate (now 10.0)"), e.getMessage());
    }

    private List<Integer> train(RunDirectory run, Config config, boolean overwrite) throws IOException {
        List<Integer> epochs = new ArrayList<>();
        TrainFlows.run(Stage.job(spark, run, config, overwrite), epoch -> epochs.add(epoch.epoch()));
        return epochs;
    }

    private void interrupt(RunDirectory run, Config config) {
        assertThrows(
                Killed.class,
                () -> TrainFlows.run(Stage.job(spark, run, config, false), epoch -> {
                    if (epoch.epoch() == 4) {
                        throw new Killed();
                    }
                }));
    }

    private Path checkpointFile(String run) throws IOException {
        try (var files = Files.walk(directory.resolve(run + "/flows/fiducial"))) {
            List<Path> checkpoints = files.filter(file -> file.toString().contains("/_checkpoints/"))
                    .toList();
            assertEquals(1, checkpoints.size(), checkpoints.toString());
            return checkpoints.get(0);
        }
    }

    private static Manifest flow(RunDirectory run) throws IOException {
        return run.manifest(run.flow("fiducial", 0)).orElseThrow();
    }

    private RunDirectory runWithStars(String name) throws IOException {
        RunDirectory run = runAt(name);
        FileUtil.copy(
                run.fileSystem(),
                undisturbed.stars("fiducial"),
                run.fileSystem(),
                run.stars("fiducial"),
                false,
                run.hadoop());
        return run;
    }

    private RunDirectory runAt(String name) {
        return TestRuns.at(directory, name);
    }

    private static Config config(String... more) {
        return TestRuns.config(SMALL, more);
    }
}
