package io.github.localflows.stage.stars;

import io.github.localflows.starset.TableRows;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the manifest of stars from a table says of the table's rows and of where the stars lie, by the names of its figures. */
public final class TableFigures {
    /** Figure: how many rows the table has. */
    static final String READ = TableRows.READ;

    /** How figures begin that count rows that are no stars; the reason follows. */
    static final String LEFT_OUT = "rowsLeftOut: ";

    /** Figure: the least radius of a star [kpc]. */
    public static final String R_MIN = "RminKpc";

    /** Figure: the largest radius of a star [kpc]. */
    public static final String R_MAX = "RmaxKpc";

    /** Figure: how far from the plane the highest star is [kpc]. */
    public static final String ABS_Z_MAX = "absZmaxKpc";

    private TableFigures() {}

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
