package io.github.localflows.pipeline;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Software;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.MemoryWatch;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.config.UserError;
import io.github.localflows.stage.Job;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a command goes on, told to people in lines, to programs in the run's log and in Spark's metrics, and on Spark's pages by the
 * names of its jobs.
 */
final class Account {
    private final Job job;
    private final Consumer<String> lines;
    private final RunLog log;

    /** The one that runs; null between stages. */
    private String stage;

    /** How many have been made. */
    private int artifacts;

    /** A command, or a stage of one. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private Account(Job job, String command, Consumer<String> lines) {
        this.job = job;
        this.lines = lines;
        log = new RunLog(job.run(), command);
    }

    /**
     * Does a command's work.
     *
     * @param lines told of it, in lines for people
     */
    static void of(Job job, String command, Consumer<String> lines, Stage.Work work) throws IOException {
        Account account = new Account(job, command, lines);
        long start = System.nanoTime();
        Software software = Software.running();
        account.log.begin(Map.of(
                "application",
                job.spark().sparkContext().applicationId(),
                "localflows",
                software.localflows(),
                "spark",
                software.spark()));
        try {
            work.run(job, account);
            account.log.add(RunLog.Level.INFO, null, null, "done", Map.of("wallSeconds", seconds(start)));
            account.log.write();
        } catch (IOException | RuntimeException | Error e) {
            account.log.add(
                    RunLog.Level.ERROR,
                    account.stage,
                    null,
                    "failed: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    Map.of("wallSeconds", seconds(start)));
            // A mistake that was refused at once leaves nothing.
            if (account.artifacts > 0 || !(e instanceof UserError)) {
                account.log.write();
            }
            throw e;
        }
    }

    /** Does the work of a stage, and says how much memory it took if it made something. */
    void stage(String name, Work work) throws IOException {
        stage = name;
        long start = System.nanoTime();
        int before = artifacts;
        try (MemoryWatch memory = new MemoryWatch(job.spark())) {
            JobName.ofGroup(job.spark(), name).during(() -> {
                work.run();
                return null;
            });
            MemoryWatch.Peak peak = memory.peak();
            Map<String, Number> figures =
                    new TreeMap<>(Map.of("wallSeconds", seconds(start), "peakHeapBytes", peak.heap()));
            if (peak.resident() > 0) {
                figures.put("peakResidentBytes", peak.resident());
            }
            if (peak.executorHeap() > 0) {
                figures.put("peakExecutorHeapBytes", peak.executorHeap());
            }
            log.add(RunLog.Level.INFO, name, null, "ends", figures);
            if (artifacts > before) {
                lines.accept(String.format(Locale.ROOT, "%-13s memory           at most %s", name, peak.text()));
            }
        }
        stage = null;
        if (artifacts > 0) {
            log.write();
        }
    }

    /** What became of some artifacts. */
    void outcomes(List<StageOutcome> outcomes) {
        outcomes.forEach(this::outcome);
    }

    private void outcome(StageOutcome outcome) {
        Manifest manifest = outcome.manifest();
        lines.accept(outcome.summary());
        Map<String, Number> figures = new TreeMap<>(Map.of("rows", manifest.rows()));
        if (outcome.made()) {
            artifacts++;
            WorkMeters.of(job.spark()).mark(manifest.stage(), WorkMeters.ARTIFACTS, 1);
            figures.put("wallSeconds", manifest.wallSeconds());
            figures.put("coreSeconds", manifest.coreSeconds());
            figures.put("bytes", manifest.bytes());
        }
        log.add(
                RunLog.Level.INFO,
                manifest.stage(),
                manifest.dataset(),
                outcome.made() ? "made" : "is there already",
                figures);
        // Told when it was made.
        manifest.warnings()
                .forEach(
                        warning -> log.add(RunLog.Level.WARN, manifest.stage(), manifest.dataset(), warning, Map.of()));
        if (artifacts > 0) {
            log.writeSoon();
        }
    }

    /** Writes the log, for what reads it. */
    void keep() {
        log.write();
    }

    /** A line for people. */
    void say(String line) {
        lines.accept(line);
    }

    /** Something was left out, for a reason. */
    void leaveOut(String line) {
        lines.accept(line);
        log.add(RunLog.Level.WARN, stage, null, line, Map.of());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
