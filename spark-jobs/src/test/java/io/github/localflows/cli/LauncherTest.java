package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What submit/localflows and the start of Spark make of the options before the command. */
class LauncherTest {
    /** More than the 10 MB with which a log is begun anew [bytes]. */
    private static final long LARGE = 11L << 20;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "submit/localflows {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--master nowhere pipeline       | --master nowhere is no master of Spark's: give local, ",
                "--conf spark.master=local[ train | --master local[ is no master of Spark's: give local, ",
                "--master local[0] train         | --master local[0] is no master of Spark's: give local, ",
                "--master spark://head train     | --master spark://head is no master of Spark's: give local, ",
                "--driver-memory 10m train       | --driver-memory 10m is too little: Spark needs 500m at least",
                "--driver-memory much train      | --driver-memory much is no size: give a number and k, m, g or t",
                "--executor-memory=4q train      | --executor-memory 4q is no size: ",
                "--conf spark.driver.memory=x sql | --conf spark.driver.memory x is no size: ",
                "--conf foo sql                  | --conf foo: give a setting and its value, as spark.KEY=VALUE",
                "--conf sample.seeds=3 sample    | --conf sample.seeds: settings of Spark's have names that begin with spark.",
                "--deploy-mode far train         | --deploy-mode far: give client",
                "--executor-cores x train        | --executor-cores x is no count: ",
                "--num-executors -1 train        | --num-executors -1 is no count: ",
                "--properties-file /no/file sql  | --properties-file: there is no file /no/file that can be read",
                "--jars /no/a.jar,b.jar sql      | --jars: there is no file /no/a.jar that can be read",
                "--name= sql                     | --name needs a value",
                "--class some.Other sql          | unknown option --class: ",
                "--master                        | --master needs a value, and a command after it",
                "--num-exectors 4 train          | unknown option --num-exectors: before the command stand spark-submit's options",
                "--run runs/first sample         | --run goes after the command",
                "--set=sample.seeds=3 sample     | --set goes after the command",
            })
    void mistakeBeforeTheCommandEndsAsOneLineAndExitCode2(String arguments, String line)
            throws IOException, InterruptedException {
        Program program = launched(Path.of("../submit/localflows"), arguments);
        assertEquals(2, program.code(), program.err());
        assertTrue(program.err().startsWith("localflows: " + line), program.err());
        assertEquals(1, program.err().lines().count(), program.err());
    }

    /** A tree as a build leaves it, but for the programs, with sources of which the copy is younger than the jar. */
    private Path built() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        for (String file : List.of("submit/localflows", "submit/fingerprint", "conf/reference.conf", "pom.xml")) {
            Path copy = tree.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("..", file), copy);
        }
        Path source = tree.resolve("core/src/main/java/A.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "class A {}");
        Files.writeString(tree.resolve("core/pom.xml"), "<project/>");
        Path target = Files.createDirectories(tree.resolve("spark-jobs/target"));
        Files.writeString(target.resolve("localflows.jar"), "not to be run");
        assertTrue(target.resolve("localflows.jar").toFile().setLastModified(0));
        Process fingerprint = new ProcessBuilder(
                        "bash", tree.resolve("submit/fingerprint").toString())
                .redirectOutput(target.resolve("localflows.fingerprint").toFile())
                .start();
        assertEquals(0, fingerprint.waitFor());
        // Comes after the question whether to build, and ends the launcher.
        Files.createDirectories(tree.resolve("submit/target/spark/jars"));
        return tree;
    }

    @Test
    void aCopyOfABuiltTreeIsNotBuiltAgainUntilASourceDiffers() throws Exception {
        Path tree = built();
        Program copied = launched(tree.resolve("submit/localflows"), "--master yarn sql");
        assertTrue(copied.err().contains("knows no YARN"), copied.err());
        assertEquals(1, copied.err().lines().count(), copied.err());
        Files.writeString(tree.resolve("core/src/main/java/A.java"), "class B {}");
        Path log = Files.createDirectories(tree.resolve("submit/target/build.log"));
        Program changed = launched(tree.resolve("submit/localflows"), "--master yarn sql");
        assertTrue(changed.err().startsWith("localflows: building the job jar"), changed.err());
        assertTrue(Files.isDirectory(log), "so that there was nothing to build with");
    }

    @Test
    void aTreeThatMustBeBuiltAndCannotBeWrittenIsRefusedInOneLine() throws Exception {
        Path tree = built();
        Files.delete(tree.resolve("spark-jobs/target/localflows.fingerprint"));
        // In place of a directory, for nothing is read-only to some users.
        Files.writeString(tree.resolve("core/target"), "in the way");
        Program program = launched(tree.resolve("submit/localflows"), "sql");
        assertEquals(2, program.code());
        assertEquals(
                "localflows: the job jar must be built first, and " + tree.toRealPath()
                        + "/core/target cannot be written: make it writable, or build on a copy of " + tree.toRealPath()
                        + "\n",
                program.err());
    }

    @Test
    void onlyTheLogOfTheProgramsOwnChoiceIsBegunAnew() throws Exception {
        Path launcher = built().resolve("submit/localflows");
        Path named = large(directory.resolve("data"));
        Path beside = Files.writeString(directory.resolve("data.1"), "somebody's");
        launched(launcher, "sql", Map.of("LOCALFLOWS_LOG", named.toString()));
        assertEquals(LARGE, Files.size(named));
        assertEquals("somebody's", Files.readString(beside));

        Path own =
                large(Files.createDirectories(directory.resolve("localflows")).resolve("localflows.log"));
        launched(launcher, "sql", Map.of("XDG_STATE_HOME", directory.toString()));
        assertFalse(Files.exists(own));
        assertEquals(LARGE, Files.size(own.resolveSibling("localflows.log.1")));
    }

    private static Path large(Path file) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
            log.setLength(LARGE);
        }
        return file;
    }

    private static Program launched(Path launcher, String arguments) throws IOException, InterruptedException {
        return launched(launcher, arguments, Map.of());
    }

    private static Program launched(Path launcher, String arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
        command.addAll(List.of(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Program(process.waitFor(), "", said);
    }

    @Test
    void sparkThatDoesNotStartIsTheUsersMistake() {
        UserError e = assertThrows(
                UserError.class,
                () -> Sessions.started("local[none]", () -> {
                    throw sneaked(new SparkException("Could not parse Master URL: 'local[none]'"));
                }));
        assertEquals(
                "Spark does not start with --master local[none] (Could not parse Master URL: 'local[none]'): change that or"
                        + " another of the options before the command",
                e.getMessage());
    }

    /** As Scala throws checked exceptions, undeclared. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
