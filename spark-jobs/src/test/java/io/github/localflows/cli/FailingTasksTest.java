package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of which many tasks are killed while they work, in all stages. */
class FailingTasksTest {
    /** Of so many first attempts one is killed. */
    private static final int ONE_OF = 3;

    @TempDir
    private Path directory;

    /** Kills first attempts of tasks. */
    private static final class Killer extends SparkListener {
        private final SparkContext spark;
        private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

        Killer(SparkContext spark) {
            this.spark = spark;
        }

        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            boolean chosen = (start.stageId() + start.taskInfo().index()) % ONE_OF == 0;
            if (chosen && start.taskInfo().attemptNumber() == 0) {
                spark.killTaskAttempt(start.taskInfo().taskId(), true, "to see what happens");
            }
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.reason() instanceof TaskKilled) {
                stages.add(end.stageId());
            }
        }
    }

    @Test
    void killedTasksChangeNothing() throws Exception {
        Path plain = TinyPipeline.plain();
        SparkContext spark = SharedSpark.session().sparkContext();
        Killer killer = new Killer(spark);
        Path killed = directory.resolve("killed");
        spark.addSparkListener(killer);
        try {
            Program disturbed = Program.run(TinyPipeline.command(killed));
            assertEquals(0, disturbed.code(), disturbed.err());
        } finally {
            spark.removeSparkListener(killer);
        }
        assertEquals(TinyPipeline.checksums(plain), TinyPipeline.checksums(killed));
        assertTrue(killer.stages.size() >= 5, "tasks were killed in these stages alone: " + killer.stages);
    }
}
