package io.github.localflows.field;

import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The 3 x 3 system (sum w² h g^T) grad Phi = sum w² h s of an {@link Estimator}, its rows and columns scaled to the lengths
 * of h and g before it is solved.
 */
final class MomentEquations {
    /** Beyond this condition the system, whose singular values span its square, has fewer than four digits left. */
    private static final double SINGULAR_CONDITION = 1e6;

    private final double[][] left = new double[3][3];
    private final double[] right = new double[3];
    private final double[] rowSquares = new double[3];
    private final double[] columnSquares = new double[3];
    private int velocities;

    /** Counts a velocity; its products follow. */
    void count(double square, double[] h, double[] g) {
        velocities++;
        for (int j = 0; j < 3; j++) {
            rowSquares[j] += square * h[j] * h[j];
            columnSquares[j] += square * g[j] * g[j];
        }
    }

    /** Adds {@code square} h (g, s). */
    void add(double square, double[] h, double[] g, double s) {
        for (int j = 0; j < 3; j++) {
            double wh = square * h[j];
            right[j] += wh * s;
            for (int k = 0; k < 3; k++) {
                left[j][k] += wh * g[k];
            }
        }
    }

    /**
     * Takes {@code factor} times products off, which {@code terms} holds from {@code gg}, {@code gs} and {@code gd} on; of the last
     * {@code Omega} times as many.
     */
    void subtract(double factor, double[] terms, int gg, int gs, int gd, double Omega) {
        for (int j = 0; j < 3; j++) {
            right[j] -= factor * (terms[gs + j] - Omega * terms[gd + j]);
            for (int k = 0; k < 3; k++) {
                left[j][k] -= factor * terms[gg + 3 * j + k];
            }
        }
    }

    /** How many velocities were counted. */
    int velocities() {
        return velocities;
    }

    /**
     * grad Phi and the condition number, the root of the ratio of the largest to the least singular value of the scaled
     * system: for least squares that of the equations themselves.
     *
     * @return [4] grad Phi, then the condition; null when the system is singular
     */
    double[] solution() {
        double[][] scaled = new double[3][3];
        double[] b = new double[3];
        for (int j = 0; j < 3; j++) {
            double row = Math.sqrt(rowSquares[j]);
            b[j] = right[j] / row;
            for (int k = 0; k < 3; k++) {
                scaled[j][k] = left[j][k] / row / Math.sqrt(columnSquares[k]);
                if (!Double.isFinite(scaled[j][k])) {
                    return null; // a component of h or g vanishes everywhere
                }
            }
        }
        SingularValueDecomposition values = new SingularValueDecomposition(MatrixUtils.createRealMatrix(scaled));
        double condition = Math.sqrt(values.getSingularValues()[0] / values.getSingularValues()[2]);
        if (!(condition < SINGULAR_CONDITION)) {
            return null;
        }
        RealMatrix U = values.getU();
        RealMatrix V = values.getV();
        RealVector scaledSolution = new ArrayRealVector(3);
        for (int e = 0; e < 3; e++) {
            double along =
                    U.getColumnVector(e).dotProduct(MatrixUtils.createRealVector(b)) / values.getSingularValues()[e];
            scaledSolution = scaledSolution.add(V.getColumnVector(e).mapMultiply(along));
        }
        double[] solution = new double[4];
        for (int k = 0; k < 3; k++) {
            solution[k] = scaledSolution.getEntry(k) / Math.sqrt(columnSquares[k]);
        }
        solution[3] = condition;
        return solution;
    }
}
