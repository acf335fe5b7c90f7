package io.github.localflows.artifact;

/**
 * A file of a data set, as its manifest lists it.
 *
 * @param bytes its size, at least 0
 * @param rows how many rows it holds, at least 0; {@link #NO_TABLE} for a file that is no table
 * @param sha256 of a file that is no table, in hexadecimal; null for a table, whose pages have check sums of their own, and in
 *     manifests made before there was one
 */
public record ContentFile(long bytes, long rows, String sha256) {
    /** In place of a number of rows. */
    public static final long NO_TABLE = -1;

    /** @throws IllegalArgumentException for a negative size or number of rows */
    public ContentFile {
        if (bytes < 0 || rows < NO_TABLE) {
            throw new IllegalArgumentException(
                    "a file of " + bytes + " bytes and " + rows + " rows: neither can be negative");
        }
    }

    /** A table. */
    public ContentFile(long bytes, long rows) {
        this(bytes, rows, null);
    }

    boolean isTable() {
        return rows != NO_TABLE;
    }
}
