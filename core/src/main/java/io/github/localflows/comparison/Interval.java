package io.github.localflows.comparison;

/**
 * What a posterior says of one number: its median, and the interval that holds the central 68%.
 *
 * @param low 16% of the posterior lie below
 * @param median half of it lies below
 * @param high 84% lie below
 */
public record Interval(double low, double median, double high) {
    private static final double LOW = 0.158_655_253_931_457_05;

    /** Of values in rising order, at least one. */
    static Interval ofSorted(double[] values) {
        return new Interval(quantile(values, LOW), quantile(values, 0.5), quantile(values, 1 - LOW));
    }

    private static double quantile(double[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
