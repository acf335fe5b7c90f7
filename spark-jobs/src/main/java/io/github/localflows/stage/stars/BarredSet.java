package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.potential.RotatingBar;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A star set that a configuration declares as mock stars in a galaxy in which a rotating bar has grown, as {@code stars { barred { barred =
 * "fiducial" } }}: where they are in the bar's frame, with their azimuths. What they are distributed as nobody knows, so that they have no
 * truth.
 *
 * @param name of the set
 * @param barred the set whose stars they are, at the time at which there is no bar
 * @param patternSpeed of the bar [km/s/kpc]
 * @param radius of the bar [kpc]
 * @param strength of the bar: its largest radial force at the radius of the Sun, as a part of the galaxy's
 * @param angle azimuth of its long axis from the Sun [rad]
 * @param growth how long it grows [turns of the bar]
 * @param seenFrom when the first stars are looked at [turns of the bar]
 * @param seenTo when the last stars are looked at [turns of the bar]
 */
record BarredSet(
        String name,
        String barred,
        double patternSpeed,
        double radius,
        double strength,
        double angle,
        double growth,
        double seenFrom,
        double seenTo) {
    /** The key that says whose stars they are. */
    static final String KEY = "barred";

    private static final double FULL_TURN = 2 * Math.PI;

    private static final Shape TURNS = Ranges.decimal(0.1, 1000, "turns");

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.SetName())
            .mayHave("patternSpeed", Ranges.decimal(1, 1000, "km/s/kpc"))
            .mayHave("radius", Ranges.KPC)
            .mayHave("strength", new Shape.Decimal(new Interval(0, true, 1, false), ""))
            .mayHave("angle", Ranges.decimal(-Math.PI, Math.PI, "rad"))
            .mayHave("growth", TURNS)
            .mayHave("seenFrom", TURNS)
            .mayHave("seenTo", TURNS);

    /**
     * The set of a name that a checked configuration declares.
     *
     * @throws IllegalArgumentException when its keys do not go together
     */
    static Optional<StarSet> named(String name, Config config) {
        BarredSet set = declared(name, config);
        String key = "stars." + name;
        if (!(set.growth <= set.seenFrom && set.seenFrom <= set.seenTo)) {
            throw new IllegalArgumentException(key + ": the bar grows for " + set.growth
                    + " turns, and stars are seen from " + set.seenFrom + " to " + set.seenTo
                    + ": growth, seenFrom and seenTo must rise");
        }
        if (SampleSettings.from(config).measure() != Measure.VOLUME) {
            throw new IllegalArgumentException(key
                    + " moves stars along orbits, which carry numbers of stars in space: set sample.measure = volume");
        }
        Ancestry ancestry = Ancestry.of(key + "." + KEY, set.barred, Set.of(SelectedSet.KEY), config);
        if (!Double.isInfinite(ancestry.magnitude())) {
            throw new IllegalArgumentException(
                    key + "." + KEY + " = " + set.barred
                            + ", whose stars were chosen by their magnitude where they were: name the set that they are chosen from");
        }
        try {
            set.bar(config);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
        return Optional.of(
                new StarSet(name, GrowBar.STAGE, Optional.of(set.barred), set.settings(config), Knowledge.NONE));
    }

    /** What a checked configuration declares under a name. */
    static BarredSet declared(String name, Config config) {
        Config keys = SetNames.declaration(name, config).orElseThrow().keys();
        return new BarredSet(
                name,
                keys.getString(KEY),
                number(keys, "patternSpeed", 40),
                number(keys, "radius", 3.5),
                number(keys, "strength", 0.02),
                number(keys, "angle", 0.44),
                number(keys, "growth", 4),
                number(keys, "seenFrom", 10),
                number(keys, "seenTo", 20));
    }

    private static double number(Config keys, String key, double usual) {
        return keys.hasPath(key) ? keys.getDouble(key) : usual;
    }

    /** The bar, whose strength is said where the model's circular velocity is. */
    RotatingBar bar(Config config) {
        return RotatingBar.ofStrength(
                patternSpeed,
                radius,
                strength,
                angle,
                config.getDouble("potential.R0"),
                config.getDouble("potential.v0"));
    }

    /** How long the bar takes to turn once [kpc/(km/s)]. */
    double turn() {
        return FULL_TURN / patternSpeed;
    }

    /** What decides the stars beside those that the bar grows among, all of it written out. */
    private StageConfiguration settings(Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        List<String> lines = new ArrayList<>();
        lines.add(path + ".angle = " + angle);
        lines.add(path + "." + KEY + " = " + ConfigUtil.quoteString(barred));
        lines.add(path + ".growth = " + growth);
        lines.add(path + ".patternSpeed = " + patternSpeed);
        lines.add(path + ".radius = " + radius);
        lines.add(path + ".seenFrom = " + seenFrom);
        lines.add(path + ".seenTo = " + seenTo);
        lines.add(path + ".strength = " + strength);
        return new StageConfiguration(String.join("\n", lines) + "\n")
                .and(StageConfiguration.of(config, List.of("seed"), List.of()))
                .and(ModelSettings.recipe(config));
    }
}
