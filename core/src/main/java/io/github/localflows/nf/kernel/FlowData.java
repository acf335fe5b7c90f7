package io.github.localflows.nf.kernel;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Rows of features, and of context where a flow is conditional: what a flow is trained on or asked about. Rows may have weights,
 * which say how much each counts in a loss; without, all count 1.
 *
 * <p>The arrays or buffers are handed over, not copied: from then on nobody changes them. Buffers may be of files mapped into
 * memory, so that there may be more rows than the heap holds.
 */
public final class FlowData {
    /** Rows of each piece of what comes in pieces, a power of 2. */
    public static final int PIECE_ROWS = 1 << 16;

    /** Numbers on their way to the checksum at once. */
    private static final int DIGESTED_AT_ONCE = 16_384;

    private final Rows x;
    private final Rows c;
    /** One number a row, or {@link Rows#NONE}. */
    private final Rows w;
    /** One over the mean weight. */
    private final double perMean;

    private String checksum;

    private FlowData(Rows x, Rows c) {
        this(x, c, Rows.NONE);
    }

    private FlowData(Rows x, Rows c, Rows w) {
        this.x = x;
        this.c = c;
        this.w = w;
        if (c.width > 0 && c.size != x.size) {
            throw new IllegalArgumentException(
                    x.size + " rows of features, but " + c.size + " rows of context; every row needs both");
        }
        if (w.width > 0 && w.size != x.size) {
            throw new IllegalArgumentException(x.size + " rows, but " + w.size + " weights; every row needs one");
        }
        perMean = w.width == 0 || w.size == 0 ? 1 : 1 / meanWeight();
    }

