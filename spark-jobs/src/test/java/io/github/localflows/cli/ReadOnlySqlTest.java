package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/** Every kind of statement that Spark's grammar knows: what asks is answered, all else is refused and does nothing. */
class ReadOnlySqlTest {
    @TempDir
    private static Path directory;

    private static Path run;

    @BeforeAll
    static void writeRun() throws IOException {
        run = directory.resolve("run");
        SqlRun.write(run);
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("small.csv"), "a,b\n1,2\n");
        Files.writeString(files.resolve("small.json"), "{\"a\": 1}\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void whatAsksIsAnsweredAndChangesNothing(String query) throws IOException {
        Map<String, Object> before = state();
        Program program = ask(query);
        assertEquals("", program.err());
        assertEquals(0, program.code());
        assertTrue(program.lines().size() >= 1, program.out());
        assertEquals(before, state());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void anythingElseIsRefusedInOneLineAndChangesNothing(String query) throws IOException {
        Map<String, Object> before = state();
        Program program = ask(query);
        assertEquals("", program.out());
        assertTrue(program.err().startsWith("localflows: sql"), program.err());
        assertEquals(1, program.err().lines().count(), program.err());
        assertEquals(2, program.code());
        assertEquals(before, state());
    }

    @Test
    void whatIsRefusedIsNamed() {
        Map.of(
                        "SELECT TRANSFORM(1) USING 'cat'",
                                "so ScriptTransformation (TRANSFORM, MAP, REDUCE) is not allowed",
                        "EXPLAIN EXECUTE IMMEDIATE 'SELECT 1'", "so UnresolvedExecuteImmediate is not allowed",
                        "SELECT Reflect('a', 'b')", "so the function Reflect is not allowed",
                        "INSERT INTO fiducial SELECT 1", "so InsertInto is not allowed",
                        "SELECT * FROM jdbc.`jdbc:h2:mem:x`",
                                "The table or view `jdbc`.`jdbc:h2:mem:x` cannot be found")
                .forEach((query, what) -> {
                    String said = ask(query).err();
                    assertTrue(said.contains(what), said);
                });
    }

    @Test
    void variablesOfTheEnvironmentAreNotReplaced() {
        assertEquals(
                List.of("x", "${env:PATH}"),
                ask("SELECT '${env:PATH}' AS x", "--format", "csv").lines());
    }

    static Stream<String> allowed() throws IOException {
        return queries("allowed-queries.txt");
    }

    static Stream<String> refused() throws IOException {
        return queries("refused-queries.txt");
    }

    private static Stream<String> queries(String resource) throws IOException {
        try (InputStream in = ReadOnlySqlTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }

    private static Program ask(String query, String... more) {
        return SqlRun.ask(
                run,
                query.replace("\\n", "\n")
                        .replace("$HERE", directory.toString())
                        .replace("$RUN", run.toString()),
                more);
    }

    /** What a query could have changed: files here and beside the program, the session, and what sessions share. */
    private static Map<String, Object> state() throws IOException {
        SparkSession spark = (SparkSession) SharedSpark.session();
        Map<String, Object> state = new TreeMap<>();
        state.put("files", files(directory, Integer.MAX_VALUE));
        state.put("beside", files(Path.of(""), 1));
        state.put(
                "settings",
                new TreeMap<>(CollectionConverters.asJava(spark.conf().getAll())));
        state.put(
                "views",
                List.copyOf(CollectionConverters.asJava(
                        spark.sessionState().catalog().getTempViewNames())));
        state.put(
                "functions",
                new TreeSet<>(
                        CollectionConverters.asJava(
                                        spark.sessionState().functionRegistry().listFunction())
                                .stream()
                                .map(Object::toString)
                                .toList()));
        state.put("jars", spark.sparkContext().listJars().toString());
        state.put("added files", spark.sparkContext().listFiles().toString());
        state.put("cached", !spark.sharedState().cacheManager().isEmpty());
        return state;
    }

    private static List<String> files(Path root, int depth) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(root, depth)) {
            for (Path file : found.sorted().toList()) {
                files.add(file + " " + (Files.isDirectory(file) ? "" : Files.size(file)));
            }
        }
        return files;
    }
}
