package io.github.localflows.input;

import java.util.Locale;

/** Which way the disc turns in a table of points. */
public enum Frame {
    /** From x to y, so that vphi is positive with the disc's rotation. */
    GALACTIC,
    /** From y to x, as in astropy's Galactocentric: the signs of y and vy, or that of vphi, are turned. */
    ASTROPY;

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
