package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.Stage.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptConfigurationTest {
    private static final Config ONE = ConfigLoader.reference(List.of("train.R0=7"));
    private static final Config OTHER = ConfigLoader.reference(List.of("train.R0=6"));

    @TempDir
    private Path directory;

    private RunDirectory run;

    @BeforeEach
    void begin() {
        run = TestRuns.at(directory, "run");
    }

    @Test
    void aRunThatWasKilledOnItsFirstStarsKnowsItsConfiguration() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> KeptConfiguration.during(run, ONE, Extent.ALL, () -> {
                    throw new IllegalStateException("killed");
                }));
        assertEquals(Optional.of(ONE), RunConfiguration.of(run, List.of()));
    }

    @Test
    void workThatIsRefusedLeavesTheConfigurationOfBefore() throws IOException {
        refuse(ONE);
        assertFalse(run.exists(), "nothing was there");
        KeptConfiguration.during(run, ONE, Extent.ALL, () -> run);
        refuse(OTHER);
        assertEquals(Optional.of(ONE), RunConfiguration.of(run, List.of()));
    }

    @Test
    void workThatFailsBeforeItMakesAnythingLeavesNoDirectory() throws IOException {
        for (Exception failure : List.of(new UserError("no"), new IllegalStateException("a disk is full"))) {
            RunDirectory below = TestRuns.at(directory, "above/further/run");
            assertThrows(
                    failure.getClass(),
                    () -> KeptConfiguration.during(below, ONE, Extent.STARS, () -> {
                        below.fileSystem().mkdirs(below.of(Kind.STARS, "mine").getParent());
                        if (failure instanceof UserError refused) {
                            throw refused;
                        }
                        throw (IllegalStateException) failure;
                    }));
            assertFalse(Files.exists(directory.resolve("above")), failure.toString());
        }
        Files.createDirectory(directory.resolve("above"));
        assertThrows(
                UserError.class,
                () -> KeptConfiguration.during(TestRuns.at(directory, "above/further/run"), ONE, Extent.ALL, () -> {
                    throw new UserError("no");
                }));
        assertEquals(0, directory.resolve("above").toFile().list().length, "what was there before stays");
    }

    @Test
    void placesFollowWhenTheVolumeOfAKeptConfigurationMoves() throws IOException {
        KeptConfiguration.during(run, ONE, Extent.ALL, () -> run);
        Config moved = RunConfiguration.of(run, List.of("train.R0=5")).orElseThrow();
        assertEquals(4, moved.getDouble("accelerations.grid.Rmin"));
        assertEquals(5, moved.getDouble("spiral.R"));
    }

    @Test
    void whatDisagreesIsNotKeptBeforeItIsReplaced() throws IOException {
        new MockRun(directory.resolve("run")).addFlows("fiducial");
        assertThrows(
                IllegalStateException.class,
                () -> KeptConfiguration.during(run, ONE, Extent.FLOWS, () -> {
                    throw new IllegalStateException("killed");
                }));
        assertFalse(run.fileSystem().exists(run.configuration()), "flows of an unknown configuration are there");
        KeptConfiguration.during(run, ONE, Extent.FLOWS, () -> run);
        assertTrue(run.fileSystem().exists(run.configuration()));
    }

    private void refuse(Config config) {
        assertThrows(
                UserError.class,
                () -> KeptConfiguration.during(run, config, Extent.ALL, () -> {
                    throw new UserError("no");
                }));
    }
}
