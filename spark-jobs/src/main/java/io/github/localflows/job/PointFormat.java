package io.github.localflows.job;

import java.util.Locale;

/** The formats of tables of points. */
public enum PointFormat {
    /** Comma-separated values with a header. */
    CSV,
    /** Parquet. */
    PARQUET;

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
