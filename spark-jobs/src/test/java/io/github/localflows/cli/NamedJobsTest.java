package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What the program's jobs are called on Spark's pages. */
@Tag("scale")
class NamedJobsTest {
    /** As Spark calls what has no other name: "count at TrainingStars.java:161". */
    private static final Pattern CODE = Pattern.compile(".* at \\S+:\\d+");

    private static final List<String> TINY = List.of(
            "sample.seeds=8",
            "sample.starsPerSeed=48000",
            "datasets=[fiducial, perturbed-200myr, tenth, seen, half, mine]",
            "stars.tenth { selected = fiducial, fraction = 0.5 }",
            "stars.seen.observed=fiducial",
            "stars.half.splitRv=fiducial",
            "train.datasets=[fiducial, half]",
            "train.placement=executors",
            "train.members=2",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=2",
            "train.batch=1000",
            "accelerations.datasets=[fiducial]",
            "accelerations.grid.R=5",
            "accelerations.grid.z=5",
            "accelerations.profiles.points=3",
            "accelerations.velocities.count=50",
            "slices.points=11",
            "weakForm.datasets=[fiducial]",
            "compare.datasets=[fiducial]",
            "compare.methods=[jeans]",
            "compare.steps=200");

    @TempDir
    private Path directory;

    private final Queue<String> jobs = new ConcurrentLinkedQueue<>();
    private final Queue<String> groups = new ConcurrentLinkedQueue<>();
    private final Queue<String> stages = new ConcurrentLinkedQueue<>();

    private final class Listener extends SparkListener {
        @Override
        public void onJobStart(SparkListenerJobStart start) {
            jobs.add(String.valueOf(start.properties().getProperty("spark.job.description")));
            groups.add(String.valueOf(start.properties().getProperty("spark.jobGroup.id")));
            for (StageInfo stage : CollectionConverters.asJava(start.stageInfos())) {
                stages.add(stage.name());
            }
        }
    }

    @Test
    void everyJobAndStageOfEveryCommandSaysWhatItIsFor() throws Exception {
        Path table = Files.writeString(directory.resolve("mine.csv"), "R,z,vR,vphi,vz\n8,0.1,1,220,3\n8,1,1,220,3\n");
        Path run = directory.resolve("run");
        SparkContext context = SharedSpark.session().sparkContext();
        Listener listener = new Listener();
        context.addSparkListener(listener);
        try {
            pipeline(run, table);
            run("sql", "--run", run, "SELECT count(*) FROM fiducial JOIN accelerations_fiducial USING (R)");
            for (String format : List.of("csv", "parquet")) {
                run(
                        "evaluate",
                        "--run",
                        run,
                        "--points",
                        table,
                        "--quantities",
                        "acceleration,df",
                        "--out",
                        directory.resolve("out." + format));
            }
            context.listenerBus().waitUntilEmpty();
        } finally {
            context.removeSparkListener(listener);
        }
        for (Queue<String> names : List.of(jobs, groups, stages)) {
            List<String> bad = names.stream()
                    .filter(name -> name.isBlank()
                            || name.equals("null")
                            || CODE.matcher(name).matches())
                    .distinct()
                    .toList();
            assertEquals(List.of(), bad);
        }
        Set<String> all = new TreeSet<>(jobs);
        for (String name : List.of(
                "sample+perturb+evolve fiducial, perturbed-0myr, perturbed-200myr: seeds 0-7",
                "train fiducial: 2 flows",
                "accelerations exact-f: 1 tile of 25 positions",
                "weak-form fiducial: sums",
                "compare: read stars of fiducial",
                "sql",
                "evaluate: 2 points")) {
            assertTrue(all.contains(name), name + " is not among " + all);
        }
        assertFalse(jobs.isEmpty());
        for (String key : List.of("spark.jobGroup.id", "spark.job.description", "callSite.short")) {
            assertEquals(null, context.getLocalProperty(key), "nothing stays for the jobs of others");
        }
    }

    private static void pipeline(Path run, Path table) {
        List<Object> arguments =
                new ArrayList<>(List.of("pipeline", "--config", Path.of("../conf/reference.conf"), "--run", run));
        List<String> settings = new ArrayList<>(TINY);
        settings.add("stars.mine { table = \"" + table + "\", measure = volume }");
        for (String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        run(arguments.toArray());
    }

    private static void run(Object... arguments) {
        Program program = Program.run(arguments);
        assertEquals(0, program.code(), program.err());
    }
}
