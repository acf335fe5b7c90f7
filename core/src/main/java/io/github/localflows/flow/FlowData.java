package io.github.localflows.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Rows of features, and of context where a flow is conditional: what a flow is trained on or asked about.
 *
 * <p>The arrays are handed over, not copied: from then on nobody changes them.
 */
public final class FlowData {
    /** Numbers of a piece on their way to the checksum. */
    private static final int DIGESTED_AT_ONCE = 16_384;

    private final int features;
    private final int context;
    private final int size;
    private final float[] x;
    private final float[] c;
    private String checksum;

    private FlowData(int features, float[] x, int context, float[] c) {
        this.features = features;
        this.context = context;
        this.x = x;
        this.c = c;
        this.size = rows(x, features, "features");
        if (context > 0 && rows(c, context, "context features") != size) {
            throw new IllegalArgumentException(
                    size + " rows of features, but " + c.length / context + " rows of context; every row needs both");
        }
    }

    /**
     * Rows without context.
     *
     * @param x [n][features], row-major
     */
    public static FlowData of(float[] x, int features) {
        return new FlowData(features, x, 0, new float[0]);
    }

    /**
     * Rows with context.
     *
     * @param x [n][features], row-major
     * @param c [n][context], row-major
     */
    public static FlowData conditional(float[] x, int features, float[] c, int context) {
        return new FlowData(features, x, context, c);
    }

    /** Number of rows. */
    public int size() {
        return size;
    }

    /** Number of features of a row. */
    public int features() {
        return features;
    }

    /** Number of context features of a row, 0 for none. */
    public int context() {
        return context;
    }

    /** Feature {@code i} of row {@code row}. */
    public float feature(int row, int i) {
        return x[row * features + i];
    }

    /** Context feature {@code i} of row {@code row}. */
    public float contextFeature(int row, int i) {
        return c[row * context + i];
    }

    /** The same context, row by row, beside other features. */
    FlowData withFeatures(float[] other) {
        return new FlowData(features, other, context, c);
    }

    /**
     * The rows {@code order[from..to)}, laid out by feature in tiles of {@code tile} rows for a kernel: feature i of the
     * r-th of them goes to {@code xTile[i * tile + r]}. What is left of the tile becomes zero.
     *
     * @param order which rows, null for all in their order
     */
    void gather(int[] order, int from, int to, int tile, float[] xTile, float[] cTile) {
        gather(x, features, order, from, to, tile, xTile);
        gather(c, context, order, from, to, tile, cTile);
    }

    private static void gather(float[] rows, int width, int[] order, int from, int to, int tile, float[] out) {
        int count = to - from;
        for (int r = 0; r < count; r++) {
            int row = order == null ? from + r : order[from + r];
            for (int i = 0; i < width; i++) {
                out[i * tile + r] = rows[row * width + i];
            }
        }
        for (int i = 0; i < width; i++) {
            for (int r = count; r < tile; r++) {
                out[i * tile + r] = 0;
            }
        }
    }

    /** SHA-256 of all rows in their order, in hexadecimal. */
    synchronized String checksum() {
        if (checksum == null) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update((features + " features, " + context + " context\n").getBytes(StandardCharsets.US_ASCII));
                update(digest, x);
                update(digest, c);
                checksum = HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return checksum;
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer piece = ByteBuffer.allocate(DIGESTED_AT_ONCE * Float.BYTES);
        for (int start = 0; start < values.length; start += DIGESTED_AT_ONCE) {
            int count = Math.min(DIGESTED_AT_ONCE, values.length - start);
            piece.clear().asFloatBuffer().put(values, start, count);
            digest.update(piece.limit(count * Float.BYTES));
        }
    }

    /** @throws IllegalArgumentException when a flow of this shape takes other rows than these */
    void requireFits(FlowShape shape) {
        if (features != shape.features() || context != shape.context()) {
            throw new IllegalArgumentException("rows of " + features + " features and " + context
                    + " context features for a flow of " + shape.features() + " and " + shape.context());
        }
    }

    private static int rows(float[] values, int width, String what) {
        if (width < 1 || values.length % width != 0) {
            throw new IllegalArgumentException(values.length + " numbers are not whole rows of " + width + " " + what);
        }
        return values.length / width;
    }
}
