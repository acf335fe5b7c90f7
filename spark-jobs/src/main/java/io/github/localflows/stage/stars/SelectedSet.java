package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A star set that a configuration declares as a part of another: chosen at random, as {@code stars { quarter { selected =
 * "fiducial", fraction = 0.25 } }}, or those bright enough to be seen, as {@code stars { bright { selected = "fiducial",
 * magnitude = 20 } }}.
 *
 * @param name of the set
 * @param selected the set that stars are chosen from
 * @param fraction how many of them, 0 to 1; empty when it is the magnitude that decides
 * @param magnitude the limiting apparent magnitude [mag]; empty when it is the fraction that decides
 * @param ancestry where these come from
 */
record SelectedSet(String name, String selected, OptionalDouble fraction, OptionalDouble magnitude, Ancestry ancestry) {
    /** The key that says what stars are chosen from. */
    static final String KEY = "selected";

    static final String FRACTION = "fraction";
    static final String MAGNITUDE = "magnitude";

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.SetName())
            .mayHave(FRACTION, new Shape.Decimal(new Interval(0, false, 1, true), ""))
            .mayHave(MAGNITUDE, Ranges.decimal(-50, 100, "mag"));

    /** The set of a name that a checked configuration declares. */
    static Optional<StarSet> named(String name, Config config) {
        SelectedSet set = declared(name, config);
        Ancestry whole = set.magnitude().isPresent()
                ? set.ancestry().seeing(set.magnitude().getAsDouble())
                : set.ancestry();
        return Optional.of(new StarSet(
                name, SelectStars.STAGE, Optional.of(set.selected()), set.settings(config), whole.known(config)));
    }

    /**
     * What a checked configuration declares under a name.
     *
     * @throws IllegalArgumentException when it has both a fraction and a magnitude, or neither
     */
    static SelectedSet declared(String name, Config config) {
        Config keys = SetNames.declaration(name, config).orElseThrow().keys();
        String from = keys.getString(KEY);
        if (keys.hasPath(FRACTION) == keys.hasPath(MAGNITUDE)) {
            throw new IllegalArgumentException("stars." + name + ": which stars are " + KEY + " is said by " + FRACTION
                    + " or by " + MAGNITUDE + ": give one of them");
        }
        return new SelectedSet(
                name,
                from,
                number(keys, FRACTION),
                number(keys, MAGNITUDE),
                Ancestry.of("stars." + name + "." + KEY, from, Set.of(KEY), config));
    }

    private static OptionalDouble number(Config keys, String key) {
        return keys.hasPath(key) ? OptionalDouble.of(keys.getDouble(key)) : OptionalDouble.empty();
    }

    private StageConfiguration settings(Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        String from = path + "." + KEY + " = " + ConfigUtil.quoteString(selected) + "\n";
        return magnitude.isPresent()
                ? new StageConfiguration(path + "." + MAGNITUDE + " = " + magnitude.getAsDouble() + "\n" + from)
                        .and(ObserveSettings.seenRecipe(config))
                : new StageConfiguration(path + "." + FRACTION + " = " + fraction.getAsDouble() + "\n" + from)
                        .and(StageConfiguration.of(config, List.of("seed"), List.of()));
    }
}
