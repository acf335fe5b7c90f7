package io.github.localflows.moments;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Matrices outside of the heap, to which OpenBLAS adds products of the rows of a tile. To be closed. */
final class NativeSums implements AutoCloseable {
    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;

    private final List<DoublePointer> owned = new ArrayList<>();

    NativeSums() {
        // OpenBLAS's own threads would fight with those of the tasks, and change the order of sums.
        openblas_nolapack.blas_set_num_threads(1);
    }

    /** Room for so many numbers, until this is closed. */
    DoublePointer allocate(int size) {
        DoublePointer pointer = new DoublePointer(size);
        owned.add(pointer);
        return pointer;
    }

    static void clear(DoublePointer pointer, int size) {
        Pointer.memset(pointer, 0, (long) Double.BYTES * size);
    }

    static void put(DoublePointer to, double[] from, int n) {
        to.position(0).put(from, 0, n);
    }

    /**
     * Adds left^T right to a sum.
     *
     * @param rows of both
     * @param left [rows][m]
     * @param right [rows][n]
     * @param sum [m][n]
     */
    static void addProduct(int rows, DoublePointer left, int m, DoublePointer right, int n, DoublePointer sum) {
        openblas_nolapack.cblas_dgemm(
                ROW_MAJOR,
                openblas_nolapack.CblasTrans,
                openblas_nolapack.CblasNoTrans,
                m,
                n,
                rows,
                1,
                left,
                m,
                right,
                n,
                1,
                sum,
                n);
    }

    /**
     * Adds terms^T terms to the upper triangle of a sum.
     *
     * @param terms [rows][n]
     * @param sum [n][n]
     */
    static void addSquare(int rows, DoublePointer terms, int n, DoublePointer sum) {
        openblas_nolapack.cblas_dsyrk(
                ROW_MAJOR, openblas_nolapack.CblasUpper, openblas_nolapack.CblasTrans, n, rows, 1, terms, n, 1, sum, n);
    }

    /**
     * Reads the upper triangle of a sum.
     *
     * @param sum [n][n]
     * @param to where it goes, by rows
     */
    static void upperTriangle(DoublePointer sum, int n, double[] to) {
        int at = 0;
        for (int i = 0; i < n; i++) {
            sum.position((long) i * n + i).get(to, at, n - i);
            at += n - i;
        }
        sum.position(0);
    }

    @Override
    public void close() {
        owned.forEach(DoublePointer::close);
    }
}
