package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.field.PhaseSlice;
import io.github.localflows.phase.PhasePoint;
import java.io.Serializable;
import java.util.List;

/**
 * Through where f is sliced, from the keys of {@code slices}: three planes about (R, z = 0, vR = 0, vphi, vz = 0).
 *
 * @param R radius of the centre [kpc, > 0]
 * @param vphi its azimuthal velocity [km/s], or the one that the flows are centred on
 * @param points of each coordinate of a slice (>= 2)
 * @param halfWidthR radii go so far to both sides of R [kpc, > 0, less than R]
 * @param absZmax heights go from -absZmax to absZmax [kpc, > 0]
 * @param halfWidthV velocities go so far to both sides of the centre's [km/s, > 0]
 */
public record SliceSettings(double R, AutoNumber vphi, int points, double halfWidthR, double absZmax, double halfWidthV)
        implements Serializable {
    /**
     * Height of the point whose exact f is the unit [kpc]: about that of the Sun, as in figure 1 of Naik et al. (2022). Off the plane,
     * lest an f with a cusp there be judged by it.
     */
    public static final double REFERENCE_HEIGHT = 0.01;

    /** The driver holds the gradients of each flow at all of them. */
    private static final int MOST_POINTS = 500;

    /** @throws IllegalArgumentException when radii would not be positive */
    public SliceSettings {
        if (!(halfWidthR < R)) {
            throw new IllegalArgumentException("slices.halfWidthR = " + halfWidthR
                    + " kpc must be less than slices.R = " + R + " kpc: radii are positive");
        }
    }

    /** The keys of {@code slices}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("R", Ranges.orAuto(Ranges.KPC))
            .with("vphi", Ranges.orAuto(Ranges.VELOCITY))
            .with("points", new Shape.Whole(2, MOST_POINTS))
            .with("halfWidthR", Ranges.orAuto(Ranges.KPC))
            .with("absZmax", Ranges.orAuto(Ranges.KPC))
            .with("halfWidthV", Ranges.KM_S);

    /** The part of a checked configuration that slices depend on, beside the f that they are of. */
    public static StageConfiguration recipe(Config config) {
        return StageConfiguration.of(config, KEYS.inRecipe("slices"), List.of());
    }

    /** The settings of a checked configuration. */
    public static SliceSettings from(Config config) {
        Config slices = config.getConfig("slices");
        return new SliceSettings(
                slices.getDouble("R"),
                AutoNumber.of(config, "slices.vphi"),
                slices.getInt("points"),
                slices.getDouble("halfWidthR"),
                slices.getDouble("absZmax"),
                slices.getDouble("halfWidthV"));
    }

    /** The slice of a plane about an azimuthal velocity [km/s]. */
    PhaseSlice slice(PhaseSlice.Plane plane, double vphiKmS) {
        PhasePoint centre = new PhasePoint(R, 0, 0, vphiKmS, 0);
        return switch (plane) {
            case R_Z -> new PhaseSlice(plane, centre, halfWidthR, absZmax, points);
            case VR_VPHI -> new PhaseSlice(plane, centre, halfWidthV, halfWidthV, points);
            case Z_VZ -> new PhaseSlice(plane, centre, absZmax, halfWidthV, points);
        };
    }

    /** The point whose f is the unit, about an azimuthal velocity [km/s]. */
    PhasePoint reference(double vphiKmS) {
        return new PhasePoint(R, REFERENCE_HEIGHT, 0, vphiKmS, 0);
    }
}
