package io.github.localflows.field;

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
    private static final double BELOW = 0.16;

    /** The spread of the values that are not NaN; between two of them quantiles are interpolated (type 7 of Hyndman and Fan 1996). */
    public static Spread of(double[] values) {
        double[] known =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        boolean several = known.length > 1;
        return new Spread(
                known.length == 0 ? Double.NaN : quantile(known, 0.5),
                several ? quantile(known, BELOW) : Double.NaN,
                several ? quantile(known, 1 - BELOW) : Double.NaN,
                known.length);
    }

    private static double quantile(double[] rising, double fraction) {
        double position = fraction * (rising.length - 1);
        int below = Math.min((int) position, Math.max(0, rising.length - 2));
        double above = rising[Math.min(below + 1, rising.length - 1)];
        return rising[below] + (position - below) * (above - rising[below]);
    }
}
