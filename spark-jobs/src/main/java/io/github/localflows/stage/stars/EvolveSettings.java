package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.galaxy.PotentialSettings;
import java.io.Serializable;

/**
 * How stars are followed, from the keys of {@code evolve} and {@code potential}.
 *
 * @param potential in which they move
 * @param maxEnergyError largest relative error of the energy of a star's orbit, above which the stage fails (> 0)
 */
public record EvolveSettings(PotentialSettings potential, double maxEnergyError) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The keys of {@code evolve}. */
    public static final KeyGroup KEYS = KeyGroup.keys().with("maxEnergyError", Ranges.decimal(1e-15, 1, ""));

    /** The settings of a checked configuration. */
    public static EvolveSettings from(Config config) {
        return new EvolveSettings(PotentialSettings.from(config), config.getDouble("evolve.maxEnergyError"));
    }
}
