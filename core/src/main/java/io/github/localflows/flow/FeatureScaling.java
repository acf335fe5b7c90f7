package io.github.localflows.flow;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;

/**
 * From coordinates to a flow's five features and back in scale: feature = (coordinate - offset) / scale, in single
 * precision, in the order R, z, vR, vphi, vz.
 *
 * @param offset what is subtracted of each coordinate [kpc, km/s], finite
 * @param scale what it is then divided by [kpc, km/s], positive and finite
 */
public record FeatureScaling(PhasePoint offset, PhasePoint scale) {
    /** How many features a star has. */
    public static final int FEATURES = 5;

    /** @throws IllegalArgumentException for an offset that is not finite or a scale that is not positive and finite */
    public FeatureScaling {
        for (double value : coordinates(offset)) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("feature scaling: offset " + offset + " must be finite");
            }
        }
        for (double value : coordinates(scale)) {
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("feature scaling: scale " + scale + " must be positive and finite");
            }
        }
    }

    /** ((R - R0)/1 kpc, z/1 kpc, vR/100, (vphi - v0)/100, vz/100 km/s), as Naik et al. (2022). */
    public static FeatureScaling about(double R0, double v0) {
        return new FeatureScaling(new PhasePoint(R0, 0, 0, v0, 0), new PhasePoint(1, 1, 100, 100, 100));
    }

    /** The features of each star. */
    public FlowData features(Stars stars) {
        int n = stars.size();
        float[] x = new float[n * FEATURES];
        for (int i = 0; i < n; i++) {
            x[FEATURES * i] = (float) ((stars.R()[i] - offset.R()) / scale.R());
            x[FEATURES * i + 1] = (float) ((stars.z()[i] - offset.z()) / scale.z());
            x[FEATURES * i + 2] = (float) ((stars.vR()[i] - offset.vR()) / scale.vR());
            x[FEATURES * i + 3] = (float) ((stars.vphi()[i] - offset.vphi()) / scale.vphi());
            x[FEATURES * i + 4] = (float) ((stars.vz()[i] - offset.vz()) / scale.vz());
        }
        return FlowData.of(x, FEATURES);
    }

    /** The stars of rows of features: back from {@link #features}. */
    Stars stars(FlowData features) {
        Stars stars = Stars.allocate(features.size());
        for (int i = 0; i < stars.size(); i++) {
            stars.set(
                    i,
                    new PhasePoint(
                            offset.R() + scale.R() * features.feature(i, 0),
                            offset.z() + scale.z() * features.feature(i, 1),
                            offset.vR() + scale.vR() * features.feature(i, 2),
                            offset.vphi() + scale.vphi() * features.feature(i, 3),
                            offset.vz() + scale.vz() * features.feature(i, 4)));
        }
        return stars;
    }

    /** ln of the volume [kpc^2 (km/s)^3] of a unit of feature space: ln p(coordinates) = ln p(features) - this. */
    public double lnVolume() {
        double sum = 0;
        for (double value : coordinates(scale)) {
            sum += Math.log(value);
        }
        return sum;
    }

    private static double[] coordinates(PhasePoint point) {
        return new double[] {point.R(), point.z(), point.vR(), point.vphi(), point.vz()};
    }
}
