package io.github.localflows.input;

import java.util.Locale;
import java.util.Optional;

/** The formats of tables of points. */
public enum PointFormat {
    /** Comma-separated values with a header. */
    CSV,
    /** Parquet. */
    PARQUET;

    /** The format that the ending of a file's name says; a CSV may be compressed, such as {@code stars.csv.gz}. */
    public static Optional<PointFormat> ofName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv") || lower.matches(".*\\.csv\\.(gz|bz2)")) {
            return Optional.of(CSV);
        }
        return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
    }

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
