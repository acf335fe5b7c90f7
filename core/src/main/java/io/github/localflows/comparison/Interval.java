package io.github.localflows.comparison;

import io.github.localflows.statistics.Quantiles;

/**
 * What a posterior says of one number: its median, and the interval that holds the central 68%.
 *
 * @param low 16% of the posterior lie below
 * @param median half of it lies below
 * @param high 84% lie below
 */
public record Interval(double low, double median, double high) {
    /** Of values in rising order, at least one. */
    static Interval ofSorted(double[] values) {
        return new Interval(
                Quantiles.ofSorted(values, Quantiles.BELOW_ONE_SIGMA),
                Quantiles.ofSorted(values, 0.5),
                Quantiles.ofSorted(values, 1 - Quantiles.BELOW_ONE_SIGMA));
    }
}
