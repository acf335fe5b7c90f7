package io.github.localflows.job;

import com.typesafe.config.Config;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.ModelSettings;
import io.github.localflows.config.TrainSettings;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.df.Measure;
import io.github.localflows.flow.FeatureScaling;
import io.github.localflows.flow.TrainingVolume;

/**
 * What the flows of one data set have in common.
 *
 * @param run where they lie
 * @param dataset the data set whose density they learn
 * @param settings how they are trained
 * @param scaling from coordinates to features
 * @param measure with respect to what the stars are distributed
 */
record EnsemblePlan(
        RunDirectory run, DatasetName dataset, TrainSettings settings, FeatureScaling scaling, Measure measure) {
    static EnsemblePlan of(RunDirectory run, DatasetName dataset, Config config, Measure measure) {
        TrainSettings settings = TrainSettings.from(config);
        FeatureScaling scaling = FeatureScaling.about(
                settings.volume().R0(), ModelSettings.from(config).potential().v0());
        return new EnsemblePlan(run, dataset, settings, scaling, measure);
    }

    /** Where the stars lie that they are trained on. */
    TrainingVolume volume() {
        TrainSettings.Volume where = settings.volume();
        return TrainingVolume.about(where.R0(), where.halfWidthR(), where.absZmax());
    }

    /** Which of the parts of the stars a member is trained on. */
    int part(int member) {
        return member % settings.parts();
    }
}
