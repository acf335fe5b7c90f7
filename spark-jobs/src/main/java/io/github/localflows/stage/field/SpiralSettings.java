package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.field.PhaseSpiral;
import java.io.Serializable;
import java.util.List;

/**
 * Where the phase spiral is looked for, from the keys of {@code spiral}.
 *
 * @param R radius [kpc, > 0]
 * @param vphi azimuthal velocity [km/s], or the one that the flows are centred on; vR is 0
 * @param z number of heights (>= 2)
 * @param vz number of vertical velocities (>= 2)
 * @param absZmax heights go from -absZmax to absZmax [kpc, > 0]
 * @param absVzmax velocities go from -absVzmax to absVzmax [km/s, > 0]
 */
public record SpiralSettings(double R, AutoNumber vphi, int z, int vz, double absZmax, double absVzmax)
        implements Serializable {
    /** The driver holds all of them, for each flow. */
    private static final long MOST_POINTS = 1_000_000;

    /** @throws IllegalArgumentException when the points are too many */
    public SpiralSettings {
        if ((long) z * vz > MOST_POINTS) {
            throw new IllegalArgumentException("spiral.z = " + z + " times spiral.vz = " + vz + " are " + (long) z * vz
                    + " points, and the most are " + MOST_POINTS + ": take fewer");
        }
    }

    /** The keys of {@code spiral}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("R", Ranges.orAuto(Ranges.KPC))
            .with("vphi", Ranges.orAuto(Ranges.VELOCITY))
            .with("z", Ranges.POINTS)
            .with("vz", Ranges.POINTS)
            .with("absZmax", Ranges.orAuto(Ranges.KPC))
            .with("absVzmax", Ranges.KM_S);

    /** The part of a checked configuration that a spiral depends on, beside the f that it is of. */
    public static StageConfiguration recipe(Config config) {
        return StageConfiguration.of(config, KEYS.inRecipe("spiral"), List.of());
    }

    /** The settings of a checked configuration. */
    public static SpiralSettings from(Config config) {
        Config spiral = config.getConfig("spiral");
        return new SpiralSettings(
                spiral.getDouble("R"),
                AutoNumber.of(config, "spiral.vphi"),
                spiral.getInt("z"),
                spiral.getInt("vz"),
                spiral.getDouble("absZmax"),
                spiral.getDouble("absVzmax"));
    }

    /** The grid on the (z, vz) plane at an azimuthal velocity [km/s]. */
    PhaseSpiral plane(double vphiKmS) {
        return new PhaseSpiral(R, vphiKmS, z, absZmax, vz, absVzmax);
    }
}
