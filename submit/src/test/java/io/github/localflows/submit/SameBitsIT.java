package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same small pipeline on clusters of several kinds. */
class SameBitsIT {
    @TempDir
    private Path directory;

    @Tag("scale")
    @Test
    void twoCores() throws Exception {
        String run = directory.resolve("run").toString();
        new Launcher(directory, "--master", "local[2]")
                .run(SmallRun.pipeline(run))
                .well();
        assertEquals(SmallRun.expected(), SmallRun.checksums(run));
    }

    @Tag("cluster")
    @Test
    void yarnAndHdfsWithTheDriverOnTheCluster() throws Exception {
        // For the driver and both executors; without the second of them Spark waits for half a minute before it begins.
        try (Hadoop hadoop = Hadoop.yarn(directory.resolve("hadoop"), 6400)) {
            Launcher launcher = new Launcher(
                            directory,
                            "--master",
                            "yarn",
                            "--deploy-mode",
                            "cluster",
                            "--driver-memory",
                            "2g",
                            "--num-executors",
                            "2",
                            "--executor-memory",
                            "1g",
                            "--conf",
                            "spark.yarn.maxAppAttempts=1",
                            "--conf",
                            "spark.yarn.jars=local:" + Checkout.SPARK_JARS + "/*")
                    .with("HADOOP_CONF_DIR", hadoop.configuration());
            String run = hadoop.uri() + "/runs/yarn";
            Launcher.Ended ended = launcher.run(SmallRun.pipeline(run)).well();
            assertTrue(ended.err().contains("localflows: done; what the driver printed is in its log"), ended.err());
            assertEquals(SmallRun.expected(), SmallRun.checksums(run));
        }
    }

    @Tag("scale")
    @Test
    void standaloneClusterWithTheDriverOnAWorker() throws Exception {
        try (Standalone cluster = new Standalone(directory.resolve("standalone"), 2, "2g")) {
            Launcher launcher = new Launcher(
                    directory,
                    "--master",
                    cluster.url(),
                    "--deploy-mode",
                    "cluster",
                    "--driver-memory",
                    "1g",
                    "--executor-memory",
                    "1g");
            String run = directory.resolve("run").toString();
            Launcher.Ended ended = launcher.run(SmallRun.command("sample", run)).well();
            assertTrue(ended.err().contains(" is FINISHED"), ended.err());
            assertTrue(ended.err().contains("what it prints is in stdout and stderr"), ended.err());
            assertEquals(
                    SmallRun.expected().get("stars/fiducial/"),
                    SmallRun.allChecksums(run).get("stars/fiducial/"));

            Launcher.Ended failed = launcher.run(SmallRun.command("accelerations", run));
            assertEquals(1, failed.code(), failed.err());
            assertTrue(failed.err().contains(" is FAILED"), failed.err());
        }
    }

    @Test
    void mistakesAreRefusedBeforeAnythingIsSent() throws Exception {
        // Nobody listens there.
        Launcher launcher = new Launcher(directory, "--master", "spark://127.0.0.1:1", "--deploy-mode", "cluster");
        Launcher.Ended relative = launcher.run("sample", "--run", "runs/first");
        assertEquals(2, relative.code(), relative.err());
        assertTrue(
                relative.err()
                        .startsWith("localflows: --run runs/first is a path below this machine's working directory"),
                relative.err());
        Launcher.Ended none = launcher.run("pipeline");
        assertEquals(2, none.code(), none.err());
        assertTrue(none.err().startsWith("localflows: --deploy-mode cluster needs --run"), none.err());
        Launcher.Ended key = launcher.run(SmallRun.command("sample", "hdfs://127.0.0.1:1/run", "sample.sedes=3"));
        assertEquals(2, key.code(), key.err());
        assertTrue(key.err().contains("sample.sedes"), key.err());
        Launcher.Ended answer = launcher.run("sql", "--run", "hdfs://127.0.0.1:1/run", "SELECT 1");
        assertEquals(2, answer.code(), answer.err());
        assertTrue(answer.err().contains("would stay on the cluster"), answer.err());
    }
}
