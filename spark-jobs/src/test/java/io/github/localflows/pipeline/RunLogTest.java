package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryInWhichNothingIsBegunGetsNoLog() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("mine.txt"), "mine");
        Config config = TestRuns.config(List.of("sample.seeds=2", "sample.starsPerSeed=10"));
        Assertions.assertThrows(
                UserError.class,
                () -> Stage.TRAIN.run(
                        SharedSpark.session(), TestRuns.at(directory, "foreign"), config, false, line -> {}));
        assertEquals(List.of("mine.txt"), MockRun.names(foreign));
    }

    @Test
    void aLogThatCannotBeWrittenFailsNothing() throws Exception {
        RunDirectory run = TestRuns.at(directory, "run");
        Path root = Files.createDirectory(directory.resolve("run"));
        Files.writeString(root.resolve("logs"), "in the way");
        Config config = TestRuns.config(List.of("sample.seeds=2", "sample.starsPerSeed=10", "datasets=[fiducial]"));
        Stage.SAMPLE.run(SharedSpark.session(), run, config, false, line -> {});
        assertEquals(20, run.manifest(run.stars("fiducial")).orElseThrow().rows());
        assertFalse(Files.isDirectory(root.resolve("logs")));
    }
}
