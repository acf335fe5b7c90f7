package io.github.localflows.starset;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The lists of star sets in a configuration. A declared set of several realisations is so many sets, {@code gaia-000}, {@code
 * gaia-001} and so on; its own name in a list stands for all of them.
 */
public final class SetNames {
    /** The key of a declaration that says how many sets it declares. */
    public static final String REALISATIONS = "realisations";

    /** Their numbers have three digits. */
    public static final int MOST_REALISATIONS = 1000;

    /** The sections of which a declared set may have keys of its own. */
    public static final List<String> OWN_SECTIONS = List.of("train", "accelerations", "weakForm");

    private static final Pattern REALISATION = Pattern.compile("(.+)-([0-9]{3})");

    private SetNames() {}

    /**
     * What a configuration declares of a set.
     *
     * @param name under which it is declared
     * @param realisation which of the realisations the set is, from 0
     * @param keys of the declaration
     */
    public record Declaration(String name, int realisation, Config keys) {}

    /** The declaration of a set in a checked configuration, or of the realisations that it is one of. */
    public static Optional<Declaration> declaration(String name, Config config) {
        Optional<Config> own = keys(name, config);
        if (own.isPresent()) {
            return realisations(own.get()) == 1 ? Optional.of(new Declaration(name, 0, own.get())) : Optional.empty();
        }
        Matcher matcher = REALISATION.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int realisation = Integer.parseInt(matcher.group(2));
        return keys(matcher.group(1), config)
                .filter(keys -> realisation < realisations(keys) && realisations(keys) > 1)
                .map(keys -> new Declaration(matcher.group(1), realisation, keys));
    }

    /** What the declaration of a set has in place of keys of the run's; nothing of a set that is not declared. */
    public static Config own(String name, Config config) {
        Config own = ConfigFactory.empty();
        Optional<Declaration> declaration = declaration(name, config);
        for (String section : OWN_SECTIONS) {
            if (declaration.isPresent() && declaration.get().keys().hasPath(section)) {
                own = own.withValue(section, declaration.get().keys().getValue(section));
            }
        }
        return own;
    }

    private static Optional<Config> keys(String name, Config config) {
        String path = ConfigUtil.joinPath("stars", name);
        return config.hasPath(path) ? Optional.of(config.getConfig(path)) : Optional.empty();
    }

    private static int realisations(Config keys) {
        return keys.hasPath(REALISATIONS) ? keys.getInt(REALISATIONS) : 1;
    }

    /** The name under which a set is declared that may be one of several realisations, by its form alone. */
    public static String declared(String set) {
        Matcher matcher = REALISATION.matcher(set);
        return matcher.matches() ? matcher.group(1) : set;
    }

    /** The sets that a name in a list stands for: those of all its realisations, or that of the name alone. */
    public static List<String> standsFor(String name, Config config) {
        int realisations = keys(name, config).map(SetNames::realisations).orElse(1);
        return realisations == 1
                ? List.of(name)
                : IntStream.range(0, realisations)
                        .mapToObj(i -> String.format(Locale.ROOT, "%s-%03d", name, i))
                        .toList();
    }

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

    /** The sets that a key lists. */
    public static List<String> of(Config config, String key) {
        return config.getStringList(key).stream()
                .flatMap(name -> standsFor(name, config).stream())
                .toList();
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
                        + all + ": add it there, or set " + key + " to a list without it");
            }
        }
    }
}
