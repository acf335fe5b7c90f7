package io.github.localflows.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of the finished file of a block of stars, kept beside it until its data set is whole, so that a run that
 * was killed need not make it again.
 *
 * @param rows how many stars it holds
 * @param checksum of its content
 * @param read checksum of the stars that it was made from; of none for stars that were drawn
 * @param sums figures that add up over the blocks
 * @param maxima figures of which the largest over the blocks counts
 * @param coreSeconds time of the task that went into it, by what it went into
 * @param wallSeconds its part of the time that the run took
 */
public record BlockRecord(
        long rows,
        ContentChecksum checksum,
        ContentChecksum read,
        SortedMap<String, Double> sums,
        SortedMap<String, Double> maxima,
        SortedMap<String, Double> coreSeconds,
        double wallSeconds)
        implements Serializable {
    private static final long serialVersionUID = 1;

    public BlockRecord {
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(read, "read");
        sums = new TreeMap<>(sums);
        maxima = new TreeMap<>(maxima);
        coreSeconds = new TreeMap<>(coreSeconds);
    }

    /** The same with its part of the time that the run took. */
    public BlockRecord took(double seconds) {
        return new BlockRecord(rows, checksum, read, sums, maxima, coreSeconds, seconds);
    }

    /** All of the task's time that went into it. */
    public double allCoreSeconds() {
        return coreSeconds.values().stream().mapToDouble(seconds -> seconds).sum();
    }

    /** The record as JSON. */
    public String json() {
        try {
            return Json.MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record must be representable as JSON: " + this, e);
        }
    }

    /** Reads what {@link #json()} wrote; empty when it is something else, such as the half of it. */
    public static Optional<BlockRecord> parse(String json) {
        try {
            // Null where the text says so.
            return Optional.ofNullable(Json.MAPPER.readValue(json, BlockRecord.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
