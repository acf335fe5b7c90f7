package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.sampling.Perturbation;
import java.io.Serializable;

/**
 * The kick, from the keys of {@code perturb} and {@code seed}.
 *
 * @param runSeed number that the random streams of the run start from
 * @param fraction fraction of the stars of each seed that is kicked (0 to 1)
 * @param deltaVz the kick in vz [km/s]
 */
public record PerturbSettings(long runSeed, double fraction, double deltaVz) implements Serializable {
    /** The keys of {@code perturb}. */
    public static final KeyGroup KEYS =
            KeyGroup.keys().with("fraction", Ranges.decimal(0, 1, "")).with("deltaVz", Ranges.VELOCITY);

    /** The settings of a checked configuration. */
    public static PerturbSettings from(Config config) {
        return new PerturbSettings(
                config.getLong("seed"), config.getDouble("perturb.fraction"), config.getDouble("perturb.deltaVz"));
    }

    /** The kick itself. */
    public Perturbation perturbation() {
        return new Perturbation(fraction, deltaVz);
    }
}
