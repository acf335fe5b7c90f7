package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFlowsTest {
    /** Characters of a line, with the program's name before the message. */
    private static final int READABLE = 1050;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "localflows {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | no command given; there are sample, perturb, evolve, ",
                "dances                      | unknown command dances; did you mean ingest? (`localflows --help` says what there is)",
                "describ                     | unknown command describ; did you mean describe? (`localflows --help` says what there is)",
                "sql --formt=csv x           | unknown option --formt; did you mean --format? (`localflows sql --help` says what there is)",
                "describe now                | too many arguments, from now (`localflows describe --help` says what there is)",
                "evaluate --points a --out b | nothing to evaluate: give --quantities, --flow or both (`localflows evaluate --help` says what there is)",
                "evaluate --points a --out b --quantities mass | Invalid value for option '--quantities' (NAME): unknown quantity \"mass\"; choose from potential, acceleration, density, actions, frequencies, df (`localflows evaluate --help` says what there is)",
                "describe --config no.conf --run no/such | there is no run directory /",
                "sql --config no.conf --run no/such x | there is no run directory /",
                "describe --set train.epoch=4 --run no/such | cannot read the configuration file conf/quickstart.conf",
                "evaluate --run no/such --points a --out b --quantities df | --run /",
                "evaluate --config no.conf --run no/such --points a --out b --quantities df | cannot read the configuration file no.conf",
                "evaluate --config no.conf --points a --out b --quantities df | cannot read the configuration file no.conf",
                "sql --run nosuchfs://a/b x  | run directory nosuchfs://a/b: No FileSystem for scheme",
            })
    void mistakeEndsAsOneLineAndExitCode2(String arguments, String line) {
        Program program = Program.run((Object[]) (arguments.isEmpty() ? new String[0] : arguments.split("\\s+")));
        assertEquals("", program.out());
        assertEquals(1, program.err().lines().count(), program.err());
        assertTrue(program.err().startsWith("localflows: " + line), program.err());
        assertEquals(2, program.code());
    }

    @Test
    void mistakeInTheConfigurationNamesKeyFileAndLine() throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), "sample { seeds = 3 }\ntrain { epoch = 4 }\n");
        Program program =
                Program.run("evaluate", "--config", file, "--points", "a", "--quantities", "df", "--out", "b");
        assertEquals(
                "localflows: " + file + ":2: unknown key train.epoch; did you mean train.epochs?"
                        + " (conf/reference.conf lists all keys)\n",
                program.err());
        assertEquals(2, program.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sql", "describe"})
    void wrongKeyIsRefusedWhereNoneIsNeeded(String command) throws IOException {
        Path file = Files.writeString(directory.resolve("small.conf"), "sample.seeds = 3\n");
        List<Object> arguments = new ArrayList<>(List.of(command, "--config", file, "--set", "train.epoch=4"));
        if (command.equals("sql")) {
            arguments.add("SELECT 1");
        }
        Program program = Program.run(arguments.toArray());
        assertEquals(
                "localflows: --set train.epoch=4: unknown key train.epoch; did you mean train.epochs?"
                        + " (conf/reference.conf lists all keys)\n",
                program.err());
        assertEquals(2, program.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localflows",
                "sample",
                "perturb",
                "evolve",
                "train",
                "accelerations",
                "compare",
                "weak-form",
                "potential",
                "figures",
                "report",
                "pipeline",
                "evaluate",
                "test-potential",
                "mock-catalogue",
                "sql",
                "describe"
            })
    void helpShowsExitCodes(String command) {
        Program program = command.equals("localflows") ? Program.run("--help") : Program.run(command, "--help");
        assertEquals(0, program.code(), program.err());
        assertTrue(program.out().contains("Exit codes:"), program.out());
        if (!command.equals("localflows")) {
            assertTrue(program.out().contains("Examples:\n  localflows "), program.out());
        }
    }

    @Test
    void helpSaysWhereSparksOptionsGo() {
        Program program = Program.run("--help");
        assertEquals(
                "Usage: localflows [spark-submit options] COMMAND [options]",
                program.lines().get(0));
        assertTrue(program.out().contains("--master URL (default: local[*])"), program.out());
        assertFalse(Program.run("sample", "--help").out().contains("spark-submit"), "only there");
    }

    @Test
    void failureEndsAsOneLineAndExitCode1AndShowsItsPlaceOnRequest() {
        Program quiet = failing();
        assertEquals(
                "localflows: failed: java.lang.IllegalStateException: no Spark today (--stacktrace shows where)\n",
                quiet.err());
        assertEquals(1, quiet.code());
        Program traced = failing("--stacktrace");
        assertTrue(traced.err().contains("at " + LocalFlowsTest.class.getName()), traced.err());
        assertTrue(traced.err().endsWith("no Spark today\n"), traced.err());
        assertEquals(1, traced.code());
    }

    @Test
    void tooLittleMemoryIsAMistakeWithARemedy() {
        for (Throwable thrown : List.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException("training", new OutOfMemoryError("Java heap space")),
                new IllegalStateException("Lost task 0.0: TaskResultLost (result lost from block manager)"))) {
            Program program = failing(thrown);
            assertEquals(2, program.code(), program.err());
            assertEquals(1, program.err().lines().count(), program.err());
            assertTrue(program.err().contains("not enough driver memory"), program.err());
            assertTrue(program.err().contains("--driver-memory SIZE"), program.err());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whateverIsThrownEndsAsOneLine(Throwable thrown, int code, String line) {
        for (Throwable one : List.of(thrown, new IllegalStateException("task failed", thrown))) {
            Program program = failing(one);
            assertEquals(code, program.code(), program.err());
            assertEquals(1, program.err().lines().count(), program.err());
            assertTrue(program.err().contains(line), program.err());
            Program traced = failing(one, "--stacktrace");
            assertTrue(traced.err().contains("at " + LocalFlowsTest.class.getName()), traced.err());
        }
    }

    static Stream<Arguments> whateverIsThrownEndsAsOneLine() {
        return Stream.of(
                Arguments.of(new StackOverflowError(), 2, "nested too deeply: "),
                Arguments.of(
                        new ConnectException("Call From a to b:1 failed: Connection refused"),
                        2,
                        "does not answer (Call From a to b:1 failed: Connection refused): check the host and port"),
                Arguments.of(
                        new ClassNotFoundException("Class org.apache.hadoop.fs.s3a.S3AFileSystem not found"),
                        2,
                        "S3AFileSystem not found): name its jars before the command (--jars"),
                Arguments.of(
                        new FileSystemException("/x/yyy", null, "File name too long"),
                        2,
                        "/x/yyy: File name too long: give"),
                Arguments.of(
                        new IOException("Invalid directory or I/O error occurred for dir: /x"),
                        2,
                        "Invalid directory or I/O error occurred for dir: /x: make it one that can be read"),
                Arguments.of(
                        new AccessControlException("Permission denied: user=a, access=READ_EXECUTE, inode=\"/x\""),
                        2,
                        "Permission denied: user=a, access=READ_EXECUTE, inode=\"/x\": make it one"),
                Arguments.of(new AccessDeniedException("/x"), 2, "permission denied: /x: make it one"),
                Arguments.of(
                        new FileNotFoundException("/x (Permission denied)"), 2, "/x (Permission denied): make it one"),
                Arguments.of(
                        new FileSystemException("/x", null, "Read-only file system"),
                        2,
                        "/x: Read-only file system: make it one"),
                Arguments.of(
                        new IllegalStateException("Task 0 failed: No space left on device\n\tat java.io"),
                        2,
                        "Task 0 failed: No space left on device: make room there"),
                Arguments.of(new IOException("Disk quota exceeded"), 2, "Disk quota exceeded: make room there"),
                Arguments.of(new AssertionError("an edge"), 1, "an edge"),
                Arguments.of(new NoClassDefFoundError("some/Thing"), 1, "NoClassDefFoundError: some/Thing"),
                Arguments.of(
                        new UnsatisfiedLinkError("/x/libnd4jcpu.so: failed to map segment from shared object"),
                        2,
                        "the native libraries of ND4J cannot be loaded (/x/libnd4jcpu.so: failed to map segment from shared"
                                + " object): name a directory"),
                Arguments.of(
                        new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j"),
                        2,
                        "--conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=DIR)"),
                Arguments.of(
                        new UnsatisfiedLinkError("libfontmanager.so: libfreetype.so.6: cannot open shared object file"),
                        2,
                        "this Java cannot draw letters (libfontmanager.so: libfreetype.so.6: cannot open shared object file):"
                                + " install its libraries"));
    }

    @Test
    void aMessageIsALineThatCanBeReadWhateverIsInIt() {
        String err = failing(new UserError("a\u001b[31mred\u202eder\tlo\u200bng\u0000 \r\n\u0085\u2028 Ü😀"
                        + "x".repeat(10_000_000) + "end"))
                .err();
        assertTrue(
                err.startsWith("localflows: a\\u001b[31mred\\u202eder\\tlo\\u200bng\\u0000 Ü😀xxx"),
                err.substring(0, 60));
        assertTrue(err.endsWith("xxxend\n"), "the end is kept");
        assertTrue(err.contains("xxx...xxx"), "what is cut is marked");
        assertTrue(err.length() < READABLE, () -> err.length() + " characters");
    }

    private static Program failing(String... more) {
        return failing(new IllegalStateException("no Spark\n  today"), more);
    }

    private static Program failing(Throwable thrown, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = new String[more.length + 1];
        arguments[0] = "describe";
        System.arraycopy(more, 0, arguments, 1, more.length);
        int code = LocalFlows.execute(
                command -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw LocalFlowsTest.<RuntimeException>sneaked(thrown);
                },
                new PrintWriter(out),
                new PrintWriter(err),
                arguments);
        return new Program(code, out.toString(), err.toString());
    }

    /** As Scala throws checked exceptions, undeclared. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
