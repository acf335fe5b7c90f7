package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.DatasetNames;
import java.io.Serializable;
import java.util.List;

/**
 * What the evolve stage makes, from the keys of {@code evolve} and {@code datasets}.
 *
 * @param datasets the evolved data sets that the run asks for; may be empty
 * @param maxEnergyError largest relative error of the energy of a star's orbit, above which the stage fails (> 0)
 */
public record EvolveSettings(List<DatasetName> datasets, double maxEnergyError) implements Serializable {
    /** @throws IllegalArgumentException when a data set is not an evolved one */
    public EvolveSettings {
        datasets = List.copyOf(datasets);
        for (DatasetName dataset : datasets) {
            if (!dataset.evolved()) {
                throw new IllegalArgumentException("data set " + dataset + " is not evolved: it is made by "
                        + (dataset.perturbed() ? "perturb" : "sample"));
            }
        }
    }

    /** The settings of a checked configuration. */
    public static EvolveSettings from(Config config) {
        List<DatasetName> evolved = DatasetNames.of(config, "datasets").stream()
                .filter(DatasetName::evolved)
                .toList();
        return new EvolveSettings(evolved, config.getDouble("evolve.maxEnergyError"));
    }
}
