package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.stage.train.TrainSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The keys that may be {@value #WORD}: numbers that follow from the training volume and the circular velocity, so that
 * grid, profiles, spiral, surface density and the stars of {@code compare} go wherever the flows are trained. {@code conf/reference.conf} says what
 * each becomes.
 *
 * <p>A resolved configuration holds the numbers. The origin of such a number remembers the word, so that a configuration
 * that is written down lets the key follow again.
 */
public final class Automatic {
    /** What a configuration says for these numbers. */
    public static final String WORD = AutoNumber.WORD;

    private static final double GRID_OF_HEIGHT = 0.8;
    private static final double PROFILE_OF_HEIGHT = 0.7;
    private static final double SPIRAL_OF_HEIGHT = 0.48;
    private static final double COLUMN_OF_HEIGHT = 0.44;
    private static final double JEANS_OF_WIDTH = 0.9;
    private static final double DF1D_OF_WIDTH = 0.2;
    private static final double DF1D_OF_HEIGHT = 0.8;

    /** Flows smooth the thin disc below this height [kpc], */
    private static final double SMOOTHED_HEIGHT = 0.25;

    /** and in a lower volume no more than so much of it is left out. */
    private static final double FIT_FROM_HEIGHT = 0.1;

    /** Slices reach beyond the volume, to show where it ends. */
    private static final double SLICE_OF_WIDTH = 1.1;

    /** And not to the axis. */
    private static final double MOST_OF_RADIUS = 0.99;

    /** In this order, for the column of the surface density follows the grid. */
    private static final Map<String, ToDoubleFunction<Config>> RULES = rules();

    private Automatic() {}

    private static Map<String, ToDoubleFunction<Config>> rules() {
        Map<String, ToDoubleFunction<Config>> rules = new LinkedHashMap<>();
        rules.put("accelerations.grid.Rmin", config -> volume(config).R(-1));
        rules.put("accelerations.grid.Rmax", config -> volume(config).R(1));
        rules.put("accelerations.grid.zmin", config -> -volume(config).absZ(GRID_OF_HEIGHT));
        rules.put("accelerations.grid.zmax", config -> volume(config).absZ(GRID_OF_HEIGHT));
        rules.put("accelerations.profiles.R0", config -> volume(config).R0());
        rules.put("accelerations.profiles.absZmax", config -> volume(config).absZ(PROFILE_OF_HEIGHT));
        rules.put("accelerations.profiles.Rmin", config -> volume(config).R(-1));
        rules.put("accelerations.profiles.Rmax", config -> volume(config).R(1));
        rules.put("accelerations.density.absZ", Automatic::column);
        rules.put(
                "potentialFit.absZmin",
                config -> Math.min(SMOOTHED_HEIGHT, volume(config).absZ(FIT_FROM_HEIGHT)));
        rules.put("spiral.R", config -> volume(config).R0());
        rules.put("spiral.absZmax", Automatic::spiral);
        rules.put("compare.jeans.Rmin", config -> volume(config).R(-JEANS_OF_WIDTH));
        rules.put("compare.jeans.Rmax", config -> volume(config).R(JEANS_OF_WIDTH));
        rules.put("compare.jeans.absZmax", config -> volume(config).absZmax());
        rules.put(
                "compare.df1d.halfWidthR",
                config -> DF1D_OF_WIDTH * volume(config).halfWidthR());
        rules.put("compare.df1d.absZmax", config -> volume(config).absZ(DF1D_OF_HEIGHT));
        rules.put("resolution.R", config -> volume(config).R0());
        rules.put("slices.R", config -> volume(config).R0());
        rules.put("slices.halfWidthR", Automatic::slice);
        rules.put("slices.absZmax", config -> volume(config).absZmax());
        return rules;
    }

    /** The configuration with a number for each {@value #WORD}. */
    static Config resolved(Config config) {
        Config resolved = config;
        for (Map.Entry<String, ToDoubleFunction<Config>> rule : RULES.entrySet()) {
            String key = rule.getKey();
            if (WORD.equals(resolved.getValue(key).unwrapped())) {
                double number = rule.getValue().applyAsDouble(resolved);
                resolved = resolved.withValue(key, ConfigValueFactory.fromAnyRef(number, WORD));
            }
        }
        return resolved;
    }

    private static TrainSettings.Volume volume(Config config) {
        return TrainSettings.Volume.from(config);
    }

    /** As far as the grid reaches on both sides of the plane, if that is less. */
    private static double column(Config config) {
        double usual = volume(config).absZ(COLUMN_OF_HEIGHT);
        double reach =
                Math.min(-config.getDouble("accelerations.grid.zmin"), config.getDouble("accelerations.grid.zmax"));
        return reach > 0 ? Math.min(usual, reach) : usual;
    }

    private static double slice(Config config) {
        return Math.min(SLICE_OF_WIDTH * volume(config).halfWidthR(), MOST_OF_RADIUS * config.getDouble("slices.R"));
    }

    /** As far as f is known, if that is less. */
    private static double spiral(Config config) {
        TrainSettings.Volume volume = volume(config);
        double known = volume.absZmax() - config.getDouble("accelerations.edge");
        double usual = volume.absZ(SPIRAL_OF_HEIGHT);
        return known > 0 ? Math.min(usual, known) : usual;
    }
}
