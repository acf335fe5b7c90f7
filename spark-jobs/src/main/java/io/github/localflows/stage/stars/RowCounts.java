package io.github.localflows.stage.stars;

import io.github.localflows.starset.TableRows;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the manifest of stars from a table says of the table's rows, by the names of its figures. */
public final class RowCounts {
    /** Figure: how many rows the table has. */
    static final String READ = TableRows.READ;

    /** How figures begin that count rows that are no stars; the reason follows. */
    static final String LEFT_OUT = "rowsLeftOut: ";

    private RowCounts() {}

    /** How many rows a table had; null where the stars come from none. */
    public static Long read(Map<String, Double> figures) {
        Double read = figures.get(READ);
        return read == null ? null : Long.valueOf(Math.round(read));
    }

    /** How many of these are no stars, by reason. */
    public static SortedMap<String, Long> leftOut(Map<String, Double> figures) {
        SortedMap<String, Long> reasons = new TreeMap<>();
        figures.forEach((name, count) -> {
            if (name.startsWith(LEFT_OUT)) {
                reasons.put(name.substring(LEFT_OUT.length()), Math.round(count));
            }
        });
        return reasons;
    }
}
