package io.github.localflows.moments;

import io.github.localflows.expansion.Unsolvable;
import java.util.function.IntFunction;

/** Turns moments into numbers of unit variance that are independent of one another, by their covariance's Cholesky factor. */
final class Whitening {
    /** What is left of a moment's variance after those before it, below which it is one of them again. */
    private static final double LEAST_REL = 1e-11;

    private final double[] scale;
    private final double[][] L;

    private Whitening(double[] scale, double[][] L) {
        this.scale = scale;
        this.L = L;
    }

    /** Where the diagonal of row i is in an upper triangle by rows. */
    static int diagonal(int n, int i) {
        return i * n - i * (i - 1) / 2;
    }

    /** @throws Unsolvable when the stars are too few, or their moments do not differ from one another */
    static Whitening of(MomentSums sums, TestFunctions functions, MomentFamily family) throws Unsolvable {
        double[] products = sums.products[family.ordinal()];
        int n = sums.moment[family.ordinal()].length;
        long needed = (long) WeakForm.STARS_PER_MOMENT * n;
        // Equal weights leave all stars, but for rounding.
        if (Math.round(sums.effectiveStars()) < needed) {
            throw new Unsolvable(sums.stars + " stars in the volume"
                    + (Math.round(sums.effectiveStars()) < sums.stars
                            ? ", which, because their weights differ, count as " + Math.round(sums.effectiveStars())
                                    + ","
                            : "")
                    + " are too few for " + n + " moments of "
                    + family.description() + ", which need at least " + needed
                    + ": give more stars, or fewer test functions");
        }
        return of(products, n, i -> singular(functions.names(family).get(i), sums.stars));
    }

    /**
     * @param products of the n moments' terms, upper triangle by rows
     * @param singular what is wrong when a moment has no variance of its own
     */
    static Whitening of(double[] products, int n, IntFunction<Unsolvable> singular) throws Unsolvable {
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            scale[i] = 1 / Math.sqrt(products[diagonal(n, i)]);
            if (!Double.isFinite(scale[i])) {
                throw singular.apply(i);
            }
        }
        double[][] L = new double[n][];
        for (int i = 0; i < n; i++) {
            L[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = products[diagonal(n, j) + i - j] * scale[i] * scale[j];
                for (int k = 0; k < j; k++) {
                    sum -= L[i][k] * L[j][k];
                }
                if (i == j) {
                    if (!(sum > LEAST_REL)) {
                        throw singular.apply(i);
                    }
                    L[i][i] = Math.sqrt(sum);
                } else {
                    L[i][j] = sum / L[j][j];
                }
            }
        }
        return new Whitening(scale, L);
    }

    static Unsolvable singular(String function, long stars) {
        return new Unsolvable(
                "the moment of " + function + " of " + stars
                        + " stars is zero for each of them, or follows from the others: take fewer test functions, or stars that fill the volume");
    }

    double[] applied(double[] moment) {
        double[] white = new double[moment.length];
        for (int i = 0; i < white.length; i++) {
            double sum = moment[i] * scale[i];
            for (int k = 0; k < i; k++) {
                sum -= L[i][k] * white[k];
            }
            white[i] = sum / L[i][i];
        }
        return white;
    }

    /** The same map's transpose, which is its inverse covariance after {@link #applied}. */
    double[] transposed(double[] white) {
        double[] x = white.clone();
        for (int i = x.length - 1; i >= 0; i--) {
            x[i] /= L[i][i];
            for (int k = 0; k < i; k++) {
                x[k] -= L[i][k] * x[i];
            }
        }
        for (int i = 0; i < x.length; i++) {
            x[i] *= scale[i];
        }
        return x;
    }
}
