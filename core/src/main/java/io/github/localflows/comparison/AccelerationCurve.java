package io.github.localflows.comparison;

import java.util.List;

/**
 * The vertical acceleration along a line of heights, in km²/s²/kpc.
 *
 * @param z heights [kpc], [n]
 * @param best az of the best fit, [n]
 * @param posterior median and 68% interval of az, [n]; the interval is the error of the method's parameters, and knows nothing of
 *     what the method leaves out
 */
public record AccelerationCurve(List<Double> z, List<Double> best, List<Interval> posterior) {
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
