package io.github.localflows.stage.train;

import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.phase.Region;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.StarSet;
import java.util.function.DoubleSupplier;

/**
 * What the flows of one ensemble have in common.
 *
 * @param run where they lie
 * @param set the star set that they learn from
 * @param density which density of its stars
 * @param settings how they are trained
 * @param featureMap from coordinates to features
 * @param origin which stars they are of
 * @param start where their weights start
 */
record EnsemblePlan(
        RunDirectory run,
        StarSet set,
        Density density,
        TrainSettings settings,
        FeatureMap featureMap,
        Origin origin,
        FirstWeights start) {
    /**
     * What flows see of the stars of a set.
     *
     * @param meanVphi of the stars in the training volume [km/s]; asked only where neither the settings nor the set's truth
     *     say what features are to be centred on
     */
    static FeatureMap featureMap(StarSet set, TrainSettings settings, DoubleSupplier meanVphi) {
        return featureMap(settings, centre(set, settings, meanVphi));
    }

    /** The name of the ensemble. */
    String name() {
        return density.ensemble(set.name());
    }

    private static double centre(StarSet set, TrainSettings settings, DoubleSupplier meanVphi) {
        if (settings.vphi().isGiven()) {
            return settings.vphi().given();
        }
        return set.truth().isPresent()
                ? set.truth().get().vphi()
                // Whole, so that the last bits of a sum play no part.
                : Math.rint(meanVphi.getAsDouble());
    }

    private static FeatureMap featureMap(TrainSettings settings, double vphi) {
        FeatureMap axisymmetric =
                switch (settings.radialFeature()) {
                    case BOUNDED -> FeatureMap.bounded(volume(settings), vphi);
                    case LINEAR -> FeatureMap.linear(settings.volume().R0(), vphi);
                };
        return settings.azimuth() > 0 ? axisymmetric.withAzimuth(settings.azimuth()) : axisymmetric;
    }

    /** Where the stars lie that they are trained on. */
    Region volume() {
        return volume(settings);
    }

    private static Region volume(TrainSettings settings) {
        return settings.volume().region();
    }

    /** Which of the parts of the stars a member is trained on. */
    int part(int member) {
        return member % settings.parts();
    }
}
