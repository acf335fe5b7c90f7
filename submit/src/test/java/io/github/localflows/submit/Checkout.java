package io.github.localflows.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkout that the build runs in, and what it has left there. */
final class Checkout {
    /** Its top; Maven runs tests in the directory of their module. */
    static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    static final Path LAUNCHER = TOP.resolve("submit/localflows");
    static final Path KUBERNETES = TOP.resolve("submit/kubernetes");
    static final Path JOB_JAR = TOP.resolve("spark-jobs/target/localflows.jar");
    static final Path SPARK = TOP.resolve("submit/target/spark");
    static final Path SPARK_JARS = SPARK.resolve("jars");

    private Checkout() {}

    static List<Path> sparkJars() throws IOException {
        try (var files = Files.list(SPARK_JARS)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
