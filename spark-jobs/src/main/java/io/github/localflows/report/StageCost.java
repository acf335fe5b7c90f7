package io.github.localflows.report;

import io.github.localflows.artifact.Manifest;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one stage made and what it took.
 *
 * @param stage the command
 * @param dataset what it made
 * @param rows how many stars (sample, perturb, evolve), stars trained on (train) or positions (accelerations, compare)
 * @param wallSeconds from start to commit [s]
 * @param coreSeconds the sum of the times of its tasks, or of its threads [s]
 * @param rowsPerSecond rows / wallSeconds; null when that is zero
 * @param rowsPerCoreSecond rows / coreSeconds: the throughput of one core; null when that is zero
 * @param bytes the size of its files
 * @param checksum of its content
 * @param figures what else the stage says of itself, units in the names; counts are whole numbers
 */
public record StageCost(
        String stage,
        String dataset,
        long rows,
        double wallSeconds,
        double coreSeconds,
        Double rowsPerSecond,
        Double rowsPerCoreSecond,
        long bytes,
        String checksum,
        SortedMap<String, Number> figures) {
    /** Copies. */
    public StageCost {
        figures = new TreeMap<>(figures);
    }

    /** What a manifest says of it. */
    public static StageCost of(Manifest manifest) {
        return new StageCost(
                manifest.stage(),
                manifest.dataset(),
                manifest.rows(),
                manifest.wallSeconds(),
                manifest.coreSeconds(),
                rate(manifest.rows(), manifest.wallSeconds()),
                rate(manifest.rows(), manifest.coreSeconds()),
                manifest.bytes(),
                manifest.checksum(),
                Figures.of(manifest.figures()));
    }

    private static Double rate(long rows, double seconds) {
        return seconds > 0 ? rows / seconds : null;
    }
}
