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
 * A star set that a configuration declares as another whose stars have lost their velocities, but for some chosen at random, as
 * {@code stars { half { splitRv = "fiducial" } }}: the positions of all stars are known, and the velocities of these.
 *
 * @param name of the set
 * @param of the set whose stars they are
 * @param fraction of the stars that keep their velocities, 0 to 1
 */
record SplitSet(String name, String of, double fraction) {
    /** The key that says whose stars they are. */
    static final String KEY = "splitRv";

    private static final double HALF = 0.5;

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.SetName())
            .mayHave("fraction", new Shape.Decimal(new Interval(0, false, 1, false), ""));

    /** The set of a name that a checked configuration declares. */
    static Optional<StarSet> named(String name, Config config) {
        SplitSet set = declared(name, config);
        return Optional.of(new StarSet(
                name,
                SplitVelocities.STAGE,
                Optional.of(set.of()),
                set.settings(config),
                Ancestry.of("stars." + name + "." + KEY, set.of(), Set.of(SelectedSet.KEY, ObservedSet.KEY), config)
                        .known(config)
                        .withoutSomeVelocities()));
    }

    /** What a checked configuration declares under a name. */
    static SplitSet declared(String name, Config config) {
        Config keys = SetNames.declaration(name, config).orElseThrow().keys();
        return new SplitSet(name, keys.getString(KEY), keys.hasPath("fraction") ? keys.getDouble("fraction") : HALF);
    }

    private StageConfiguration settings(Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        return new StageConfiguration(path + ".fraction = " + fraction + "\n" + path + "." + KEY + " = "
                        + ConfigUtil.quoteString(of) + "\n")
                .and(StageConfiguration.of(config, List.of("seed"), List.of()));
    }
}
