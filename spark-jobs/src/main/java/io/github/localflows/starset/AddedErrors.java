package io.github.localflows.starset;

import java.util.Objects;

/**
 * That the stars of a set are those of another whose errors of measurement were added once more.
 *
 * @param to the other set
 * @param variance how many times their variance was added
 */
public record AddedErrors(String to, double variance) {
    /** Refuses what is missing. */
    public AddedErrors {
        Objects.requireNonNull(to, "the set that errors were added to");
    }
}