    private double meanWeight() {
        double sum = 0;
        for (int row = 0; row < w.size; row++) {
            float weight = w.get(row, 0);
            if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "row " + row + " has the weight " + weight + ": it must be finite and not negative");
            }
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("all " + w.size + " rows have the weight 0: give one that counts");
        }
        return sum / w.size;
    }

    /**
     * Rows without context.
     *
     * @param x [n][features], row-major
     */
    public static FlowData of(float[] x, int features) {
        return new FlowData(Rows.of(x, features, "features"), Rows.NONE);
    }

    /**
     * Rows without context, in pieces.
     *
     * @param pieces [{@link #PIECE_ROWS}][features] each, row-major, from index 0 to the capacity; the last one may be shorter
     */
    public static FlowData of(List<FloatBuffer> pieces, int features) {
        return new FlowData(Rows.of(pieces, features), Rows.NONE);
    }

    /**
     * Rows with context.
     *
     * @param x [n][features], row-major
     * @param c [n][context], row-major
     */
    public static FlowData conditional(float[] x, int features, float[] c, int context) {
        return new FlowData(Rows.of(x, features, "features"), Rows.of(c, context, "context features"));
    }

    /**
     * Rows with context, in pieces.
     *
     * @param pieces [{@link #PIECE_ROWS}][context + features] each, row-major, the context first; as those of {@link #of(List, int)}
     */
    public static FlowData conditional(List<FloatBuffer> pieces, int context, int features) {
        Rows whole = Rows.of(pieces, context + features);
        return new FlowData(whole.columns(context, features), whole.columns(0, context));
    }

    /**
     * Rows with weights, in pieces.
     *
     * @param pieces [{@link #PIECE_ROWS}][context + features + 1] each, row-major, the context first and the weight last; as those of
     *     {@link #of(List, int)}
     * @throws IllegalArgumentException when a weight is negative or not finite, or all are 0
     */
    public static FlowData weighted(List<FloatBuffer> pieces, int context, int features) {
        Rows whole = Rows.of(pieces, context + features + 1);
        return new FlowData(
                whole.columns(context, features), whole.columns(0, context), whole.columns(context + features, 1));
    }

    /**
     * Rows in pieces, with context and weights or without: as {@link #weighted}, {@link #conditional(List, int, int)} or {@link #of(List, int)}.
     *
     * @param context numbers of context; 0 for none
     */
    public static FlowData of(List<FloatBuffer> pieces, int context, int features, boolean weighted) {
        if (weighted) {
            return weighted(pieces, context, features);
        }
        return context == 0 ? of(pieces, features) : conditional(pieces, context, features);
    }

    /**
     * The same rows with weights.
     *
     * @param weights [n], what each row counts in a loss; only their ratios matter
     * @throws IllegalArgumentException when a weight is negative or not finite, or all are 0
     */
    public FlowData withWeights(float[] weights) {
        return new FlowData(x, c, Rows.of(weights, 1, "weights"));
    }

    /** Number of rows. */
    public int size() {
        return x.size;
    }

    /** Number of features of a row. */
    public int features() {
        return x.width;
    }

    /** Number of context features of a row, 0 for none. */
    public int context() {
        return c.width;
    }

    /** Feature {@code i} of row {@code row}. */
    public float feature(int row, int i) {
        return x.get(row, i);
    }

    /** Context feature {@code i} of row {@code row}. */
    public float contextFeature(int row, int i) {
        return c.get(row, i);
    }

    /** Whether rows have weights. */
    public boolean isWeighted() {
        return w.width > 0;
    }

    /** The weight of a row as it was given; 1 where there are no weights. */
    public float weight(int row) {
        return isWeighted() ? w.get(row, 0) : 1;
    }

    /** How much a row counts in units of the mean of all rows, so that losses are divided by the number of rows. */
    float count(int row) {
        return isWeighted() ? (float) (w.get(row, 0) * perMean) : 1;
    }

    /**
     * How much the rows {@code order[from..to)} count.
     *
     * @param order which rows, null for all in their order
     * @param counts of the r-th of them goes to {@code counts[r]}
     */
    void counts(int[] order, int from, int to, float[] counts) {
        for (int r = 0; r < to - from; r++) {
            counts[r] = count(order == null ? from + r : order[from + r]);
        }
    }

    /** The same context, row by row, beside other features. */
    public FlowData withFeatures(float[] other) {
        return new FlowData(Rows.of(other, features(), "features"), c);
    }

    /**
     * The rows {@code order[from..to)}, laid out by feature in tiles of {@code tile} rows for a kernel: feature i of the
     * r-th of them goes to {@code xTile[i * tile + r]}. What is left of the tile becomes zero.
     *
     * @param order which rows, null for all in their order
     */
    void gather(int[] order, int from, int to, int tile, float[] xTile, float[] cTile) {
        x.gather(order, from, to, tile, xTile);
        c.gather(order, from, to, tile, cTile);
    }

    /** SHA-256 of all rows in their order and of their weights, in hexadecimal. */
    public synchronized String checksum() {
        if (checksum == null) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                String widths = features() + " features, " + context() + " context" + (isWeighted() ? ", weights" : "");
                digest.update((widths + "\n").getBytes(StandardCharsets.US_ASCII));
                x.digest(digest);
                c.digest(digest);
                w.digest(digest);
                checksum = HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return checksum;
    }

    /** @throws IllegalArgumentException when a flow of this shape takes other rows than these */
    public void requireFits(FlowShape shape) {
        if (features() != shape.features() || context() != shape.context()) {
            throw new IllegalArgumentException("rows of " + features() + " features and " + context()
                    + " context features for a flow of " + shape.features() + " and " + shape.context());
        }
    }

    /** Rows of numbers of one width. */
    private static final class Rows {
        static final Rows NONE = new Rows(0, 0, 0, 0, 0);
        /** The shift of a single piece, however large. */
        private static final int UNDIVIDED = Integer.SIZE - 1;

        private final int width;
        /** Numbers from a row to the next one. */
        private final int stride;
        /** Where in the first of them the row begins. */
        private final int offset;

        private final int size;
        /** Pieces have {@code 2^shift} rows each, but for the last. */
        private final int shift;

        private final FloatBuffer[] pieces;

        private Rows(int width, int stride, int offset, int size, int shift, FloatBuffer... pieces) {
            this.width = width;
            this.stride = stride;
            this.offset = offset;
            this.size = size;
            this.shift = shift;
            this.pieces = pieces;
        }

        static Rows of(float[] values, int width, String what) {
            if (width < 1 || values.length % width != 0) {
                throw new IllegalArgumentException(
                        values.length + " numbers are not whole rows of " + width + " " + what);
            }
            return new Rows(width, width, 0, values.length / width, UNDIVIDED, FloatBuffer.wrap(values));
        }

        static Rows of(List<FloatBuffer> pieces, int width) {
            long size = 0;
            for (int i = 0; i < pieces.size(); i++) {
                int numbers = pieces.get(i).capacity();
                boolean whole = i == pieces.size() - 1
                        ? numbers % width == 0 && numbers <= PIECE_ROWS * width
                        : numbers == PIECE_ROWS * width;
                if (!whole) {
                    throw new IllegalArgumentException("piece " + i + " of " + pieces.size() + " holds " + numbers
                            + " numbers, not " + PIECE_ROWS + " rows of " + width);
                }
                size += numbers / width;
            }
            return new Rows(
                    width,
                    width,
                    0,
                    Math.toIntExact(size),
                    Integer.numberOfTrailingZeros(PIECE_ROWS),
                    pieces.toArray(FloatBuffer[]::new));
        }

        /** Some of the columns of these rows, which are whole. */
        Rows columns(int from, int count) {
            return new Rows(count, width, from, size, shift, pieces);
        }

        private int at(int row) {
            return (row & ((1 << shift) - 1)) * stride + offset;
        }

        float get(int row, int i) {
            return pieces[row >>> shift].get(at(row) + i);
        }

        void gather(int[] order, int from, int to, int tile, float[] out) {
            if (width == 0) {
                return;
            }
            int count = to - from;
            for (int r = 0; r < count; r++) {
                int row = order == null ? from + r : order[from + r];
                FloatBuffer piece = pieces[row >>> shift];
                int at = at(row);
                for (int i = 0; i < width; i++) {
                    out[i * tile + r] = piece.get(at + i);
                }
            }
            for (int i = 0; i < width; i++) {
                for (int r = count; r < tile; r++) {
                    out[i * tile + r] = 0;
                }
            }
        }

        void digest(MessageDigest digest) {
            if (stride != width) {
                digestColumns(digest);
                return;
            }
            ByteBuffer bytes = ByteBuffer.allocate(DIGESTED_AT_ONCE * Float.BYTES);
            for (FloatBuffer piece : pieces) {
                for (int start = 0; start < piece.capacity(); start += DIGESTED_AT_ONCE) {
                    int count = Math.min(DIGESTED_AT_ONCE, piece.capacity() - start);
                    bytes.clear().asFloatBuffer().put(piece.slice(start, count));
                    digest.update(bytes.limit(count * Float.BYTES));
                }
            }
        }

        private void digestColumns(MessageDigest digest) {
            ByteBuffer bytes = ByteBuffer.allocate(DIGESTED_AT_ONCE * Float.BYTES);
            for (int row = 0; row < size; row++) {
                for (int i = 0; i < width; i++) {
                    if (!bytes.hasRemaining()) {
                        digest.update(bytes.flip());
                        bytes.clear();
                    }
                    bytes.putFloat(get(row, i));
                }
            }
            digest.update(bytes.flip());
        }
    }
}
