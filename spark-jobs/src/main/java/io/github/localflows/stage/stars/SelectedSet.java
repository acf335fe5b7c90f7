package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A star set that a configuration declares as a part of another, chosen at random, as {@code stars { quarter { selected =
 * "fiducial", fraction = 0.25 } }}.
 *
 * @param name of the set
 * @param selected the set that stars are chosen from
 * @param fraction how many of them, 0 to 1
 * @param ancestry where these come from
 */
record SelectedSet(String name, String selected, double fraction, Ancestry ancestry) {
    /** The key that says what stars are chosen from. */
    static final String KEY = "selected";

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.SetName())
            .with("fraction", new Shape.Decimal(new Interval(0, false, 1, true), ""));

    /** The set of a name that a checked configuration declares. */
    static Optional<StarSet> named(String name, Config config) {
        SelectedSet set = declared(name, config);
        return Optional.of(new StarSet(
                name,
                SelectStars.STAGE,
                Optional.of(set.selected()),
                set.settings(config),
                set.ancestry().known(config)));
    }

    /** What a checked configuration declares under a name. */
    static SelectedSet declared(String name, Config config) {
        Config keys = SetNames.declaration(name, config).orElseThrow().keys();
        String from = keys.getString(KEY);
        return new SelectedSet(
                name,
                from,
                keys.getDouble("fraction"),
                Ancestry.of("stars." + name + "." + KEY, from, Set.of(KEY), config));
    }

    private StageConfiguration settings(Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        return new StageConfiguration(path + "." + KEY + " = " + ConfigUtil.quoteString(selected) + "\n" + path
                        + ".fraction = " + fraction + "\n")
                .and(StageConfiguration.of(config, List.of("seed"), List.of()));
    }
}
