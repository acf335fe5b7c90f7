package io.github.localflows.input;

import java.util.Locale;

/** Which way the disc turns in a table of points. */
public enum Frame {
    /** From x to y, so that vphi is positive with the disc's rotation. */
    GALACTIC,
    /** From y to x, as in astropy's Galactocentric: the signs of y and vy, or that of vphi, are turned. */
    ASTROPY;

    /** So many stars are a population, of which it can be said which way it turns. */
    private static final long FEWEST = 3;

    /** Of stars that do not turn at all half go backwards, give or take; of a disc in the wrong frame nearly all do. */
    private static final double MOST = 0.75;

    /**
     * Whether stars are those of a disc in a frame that turns the other way.
     *
     * @param backwards how many of them have vphi &lt; 0
     * @param stars how many there are
     */
    public static boolean isTurned(long backwards, long stars) {
        return stars >= FEWEST && backwards > MOST * stars;
    }

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
