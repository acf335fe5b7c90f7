package io.github.localflows.potential;

/** Interpolating polynomials for the tables. */
final class Polynomial {
    private Polynomial() {}

    /**
     * Writes the coefficients of the polynomial through the points (u[i], f[i]), lowest power first.
     *
     * @param u [m] distinct places of order one, centred on 0
     * @param f [m] values
     * @param coefficients filled at {@code offset .. offset + m - 1}
     */
    static void interpolate(double[] u, double[] f, double[] coefficients, int offset) {
        int m = u.length;
        double[] differences = f.clone();
        for (int order = 1; order < m; order++) {
            for (int i = m - 1; i >= order; i--) {
                differences[i] = (differences[i] - differences[i - 1]) / (u[i] - u[i - order]);
            }
        }
        // Newton's form, multiplied out from the innermost bracket.
        double[] c = new double[m];
        c[0] = differences[m - 1];
        for (int i = m - 2; i >= 0; i--) {
            for (int j = m - 1; j > 0; j--) {
                c[j] = c[j - 1] - u[i] * c[j];
            }
            c[0] = differences[i] - u[i] * c[0];
        }
        System.arraycopy(c, 0, coefficients, offset, m);
    }
}
