package io.github.localflows.nf.train;

/** The rate that {@link Schedule.Plateau} describes. */
final class PlateauRate implements LearningRate {
    /** PyTorch's: a fall smaller than this is not made. */
    private static final double LEAST_FALL = 1e-8;

    private final Schedule.Plateau plateau;
    private double rate;
    private double best = Double.POSITIVE_INFINITY;
    private int badEpochs;
    private int cooldownLeft;

    PlateauRate(Schedule.Plateau plateau, double rate) {
        this.plateau = plateau;
        this.rate = rate;
    }

    @Override
    public double rate(double progress) {
        return rate;
    }

    @Override
    public void epochEnded(double loss) {
        // For a negative loss the relative threshold asks for more than the best, as PyTorch's does.
        if (loss < best * (1 - plateau.threshold())) {
            best = loss;
            badEpochs = 0;
        } else {
            badEpochs++;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            badEpochs = 0;
        }
        if (badEpochs > plateau.patience()) {
            double lower = Math.max(rate * plateau.factor(), plateau.floor());
            if (rate - lower > LEAST_FALL) {
                rate = lower;
            }
            cooldownLeft = plateau.cooldown();
            badEpochs = 0;
        }
    }

    @Override
    public double[] state() {
        return new double[] {rate, best, badEpochs, cooldownLeft};
    }

    @Override
    public void restore(double[] state) {
        if (state.length != state().length) {
            throw new IllegalArgumentException(
                    state.length + " numbers of a plateau schedule, whose state is " + state().length);
        }
        rate = state[0];
        best = state[1];
        badEpochs = (int) state[2];
        cooldownLeft = (int) state[3];
    }

    @Override
    public void lower(double factor) {
        rate *= factor;
    }

    @Override
    public boolean exhausted() {
        return rate <= plateau.floor();
    }
}
