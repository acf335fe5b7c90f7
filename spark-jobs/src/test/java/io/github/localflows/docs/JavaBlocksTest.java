package io.github.localflows.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.random.TrainingStreams;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code ```java} of the documents compiles and runs. A block finds the packages of the program and of Spark imported, a session
 * {@code spark}, some {@code features} of stars, and small files in place of those that it names; flows are trained for one epoch.
 */
class JavaBlocksTest {
    /** Names of files and directories of the user's, within quotes. */
    private static final String FILES = "\"((?:runs|models)/[^\"]*|[\\w-]+\\.(?:npz|parquet|csv))\"";

    /** What a reader has imported, beside the packages of core. */
    private static final List<String> PACKAGES = List.of(
            "java.io",
            "java.nio.file",
            "java.util",
            "io.github.localflows.ml",
            "org.apache.spark.ml",
            "org.apache.spark.ml.feature",
            "org.apache.spark.sql");

    private static final int STARS = 200;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeInputs() throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve("weights.npz"));
                MaskedAutoregressiveFlow flow = MaskedAutoregressiveFlow.initialised(
                        FlowShape.unconditional(5, 8, 64, 2), TrainingStreams.weights(1))) {
            FlowFiles.writeWeights(out, flow);
        }
        SharedSpark.session()
                .range(STARS)
                .selectExpr(
                        "7.5 + rand(1) AS R",
                        "randn(2) * 0.3 AS z",
                        "randn(3) * 30 AS vR",
                        "220 + randn(4) * 20 AS vphi",
                        "randn(5) * 20 AS vz")
                .coalesce(1)
                .write()
                .parquet(directory.resolve("runs/quickstart/stars/fiducial").toString());
    }

    static List<Documents.Block> blocks() throws IOException {
        return Documents.blocks().stream()
                .filter(block -> block.language().equals("java"))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void javaOfTheDocumentsRuns(Documents.Block block) throws Throwable {
        String name = "Block" + block.toString().replaceAll("\\W", "_");
        Path source = Files.writeString(directory.resolve(name + ".java"), source(name, block.text()));
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-nowarn", "-d", directory.toString()),
                        null,
                        ToolProvider.getSystemJavaCompiler()
                                .getStandardFileManager(null, null, null)
                                .getJavaFileObjects(source))
                .call();
        assertTrue(compiled, block + " does not compile:\n" + messages);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass(name).getMethod("run").invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A class that does what the block says. */
    private static String source(String name, String block) throws IOException {
        Path core = Path.of("../core/src/main/java");
        TreeSet<String> packages = new TreeSet<>(PACKAGES);
        try (Stream<Path> files = Files.walk(core)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> core.relativize(file.getParent()).toString().replace('/', '.'))
                    .forEach(packages::add);
        }
        return packages.stream().map(one -> "import " + one + ".*;\n").collect(Collectors.joining())
                + "public class " + name + " {\n"
                + "static SparkSession spark = io.github.localflows.SharedSpark.session();\n"
                + "static float[] features = {0.1f, 0.2f, 0.1f, -0.1f, 0.3f, -0.2f, 0.4f, 0, 0.5f, 1};\n"
                + "public static void run() throws Exception {\n"
                + block.replaceAll(FILES, "\"" + directory + "/$1\"")
                        .replaceAll("setEpochs\\(\\d+\\)", "setEpochs(1).setBatchSize(50)")
                + "}\n}\n";
    }

    @Test
    void thereAreBlocks() throws IOException {
        assertTrue(blocks().size() >= 3, blocks().toString());
    }
}
