package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes to a driver on the cluster. */
class ClusterModeTest {
    private static final Path DEFAULT = Path.of("../conf/quickstart.conf");
    private static final String RUN = "hdfs:///runs/first";

    @TempDir
    private Path directory;

    @Test
    void aConfigurationTakesAlongWhatItIncludes() throws Exception {
        Files.writeString(directory.resolve("galaxy.conf"), "sample.seeds = 7\n");
        Path mine = Files.writeString(
                directory.resolve("mine.conf"), "include \"galaxy.conf\"\nsample.starsPerSeed = ${sample.seeds}\n");
        List<String> sent = ClusterMode.sent(
                List.of(
                        "sample",
                        "--run=" + RUN,
                        "--config",
                        mine.toString(),
                        "--set",
                        "train.epochs=3",
                        "--overwrite"),
                DEFAULT);
        assertEquals(List.of("sample", ClusterMode.SENT), sent.subList(0, 2));
        assertEquals(List.of("--run", RUN, "--set", "train.epochs=3", "--overwrite"), sent.subList(3, sent.size()));
        assertTrue(sent.get(2).matches("mine\\.conf:[A-Za-z0-9_-]+"), sent.get(2));
        ClusterMode.Sent came = ClusterMode.Sent.of(sent.get(2));
        assertEquals(ConfigLoader.load(mine, List.of()), ConfigLoader.load(came.text(), came.name(), List.of()));
    }

    @Test
    void theDefaultGivesWayToThatOfTheRun() {
        List<String> sent = ClusterMode.sent(List.of("train", "--run", RUN), DEFAULT);
        assertEquals(ClusterMode.SENT_DEFAULT, sent.get(1));
        assertEquals(
                ConfigLoader.load(DEFAULT, List.of()),
                ConfigLoader.load(ClusterMode.Sent.of(sent.get(2)).text(), "sent", List.of()));
    }

    @Test
    void onlyADriverOnTheClusterChangesTheArguments() {
        String[] here = {"--deploy-mode", "client", "/a/localflows.jar", "train", "--run", "runs/first"};
        assertSame(here, ClusterMode.changed(here, DEFAULT));
        String[] there = {"--conf", "spark.submit.deployMode=cluster", "/a/localflows.jar", "train", "--run", RUN};
        String[] changed = ClusterMode.changed(there, DEFAULT);
        assertArrayEquals(Arrays.copyOf(there, 4), Arrays.copyOf(changed, 4));
        assertEquals(ClusterMode.SENT_DEFAULT, changed[4]);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pipeline                                     | --deploy-mode cluster needs --run with a place that all machines",
                "train --run runs/first                       | --run runs/first is a path below this machine's working directory",
                "evaluate --points a.csv --out hdfs:///b      | --points a.csv is a path below this machine's working directory",
                "sql --run hdfs:///runs/first SELECT          | the answer of `sql` would stay on the cluster",
                "describe --run hdfs:///runs/first            | the answer of `describe` would stay on the cluster",
                "test-potential --stars a --run hdfs:///r     | the answer of `test-potential` would stay on the cluster",
                "train --run hdfs:///r --set train.epoch=3    | --set train.epoch=3: unknown key train.epoch",
                "train --run hdfs:///r --config nowhere.conf  | nowhere.conf",
            })
    void whatCannotWorkThereIsRefusedHere(String command, String message) {
        UserError e = assertThrows(
                UserError.class, () -> ClusterMode.sent(List.of(command.strip().split(" ")), DEFAULT));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void aDriverThatFailedOnYarnIsNamed() {
        String said = ClusterMode.failure(
                        new SparkException("Application application_17_0001 finished with failed status"))
                .orElseThrow();
        assertTrue(
                said.startsWith("the driver on the cluster ended with failed status: `yarn logs -applicationId"
                        + " application_17_0001`"),
                said);
        for (String message : List.of(
                "Application application_17_0001 is killed",
                "The final status of application application_17_0001 is undefined")) {
            assertTrue(ClusterMode.failure(new SparkException(message)).isPresent(), message);
        }
        assertTrue(ClusterMode.failure(new SparkException("no such master")).isEmpty());
    }

    @Test
    void theStateOfAStandaloneDriverGivesTheExitCode() {
        assertEquals(0, StandaloneDriver.code("driver-1 is FINISHED"));
        assertEquals(1, StandaloneDriver.code("driver-1 is FAILED"));
        assertEquals(1, StandaloneDriver.code("driver-1 is KILLED"));
        // Of one that is not waited for.
        assertEquals(0, StandaloneDriver.code("driver-1 is SUBMITTED"));
    }
}
