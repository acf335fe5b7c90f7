package io.github.localflows.expansion;

import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Coefficients c of y = A c + noise, whose noise is of unit variance and independent, with a normal prior: the linear Gaussian
 * model with its evidence (MacKay 1992, Neural Computation 4, 415, eq. 2.7 and 2.8).
 *
 * @param mean of the coefficients
 * @param covariance of the coefficients
 * @param chiSquare |y - A mean|²
 * @param effective how many coefficients the data decide, tr(covariance A^T A); the prior decides the rest
 * @param lnEvidence logarithm of the density of y, averaged over the prior
 */
public record LinearFit(double[] mean, RealMatrix covariance, double chiSquare, double effective, double lnEvidence) {
    /**
     * Fits.
     *
     * @param A [equations][coefficients]
     * @param y [equations]
     * @param means of the prior, [coefficients]
     * @param deviations standard deviations of the prior, [coefficients]
     * @return empty when the numbers are not finite or the system is singular
     */
    public static Optional<LinearFit> of(RealMatrix A, double[] y, double[] means, double[] deviations) {
        // Coefficients in units of their prior deviations: the matrix is then at least the identity.
        int K = deviations.length;
        RealMatrix scaled = A.copy();
        for (int k = 0; k < K; k++) {
            scaled.setColumnVector(k, A.getColumnVector(k).mapMultiply(deviations[k]));
        }
        RealMatrix information = scaled.transposeMultiply(scaled);
        RealMatrix H = information.add(MatrixUtils.createRealIdentityMatrix(K));
        CholeskyDecomposition cholesky;
        try {
            cholesky = new CholeskyDecomposition(H, SYMMETRY_REL, 0);
        } catch (MathRuntimeException e) {
            return Optional.empty();
        }
        RealMatrix inverse = cholesky.getSolver().getInverse();
        RealVector beyond = new ArrayRealVector(y, false).subtract(new ArrayRealVector(A.operate(means), false));
        RealVector right = scaled.transpose().operate(beyond);
        RealVector unit = cholesky.getSolver().solve(right);
        double chiSquare = square(beyond.subtract(scaled.operate(unit)));
        double lnDeterminant = 0;
        for (int k = 0; k < K; k++) {
            lnDeterminant += 2 * Math.log(cholesky.getL().getEntry(k, k));
        }
        double lnEvidence = -0.5 * (chiSquare + square(unit) + lnDeterminant + y.length * Math.log(2 * Math.PI));
        double[] mean = new double[K];
        RealMatrix covariance = new Array2DRowRealMatrix(K, K);
        for (int k = 0; k < K; k++) {
            mean[k] = means[k] + unit.getEntry(k) * deviations[k];
            for (int l = 0; l < K; l++) {
                covariance.setEntry(k, l, inverse.getEntry(k, l) * deviations[k] * deviations[l]);
            }
        }
        double effective = inverse.multiply(information).getTrace();
        return Double.isFinite(lnEvidence)
                ? Optional.of(new LinearFit(mean, covariance, chiSquare, effective, lnEvidence))
                : Optional.empty();
    }

    /** Products of a matrix with itself are symmetric but for rounding. */
    private static final double SYMMETRY_REL = 1e-9;

    private static double square(RealVector v) {
        return v.dotProduct(v);
    }
}
