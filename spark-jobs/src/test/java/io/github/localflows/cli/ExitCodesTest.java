package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit codes that a scheduler sees when Spark's spark-submit starts the program in client mode. */
@Tag("scale")
class ExitCodesTest {
    private static final int SECONDS = 120;

    @TempDir
    private Path directory;

    @Test
    void whatIsDoneEndsWith0() throws Exception {
        Program done = submitted().run(sample("sample.seeds=2", "sample.starsPerSeed=100"));
        assertEquals(0, done.code(), done.err());
    }

    @Test
    void aMistakeEndsWith2AndOneLine() throws Exception {
        Program mistaken = submitted().run(sample("sample.seed=2"));
        assertEquals(2, mistaken.code(), mistaken.err());
        assertTrue(mistaken.err().startsWith("localflows: "), mistaken.err());
        assertEquals(1, mistaken.err().lines().count(), mistaken.err());
    }

    @Test
    void whatTheProgramHasNoWordsForEndsWith1() throws Exception {
        // Not so much as what one task of this command says of itself.
        Program failed = submitted()
                .property("spark.driver.maxResultSize", "100")
                .run(sample("sample.seeds=2", "sample.starsPerSeed=100"));
        assertEquals(1, failed.code(), failed.err());
        assertTrue(failed.err().contains("localflows: failed: "), failed.err());
    }

    @ParameterizedTest(name = "{0} ends with {1}")
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalEndsWithItsNumberAnd128(String signal, int code) throws Exception {
        InterruptionTest.assumeHeard(signal);
        ChildProgram.Running running = submitted().start(sample("sample.seeds=200000", "sample.starsPerSeed=20"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!hasBlocks() && running.process().isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        InterruptionTest.signal(running, signal);
        Program ended = running.end();
        assertEquals(code, ended.code(), ended.err());
        assertTrue(ended.err().contains("localflows: interrupted"), ended.err());
    }

    private ChildProgram submitted() {
        return new ChildProgram(directory).bySparkSubmit();
    }

    private Object[] sample(String... settings) {
        Stream<Object> command = Stream.of(
                "sample",
                "--config",
                Path.of("../conf/quickstart.conf").toAbsolutePath(),
                "--run",
                directory.resolve("run"));
        return Stream.concat(command, Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray();
    }

    private boolean hasBlocks() {
        if (!Files.isDirectory(directory.resolve("run"))) {
            return false;
        }
        try (Stream<Path> files = Files.walk(directory.resolve("run"))) {
            return files.anyMatch(file -> file.toString().endsWith(".parquet"));
            // Directories come and go meanwhile.
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }
}
