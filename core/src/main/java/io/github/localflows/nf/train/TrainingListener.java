package io.github.localflows.nf.train;

import java.util.function.Supplier;

/** Hears how a training run goes. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * An epoch has ended. What is thrown here ends the run.
     *
     * @param epoch what it came to
     * @param run the run as it now stands, a copy made when it is asked for; only until this method returns
     */
    void epochEnded(EpochRecord epoch, Supplier<Checkpoint> run);
}
