package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline on a standalone cluster that loses an executor in each stage that has tasks, and a worker. */
@Tag("cluster")
class LostExecutorsIT {
    private static final Duration LONGEST = Duration.ofMinutes(8);

    @TempDir
    private Path directory;

    /** Whether a stage has begun its work. */
    private interface Sign {
        boolean isThere() throws IOException;
    }

    @Test
    void executorsAndAWorkerAreLostAndNothingElse() throws Exception {
        String run = directory.resolve("run").toUri().toString();
        try (Standalone cluster = new Standalone(directory.resolve("standalone"), 2, "2g")) {
            Launcher launcher = new Launcher(directory, "--master", cluster.url(), "--executor-memory", "1g");
            Launcher.Running running = launcher.start(SmallRun.pipeline(run));
            Map<String, Sign> signs = new LinkedHashMap<>();
            signs.put("sample, perturb, evolve", () -> SmallRun.holds(run + "/stars", "/_attempts/"));
            signs.put("train", () -> SmallRun.holds(run + "/flows", "/_checkpoints/"));
            signs.put("accelerations", () -> SmallRun.holds(run + "/accelerations", "/.fiducial.tmp-"));
            signs.put("weak-form", () -> running.said().contains("weak-form: "));
            List<String> lost = new ArrayList<>();
            long end = System.nanoTime() + LONGEST.toNanos();
            while (running.process().isAlive() && System.nanoTime() < end) {
                String next = signs.keySet().stream().findFirst().orElse(null);
                if (next != null && signs.get(next).isThere()) {
                    if (kill(cluster)) {
                        lost.add(next);
                        signs.remove(next);
                        if (next.equals("accelerations")) {
                            cluster.killWorker(0);
                            cluster.addWorker();
                        }
                    }
                }
                Thread.sleep(20);
            }
            running.end().well();
            assertEquals(List.of("sample, perturb, evolve", "train", "accelerations", "weak-form"), lost);
        }
        assertEquals(SmallRun.expected(), SmallRun.checksums(run));
    }

    private static boolean kill(Standalone cluster) {
        List<ProcessHandle> executors = cluster.executors();
        return !executors.isEmpty() && executors.get(0).destroyForcibly();
    }
}
