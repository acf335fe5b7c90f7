package io.github.localflows.artifact;

import java.util.List;
import java.util.Map;

/**
 * What was made, before it is committed.
 *
 * @param origin which stars it is of
 * @param rows how many rows it has (stars, positions; for flows the stars trained on)
 * @param checksum of its content, see {@link ContentChecksum}
 * @param times what it took
 * @param figures figures of the stage, by name with the unit in it
 * @param warnings what is doubtful about it, a sentence each, without its name: told when it is committed, kept in its manifest and repeated
 *     by the report
 */
public record Made(
        Origin origin, long rows, String checksum, Times times, Map<String, Double> figures, List<String> warnings) {
    /** Copies. */
    public Made {
        figures = Map.copyOf(figures);
        warnings = List.copyOf(warnings);
    }

    /** Of which nothing is doubtful. */
    public Made(Origin origin, long rows, String checksum, Times times, Map<String, Double> figures) {
        this(origin, rows, checksum, times, figures, List.of());
    }

    /**
     * What something took.
     *
     * @param wallSeconds from start to commit, or its part where several artifacts are made at once
     * @param coreSeconds the sum of the times of the tasks, or of the threads, that made it
     */
    public record Times(double wallSeconds, double coreSeconds) {}
}
