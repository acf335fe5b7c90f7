package io.github.localflows.artifact;

import java.util.Locale;

/**
 * What became of one artifact.
 *
 * @param manifest what the data set says of itself
 * @param where it is, in words
 * @param made whether it was made now; else it was there already, made with the same configuration
 * @param what what its rows are, in the plural: stars, positions, ...
 * @param pace how fast it was made, with the unit
 */
public record StageOutcome(Manifest manifest, String where, boolean made, String what, String pace) {
    /** What was made now, at so many rows a second. */
    public static StageOutcome made(Manifest manifest, String where, String what) {
        return new StageOutcome(
                manifest, where, true, what, String.format(Locale.ROOT, "%,.0f %s/s", manifest.rowsPerSecond(), what));
    }

    /** What was there already. */
    public static StageOutcome there(Manifest manifest, String where, String what) {
        return new StageOutcome(manifest, where, false, what, "");
    }

    /** One line for people: what, how many, how long, how fast, where. */
    public String summary() {
        if (!made) {
            return String.format(
                    Locale.ROOT,
                    "%-13s %-16s %,d %s are there already: %s",
                    manifest.stage(),
                    manifest.dataset(),
                    manifest.rows(),
                    what,
                    where);
        }
        return String.format(
                Locale.ROOT,
                "%-13s %-16s %,d %s in %s (%s, %s of core time), %s: %s",
                manifest.stage(),
                manifest.dataset(),
                manifest.rows(),
                what,
                Durations.text(manifest.wallSeconds()),
                pace,
                Durations.text(manifest.coreSeconds()),
                size(manifest.bytes()),
                where);
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
