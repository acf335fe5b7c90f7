package io.github.localflows.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline on a standalone cluster that loses an executor in each stage that has tasks, and a worker. */
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
        Path run = directory.resolve("run");
        try (Standalone cluster = new Standalone(directory.resolve("standalone"), 2, "2g")) {
            Launcher launcher = new Launcher(directory, "--master", cluster.url(), "--executor-memory", "1g");
            Launcher.Running running = launcher.start(SmallRun.pipeline(run.toString()));
            Map<String, Sign> signs = new LinkedHashMap<>();
            signs.put("sample, perturb, evolve", () -> holds(run.resolve("stars"), "_attempts"));
            signs.put("train", () -> holds(run.resolve("flows"), "_checkpoints"));
            signs.put("accelerations", () -> holds(run.resolve("accelerations"), ".fiducial.tmp-"));
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
        assertEquals(SmallRun.expected(), SmallRun.checksums(run.toString()));
    }

    private static boolean kill(Standalone cluster) {
        List<ProcessHandle> executors = cluster.executors();
        return !executors.isEmpty() && executors.get(0).destroyForcibly();
    }

    /** Whether there is something below a directory of which the name begins so. */
    private static boolean holds(Path directory, String prefix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.anyMatch(path -> path.getFileName().toString().startsWith(prefix));
        } catch (UncheckedIOException e) {
            // A directory was renamed meanwhile.
            return false;
        }
    }
}
