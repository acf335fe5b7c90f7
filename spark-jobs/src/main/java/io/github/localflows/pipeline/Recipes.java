package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.SpiralSettings;
import io.github.localflows.stage.train.TrainSettings;
import java.util.Map;

/** Of each kind of artifact the part of the configuration that one depends on; star sets have each their own. */
final class Recipes {
    private Recipes() {}

    /** The parts of a checked configuration. */
    static Map<Kind, StageConfiguration> of(Config config) {
        return Map.of(
                Kind.FLOWS, TrainSettings.recipe(config),
                Kind.ACCELERATIONS, AccelerationSettings.recipe(config),
                Kind.SPIRALS, SpiralSettings.recipe(config));
    }
}
