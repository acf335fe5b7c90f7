package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.report.ChangedKey;
import java.util.List;
import java.util.SortedMap;

/** In what a configuration differs from the reference. */
final class ChangedKeys {
    private ChangedKeys() {}

    /** Of a checked configuration, sorted by key. A number that follows from other keys is as little changed as they are. */
    static List<ChangedKey> of(Config config) {
        SortedMap<String, String> defaults = keys(ConfigLoader.reference(List.of()));
        return keys(config).entrySet().stream()
                .filter(entry -> !entry.getValue().equals(defaults.get(entry.getKey())))
                .map(entry -> new ChangedKey(entry.getKey(), entry.getValue(), defaults.get(entry.getKey())))
                .toList();
    }

    private static SortedMap<String, String> keys(Config config) {
        return Recipe.settings(StageConfiguration.whole(config));
    }
}
