package io.github.localflows.stage.train;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.DatasetName;
import io.github.localflows.df.Measure;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.phase.Region;

/**
 * What the flows of one data set have in common.
 *
 * @param run where they lie
 * @param dataset the data set whose density they learn
 * @param settings how they are trained
 * @param featureMap from coordinates to features
 * @param measure with respect to what the stars are distributed
 */
record EnsemblePlan(
        RunDirectory run, DatasetName dataset, TrainSettings settings, FeatureMap featureMap, Measure measure) {
    static EnsemblePlan of(RunDirectory run, DatasetName dataset, Config config, Measure measure) {
        TrainSettings settings = TrainSettings.from(config);
        return new EnsemblePlan(
                run,
                dataset,
                settings,
                featureMap(settings, ModelSettings.from(config).potential().v0()),
                measure);
    }

    private static FeatureMap featureMap(TrainSettings settings, double v0) {
        return switch (settings.radialFeature()) {
            case BOUNDED -> FeatureMap.bounded(volume(settings), v0);
            case LINEAR -> FeatureMap.linear(settings.volume().R0(), v0);
        };
    }

    /** Where the stars lie that they are trained on. */
    Region volume() {
        return volume(settings);
    }

    private static Region volume(TrainSettings settings) {
        return settings.volume().trainingVolume();
    }

    /** Which of the parts of the stars a member is trained on. */
    int part(int member) {
        return member % settings.parts();
    }
}
