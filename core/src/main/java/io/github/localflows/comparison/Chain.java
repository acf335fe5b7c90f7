package io.github.localflows.comparison;

import java.util.Arrays;

/**
 * What a {@link StretchSampler} has drawn from a density. The samples are correlated; {@link #autocorrelationTimes} says how much.
 *
 * <p>Immutable.
 */
public final class Chain {
    /** How many autocorrelation times a chain must last for its own estimate of them to be trusted. */
    public static final double ENOUGH_TIMES = 50;

    private final double[][] samples;
    private final double[] lnDensity;
    private final double acceptance;
    private final int walkers;
    private final int steps;
    private final int thin;
    private final double[] autocorrelationTimes;

    /**
     * Of the walkers' kept states; arrays are handed over.
     *
     * @param samples [kept steps x walkers][d], all walkers of a step after each other
     * @param lnDensity [kept steps x walkers]
     */
    Chain(double[][] samples, double[] lnDensity, double acceptance, int walkers, int steps, int thin) {
        this.samples = samples;
        this.lnDensity = lnDensity;
        this.acceptance = acceptance;
        this.walkers = walkers;
        this.steps = steps;
        this.thin = thin;
        autocorrelationTimes = new double[samples[0].length];
        for (int k = 0; k < autocorrelationTimes.length; k++) {
            int parameter = k;
            autocorrelationTimes[k] = autocorrelationTime(Arrays.stream(samples)
                    .mapToDouble(sample -> sample[parameter])
                    .toArray());
        }
    }

    /** The integrated autocorrelation time, in steps, of a number that each sample has; NaN when it never changes. */
    double autocorrelationTime(double[] values) {
        double[][] series = new double[walkers][values.length / walkers];
        for (int i = 0; i < values.length; i++) {
            series[i % walkers][i / walkers] = values[i];
        }
        return thin * AutocorrelationTime.of(series);
    }

    /** How many steps were made after the burn-in. */
    public int steps() {
        return steps;
    }

    /** How many samples there are: walkers times kept steps. */
    public int size() {
        return samples.length;
    }

    /** How many parameters a sample has. */
    public int dimension() {
        return autocorrelationTimes.length;
    }

    /** One sample [d], as a copy; all walkers of a step come after each other. */
    public double[] sample(int i) {
        return samples[i].clone();
    }

    /** The samples [n][d], as a copy. */
    public double[][] samples() {
        return Arrays.stream(samples).map(double[]::clone).toArray(double[][]::new);
    }

    /** The natural logarithm of the density at sample {@code i}, as the density function gave it. */
    public double lnDensity(int i) {
        return lnDensity[i];
    }

    /** The part of the proposed moves, after the burn-in, that were made: 0 to 1; about 0.2 to 0.5 is healthy. */
    public double acceptance() {
        return acceptance;
    }

    /**
     * The integrated autocorrelation time of each parameter [d], in steps, by Sokal's window of five times itself, averaged
     * over the walkers. Never below the step between kept samples. NaN for a parameter that does not move. Too small, and
     * not to be relied on, when the chain is not {@link #longEnough}.
     */
    public double[] autocorrelationTimes() {
        return autocorrelationTimes.clone();
    }

    /** The length of the chain in the longest of its autocorrelation times; NaN when a parameter does not move. */
    public double lengthInTimes() {
        return steps / Arrays.stream(autocorrelationTimes).max().orElseThrow();
    }

    /**
     * Whether the chain lasts {@value #ENOUGH_TIMES} autocorrelation times. If not, quantiles far from the median are uncertain, the
     * autocorrelation times are too small, and the walkers may still remember where they started.
     */
    public boolean longEnough() {
        return lengthInTimes() >= ENOUGH_TIMES;
    }

    /** The samples of parameter {@code k}, rising. */
    private double[] sorted(int k) {
        return Arrays.stream(samples).mapToDouble(sample -> sample[k]).sorted().toArray();
    }

    /** Median and 68% interval of parameter {@code k}, in its unit. */
    public Interval interval(int k) {
        return Interval.ofSorted(sorted(k));
    }

    /** The mean of parameter {@code k}, in its unit. */
    public double mean(int k) {
        return Arrays.stream(samples).mapToDouble(sample -> sample[k]).average().orElseThrow();
    }

    /** The standard deviation of parameter {@code k}, in its unit. */
    public double standardDeviation(int k) {
        double mean = mean(k);
        return Math.sqrt(Arrays.stream(samples)
                .mapToDouble(sample -> (sample[k] - mean) * (sample[k] - mean))
                .average()
                .orElseThrow());
    }
}
