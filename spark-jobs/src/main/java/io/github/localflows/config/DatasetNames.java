package io.github.localflows.config;

import com.typesafe.config.Config;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lists of data sets in a configuration. */
public final class DatasetNames {
    private DatasetNames() {}

    /**
     * All data sets of the run, from the key {@code datasets} of a checked configuration.
     *
     * @throws IllegalArgumentException when one is named twice
     */
    public static List<DatasetName> from(Config config) {
        List<DatasetName> datasets = of(config, "datasets");
        checkWithin(datasets, "datasets", datasets, "datasets");
        return datasets;
    }

    /** The data sets that a key lists. */
    public static List<DatasetName> of(Config config, String key) {
        return config.getStringList(key).stream().map(DatasetName::parse).toList();
    }

    /**
     * Refuses a list that names a data set twice, or one that another list lacks.
     *
     * @throws IllegalArgumentException naming the data set
     */
    public static void checkWithin(List<DatasetName> datasets, String key, List<DatasetName> all, String allKey) {
        Set<DatasetName> seen = new HashSet<>();
        for (DatasetName dataset : datasets) {
            if (!seen.add(dataset)) {
                throw new IllegalArgumentException(key + " names " + dataset + " twice: remove one");
            }
            if (!all.contains(dataset)) {
                throw new IllegalArgumentException(key + " names " + dataset + ", which is not one of " + allKey + " = "
                        + all + ": add it there or remove it here");
            }
        }
    }
}
