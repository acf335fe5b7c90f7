package io.github.localflows.input;

import java.util.Locale;
import java.util.Optional;

/** The formats of tables of points. */
public enum PointFormat {
    /** Comma-separated values with a header, or an ECSV. */
    CSV,
    /** Parquet. */
    PARQUET,
    /** FITS: the first binary table of the file. */
    FITS,
    /** VOTable: the first table of the file. */
    VOTABLE;

    private static final String COMPRESSED = "(\\.(gz|bz2))?";

    /** What {@link #ofName} knows, for messages. */
    static final String NAMES = ".csv, .ecsv, .fits, .vot, .xml (VOTable) nor .parquet";

    /** The format that the ending of a file's name says; all but Parquet may be compressed, such as {@code stars.csv.gz}. */
    public static Optional<PointFormat> ofName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        if (lower.matches(".*\\.e?csv" + COMPRESSED)) {
            return Optional.of(CSV);
        }
        if (lower.matches(".*\\.(fits|fit)" + COMPRESSED)) {
            return Optional.of(FITS);
        }
        if (lower.matches(".*\\.(vot|votable|xml)" + COMPRESSED)) {
            return Optional.of(VOTABLE);
        }
        return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
    }

    /** Whether this program writes tables of points in it, too. */
    public boolean isWritten() {
        return this == CSV || this == PARQUET;
    }

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
