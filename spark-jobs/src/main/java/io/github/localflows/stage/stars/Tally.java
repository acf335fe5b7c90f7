package io.github.localflows.stage.stars;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Figures that blocks of stars add up to, such as the number of proposals or the worst energy error.
 *
 * <p>They travel with a task's result, not in an accumulator, so that a repeated task counts once.
 *
 * @param sums figures that add
 * @param maxima figures of which the largest counts
 */
record Tally(SortedMap<String, Double> sums, SortedMap<String, Double> maxima) {
    /** No figures. */
    static Tally none() {
        return new Tally(new TreeMap<>(), new TreeMap<>());
    }

    /** Figures that add. */
    static Tally ofSums(Map<String, Double> sums) {
        return new Tally(new TreeMap<>(sums), new TreeMap<>());
    }

    /** These figures and another block's. */
    Tally plus(Tally other) {
        Tally both = new Tally(new TreeMap<>(sums), new TreeMap<>(maxima));
        other.sums.forEach((name, value) -> both.sums.merge(name, value, Double::sum));
        other.maxima.forEach((name, value) -> both.maxima.merge(name, value, Math::max));
        return both;
    }
}
