package io.github.localflows.nf.train;

/** The learning rate of one training run, which asks it before each step and tells it the loss after each epoch. */
public sealed interface LearningRate permits PlateauRate, CosineRate {
    /**
     * The rate of a step.
     *
     * @param progress (step + 1/2) / steps of the whole run, between 0 and 1
     */
    double rate(double progress);

    /** @param loss over the whole training set after an epoch, when the rate depends on it */
    void epochEnded(double loss);

    /** A copy of all that the rates to come depend on. */
    double[] state();

    /**
     * Goes on from where a run under the same schedule stood.
     *
     * @param state as {@link #state} gave it
     * @throws IllegalArgumentException when it is of another schedule
     */
    void restore(double[] state);

    /** Multiplies all rates to come, for training that diverged. */
    void lower(double factor);

    /** Whether more epochs are of no use. */
    boolean exhausted();
}
