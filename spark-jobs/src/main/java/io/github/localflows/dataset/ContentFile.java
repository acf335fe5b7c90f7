package io.github.localflows.dataset;

/**
 * A file of a data set, as its manifest lists it.
 *
 * @param bytes its size, at least 0
 * @param rows how many rows it holds, at least 0; {@link #NO_TABLE} for a file that is no table
 */
public record ContentFile(long bytes, long rows) {
    /** In place of a number of rows. */
    public static final long NO_TABLE = -1;

    /** @throws IllegalArgumentException for a negative size or number of rows */
    public ContentFile {
        if (bytes < 0 || rows < NO_TABLE) {
            throw new IllegalArgumentException(
                    "a file of " + bytes + " bytes and " + rows + " rows: neither can be negative");
        }
    }

    boolean isTable() {
        return rows != NO_TABLE;
    }
}
