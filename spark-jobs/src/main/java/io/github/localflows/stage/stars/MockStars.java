package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.StarSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mock stars as star sets: drawn from the model galaxy, kicked, moved along their orbits. Their truth is the model. */
final class MockStars {
    /**
     * What the recipe of an evolved set says of its orbits, so that none is taken for one that an earlier version made,
     * whose recipe has a key {@code evolve.snapshotsMyr}: there steps ended at each snapshot, so that the last bits of a set
     * depended on which others there were.
     */
    private static final String ORBITS = "evolve.steps = \"the star's own, whichever snapshots there are\"\n";

    private MockStars() {}

    /** The set of a name, if that is one of mock stars. */
    static Optional<StarSet> named(String name, Config config) {
        return MockName.find(name).map(mock -> of(mock, config));
    }

    private static StarSet of(MockName name, Config config) {
        return new StarSet(
                name.toString(),
                stage(name),
                from(name).map(MockName::toString),
                settings(name, config),
                known(name, config));
    }

    /** What is known of mock stars. */
    static Knowledge known(MockName name, Config config) {
        return Knowledge.drawn(
                ModelSettings.from(config),
                name.evolved()
                        ? Optional.empty()
                        : Optional.of(SampleSettings.from(config).region()));
    }

    private static String stage(MockName name) {
        if (name.evolved()) {
            return EvolveStars.STAGE;
        }
        return name.perturbed() ? PerturbStars.STAGE : SampleStars.STAGE;
    }

    private static Optional<MockName> from(MockName name) {
        if (name.evolved()) {
            return Optional.of(name.initial());
        }
        return name.perturbed() ? Optional.of(MockName.FIDUCIAL) : Optional.empty();
    }

    private static StageConfiguration settings(MockName name, Config config) {
        List<String> keys = new ArrayList<>(SampleSettings.KEYS.inRecipe("sample"));
        keys.add("seed");
        if (name.perturbed()) {
            keys.add("perturb");
        }
        if (name.evolved()) {
            keys.add("evolve");
        }
        StageConfiguration own = StageConfiguration.of(config, keys, List.of());
        StageConfiguration all = own.and(ModelSettings.recipe(config));
        return name.evolved() ? all.and(new StageConfiguration(ORBITS)) : all;
    }
}
