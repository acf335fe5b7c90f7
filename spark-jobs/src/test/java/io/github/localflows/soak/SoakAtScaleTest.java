package io.github.localflows.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many rounds of the same stages in one application, which must not make the process grow. Spark's own lists of what is done and its
 * pools of threads are full after the warm-up.
 */
@Tag("scale")
class SoakAtScaleTest {
    private static final List<String> SMALL = List.of(
            "sample.seeds=20",
            "sample.starsPerSeed=10000",
            "train.hidden=16",
            "train.layers=2",
            "train.epochs=2",
            "train.batch=500",
            "accelerations.grid.R=5",
            "accelerations.grid.z=9",
            "accelerations.profiles.points=5",
            "accelerations.velocities.count=50",
            "slices.points=11");

    /** The heap after garbage collection [MB a round]. */
    private static final double HEAP = 0.1;

    /** The process's memory [MB a round]: what the C library keeps of freed pieces moves it by some MB either way. */
    private static final double RESIDENT = 3;

    /** Open files a round: a file that stays open each round would be 1. */
    private static final double FILES = 0.1;

    /** Threads a round: one that stays each round would be 1. */
    private static final double THREADS = 0.1;

    @Test
    void theDataStagesFiftyTimes(@TempDir Path directory) throws Exception {
        Commands commands = new Commands(directory.resolve("run"), SMALL);
        requireFlat(Soak.of("data", 15, 50, round -> {
            commands.run("sample", "perturb", "evolve");
            commands.remove("");
        }));
    }

    @Test
    void trainingAndAccelerationsTwentyTimes(@TempDir Path directory) throws Exception {
        Commands commands = new Commands(directory.resolve("run"), SMALL);
        commands.run("sample");
        requireFlat(Soak.of("train and accelerations", 10, 20, round -> {
            commands.run("train", "accelerations");
            commands.remove("flows", "accelerations", "spirals", "slices", "resolution");
        }));
    }

    private static void requireFlat(Soak soak) {
        assertTrue(soak.growth(ProcessState::heapMB) < HEAP, soak.toString());
        // Not a number where nobody tells.
        assertTrue(!(soak.growth(ProcessState::residentMB) > RESIDENT), soak.toString());
        assertTrue(!(soak.growth(ProcessState::files) > FILES), soak.toString());
        assertTrue(soak.growth(ProcessState::threads) < THREADS, soak.toString());
    }
}
