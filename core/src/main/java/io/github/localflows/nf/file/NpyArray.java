package io.github.localflows.nf.file;

import java.util.Arrays;

/**
 * An n-dimensional array as numpy saves it: element type, shape, and the elements in C order (the last index varies
 * fastest).
 */
public final class NpyArray {
    /** The element types that are read and written. */
    public enum Type {
        FLOAT32("<f4", 4),
        FLOAT64("<f8", 8),
        INT64("<i8", 8),
        BOOL("|b1", 1);

        final String descriptor;
        final int bytes;

        Type(String descriptor, int bytes) {
            this.descriptor = descriptor;
            this.bytes = bytes;
        }
    }

    private final Type type;
    private final int[] shape;
    private final Object elements;

    private NpyArray(Type type, int[] shape, Object elements, int length) {
        if (size(shape) != length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " holds " + size(shape) + " elements, but there are " + length);
        }
        this.type = type;
        this.shape = shape.clone();
        this.elements = elements;
    }

    /** An array of float32; the elements are handed over, not copied. */
    public static NpyArray of(float[] elements, int... shape) {
        return new NpyArray(Type.FLOAT32, shape, elements, elements.length);
    }

    /** An array of float64; the elements are handed over, not copied. */
    public static NpyArray of(double[] elements, int... shape) {
        return new NpyArray(Type.FLOAT64, shape, elements, elements.length);
    }

    /** An array of int64; the elements are handed over, not copied. */
    public static NpyArray of(long[] elements, int... shape) {
        return new NpyArray(Type.INT64, shape, elements, elements.length);
    }

    /** An array of bool; the elements are handed over, not copied. */
    public static NpyArray of(boolean[] elements, int... shape) {
        return new NpyArray(Type.BOOL, shape, elements, elements.length);
    }

    /** Element type. */
    public Type type() {
        return type;
    }

    /** Length of each dimension; empty for a scalar. */
    public int[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int size() {
        return size(shape);
    }

    /** The elements of a float32 array, shared, not copied. */
    public float[] floats() {
        return (float[]) of(Type.FLOAT32);
    }

    /** The elements of a float64 array, shared, not copied. */
    public double[] doubles() {
        return (double[]) of(Type.FLOAT64);
    }

    /** The elements of an int64 array, shared, not copied. */
    public long[] longs() {
        return (long[]) of(Type.INT64);
    }

    /** The elements of a bool array, shared, not copied. */
    public boolean[] booleans() {
        return (boolean[]) of(Type.BOOL);
    }

    private Object of(Type wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException("the array holds " + type + ", not " + wanted);
        }
        return elements;
    }

    private static int size(int[] shape) {
        boolean empty = Arrays.stream(shape).anyMatch(length -> length == 0);
        int size = 1;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + ": no length can be negative");
            }
            // An empty array may have any other lengths.
            size = empty ? 0 : Math.multiplyExact(size, length);
        }
        return size;
    }
}
