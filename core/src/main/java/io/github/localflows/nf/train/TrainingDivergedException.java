package io.github.localflows.nf.train;

/** Training whose loss became infinite, NaN or worse than before the first step, at smaller and smaller rates too. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingDivergedException(String message) {
        super(message);
    }
}
