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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill leaves of Spark's temporary files, and what the next command does with it. */
@Tag("scale")
class LeftOversTest {
    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    private Path scratch;

    @Test
    void theNextCommandRemovesWhatAKilledOneLeft() throws Exception {
        scratch = Files.createDirectory(directory.resolve("scratch"));
        // Of a run without --config, for which the program asks for its session twice.
        ChildProgram.Running killed = program()
                .environment("LOCALFLOWS_HOME", Path.of("..").toAbsolutePath())
                .start(withoutConfig("first", 200_000));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!(owned().size() == 2 && Files.exists(directory.resolve("first/stars")))
                && killed.process().isAlive()
                && System.nanoTime() < end) {
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
    void onlyWhatADeadProcessOfThisMachineAndUserOwnedIsRemoved() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("spark-1"));
        Files.writeString(
                elsewhere.resolve("_localflows-owner"), "localflows, process 1 on another machine for somebody\n");
        Path living = Files.createDirectory(directory.resolve("blockmgr-2"));
        LeftOvers.own(living);
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path dead = Files.createDirectory(directory.resolve("spark-3"));
        String user = Files.getOwner(dead).getName();
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(dead.resolve("_localflows-owner"), LeftOvers.description(ended.pid(), user));
        // A lock that was lost says nothing of a process that lives.
        Path unlocked = Files.createDirectory(directory.resolve("spark-5"));
        Files.writeString(
                unlocked.resolve("_localflows-owner"),
                LeftOvers.description(ProcessHandle.current().pid(), user));
        Files.write(dead.resolve("jar"), new byte[1000]);
        Files.createSymbolicLink(dead.resolve("link"), outside);
        Files.createSymbolicLink(directory.resolve("spark-4"), dead);
        LeftOvers.Removed removed = LeftOvers.removeFrom(directory);
        assertEquals(1, removed.directories());
        assertTrue(removed.bytes() >= 1000, removed.toString());
        assertFalse(Files.exists(dead));
        for (Path stays : List.of(elsewhere, living, outside, unlocked)) {
            assertTrue(Files.exists(stays), stays.toString());
        }
    }

    private ChildProgram program() {
        return new ChildProgram(directory).property("java.io.tmpdir", scratch);
    }

    private Object[] withoutConfig(String run, int seeds) {
        return new Object[] {
            "sample",
            "--run",
            directory.resolve(run),
            "--set",
            "sample.seeds=" + seeds,
            "--set",
            "sample.starsPerSeed=100"
        };
    }

    private Object[] arguments(String run, int seeds) {
        Stream<Object> config =
                Stream.of("--config", Path.of("../conf/quickstart.conf").toAbsolutePath());
        return Stream.concat(Stream.of(withoutConfig(run, seeds)), config).toArray();
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
