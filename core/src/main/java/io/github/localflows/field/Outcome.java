package io.github.localflows.field;

/** Whether the Boltzmann equation could be solved at a position, and why not. */
public enum Outcome {
    /** There is a solution. */
    SOLVED("solved"),
    /** Fewer equations than {@link BoltzmannInversion#MIN_VELOCITIES} have a finite ln f and gradient. */
    TOO_FEW_VELOCITIES("too few velocities with a finite ln f and gradient"),
    /** The gradients of f at the velocities do not span three dimensions. */
    SINGULAR("gradients of f do not determine all three components");

    private final String description;

    Outcome(String description) {
        this.description = description;
    }

    /** The outcome in words, for tables. */
    public String description() {
        return description;
    }
}
