package io.github.localflows.accuracy;

import io.github.localflows.statistics.Quantiles;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * One component of the acceleration along one coordinate: az along z at one R, or aR along R at one z.
 *
 * @param component which
 * @param at the other coordinate, the same for all [kpc]
 * @param points in the order of their positions
 */
public record Profile(Component component, double at, List<ProfilePoint> points) {
    /** Heights over which profiles of az are judged [kpc]: nearer to the plane az vanishes, farther out stars are few. */
    private static final double LEAST_HEIGHT = 0.2;

    private static final double LARGEST_HEIGHT = 1.5;

    /** Copies and sorts. */
    public Profile {
        points = points.stream()
                .sorted(Comparator.comparingDouble(ProfilePoint::position))
                .toList();
    }

    /** The points whose positions lie within a range of {@code position}. */
    public Profile within(DoublePredicate range) {
        return new Profile(
                component,
                at,
                points.stream().filter(point -> range.test(point.position())).toList());
    }

    /** Those over which it is judged: 0.2 &lt; |z| &lt; 1.5 kpc for az, all for aR. */
    public Profile judged() {
        return component == Component.AZ
                ? within(z -> Math.abs(z) > LEAST_HEIGHT && Math.abs(z) < LARGEST_HEIGHT)
                : this;
    }

    /** What {@link #judged} are, in words. */
    public String judgedWhere() {
        return component == Component.AZ ? "0.2 < |z| < 1.5 kpc" : "all R";
    }

    /** Whether the exact acceleration is known anywhere. */
    public boolean hasTruth() {
        return points.stream().anyMatch(ProfilePoint::hasTruth);
    }

    /** Whether what is found has a bar anywhere. */
    public boolean hasBars() {
        return points.stream().anyMatch(ProfilePoint::hasBar);
    }

    /** Median of |model/exact - 1|; NaN when nothing can be compared. */
    public double medianAbsResidual() {
        return Quantiles.median(points.stream()
                .mapToDouble(ProfilePoint::residual)
                .filter(residual -> !Double.isNaN(residual))
                .map(Math::abs)
                .toArray());
    }

    /** Median of model/exact - 1, the bias; NaN likewise. */
    public double medianResidual() {
        return Quantiles.median(points.stream()
                .mapToDouble(ProfilePoint::residual)
                .filter(residual -> !Double.isNaN(residual))
                .toArray());
    }

    /** The part of the bars that hold the exact value; NaN when there is none beside a known truth. */
    public double withinBar() {
        List<ProfilePoint> bars = points.stream()
                .filter(point -> point.hasBar() && point.hasTruth())
                .toList();
        return bars.isEmpty()
                ? Double.NaN
                : (double) bars.stream()
                                .filter(point -> point.low() <= point.exact() && point.exact() <= point.high())
                                .count()
                        / bars.size();
    }
}
