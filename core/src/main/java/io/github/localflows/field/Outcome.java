package io.github.localflows.field;

import java.io.Serializable;

/**
 * Whether there is an acceleration at a position, and why not.
 *
 * @param description the outcome in words, for tables
 */
public record Outcome(String description) implements Serializable {
    private static final long serialVersionUID = 1;

    /** There is a solution. */
    public static final Outcome SOLVED = new Outcome("solved");

    /** Fewer equations than {@link BoltzmannInversion#MIN_VELOCITIES} have a finite ln f and gradient. */
    public static final Outcome TOO_FEW_VELOCITIES = new Outcome("too few velocities with a finite ln f and gradient");

    /** The gradients of f at the velocities do not span three dimensions. */
    public static final Outcome SINGULAR = new Outcome("gradients of f do not determine all three components");

    /** @throws IllegalArgumentException without words */
    public Outcome {
        if (description == null || description.isBlank()) {
            throw new IllegalArgumentException(
                    "an outcome without words: say whether there is an acceleration, or why not");
        }
    }
}
