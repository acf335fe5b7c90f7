package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill leaves of Spark's temporary files, and what the next command does with it. */
class LeftOversTest {
    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    private Path scratch;

    @Test
    void theNextCommandRemovesWhatAKilledOneLeft() throws Exception {
        scratch = Files.createDirectory(directory.resolve("scratch"));
        ChildProgram.Running killed = program().start(arguments("first", 200_000));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (owned().size() < 2 && killed.process().isAlive() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        List<Path> left = owned();
        assertEquals(2, left.size(), "that of the blocks and that of files: " + children());

        // While that one lives another takes nothing from it.
        Program beside = program().run(arguments("second", 2));
        assertEquals(0, beside.code(), beside.err());
        assertTrue(children().containsAll(left), children().toString());

        killed.process().destroyForcibly().waitFor();
        Path foreign = Files.createDirectory(scratch.resolve("spark-of-another-program"));
        Program next = program().run(arguments("third", 2));
        assertEquals(0, next.code(), next.err());
        assertTrue(
                next.err().contains(" MB of temporary files that a killed command had left in " + scratch), next.err());
        assertEquals(List.of(foreign), children(), "what is not ours stays, and what is ours goes");
    }

    @Test
    void onlyWhatADeadProcessOfThisMachineAndUserOwnedIsRemoved() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("spark-1"));
        Files.writeString(elsewhere.resolve("_localflows-owner"), "localflows on another machine for somebody\n");
        Path living = Files.createDirectory(directory.resolve("blockmgr-2"));
        LeftOvers.own(living);
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path dead = Files.createDirectory(directory.resolve("spark-3"));
        Files.copy(living.resolve("_localflows-owner"), dead.resolve("_localflows-owner"));
        Files.write(dead.resolve("jar"), new byte[1000]);
        Files.createSymbolicLink(dead.resolve("link"), outside);
        Files.createSymbolicLink(directory.resolve("spark-4"), dead);
        LeftOvers.Removed removed = LeftOvers.removeFrom(directory);
        assertEquals(1, removed.directories());
        assertTrue(removed.bytes() >= 1000, removed.toString());
        assertFalse(Files.exists(dead));
        for (Path stays : List.of(elsewhere, living, outside)) {
            assertTrue(Files.exists(stays), stays.toString());
        }
    }

    private ChildProgram program() {
        return new ChildProgram(directory).property("java.io.tmpdir", scratch);
    }

    private Object[] arguments(String run, int seeds) {
        return new Object[] {
            "sample",
            "--config",
            Path.of("../conf/quickstart.conf").toAbsolutePath(),
            "--run",
            directory.resolve(run),
            "--set",
            "sample.seeds=" + seeds,
            "--set",
            "sample.starsPerSeed=100"
        };
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> children = Files.list(scratch)) {
            return children.filter(Files::isDirectory)
                    .filter(child -> child.getFileName().toString().matches("(spark|blockmgr|artifacts)-.*"))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> owned() throws IOException {
        return children().stream()
                .filter(child -> Files.exists(child.resolve("_localflows-owner")))
                .toList();
    }
}
