package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.AbsoluteMagnitudes;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.Region;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How stars are observed, from the keys of {@code observe}, {@code seed}, and those of {@code train} that say where flows learn.
 *
 * @param runSeed number that the random streams of the run start from
 * @param sun where stars are observed from
 * @param phiHalfWidth stars are placed at azimuths between minus and plus this [rad]
 * @param errors of the measurements, where a set has none of its own
 * @param volume what stars are kept of an observed set: those that are seen in the training volume
 */
public record ObserveSettings(long runSeed, Sun sun, double phiHalfWidth, MeasurementErrors errors, Region volume)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** Without an error nothing is observed. */
    static final Shape PARALLAX_ERROR = new Shape.Decimal(new Interval(0, false, 1000, true), "mas");

    static final Shape PROPER_MOTION_ERROR = new Shape.Decimal(new Interval(0, false, 1000, true), "mas/yr");
    static final Shape RADIAL_VELOCITY_ERROR = new Shape.Decimal(new Interval(0, false, 1e5, true), "km/s");

    /** The keys that say where the Sun is, and how it moves. */
    static final KeyGroup SUN = KeyGroup.keys()
            .with("R", Ranges.KPC)
            .with("z", Ranges.HEIGHT)
            .with("vx", Ranges.VELOCITY)
            .with("vy", Ranges.VELOCITY)
            .with("vz", Ranges.VELOCITY);

    /** The keys of {@code observe}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("parallaxError", PARALLAX_ERROR)
            .with("properMotionError", PROPER_MOTION_ERROR)
            .with("radialVelocityError", RADIAL_VELOCITY_ERROR)
            .with("phiHalfWidth", new Shape.Decimal(new Interval(0, true, Math.PI, true), "rad"))
            .with("sun", SUN);

    /** The settings of a checked configuration. */
    public static ObserveSettings from(Config config) {
        return new ObserveSettings(
                config.getLong("seed"),
                sun(config.getConfig("observe.sun")),
                config.getDouble("observe.phiHalfWidth"),
                new MeasurementErrors(
                        config.getDouble("observe.parallaxError"),
                        config.getDouble("observe.properMotionError"),
                        config.getDouble("observe.radialVelocityError")),
                Region.about(
                        config.getDouble("train.R0"),
                        config.getDouble("train.halfWidthR"),
                        config.getDouble("train.absZmax")));
    }

    /** The Sun of keys as those of {@link #SUN}. */
    static Sun sun(Config keys) {
        return new Sun(
                keys.getDouble("R"),
                keys.getDouble("z"),
                keys.getDouble("vx"),
                keys.getDouble("vy"),
                keys.getDouble("vz"));
    }

    /** What is seen of a sector of the disc to a limiting magnitude [mag]. */
    MagnitudeLimit limit(double magnitude) {
        return new MagnitudeLimit(magnitude, AbsoluteMagnitudes.DISC, sun, phiHalfWidth);
    }

    /** The keys of a checked configuration that decide what is seen to a limiting magnitude. */
    static StageConfiguration seenRecipe(Config config) {
        return StageConfiguration.of(
                config, List.of("observe.phiHalfWidth", "observe.sun.R", "observe.sun.z", "seed"), List.of());
    }

    /** The part of a checked configuration that observed stars depend on, beside the errors, which a set may have of its own. */
    static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(List.of(
                "observe.phiHalfWidth", "observe.sun", "seed", "train.R0", "train.halfWidthR", "train.absZmax"));
        return StageConfiguration.of(config, keys, List.of());
    }
}
