package io.github.localflows.statistics;

import java.util.Arrays;

/** Quantiles of samples, linear between two values of the sample (type 7 of Hyndman and Fan 1996, The American Statistician 50, 361). */
public final class Quantiles {
    /** How much of a normal distribution lies more than one standard deviation below its mean; as much lies above. */
    public static final double BELOW_ONE_SIGMA = 0.158_655_253_931_457_05;

    private Quantiles() {}

    /**
     * One quantile.
     *
     * @param rising the sample in rising order, without NaN, at least one value
     * @param fraction of the sample that lies below, 0 to 1
     */
    public static double ofSorted(double[] rising, double fraction) {
        double place = fraction * (rising.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, rising.length - 1);
        return rising[below] + (place - below) * (rising[above] - rising[below]);
    }

    /** As {@link #ofSorted} of values in any order; NaN of none. */
    public static double of(double[] values, double fraction) {
        double[] rising = values.clone();
        Arrays.sort(rising);
        return rising.length == 0 ? Double.NaN : ofSorted(rising, fraction);
    }

    /** The median of values in any order, without NaN; NaN of none. */
    public static double median(double[] values) {
        return of(values, 0.5);
    }
}
