package io.github.localflows.orbit;

import java.util.Arrays;

/**
 * Sums of columns with fixed weights, three columns a pass.
 *
 * <p>Three, because a loop over more is too long for the compiler to unroll, and what it does not unroll it does not
 * vectorise: one pass over eight columns takes twice as long as three passes over three.
 */
final class WeightedSum {
    private static final int COLUMNS_PER_PASS = 3;

    /** The columns whose weight is not zero, padded with the first, whose weight there is 0. */
    private final int[] column;

    private final double[] weight;

    /** The sum of column {@code i} times {@code weights[i]}. */
    WeightedSum(double[] weights) {
        int terms = (int) Arrays.stream(weights).filter(w -> w != 0).count();
        int padded = (terms + COLUMNS_PER_PASS - 1) / COLUMNS_PER_PASS * COLUMNS_PER_PASS;
        column = new int[padded];
        weight = new double[padded];
        int term = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                column[term] = i;
                weight[term] = weights[i];
                term++;
            }
        }
    }

    /** Fills the first n elements of {@code sum}. */
    void fill(int n, double[][] columns, double[] sum) {
        int[] c = column;
        double[] w = weight;
        set(n, w[0], w[1], w[2], columns[c[0]], columns[c[1]], columns[c[2]], sum);
        for (int i = COLUMNS_PER_PASS; i < w.length; i += COLUMNS_PER_PASS) {
            add(n, w[i], w[i + 1], w[i + 2], columns[c[i]], columns[c[i + 1]], columns[c[i + 2]], sum);
        }
    }

    private static void set(int n, double u, double v, double w, double[] a, double[] b, double[] c, double[] sum) {
        for (int i = 0; i < n; i++) {
            sum[i] = u * a[i] + v * b[i] + w * c[i];
        }
    }

    private static void add(int n, double u, double v, double w, double[] a, double[] b, double[] c, double[] sum) {
        for (int i = 0; i < n; i++) {
            sum[i] += u * a[i] + v * b[i] + w * c[i];
        }
    }
}
