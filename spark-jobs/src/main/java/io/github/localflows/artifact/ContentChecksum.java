package io.github.localflows.artifact;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;

/**
 * A checksum of a table's content that does not depend on the order of the rows, on files or on partitions: two 64-bit
 * hashes of each row's raw bits, each summed over the rows modulo 2^64.
 *
 * <p>It sees any changed, lost or doubled row (unlike an exclusive or, to which a row twice is none). It tells accidents,
 * not forgeries.
 *
 * @param high sum of the first hash
 * @param low sum of the second hash
 */
public record ContentChecksum(long high, long low) implements Serializable {
    /** The checksum of no rows. */
    public static final ContentChecksum EMPTY = new ContentChecksum(0, 0);

    // Arbitrary odd constants (the golden ratio and the square root of 2, times 2^64).
    private static final long START_HIGH = 0x9E3779B97F4A7C15L;
    private static final long START_LOW = 0x6A09E667F3BCC909L;

    /** Stands for an absent value; a payload that no computed double has. */
    private static final long NULL = 0x7FF8_0000_DEAD_0001L;

    /**
     * The checksum of columns, that of the rows that they make.
     *
     * @param integers [columns][n] the first columns
     * @param numbers [columns][n] those after them, NaN where a row has none
     */
    public static ContentChecksum of(int[][] integers, double[][] numbers) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < integers[0].length; i++) {
            long h = START_HIGH;
            long l = START_LOW;
            for (int[] column : integers) {
                h = mixHigh(h ^ column[i]);
                l = mixLow(l ^ column[i]);
            }
            for (double[] column : numbers) {
                long bits = Double.isNaN(column[i]) ? NULL : Double.doubleToRawLongBits(column[i]);
                h = mixHigh(h ^ bits);
                l = mixLow(l ^ bits);
            }
            high += h;
            low += l;
        }
        return new ContentChecksum(high, low);
    }

    /** The checksum of rows of integers, doubles, strings and nulls. */
    public static ContentChecksum of(Iterable<Row> rows) {
        long high = 0;
        long low = 0;
        for (Row row : rows) {
            long h = START_HIGH;
            long l = START_LOW;
            for (int i = 0; i < row.size(); i++) {
                Object value = row.get(i);
                if (value instanceof Double number) {
                    // As nearly all values are.
                    long word = Double.doubleToRawLongBits(number);
                    h = mixHigh(h ^ word);
                    l = mixLow(l ^ word);
                    continue;
                }
                for (long word : words(value)) {
                    h = mixHigh(h ^ word);
                    l = mixLow(l ^ word);
                }
            }
            high += h;
            low += l;
        }
        return new ContentChecksum(high, low);
    }

    /** The checksum of this table's rows and another's together. */
    public ContentChecksum plus(ContentChecksum other) {
        return new ContentChecksum(high + other.high, low + other.low);
    }

    /** 32 hexadecimal digits. */
    public String hex() {
        return String.format("%016x%016x", high, low);
    }

    private static long[] words(Object value) {
        if (value == null) {
            return new long[] {NULL};
        }
        if (value instanceof Integer || value instanceof Long) {
            return new long[] {((Number) value).longValue()};
        }
        if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            long[] words = new long[bytes.length + 1];
            words[0] = bytes.length;
            for (int i = 0; i < bytes.length; i++) {
                words[i + 1] = bytes[i];
            }
            return words;
        }
        throw new IllegalArgumentException("no checksum for a value of " + value.getClass());
    }

    /** Stafford's variant 13 of the 64-bit finaliser, as in SplittableRandom. */
    private static long mixHigh(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** MurmurHash3's 64-bit finaliser. */
    private static long mixLow(long z) {
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}
