package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.MockRun;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.pipeline.TestRuns;
import io.github.localflows.stage.stars.ObserveStars;
import io.github.localflows.stage.stars.SampleStars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.Success$;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Flows that are trained on the executors against those of the driver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainPlacementTest {
    private static final int MEMBERS = 3;
    private static final List<String> SMALL = List.of(
            "sample.seeds=4",
            "sample.starsPerSeed=1000",
            "train.members=" + MEMBERS,
            "train.parts=2",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=4",
            "train.batch=50",
            // The loss of the best epoch over all training stars then stands in no history.
            "train.schedule=cosine",
            "train.checkpointEpochs=2");
    private static final String EXECUTORS = "train.placement=executors";

    /** Products of a few numbers. */
    private static final double ROUNDING = 1e-12;

    /** What the tasks of a test have done, "member attempt epoch"; static, for Spark copies what tasks use. */
    private static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();

    /** Two flows in training; static likewise. */
    private static final CountDownLatch BOTH = new CountDownLatch(2);

    private final SparkSession spark = SharedSpark.session();
    private Path directory;
    private RunDirectory driver;

    @BeforeAll
    void trainOnTheDriver(@TempDir Path temporary) throws IOException {
        directory = temporary;
        driver = TestRuns.at(directory, "driver");
        SampleStars.run(Stage.job(spark, driver, config(), false));
        TrainFlows.run(Stage.job(spark, driver, config(), false));
    }

    @BeforeEach
    void forget() {
        HEARD.clear();
    }

    @Test
    void executorsTrainTheFlowsOfTheDriver() throws IOException {
        RunDirectory run = runWithStars("executors");
        assertTrue(TrainFlows.run(Stage.job(spark, run, config(EXECUTORS), false))
                .get(0)
                .made());

        assertSameFlows(run);
        for (int m = 0; m < MEMBERS; m++) {
            Manifest here = member(driver, m);
            Manifest there = member(run, m);
            assertEquals(here.figures(), there.figures());
            assertEquals(here.rows(), there.rows());
            assertEquals(here.configurationHash(), there.configurationHash());
            assertEquals(2 * here.wallSeconds(), here.coreSeconds(), ROUNDING * here.coreSeconds(), "two threads");
            assertEquals(there.wallSeconds(), there.coreSeconds(), ROUNDING * there.coreSeconds(), "one thread");
            for (String file : List.of("model.json", "weights.npz")) {
                assertEquals(-1, Files.mismatch(file("driver", m, file), file("executors", m, file)), file);
            }
        }
        assertEquals(
                List.of("_manifest.json", "member-00", "member-01", "member-02"),
                MockRun.names(directory.resolve("executors/flows/fiducial")));
        assertFalse(
                TrainFlows.run(Stage.job(spark, run, config(), false)).get(0).made(), "the driver finds them");
    }

    @Test
    void setsOfOneFlowAreLearnedAtTheSameTime() throws IOException {
        String[] two = {
            "datasets=[fiducial, gaia]",
            "train.datasets=[gaia]",
            "accelerations.datasets=[]",
            "stars.gaia.observed=fiducial",
            "stars.gaia.realisations=2",
            "train.members=1",
            "train.parts=1"
        };
        RunDirectory here = runWithStars("two-on-driver");
        RunDirectory there = runWithStars("two-on-executors");
        String[] executors = Arrays.copyOf(two, two.length + 1);
        executors[two.length] = EXECUTORS;
        ObserveStars.run(Stage.job(spark, here, config(two), false));
        ObserveStars.run(Stage.job(spark, there, config(two), false));
        TrainFlows.run(Stage.job(spark, here, config(two), false));
        List<StageOutcome> outcomes = TrainFlows.run(Stage.job(spark, there, config(executors), false), epoch -> {
            BOTH.countDown();
            try {
                assertTrue(BOTH.await(60, TimeUnit.SECONDS), "one flow waits for the other to end");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(
                List.of("gaia-000", "gaia-001"),
                outcomes.stream().map(outcome -> outcome.manifest().dataset()).toList());
        for (String set : List.of("gaia-000", "gaia-001")) {
            assertEquals(
                    here.manifest(here.flows(set)).orElseThrow().checksum(),
                    there.manifest(there.flows(set)).orElseThrow().checksum());
        }
    }

    @Test
    void attemptThatFailsIsTakenUpFromItsCheckpoint() throws IOException {
        RunDirectory run = runWithStars("failed");
        TrainFlows.run(Stage.job(spark, run, config(EXECUTORS), false), epoch -> {
            TaskContext task = TaskContext.get();
            HEARD.add(task.partitionId() + " " + task.attemptNumber() + " " + epoch.epoch());
            if (epoch.epoch() == 2 && task.attemptNumber() == 0) {
                throw new IllegalStateException("killed");
            }
        });

        assertSameFlows(run);
        List<String> expected = new ArrayList<>();
        for (int m = 0; m < MEMBERS; m++) {
            for (String epoch : List.of("0 0", "0 1", "0 2", "1 2", "1 3")) {
                expected.add(m + " " + epoch);
            }
        }
        assertEquals(expected, HEARD.stream().sorted().toList());
    }

    @Test
    void driverGoesOnWhereTheExecutorsWereKilled() throws IOException {
        RunDirectory run = runWithStars("killed");
        assertThrows(
                IllegalStateException.class,
                () -> TrainFlows.run(Stage.job(spark, run, config(EXECUTORS), false), epoch -> {
                    if (epoch.epoch() == 2) {
                        throw new IllegalStateException("killed");
                    }
                }));
        assertEquals(List.of(), run.flowDatasets());

        TrainFlows.run(Stage.job(spark, run, config(), false), epoch -> HEARD.add("epoch " + epoch.epoch()));
        assertSameFlows(run);
        assertTrue(HEARD.size() <= MEMBERS * 4 - 2, "two epochs or more are not done again: " + HEARD);
    }

    @Test
    void onlyMissingFlowsAreTrained() throws IOException {
        RunDirectory run = runWithStars("one-more");
        TrainFlows.run(Stage.job(spark, run, config("train.members=2"), false));
        TrainFlows.run(
                Stage.job(spark, run, config(EXECUTORS), false),
                epoch -> HEARD.add(TaskContext.get().partitionId() + ""));
        assertSameFlows(run);
        assertEquals(List.of("0", "0", "0", "0"), List.copyOf(HEARD));
    }

    @Test
    void trainingThatDivergesIsTheUsersToMendAndNotRepeated() throws Exception {
        RunDirectory run = runWithStars("diverged");
        String[] wrong = {"train.learningRate=10", "train.members=1", "train.parts=1"};
        UserError here =
                assertThrows(UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config(wrong), false)));

        AtomicInteger failures = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.reason() != Success$.MODULE$) {
                    failures.incrementAndGet();
                }
            }
        };
        spark.sparkContext().addSparkListener(listener);
        try {
            Config config = config(EXECUTORS, wrong[0], wrong[1], wrong[2]);
            UserError there = assertThrows(UserError.class, () -> TrainFlows.run(Stage.job(spark, run, config, false)));
            assertEquals(here.getMessage(), there.getMessage());
            assertTrue(
                    there.getMessage().startsWith("train fiducial flow 1 of 1: the loss became"), there.getMessage());
            spark.sparkContext().listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(10));
            assertEquals(0, failures.get());
        } finally {
            spark.sparkContext().removeSparkListener(listener);
        }
    }

    @Test
    void tooFewStarsForABatchAreTheUsersToMend() throws IOException {
        RunDirectory run = runWithStars("few");
        UserError e = assertThrows(
                UserError.class,
                () -> TrainFlows.run(Stage.job(spark, run, config(EXECUTORS, "train.batch=1000000"), false)));
        assertTrue(e.getMessage().contains("fewer than a batch of 1000000. Lower train.batch"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private void assertSameFlows(RunDirectory run) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        for (int m = 0; m < MEMBERS; m++) {
            expected.put("flow " + m, member(driver, m).checksum());
            found.put("flow " + m, member(run, m).checksum());
        }
        assertEquals(expected, found);
        assertEquals(
                driver.manifest(driver.flows("fiducial")).orElseThrow().checksum(),
                run.manifest(run.flows("fiducial")).orElseThrow().checksum());
    }

    private static Manifest member(RunDirectory run, int member) throws IOException {
        return run.manifest(run.flow("fiducial", member)).orElseThrow();
    }

    private Path file(String run, int member, String name) {
        return directory.resolve(run + "/flows/fiducial/member-0" + member).resolve(name);
    }

    private RunDirectory runWithStars(String name) throws IOException {
        RunDirectory run = TestRuns.at(directory, name);
        FileUtil.copy(
                run.fileSystem(),
                driver.stars("fiducial"),
                run.fileSystem(),
                run.stars("fiducial"),
                false,
                run.hadoop());
        return run;
    }

    private static Config config(String... more) {
        return TestRuns.config(SMALL, more);
    }
}
