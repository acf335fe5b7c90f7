package io.github.localflows.stage.field;

import com.typesafe.config.Config;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.field.Resolution;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.TrainingVolume;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the resolution of learned accelerations is measured, from the keys of {@code resolution}.
 *
 * @param R radius [kpc, > 0]
 * @param absZ heights go from -absZ to absZ [kpc, > 0]
 * @param points number of heights (>= 5)
 */
public record ResolutionSettings(double R, double absZ, int points) {
    /** The keys of {@code resolution}. */
    public static final KeyGroup KEYS = KeyGroup.keys()
            .with("R", Ranges.orAuto(Ranges.KPC))
            .with("absZ", Ranges.KPC)
            .with("points", new Shape.Whole(5, 10_000));

    /** The keys of {@code accelerations} that say how one is found at a position. */
    private static final List<String> INVERSION =
            List.of("accelerations.velocities.", "accelerations.weighting", "accelerations.estimator");

    /** The part of a checked configuration that a resolution depends on, beside the flows. */
    public static StageConfiguration recipe(Config config) {
        List<String> keys = new ArrayList<>(KEYS.inRecipe("resolution"));
        AccelerationSettings.KEYS.inRecipe(AccelerationSettings.STAGE).stream()
                .filter(key -> INVERSION.stream().anyMatch(key::startsWith))
                .forEach(keys::add);
        keys.add("accelerations.edge");
        keys.add("seed");
        if (TrainingVolume.azimuth(config) > 0) {
            keys.add(AccelerationSettings.PATTERN_SPEED);
        }
        return StageConfiguration.of(config, keys, List.of());
    }

    /** The settings of a checked configuration. */
    public static ResolutionSettings from(Config config) {
        Config resolution = config.getConfig("resolution");
        return new ResolutionSettings(
                resolution.getDouble("R"), resolution.getDouble("absZ"), resolution.getInt("points"));
    }

    /** The measurement beside a truth. */
    Resolution resolution(Potential truth) {
        return new Resolution(R, absZ, points, truth);
    }
}
