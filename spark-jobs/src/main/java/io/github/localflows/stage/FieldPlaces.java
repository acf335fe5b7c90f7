package io.github.localflows.stage;

import com.typesafe.config.Config;
import io.github.localflows.phase.Region;
import java.io.Serializable;
import java.util.List;

/**
 * Where a potential is found and what is said of it, from the keys of {@code train} that say where the stars are, and those of {@code
 * accelerations} that say where a field is wanted.
 *
 * @param volume the training volume
 * @param grid where the field is wanted
 * @param R0 where the density and the surface density are said [kpc]
 * @param absZ the surface density is that of |z| &lt; absZ [kpc]
 */
public record FieldPlaces(Region volume, FieldGrid grid, double R0, double absZ) implements Serializable {
    /** The keys that it depends on. */
    public static final List<String> KEYS = List.of(
            "train.R0",
            "train.halfWidthR",
            "train.absZmax",
            "accelerations.grid",
            "accelerations.profiles.R0",
            "accelerations.density.absZ");

    /** Those of a checked configuration. */
    public static FieldPlaces from(Config config) {
        return new FieldPlaces(
                TrainingVolume.of(config),
                FieldGrid.from(config),
                config.getDouble("accelerations.profiles.R0"),
                config.getDouble("accelerations.density.absZ"));
    }
}
