package io.github.localflows.nf.train;

/** The rate that {@link Schedule.Cosine} describes. */
final class CosineRate implements LearningRate {
    private final double warmUp;
    private double highest;

    CosineRate(double warmUp, double highest) {
        this.warmUp = warmUp;
        this.highest = highest;
    }

    @Override
    public double rate(double progress) {
        if (progress < warmUp) {
            return highest * progress / warmUp;
        }
        return 0.5 * highest * (1 + Math.cos(Math.PI * (progress - warmUp) / (1 - warmUp)));
    }

    @Override
    public void epochEnded(double loss) {
        // Depends on the progress alone.
    }

    @Override
    public double[] state() {
        return new double[] {highest};
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 1) {
            throw new IllegalArgumentException(state.length + " numbers of a cosine schedule, whose state is 1");
        }
        highest = state[0];
    }

    @Override
    public void lower(double factor) {
        highest *= factor;
    }

    @Override
    public boolean exhausted() {
        return false;
    }
}
