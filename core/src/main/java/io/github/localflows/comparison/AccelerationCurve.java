package io.github.localflows.comparison;

import java.util.List;

/**
 * The vertical acceleration along a line of heights, in km²/s²/kpc.
 *
 * @param z heights [kpc], [n]
 * @param best az of the best fit, [n]
 * @param posterior median and 68% interval of az, [n]; the interval is the error of the method's parameters, and knows nothing of
 *     what the method leaves out
 * @param autocorrelationTime the longest integrated one of az in the chain, over the heights [steps]: it may be much shorter than that of
 *     a parameter which hardly matters to az; NaN when az is zero everywhere
 */
public record AccelerationCurve(
        List<Double> z, List<Double> best, List<Interval> posterior, double autocorrelationTime) {
    /** @throws IllegalArgumentException when the lists differ in length */
    public AccelerationCurve {
        z = List.copyOf(z);
        best = List.copyOf(best);
        posterior = List.copyOf(posterior);
        if (best.size() != z.size() || posterior.size() != z.size()) {
            throw new IllegalArgumentException(
                    "a curve of " + z.size() + " heights with " + best.size() + " accelerations and " + posterior.size()
                            + " intervals: there must be one of each at every height");
        }
    }
}
