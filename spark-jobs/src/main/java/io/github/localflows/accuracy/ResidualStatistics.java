package io.github.localflows.accuracy;

import io.github.localflows.statistics.Quantiles;
import java.util.Arrays;
import java.util.List;

/**
 * The residuals of one component over one zone, summed up by medians, which the plane (where az vanishes and residuals
 * are without bound) does not spoil.
 *
 * @param points how many positions of the field lie in the zone
 * @param compared how many of them have a residual: solved, and the exact component is not zero
 * @param medianAbsResidual the median of |residual|; NaN when nothing was compared
 * @param medianResidual the median of the signed residual: the bias
 * @param withinOneSigma the fraction, among solved positions with an error, of those where |model - exact| is at most
 *     the 1-sigma error; NaN when no position has an error
 * @param medianPull the median of (|model| - |exact|)/error among the same: a bias in units of the error, for which error
 *     bars, which know of scatter alone, miss the exact value; NaN likewise
 * @param errorsOf68 how many errors 68% of the positions are within: 1 where error bars are of the right length, whatever the law of the
 *     errors, more where they are too short; signs do not cancel in it; NaN likewise
 * @param withError how many positions have an error; of az none in the plane, where it vanishes
 * @param medianRelativeError the median of error/|model|, which needs no truth; NaN when no position has an error
 */
public record ResidualStatistics(
        int points,
        int compared,
        double medianAbsResidual,
        double medianResidual,
        double withinOneSigma,
        double medianPull,
        double errorsOf68,
        int withError,
        double medianRelativeError) {

    /** The statistics of one component of a field over a zone. */
    public static ResidualStatistics of(List<AccelerationPoint> field, Component component, Zone zone) {
        List<AccelerationPoint> inside = field.stream()
                .filter(point -> zone.contains(point.R(), point.z()))
                .toList();
        double[] residuals = inside.stream()
                .mapToDouble(component::residual)
                .filter(residual -> !Double.isNaN(residual))
                .toArray();
        // In the plane az vanishes, and so does what its error could be compared with.
        List<AccelerationPoint> judged = inside.stream()
                .filter(point -> component != Component.AZ || point.z() != 0)
                .toList();
        double[] misses = judged.stream()
                .mapToDouble(
                        point -> Math.abs(component.model(point) - component.exact(point)) / component.error(point))
                .filter(miss -> !Double.isNaN(miss))
                .toArray();
        double[] pulls = judged.stream()
                .mapToDouble(point ->
                        (Math.abs(component.model(point)) - Math.abs(component.exact(point))) / component.error(point))
                .filter(pull -> !Double.isNaN(pull))
                .toArray();
        double[] errors = judged.stream()
                .mapToDouble(component::relativeError)
                .filter(error -> !Double.isNaN(error))
                .toArray();
        return new ResidualStatistics(
                inside.size(),
                residuals.length,
                Quantiles.median(Arrays.stream(residuals).map(Math::abs).toArray()),
                Quantiles.median(residuals),
                misses.length == 0
                        ? Double.NaN
                        : (double) Arrays.stream(misses)
                                        .filter(miss -> miss <= 1)
                                        .count()
                                / misses.length,
                Quantiles.median(pulls),
                Quantiles.of(misses, 1 - 2 * Quantiles.BELOW_ONE_SIGMA),
                errors.length,
                Quantiles.median(errors));
    }
}
