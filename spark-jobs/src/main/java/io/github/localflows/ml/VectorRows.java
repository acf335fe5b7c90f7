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
 * The vectors of a column as rows in single precision.
 *
 * <p>A table has no order: that in which its rows arrive changes with partitions, retries and the plan. Rows are therefore
 * taken in the order of their bits, which the content alone decides; rows of the same bits are the same.
 */
final class VectorRows {
    private VectorRows() {}

    /**
     * The rows of a column in the order of their bits, a partition of the sorted table at a time.
     *
     * @param column where the vectors stand
     * @param name of the column, for messages; rows that are missing, differ in length or hold a number that is not finite
     *     in single precision are refused with an IllegalArgumentException as they come
     */
    static Iterator<float[]> sorted(Dataset<?> dataset, int column, String name) {
        // Spark orders binary columns byte by byte.
        Iterator<byte[]> bytes = dataset.toDF()
                .map((MapFunction<Row, byte[]>) row -> bytes(row, column), Encoders.BINARY())
                .sort("value")
                .toLocalIterator();
        return new Iterator<>() {
            private int size = -1;

            @Override
            public boolean hasNext() {
                return bytes.hasNext();
            }

            @Override
            public float[] next() {
                float[] row = floats(bytes.next());
                size = size < 0 ? row.length : size;
                require(row, size, name);
                return row;
            }
        };
    }

    /**
     * Refuses a row that no density can be given of.
     *
     * @param row empty for a vector that is null
     * @param size how many numbers it must have
     */
    static void require(float[] row, int size, String name) {
        if (row.length == 0) {
            throw new IllegalArgumentException(
                    "column '" + name + "' has a row that is null or without a number: remove such rows");
        }
        if (row.length != size) {
            throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(row) + " of "
                    + row.length + " numbers, where " + size + " are expected: all vectors must have the same size");
        }
        for (float value : row) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(row)
                        + ": every number must be finite in single precision. Remove such rows, or scale them.");
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

    private static byte[] bytes(Row row, int column) {
        float[] values = floats(row, column);
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.BIG_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
