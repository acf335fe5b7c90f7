package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands start with the classes of Spark that Java keeps, and without a word where it cannot. */
class ClassArchiveIT {
    private static final String SPARK_SESSION = "org.apache.spark.sql.SparkSession source: ";

    @TempDir
    private Path directory;

    private String loaded(Launcher launcher) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.log");
        Launcher.Ended ended =
                launcher.run("describe", "--run", directory.resolve("none").toString());
        assertEquals(2, ended.code(), ended.err());
        assertEquals("", ended.out());
        assertTrue(ended.err().contains("localflows: there is no run directory"), ended.err());
        return Files.readString(log);
    }

    private Launcher launcher() {
        return new Launcher(
                directory, "--driver-java-options", "-Xlog:class+load:file=" + directory.resolve("classes.log"));
    }

    @Test
    void sparksClassesComeFromTheArchive() throws IOException, InterruptedException {
        assumeTrue(
                Files.exists(Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa")),
                "this Java has no archive of its own classes to build on, and commands start without");
        // Java says on stderr that it takes options from there, which does not make another Java of it.
        String loaded = loaded(launcher().with("JDK_JAVA_OPTIONS", "-Dlocalflows.test=1"));
        assertTrue(loaded.contains(SPARK_SESSION + "shared objects file (top)"), "they are loaded anew");
    }

    @Test
    void withAnotherClassPathItIsDoneWithout() throws IOException, InterruptedException {
        Path site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("something.txt"), "");
        String loaded = loaded(launcher().with("SPARK_CONF_DIR", site));
        assertTrue(loaded.contains(SPARK_SESSION + "file:"), "from its jar");
    }
}
