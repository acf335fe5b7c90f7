package io.github.localflows.field;

import io.github.localflows.statistics.Quantiles;
import java.util.Arrays;

/**
 * Where most of several values of one number lie, such as the accelerations that realisations of one experiment give at one position.
 *
 * @param median of the values; NaN of none
 * @param low 16 per cent of them lie below; NaN of fewer than two
 * @param high 16 per cent of them lie above; NaN of fewer than two
 * @param count how many there are
 */
public record Spread(double median, double low, double high, int count) {
    /** The spread of the values that are not NaN. */
    public static Spread of(double[] values) {
        double[] known =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        boolean several = known.length > 1;
        return new Spread(
                Quantiles.median(known),
                several ? Quantiles.ofSorted(known, Quantiles.BELOW_ONE_SIGMA) : Double.NaN,
                several ? Quantiles.ofSorted(known, 1 - Quantiles.BELOW_ONE_SIGMA) : Double.NaN,
                known.length);
    }
}
