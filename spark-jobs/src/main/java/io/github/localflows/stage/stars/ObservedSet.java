package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.util.Optional;

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
    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with("observed", new Shape.SetName())
            .mayHave(SetNames.REALISATIONS, new Shape.Whole(1, SetNames.MOST_REALISATIONS))
            .mayHave("parallaxError", ObserveSettings.PARALLAX_ERROR)
            .mayHave("properMotionError", ObserveSettings.PROPER_MOTION_ERROR)
            .mayHave("radialVelocityError", ObserveSettings.RADIAL_VELOCITY_ERROR);

    /** The set of a name, if a checked configuration declares it, or the realisations that it is one of. */
    static Optional<StarSet> named(String name, Config config) {
        return declared(name, config).map(set -> set.starSet(config));
    }

    /**
     * What a checked configuration declares under a name.
     *
     * @throws IllegalArgumentException when it is no set of mock stars that is to be observed
     */
    static Optional<ObservedSet> declared(String name, Config config) {
        return SetNames.declaration(name, config)
                .map(declaration ->
                        of(name, declaration, ObserveSettings.from(config).errors()));
    }

    private static ObservedSet of(String name, SetNames.Declaration declaration, MeasurementErrors usual) {
        Config keys = declaration.keys();
        String observed = keys.getString("observed");
        if (MockName.find(observed).isEmpty()) {
            throw new IllegalArgumentException("stars." + declaration.name() + ".observed names " + observed
                    + ", but only mock stars can be observed: name " + MockName.FORMS);
        }
        return new ObservedSet(
                name,
                observed,
                declaration.realisation(),
                new MeasurementErrors(
                        number(keys, "parallaxError", usual.parallaxMas()),
                        number(keys, "properMotionError", usual.properMotionMasYr()),
                        number(keys, "radialVelocityError", usual.vLosKmS())));
    }

    private static double number(Config keys, String key, double usual) {
        return keys.hasPath(key) ? keys.getDouble(key) : usual;
    }

    private StarSet starSet(Config config) {
        return new StarSet(
                name,
                ObserveStars.STAGE,
                Optional.of(observed),
                settings(config),
                Optional.of(ModelSettings.from(config)),
                Optional.of(ObserveSettings.from(config).volume()));
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
