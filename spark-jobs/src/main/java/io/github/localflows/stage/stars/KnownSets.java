package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The star sets that a configuration can ask for, by all makers of star sets. A new maker is registered here. */
public final class KnownSets {
    /** Each gives the set of a name, if it makes sets of that name. */
    private static final List<BiFunction<String, Config, Optional<StarSet>>> MAKERS =
            List.of(MockStars::named, DeclaredTable::named);

    private KnownSets() {}

    /**
     * The star sets that a checked configuration asks for.
     *
     * @throws IllegalArgumentException when nobody makes a set of some name
     */
    public static StarSets from(Config config) {
        DeclaredTable.checkNames(config);
        return StarSets.of(SetNames.from(config), name -> named(name, config));
    }

    /** The star set of a name, whether the configuration asks for it or not; empty when nobody makes one of that name. */
    public static Optional<StarSet> find(String name, Config config) {
        return MAKERS.stream()
                .flatMap(maker -> maker.apply(name, config).stream())
                .findFirst();
    }

    private static StarSet named(String name, Config config) {
        return find(name, config)
                .orElseThrow(() -> new IllegalArgumentException("datasets names " + name + ", but there is no such star"
                        + " set: it must be " + MockName.FORMS + ", or one that is declared as stars." + name));
    }
}
