package io.github.localflows.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures of manifests, which holds them all as real numbers: counts are made whole numbers again, by their names. */
final class Figures {
    /** What is counted. A whole number whose name has one of these words is a count; an effective number of stars need not be whole. */
    private static final Set<String> COUNTED =
            Set.of("rows", "stars", "members", "parts", "positions", "realisations", "breaches");

    private Figures() {}

    /** The figures, with counts as {@code Long} and all others as {@code Double}. */
    static SortedMap<String, Number> of(Map<String, Double> figures) {
        SortedMap<String, Number> all = new TreeMap<>();
        figures.forEach((name, value) -> {
            // No conditional operator, which would make a Double of the Long.
            if (isCount(name) && value == Math.rint(value)) {
                all.put(name, count(value));
            } else {
                all.put(name, value);
            }
        });
        return all;
    }

    /** A figure that is a count; null where there is none. */
    static Long count(Double figure) {
        return figure == null ? null : Long.valueOf(Math.round(figure));
    }

    /** What follows a colon is a reason in words. */
    private static boolean isCount(String name) {
        return Arrays.stream(name.split(":")[0].split("(?=[A-Z])| "))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(COUNTED::contains);
    }

    /** A count with all its digits, any other number with four. */
    static String text(Number value) {
        return value instanceof Long
                ? String.format(Locale.ROOT, "%,d", value)
                : String.format(Locale.ROOT, "%.4g", value.doubleValue());
    }
}
