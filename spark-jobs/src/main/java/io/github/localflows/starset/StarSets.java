package io.github.localflows.starset;

import io.github.localflows.config.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The star sets of a run: those that its configuration asks for, and those that these are made from.
 *
 * <p>Immutable.
 */
public final class StarSets {
    private final Map<String, StarSet> sets;
    private final List<StarSet> asked;

    private StarSets(Map<String, StarSet> sets, List<StarSet> asked) {
        this.sets = sets;
        this.asked = List.copyOf(asked);
    }

    /**
     * The sets of some names, and all that they are made from.
     *
     * @param names what the configuration asks for
     * @param named the set of a name
     * @throws IllegalArgumentException when a set is, in the end, made from itself
     */
    public static StarSets of(List<String> names, Function<String, StarSet> named) {
        Map<String, StarSet> sets = new LinkedHashMap<>();
        List<StarSet> asked = new ArrayList<>();
        for (String name : names) {
            StarSet set = named.apply(name);
            add(set, named, sets, List.of());
            asked.add(set);
        }
        return new StarSets(sets, asked);
    }

    private static void add(
            StarSet set, Function<String, StarSet> named, Map<String, StarSet> sets, List<String> above) {
        if (sets.containsKey(set.name())) {
            return;
        }
        List<String> chain = new ArrayList<>(above);
        chain.add(set.name());
        if (above.contains(set.name())) {
            throw new IllegalArgumentException("star sets are made from each other, " + String.join(" from ", chain)
                    + ": one of them must be made from something else");
        }
        set.from().ifPresent(from -> add(named.apply(from), named, sets, chain));
        sets.put(set.name(), set);
    }

    /** The sets that the configuration asks for, in its order. */
    public List<StarSet> asked() {
        return asked;
    }

    /** All sets, each after the one that it is made from. */
    public List<StarSet> all() {
        return List.copyOf(sets.values());
    }

    /** Those of all sets that a command makes, each after the one that it is made from. */
    public List<StarSet> madeBy(String stage) {
        return all().stream().filter(set -> set.stage().equals(stage)).toList();
    }

    /**
     * The set of a name.
     *
     * @throws UserError when the configuration does not ask for it
     */
    public StarSet get(String name) {
        StarSet set = sets.get(name);
        if (set == null) {
            throw new UserError(
                    "the configuration has no star set " + name + ": name it in datasets, whose sets are " + asked);
        }
        return set;
    }
}
