package io.github.localflows.field;

import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * What the equations of the velocities at one position say of the pattern speed.
 *
 * <p>In a frame that rotates with Omega they are g . grad Phi = s - Omega d, d = d ln f/dphi. They are multiplied by polynomials of the
 * velocity, no more than second in its degree, and summed: by v - v0 as in {@link Estimator#MOMENTS}, from which grad Phi = A - Omega B follows, and by the
 * others, which then are b = Omega c. The polynomials are orthonormal under the weights, so that no direction counts twice.
 */
final class SpeedEquations {
    /** How many equations are left when the acceleration has been eliminated. */
    static final int LEFT = 7;

    private static final int UNKNOWNS = 3;
    private static final int POLYNOMIALS = UNKNOWNS + LEFT;

    /** Columns of the moments: g, then s and d. */
    private static final int S = UNKNOWNS;

    private static final int D = UNKNOWNS + 1;
    private static final int COLUMNS = UNKNOWNS + 2;

    private static final double SYMMETRY_REL = 1e-12;

    /** Of the Gram matrix over the weights: polynomials that are the same to rounding say nothing of their own. */
    private static final double LEAST_PIVOT = 1e-12;

    private final double[][] gram = new double[POLYNOMIALS][POLYNOMIALS];
    private final double[][] moments = new double[POLYNOMIALS][COLUMNS];
    private final double[] q = new double[POLYNOMIALS];
    private double weights;

    /**
     * Adds a velocity.
     *
     * @param square weight of its equation
     * @param h the velocity from the centre of all, in any unit
     * @param g of the equation
     * @param s likewise
     * @param d likewise
     */
    void add(double square, double[] h, double[] g, double s, double d) {
        int at = 0;
        for (double component : h) {
            q[at++] = component;
        }
        q[at++] = 1;
        for (int i = 0; i < UNKNOWNS; i++) {
            for (int j = i; j < UNKNOWNS; j++) {
                q[at++] = h[i] * h[j];
            }
        }
        weights += square;
        for (int i = 0; i < POLYNOMIALS; i++) {
            double weighted = square * q[i];
            for (int j = i; j < POLYNOMIALS; j++) {
                gram[i][j] += weighted * q[j];
            }
            for (int k = 0; k < UNKNOWNS; k++) {
                moments[i][k] += weighted * g[k];
            }
            moments[i][S] += weighted * s;
            moments[i][D] += weighted * d;
        }
    }

    /**
     * The equations that are left, b = Omega c.
     *
     * @param b [km/s/kpc]
     * @param c [1/rad]
     * @param d mean square of d ln f/dphi, as far as the polynomials have it [1/rad²]
     */
    record Left(double[] b, double[] c, double d) {}

    /** The equations that are left; null when the acceleration cannot be eliminated. */
    Left left() {
        for (int i = 0; i < POLYNOMIALS; i++) {
            for (int j = 0; j < i; j++) {
                gram[i][j] = gram[j][i];
            }
        }
        double[][] L;
        try {
            L = new CholeskyDecomposition(MatrixUtils.createRealMatrix(gram), SYMMETRY_REL, LEAST_PIVOT * weights)
                    .getL()
                    .getData();
        } catch (MathIllegalArgumentException e) {
            return null; // too few velocities, or none
        }
        double root = Math.sqrt(weights);
        double[][] white = new double[POLYNOMIALS][COLUMNS];
        for (int i = 0; i < POLYNOMIALS; i++) {
            for (int k = 0; k < COLUMNS; k++) {
                double sum = moments[i][k];
                for (int j = 0; j < i; j++) {
                    sum -= L[i][j] * root * white[j][k];
                }
                white[i][k] = sum / (L[i][i] * root);
            }
        }
        double[][] g = new double[UNKNOWNS][UNKNOWNS];
        for (int i = 0; i < UNKNOWNS; i++) {
            System.arraycopy(white[i], 0, g[i], 0, UNKNOWNS);
        }
        DecompositionSolver solver = new LUDecomposition(MatrixUtils.createRealMatrix(g)).getSolver();
        if (!solver.isNonSingular()) {
            return null;
        }
        double[][] right = new double[UNKNOWNS][];
        for (int i = 0; i < UNKNOWNS; i++) {
            right[i] = new double[] {white[i][S], white[i][D]};
        }
        RealMatrix AB = solver.solve(MatrixUtils.createRealMatrix(right));
        double[] b = new double[LEFT];
        double[] c = new double[LEFT];
        double square = 0;
        for (int i = 0; i < POLYNOMIALS; i++) {
            square += white[i][D] * white[i][D];
            if (i >= UNKNOWNS) {
                b[i - UNKNOWNS] = white[i][S];
                c[i - UNKNOWNS] = white[i][D];
                for (int k = 0; k < UNKNOWNS; k++) {
                    b[i - UNKNOWNS] -= white[i][k] * AB.getEntry(k, 0);
                    c[i - UNKNOWNS] -= white[i][k] * AB.getEntry(k, 1);
                }
            }
        }
        return new Left(b, c, square);
    }
}
