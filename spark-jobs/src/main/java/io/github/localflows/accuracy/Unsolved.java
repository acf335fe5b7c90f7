package io.github.localflows.accuracy;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The positions of a field at which nothing was found.
 *
 * @param positions how many positions the field has
 * @param reasons how many of them are unsolved, by reason
 * @param RKpc at which radii none is solved, where these hold all that are unsolved and there are some others; else of none [kpc]
 */
public record Unsolved(int positions, SortedMap<String, Integer> reasons, List<Double> RKpc) {
    /** So many radii are named. */
    private static final int MOST_NAMED = 4;

    /** Copies. */
    public Unsolved {
        reasons = new TreeMap<>(reasons);
        RKpc = List.copyOf(RKpc);
    }

    /** Those of a field. */
    public static Unsolved of(List<AccelerationPoint> field) {
        SortedMap<String, Integer> reasons = new TreeMap<>();
        Set<Double> unsolved = new TreeSet<>();
        Set<Double> solved = new TreeSet<>();
        for (AccelerationPoint point : field) {
            (point.solved() ? solved : unsolved).add(point.R());
            if (!point.solved()) {
                reasons.merge(point.reason(), 1, Integer::sum);
            }
        }
        boolean columns = !solved.isEmpty() && unsolved.stream().noneMatch(solved::contains);
        return new Unsolved(field.size(), reasons, columns ? List.copyOf(unsolved) : List.of());
    }

    /** How many there are. */
    public int count() {
        return reasons.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many, why and where, in a sentence. */
    public String inWords() {
        if (count() == 0) {
            return "All " + positions + " positions are solved.";
        }
        String where = RKpc.isEmpty() || RKpc.size() > MOST_NAMED
                ? ""
                : ", all at R = " + RKpc.stream().map(Zone::plain).collect(Collectors.joining(" and ")) + " kpc";
        String why = reasons.size() == 1
                ? reasons.firstKey()
                : reasons.entrySet().stream()
                        .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
                        .collect(Collectors.joining(", "));
        return count() + " of " + positions + " positions are unsolved" + where + ": " + why + ".";
    }
}
