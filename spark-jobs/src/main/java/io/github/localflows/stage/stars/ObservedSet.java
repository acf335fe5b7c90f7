package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.util.Optional;
import java.util.Set;

/**
 * A star set that a configuration declares as mock stars seen from the Sun, with errors of measurement, as {@code stars {
 * gaia { observed = "fiducial", realisations = 100 } }}. Its truth is that of the stars that are observed.
 *
 * @param name of the set
 * @param observed the set that is observed
 * @param realisation which of the realisations it is, from 0
 * @param errors of the measurements
 */
record ObservedSet(String name, String observed, int realisation, MeasurementErrors errors) {
    /** The key that says which set is observed. */
    static final String KEY = "observed";

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.SetName())
            .mayHave(SetNames.REALISATIONS, new Shape.Whole(1, SetNames.MOST_REALISATIONS))
            .mayHave("parallaxError", ObserveSettings.PARALLAX_ERROR)
            .mayHave("properMotionError", ObserveSettings.PROPER_MOTION_ERROR)
            .mayHave("radialVelocityError", ObserveSettings.RADIAL_VELOCITY_ERROR);

    /** The set of a name that a checked configuration declares, or of one of its realisations. */
    static Optional<StarSet> named(String name, Config config) {
        if (SetNames.declaration(name, config).isEmpty()) {
            return Optional.empty();
        }
        ObservedSet set = declared(name, config);
        String key = "stars." + SetNames.declaration(name, config).get().name() + "." + KEY;
        Ancestry ancestry = Ancestry.of(key, set.observed(), Set.of(SelectedSet.KEY), config);
        if (!Double.isInfinite(ancestry.magnitude())) {
            throw new IllegalArgumentException(
                    key + " = " + set.observed()
                            + ", whose stars were seen to a limiting magnitude already: observe the set that they are chosen from");
        }
        return Optional.of(new StarSet(
                name,
                ObserveStars.STAGE,
                Optional.of(set.observed()),
                set.settings(config),
                ancestry.observing().known(config)));
    }

    /** What a checked configuration declares under a name, or for the realisations that it is one of. */
    static ObservedSet declared(String name, Config config) {
        SetNames.Declaration declaration = SetNames.declaration(name, config).orElseThrow();
        Config keys = declaration.keys();
        MeasurementErrors usual = ObserveSettings.from(config).errors();
        return new ObservedSet(
                name,
                keys.getString(KEY),
                declaration.realisation(),
                new MeasurementErrors(
                        number(keys, "parallaxError", usual.parallaxMas()),
                        number(keys, "properMotionError", usual.properMotionMasYr()),
                        number(keys, "radialVelocityError", usual.vLosKmS())));
    }

    private static double number(Config keys, String key, double usual) {
        return keys.hasPath(key) ? keys.getDouble(key) : usual;
    }

    /** What decides the stars beside those that are observed, all of it written out. */
    private StageConfiguration settings(Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        return new StageConfiguration(path + ".observed = " + ConfigUtil.quoteString(observed) + "\n" + path
                        + ".parallaxError = " + errors.parallaxMas() + "\n" + path + ".properMotionError = "
                        + errors.properMotionMasYr() + "\n" + path + ".radialVelocityError = " + errors.vLosKmS() + "\n"
                        + path + ".realisation = " + realisation + "\n")
                .and(ObserveSettings.recipe(config));
    }
}
