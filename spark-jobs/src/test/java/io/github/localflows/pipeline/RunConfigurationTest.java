package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which configuration a stage works with, and which one its run keeps. */
class RunConfigurationTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path run;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("my.conf"), "sample { seeds = 2, starsPerSeed = 50 }\n");
        run = directory.resolve("run");
    }

    @Test
    void aStageKeepsItsConfigurationAndTheNextOneTakesIt() throws IOException {
        Program sample = Program.run("sample", "--config", file, "--run", run);
        assertEquals(0, sample.code(), sample.err());
        String kept = Files.readString(run.resolve("config.conf"));
        assertTrue(kept.contains("sample.starsPerSeed = 50\n"), kept);

        Program perturb = Program.run("perturb", "--run", run, "--set", "perturb.deltaVz=7");
        assertEquals(0, perturb.code(), perturb.err());
        assertTrue(
                perturb.out().startsWith("configuration: that of the run, " + run + "/config.conf\n"), perturb.err());
        assertTrue(perturb.out().contains("100 stars"), perturb.out());
        assertTrue(Files.readString(run.resolve("config.conf")).contains("perturb.deltaVz = 7.0\n"));
    }

    @Test
    void aRefusedStageLeavesTheConfigurationAsItWas() throws IOException {
        Program.run("sample", "--config", file, "--run", run);
        String kept = Files.readString(run.resolve("config.conf"));

        Program other = Program.run("sample", "--run", run, "--set", "sample.starsPerSeed=60");
        assertEquals(2, other.code(), other.err());
        assertTrue(other.err().contains("sample.starsPerSeed was 50, is 60"), other.err());
        assertEquals(kept, Files.readString(run.resolve("config.conf")));

        Program replaced = Program.run("sample", "--run", run, "--set", "sample.starsPerSeed=60", "--overwrite");
        assertEquals(0, replaced.code(), replaced.err());
        assertTrue(Files.readString(run.resolve("config.conf")).contains("sample.starsPerSeed = 60\n"));
    }

    @Test
    void aFileThatIsNamedHolds() {
        Program.run("sample", "--config", file, "--run", run);
        Program same = Program.run("sample", "--config", file, "--run", run);
        assertEquals(0, same.code(), same.err());
        assertFalse(same.out().contains("that of the run"), same.out());
        assertTrue(same.out().contains("are there already"), same.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"perturb", "evolve", "train", "accelerations"})
    void aStageWithoutItsInputLeavesNothing(String stage) {
        Program program = Program.run(stage, "--config", file, "--run", run);
        assertEquals(2, program.code(), program.err());
        assertFalse(Files.exists(run), program.err());
    }

    @Test
    void aConfigurationThatTheRunHasButThatIsNoneIsRefusedByItsFile() throws IOException {
        Files.createDirectories(run);
        Files.writeString(run.resolve("config.conf"), "sample.seed = 2\n");
        Program program = Program.run("sample", "--run", run);
        assertEquals(2, program.code(), program.err());
        assertTrue(
                program.err().contains(run + "/config.conf") && program.err().contains("unknown key sample.seed"),
                program.err());
    }
}
