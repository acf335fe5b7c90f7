package io.github.localflows.artifact;

import java.util.Locale;

/** Times for people. */
public final class Durations {
    private Durations() {}

    /** A time as {@code 8.2 s}, {@code 3 min 05 s} or {@code 1 h 12 min}. */
    public static String text(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
}
