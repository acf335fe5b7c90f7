package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What signals do to the program, in a Java virtual machine of its own. */
@Tag("scale")
class InterruptionTest {
    private static final String KEPT = "localflows: interrupted; the same command goes on where it stopped";

    /** More stars than there is time for before the signal comes. */
    private static final List<String> MANY = List.of("--set", "sample.seeds=200000", "--set", "sample.starsPerSeed=20");

    /** How lines begin that a slow machine has time for. */
    private static final String PROGRESS = "sample fiducial: ";

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0} ends with {1}")
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalEndsAStageInOneLineAndKeepsWhatIsFinished(String signal, int code) throws Exception {
        assumeHeard(signal);
        Path run = directory.resolve("run");
        ChildProgram.Running running = new ChildProgram(directory).start(arguments("sample", run));
        while (!holds(run, ".parquet") && running.process().isAlive()) {
            Thread.onSpinWait();
        }
        signal(running, signal);
        Program ended = running.end();
        assertEquals(
                List.of(KEPT),
                ended.err().lines().filter(line -> !line.startsWith(PROGRESS)).toList());
        assertEquals("", ended.out());
        assertEquals(code, ended.code());
        assertTrue(holds(run, ".parquet"), "a block that is finished stays");
    }

    @Test
    void aCommandThatHoldsNoRunIsInterruptedInOneLine() throws Exception {
        assumeHeard("INT");
        Path run = directory.resolve("small");
        Program sampled = new ChildProgram(directory)
                .run(
                        "sample",
                        "--config",
                        conf(),
                        "--run",
                        run,
                        "--set",
                        "sample.seeds=2",
                        "--set",
                        "sample.starsPerSeed=100");
        assertEquals(0, sampled.code(), sampled.err());
        // 200 stars to the sixth power: for days.
        String query = "SELECT count(*) FROM fiducial a, fiducial b, fiducial c, fiducial d, fiducial e, fiducial f"
                + " WHERE a.z + b.z + c.z + d.z + e.z + f.z = 0.123";
        Path events = Files.createDirectory(directory.resolve("events"));
        ChildProgram.Running running = new ChildProgram(directory)
                .property("spark.eventLog.enabled", true)
                .property("spark.eventLog.dir", events)
                .property("spark.eventLog.compress", false)
                .property("spark.eventLog.buffer.kb", "1k")
                .start("sql", "--config", conf(), "--run", run, query);
        while (!logged(events, "SparkListenerJobStart") && running.process().isAlive()) {
            Thread.onSpinWait();
        }
        signal(running, "INT");
        Program ended = running.end();
        assertEquals("localflows: interrupted\n", ended.err());
        assertEquals(130, ended.code());
    }

    /**
     * Skips a test whose processes do not hear a signal: under nohup, and in the background of a shell without job control, all are born
     * deaf to some.
     */
    static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return; // Linux alone says which.
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElseThrow();
        int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
        assumeTrue((ignored >>> (number - 1) & 1) == 0, signal + " is ignored by this process and its children");
    }

    private static Object[] arguments(String command, Path run) {
        List<Object> arguments = new ArrayList<>(List.of(command, "--config", conf(), "--run", run));
        arguments.addAll(MANY);
        return arguments.toArray();
    }

    private static Path conf() {
        return Path.of("../conf/quickstart.conf").toAbsolutePath();
    }

    static void signal(ChildProgram.Running running, String signal) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder(
                                "kill",
                                "-" + signal,
                                Long.toString(running.process().pid()))
                        .start()
                        .waitFor());
    }

    /** Whether a directory has a finished file with an ending. */
    private static boolean holds(Path place, String ending) throws IOException {
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
            return files.anyMatch(
                    file -> file.toString().endsWith(ending) && Files.isDirectory(file.resolveSibling("_records")));
            // Directories come and go meanwhile.
        } catch (UncheckedIOException gone) {
            return false;
        }
    }

    private static boolean logged(Path place, String event) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains(event)) {
                    return true;
                }
            }
        }
        return false;
    }
}
