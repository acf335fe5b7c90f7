package io.github.localflows.pipeline;

import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Shape;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.SpiralSettings;
import io.github.localflows.stage.stars.DeclaredTable;
import io.github.localflows.stage.stars.EvolveSettings;
import io.github.localflows.stage.stars.PerturbSettings;
import io.github.localflows.stage.stars.SampleSettings;
import io.github.localflows.stage.train.TrainSettings;
import java.util.List;

/** All keys: each group is declared beside the settings that are made of it, and registered here. */
final class Keys {
    private static final KeyGroup KEYS = KeyGroup.keys()
            .with("datasets", new Shape.Items(new Shape.SetName(), 1))
            .with("seed", new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE))
            .with("stars", DeclaredTable.SHAPES)
            .with("potential", PotentialSettings.KEYS)
            .with("actions", ModelSettings.ACTIONS)
            .with("df", ModelSettings.DF)
            .with("sample", SampleSettings.KEYS)
            .with("perturb", PerturbSettings.KEYS)
            .with("evolve", EvolveSettings.KEYS)
            .with("train", TrainSettings.KEYS)
            .with("accelerations", AccelerationSettings.KEYS)
            .with("spiral", SpiralSettings.KEYS);

    /** The whole configuration. */
    static final Shape.Group ALL = KEYS.whole();

    private Keys() {}

    /** The full names of all keys that have a value of their own. */
    static List<String> names() {
        return KEYS.names("");
    }
}
