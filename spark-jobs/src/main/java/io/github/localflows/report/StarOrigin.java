package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
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
 * @param RminKpc the least radius at which they were drawn, or of a star of a table [kpc]; null where they moved since, or nobody looked
 * @param RmaxKpc the largest one [kpc]; null likewise
 * @param absZmaxKpc the largest height [kpc]; null likewise
 * @param unfilled what of the training volume they do not fill, in words; null where they do, where that is not known (few stars, a known selection), and in reports of
 *     earlier versions
 * @param trainingVolume where flows or the weak form look at them; null where neither has, where azimuths are looked at, and in reports of earlier versions
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
        Double absZmaxKpc,
        String unfilled,
        TrainingVolume trainingVolume) {
    /**
     * The volume in which a star set is looked at.
     *
     * @param RminKpc its least radius [kpc]
     * @param RmaxKpc its largest radius [kpc]
     * @param absZmaxKpc its largest height [kpc]
     * @param stars how many of the set's stars are in it
     */
    public record TrainingVolume(double RminKpc, double RmaxKpc, double absZmaxKpc, long stars) {
        /** Where it is, in words. */
        String inWords() {
            Zone zone = new Zone(RminKpc, RmaxKpc, 0, absZmaxKpc);
            return zone.radii() + " kpc, " + zone.heights();
        }
    }

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
