package io.github.localflows.starset;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The lists of star sets in a configuration. */
public final class SetNames {
    private SetNames() {}

    /**
     * The names of all star sets that the run asks for, from the key {@code datasets} of a checked configuration.
     *
     * @throws IllegalArgumentException when one is named twice, or two would be the same view of {@code sql}
     */
    public static List<String> from(Config config) {
        List<String> names = of(config, "datasets");
        checkWithin(names, "datasets", names, "datasets");
        Map<String, String> views = new HashMap<>();
        for (String name : names) {
            String other = views.put(StarSet.view(name).toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw new IllegalArgumentException("datasets names " + other + " and " + name
                        + ", which sql cannot tell apart: rename one of them");
            }
        }
        return names;
    }

    /** The names that a key lists. */
    public static List<String> of(Config config, String key) {
        return List.copyOf(config.getStringList(key));
    }

    /**
     * Refuses a list that names a star set twice, or one that another list lacks.
     *
     * @throws IllegalArgumentException naming the set
     */
    public static void checkWithin(List<String> names, String key, List<String> all, String allKey) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(key + " names " + name + " twice: remove one");
            }
            if (!all.contains(name)) {
                throw new IllegalArgumentException(key + " names " + name + ", which is not one of " + allKey + " = "
                        + all + ": add it there or remove it here");
            }
        }
    }
}
