package io.github.localflows.report;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the stars of a set are and where they come from. A number is null where the set's manifest does not say it.
 *
 * @param dataset the star set
 * @param stars how many there are
 * @param made by which command, and from what
 * @param settings the keys of the configuration that say how, and their values: those of a declared set, of drawing or of the kick
 * @param timeMyr how long the stars moved since they were drawn or kicked [Myr]; null where they did not
 * @param rowsRead how many rows the table had; null where the stars come from none
 * @param rowsLeftOut how many of these are no stars, by reason
 * @param measure with respect to what the stars are distributed: volume or slice
 * @param RminKpc the least radius at which they were drawn [kpc]; null where they moved since, or were not drawn
 * @param RmaxKpc the largest one [kpc]; null likewise
 * @param absZmaxKpc the largest height [kpc]; null likewise
 */
public record StarOrigin(
        String dataset,
        long stars,
        String made,
        SortedMap<String, String> settings,
        Integer timeMyr,
        Long rowsRead,
        SortedMap<String, Long> rowsLeftOut,
        String measure,
        Double RminKpc,
        Double RmaxKpc,
        Double absZmaxKpc) {
    /** Copies. */
    public StarOrigin {
        settings = new TreeMap<>(settings);
        rowsLeftOut = new TreeMap<>(rowsLeftOut);
    }

    /** How many rows are no stars, for whatever reason. */
    long leftOut() {
        return rowsLeftOut.values().stream().mapToLong(count -> count).sum();
    }
}
