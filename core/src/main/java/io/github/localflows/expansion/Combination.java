package io.github.localflows.expansion;

import io.github.localflows.statistics.ChiSquare;
import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Two estimates of one potential, compared and made one.
 *
 * <p>Both are from the same stars, and nobody knows how their errors are correlated. So they are joined by covariance intersection (Julier and
 * Uhlmann 1997, Proc. American Control Conf. 4, 2369), whose errors hold for any correlation:
 * <pre>
 *   V^-1 = w V1^-1 + (1 - w) V2^-1,    c = V (w V1^-1 c1 + (1 - w) V2^-1 c2)
 * </pre>
 * Where the two differ by more than their errors say, the second is taken to be wrong: its covariance is first multiplied by what makes their
 * difference as large as expected.
 *
 * @param potential the two together
 * @param inflation what the covariance of the second was multiplied by, at least 1
 * @param chiSquare of the difference between the two, in units of the sum of their covariances
 * @param degreesOfFreedom what it is on average, at most, when both are right
 */
public record Combination(PotentialEstimate potential, double inflation, double chiSquare, double degreesOfFreedom) {
    /** A covariance that is more than this much too small is none. */
    private static final double MOST_INFLATION = 1e6;

    private static final String SINGULAR = "the covariance of a potential's coefficients is singular";

    /** It is found to this part of itself. */
    private static final double INFLATION_REL = 1e-4;

    /** Products of matrices are symmetric but for rounding. */
    private static final double SYMMETRY_REL = 1e-6;

    /** Directions in which both are surer than this, of the least sure one, are rounding. */
    private static final double LEAST = 1e-14;

    /**
     * Joins two.
     *
     * @param first the one that is trusted more
     * @param second of the same functions
     * @param weight w, of the first, between 0 and 1
     * @throws Unsolvable when a covariance is singular
     * @throws IllegalArgumentException when they have not the same functions, or no errors
     */
    public static Combination of(PotentialEstimate first, PotentialEstimate second, double weight) throws Unsolvable {
        PotentialBasis basis = first.expansion().basis();
        if (!basis.equals(second.expansion().basis()) || !first.hasErrors() || !second.hasErrors()) {
            throw new IllegalArgumentException("potentials of " + basis + " and of "
                    + second.expansion().basis() + ": both must have the same functions, and errors");
        }
        double[] difference =
                minus(second.expansion().toArray(), first.expansion().toArray());
        double chiSquare = chiSquare(difference, first.covariance(), second.covariance(), 1);
        double dof = basis.size();
        double inflation = inflation(difference, first.covariance(), second.covariance(), dof, chiSquare);
        RealMatrix P1 = inverse(first.covariance());
        RealMatrix P2 = inverse(second.covariance()).scalarMultiply(1 / inflation);
        RealMatrix V = inverse(P1.scalarMultiply(weight).add(P2.scalarMultiply(1 - weight)));
        RealVector right = P1.operate(new ArrayRealVector(first.expansion().toArray()))
                .mapMultiply(weight)
                .add(P2.operate(new ArrayRealVector(second.expansion().toArray()))
                        .mapMultiply(1 - weight));
        PotentialExpansion expansion =
                PotentialExpansion.of(basis, V.operate(right).toArray());
        return new Combination(new PotentialEstimate(expansion, V), inflation, chiSquare, dof);
    }

    /** The chance of so large a difference when both are right: small where at least one is not. */
    public double p() {
        return ChiSquare.p(chiSquare, degreesOfFreedom);
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, k -> a[k] - b[k]);
        return difference;
    }

    private static double inflation(double[] difference, RealMatrix V1, RealMatrix V2, double wanted, double atFirst) {
        if (atFirst <= wanted) {
            return 1;
        }
        double low = 1;
        double high = MOST_INFLATION;
        while (high / low > 1 + INFLATION_REL) {
            double middle = Math.sqrt(low * high);
            if (chiSquare(difference, V1, V2, middle) > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Of a difference in units of V1 + s V2. */
    private static double chiSquare(double[] difference, RealMatrix V1, RealMatrix V2, double s) {
        Correlation sum = Correlation.of(V1.add(V2.scalarMultiply(s)));
        int K = difference.length;
        double[] scaled = new double[K];
        Arrays.setAll(scaled, k -> difference[k] / sum.unit[k]);
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(sum.matrix);
        double chiSquare = 0;
        for (int e = 0; e < K; e++) {
            if (eigen.getEigenvalue(e) > LEAST * eigen.getEigenvalue(0)) {
                double along = eigen.getEigenvector(e).dotProduct(new ArrayRealVector(scaled, false));
                chiSquare += along * along / eigen.getEigenvalue(e);
            }
        }
        return chiSquare;
    }

    /** A covariance, or the inverse of one, its rows and columns scaled to a unit diagonal: coefficients have different units. */
    private record Correlation(double[] unit, RealMatrix matrix) {
        static Correlation of(RealMatrix V) {
            int K = V.getRowDimension();
            double[] unit = new double[K];
            Arrays.setAll(unit, k -> Math.sqrt(V.getEntry(k, k)));
            RealMatrix matrix = new Array2DRowRealMatrix(K, K);
            for (int k = 0; k < K; k++) {
                for (int l = 0; l < K; l++) {
                    matrix.setEntry(k, l, 0.5 * (V.getEntry(k, l) + V.getEntry(l, k)) / (unit[k] * unit[l]));
                }
            }
            return new Correlation(unit, matrix);
        }
    }

    private static RealMatrix inverse(RealMatrix V) throws Unsolvable {
        Correlation of = Correlation.of(V);
        double[] unit = of.unit;
        if (!Arrays.stream(unit).allMatch(value -> value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new Unsolvable(SINGULAR);
        }
        RealMatrix inverse;
        try {
            inverse = new CholeskyDecomposition(of.matrix, SYMMETRY_REL, 0)
                    .getSolver()
                    .getInverse();
        } catch (MathRuntimeException e) {
            throw new Unsolvable(SINGULAR);
        }
        for (int k = 0; k < unit.length; k++) {
            for (int l = 0; l < unit.length; l++) {
                inverse.multiplyEntry(k, l, 1 / (unit[k] * unit[l]));
            }
        }
        return inverse;
    }
}
