package io.github.localflows.ml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The vectors of a column as rows in single precision, how much each counts, and whether it is to be held out.
 *
 * <p>A table has no order: that in which its rows arrive changes with partitions, retries and the plan. Rows are therefore
 * taken in the order of their bits, which the content alone decides; rows of the same bits are the same.
 */
final class VectorRows {
    /** In place of a column's index. */
    static final int NO_COLUMN = -1;

    private static final byte TRAINED_ON = 0;
    private static final byte HELD_OUT = 1;
    private static final byte UNKNOWN = 2;

    /** Bytes behind the vector: the weight and the mark. */
    private static final int TAIL = Float.BYTES + 1;

    private VectorRows() {}

    /**
     * A row of the table.
     *
     * @param values of the vector
     * @param weight how much the row counts; 1 without a column of weights
     * @param heldOut what the indicator says; false without one
     */
    record Marked(float[] values, float weight, boolean heldOut) {}

    /**
     * The rows of a column in the order of their bits, a partition of the sorted table at a time.
     *
     * @param columns which columns, and their names for messages; rows that are missing, differ in length or hold a number
     *     that is not finite in single precision, or have no indicator or no weight that can count, are refused with an
     *     IllegalArgumentException as they come
     */
    static Iterator<Marked> sorted(Dataset<?> dataset, Columns columns) {
        int vectors = columns.vectors();
        int indicator = columns.indicator();
        int weights = columns.weights();
        // Spark orders binary columns byte by byte; the last bytes, weight and indicator, decide between equal vectors.
        Iterator<byte[]> bytes = dataset.toDF()
                .map(
                        (MapFunction<Row, byte[]>)
                                row -> bytes(row, vectors, weight(row, weights), mark(row, indicator)),
                        Encoders.BINARY())
                .sort("value")
                .toLocalIterator();
        return new Iterator<>() {
            private int size = -1;

            @Override
            public boolean hasNext() {
                return bytes.hasNext();
            }

            @Override
            public Marked next() {
                byte[] next = bytes.next();
                float[] row = floats(next);
                size = size < 0 ? row.length : size;
                require(row, size, columns.vectorsName());
                byte mark = next[next.length - 1];
                if (mark == UNKNOWN) {
                    throw new IllegalArgumentException("column '" + columns.indicatorName()
                            + "' (validationIndicatorCol) is null in a row: say true or false in every row");
                }
                return new Marked(row, requireWeight(next, columns.weightsName()), mark == HELD_OUT);
            }
        };
    }

    /**
     * Where to find what a row is made of.
     *
     * @param vectors index of the column of vectors
     * @param indicator index of the Boolean column that says which rows are held out, or {@link #NO_COLUMN}
     * @param indicatorName null without one
     * @param weights index of the numeric column that says how much a row counts, or {@link #NO_COLUMN}
     * @param weightsName null without one
     */
    record Columns(
            int vectors, String vectorsName, int indicator, String indicatorName, int weights, String weightsName) {}

    /** NaN where it is null. */
    private static float weight(Row row, int weights) {
        if (weights == NO_COLUMN) {
            return 1;
        }
        return row.isNullAt(weights) ? Float.NaN : row.<Number>getAs(weights).floatValue();
    }

    private static float requireWeight(byte[] bytes, String name) {
        float weight = ByteBuffer.wrap(bytes).getFloat(bytes.length - TAIL);
        if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("column '" + name + "' (weightCol) is "
                    + (Float.isNaN(weight) ? "null or NaN" : weight)
                    + " in a row: it must be finite in single precision and not negative in every row");
        }
        return weight;
    }

    private static byte mark(Row row, int indicator) {
        if (indicator == NO_COLUMN) {
            return TRAINED_ON;
        }
        if (row.isNullAt(indicator)) {
            return UNKNOWN;
        }
        return row.getBoolean(indicator) ? HELD_OUT : TRAINED_ON;
    }

    /**
     * Refuses a row that no density can be learned from.
     *
     * @param row empty for a vector that is null
     * @param size how many numbers it must have
     */
    static void require(float[] row, int size, String name) {
        requireNumbers(row, size, name);
        for (float value : row) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(row)
                        + ": every number must be finite in single precision. Remove such rows, or scale them.");
            }
        }
    }

    /**
     * Refuses a row that has no density.
     *
     * @param row empty for a vector that is null
     * @param size how many numbers it must have
     */
    static void requireNumbers(float[] row, int size, String name) {
        if (row.length == 0) {
            throw new IllegalArgumentException(
                    "column '" + name + "' has a row that is null or without a number: remove such rows");
        }
        if (row.length != size) {
            throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(row) + " of "
                    + row.length + " numbers, where " + size + " are expected: all vectors must have the same size");
        }
        for (float value : row) {
            if (Float.isNaN(value)) {
                throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(row)
                        + ": NaN is no number. Remove such rows.");
            }
        }
    }

    /** A vector in single precision; empty for null. */
    static float[] floats(Row row, int column) {
        if (row.isNullAt(column)) {
            return new float[0];
        }
        double[] values = row.<Vector>getAs(column).toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static byte[] bytes(Row row, int column, float weight, byte mark) {
        float[] values = floats(row, column);
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Float.BYTES + TAIL).order(ByteOrder.BIG_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.putFloat(weight).put(mark).array();
    }

    /** All but the tail. */
    private static float[] floats(byte[] bytes) {
        float[] values = new float[(bytes.length - TAIL) / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
