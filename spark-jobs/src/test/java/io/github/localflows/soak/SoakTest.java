package io.github.localflows.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some rounds of the small stages: what grows with each would be seen. {@link SoakAtScaleTest} looks longer. */
@Tag("scale")
class SoakTest {
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;

    /**
     * The heap [MB a round]. Other tests have filled Spark's lists of what is done, or will; a round's own stars are 0.8 MB, four sets of
     * them, which nobody may keep.
     */
    private static final double HEAP = 1;

    /** Files and threads a round: one that stays each round would be 1. */
    private static final double FILES = 0.5;

    private static final double THREADS = 0.5;

    @Test
    void aRoundOfDataStagesLeavesNothingInTheProcess(@TempDir Path directory) throws Exception {
        Commands commands =
                new Commands(directory.resolve("run"), List.of("sample.seeds=4", "sample.starsPerSeed=5000"));
        Soak soak = Soak.of("data", WARM_UP, ROUNDS, round -> {
            commands.run("sample", "perturb", "evolve");
            commands.remove("");
        });
        assertTrue(soak.growth(ProcessState::heapMB) < HEAP, soak.toString());
        assertTrue(!(soak.growth(ProcessState::files) > FILES), soak.toString());
        assertTrue(soak.growth(ProcessState::threads) < THREADS, soak.toString());
    }
}
