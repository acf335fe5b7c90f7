package io.github.localflows.stage.stars;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.pipeline.TestRuns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockMemoryTest {
    private static final long GB = 1L << 30;

    /** What the configurations in conf/ make, with the memory that they ask for. */
    @ParameterizedTest
    @CsvSource({
        "160, 10000, 200, 2, 4",
        "160, 10000, 200, 64, 4",
        "800, 10000, 200, 2, 4",
        "800, 10000, 200, 16, 4",
        "2000, 10000, 200, 2, 4",
        "2000, 10000, 200, 8, 8",
        "2000, 10000, 200, 1, 1"
    })
    void whatIsKnownToWorkIsNotRefused(int seeds, int starsPerSeed, int seedsPerFile, int tasks, int heapGB) {
        assertDoesNotThrow(() -> BlockMemory.check(
                Block.of(sample(seeds, starsPerSeed, seedsPerFile)), 4, heapGB * GB, tasks, "--driver-memory"));
    }

    @ParameterizedTest
    @CsvSource({"8, 100000000, 200, 1, 4", "1600, 500000, 200, 2, 4", "8, 100000000, 1, 1, 4", "2000, 10000, 2000, 2, 1"
    })
    void blockThatCannotBeHeldIsRefused(int seeds, int starsPerSeed, int seedsPerFile, int tasks, int heapGB) {
        UserError e = assertThrows(
                UserError.class,
                () -> BlockMemory.check(
                        Block.of(sample(seeds, starsPerSeed, seedsPerFile)), 4, heapGB * GB, tasks, "--driver-memory"));
        for (String part : List.of("sample.seedsPerFile", "sample.starsPerSeed", "--driver-memory SIZE")) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void nothingIsMadeOfWhatCannotBeHeld(@TempDir Path directory) {
        RunDirectory run = TestRuns.at(directory, "run");
        for (String datasets : List.of("datasets=[fiducial]", "datasets=[fiducial, perturbed-200myr]")) {
            assertThrows(
                    UserError.class,
                    () -> KnownSets.make(Stage.job(
                            SharedSpark.session(),
                            run,
                            TestRuns.config(List.of("sample.starsPerSeed=2147483647"), datasets),
                            false)));
        }
        assertFalse(Files.exists(directory.resolve("run")));
    }

    private static SampleSettings sample(int seeds, int starsPerSeed, int seedsPerFile) {
        return new SampleSettings(0, seeds, starsPerSeed, Measure.VOLUME, 1, 16, 2.5, seedsPerFile);
    }
}
