package io.github.localflows.field;

import io.github.localflows.expansion.ExpansionPrior;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.Region;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * One potential for a field of accelerations that was found point by point, which need not be the gradient of anything: linear least
 * squares over all positions of a volume for the coefficients of a {@link PotentialBasis}, with an {@link ExpansionPrior} whose strength and
 * length are those of the largest evidence.
 *
 * <p>Accelerations at neighbouring positions err alike. How large errors are is found from the parts of the stars, for each component by height, the
 * mean over an eighth of the positions; how many positions err as one, from how much more the coefficients of the parts scatter than those
 * of independent positions would. Both are means over many numbers, so that a few parts are enough.
 *
 * <p><b>Accuracy:</b> errors hold what differs from part to part. What all parts have in common, such as how flows smooth a thin disc, they do not
 * hold, and a potential keeps it.
 */
public final class PotentialFit {
    /** Of the mean of squares that is an error at a height: this part of all positions, and at least so many. */
    private static final int PARTS_OF_HEIGHT = 8;

    private static final int FEWEST_OF_HEIGHT = 20;

    /** Taken for the error in the plane, of the field's size, where there are no parts: small enough that the prior does not show. */
    private static final double UNKNOWN_ERROR = 1e-3;

    /**
     * What is taken for the error grows with height, as that of what the approximate actions of an exact f leave does: it is twice as large at this part
     * of the largest height, and grows as the fourth power.
     */
    private static final double TWICE_AT = 0.4;

    /** Combinations of coefficients that positions tell apart less than this from the best are not asked how they scatter. */
    private static final double TOLD_APART = 1e-10;

    private PotentialFit() {}

    /**
     * What was found.
     *
     * @param potential with its errors, which are not known of a single part
     * @param prior of the largest evidence
     * @param effective how many coefficients the field decides
     * @param positions inside of the volume that have an acceleration
     * @param together how many components of accelerations err as one, at least 1
     * @param residual root of the mean square of what the potential leaves of the field, in units of its errors; NaN of a single part
     * @param shareOfVertical which part of what decides the coefficients az gives; aR gives the rest
     * @param bound whether the density would be negative somewhere, had it not been forbidden
     */
    public record Result(
            PotentialEstimate potential,
            ExpansionPrior prior,
            double effective,
            int positions,
            double together,
            double residual,
            double shareOfVertical,
            boolean bound) {}

    /**
     * Fits.
     *
     * @param volume of which positions are taken
     * @param absZmin how far from the plane those are that are taken [kpc, 0 or more]
     * @param densityNotNegative whether the density must not be negative where the volume has an acceleration, also nearer to the plane
     * @throws Unsolvable when there are too few, or they do not decide the potential
     */
    public static Result of(
            AccelerationParts field, PotentialBasis basis, Region volume, double absZmin, boolean densityNotNegative)
            throws Unsolvable {
        int[] within = IntStream.range(0, field.R().length)
                .filter(i -> volume.contains(field.R()[i], field.z()[i]) && solved(field, i))
                .toArray();
        int[] used = Arrays.stream(within)
                .filter(i -> Math.abs(field.z()[i]) >= absZmin)
                .toArray();
        int n = used.length;
        int K = basis.size();
        if (2 * n <= K) {
            throw new Unsolvable("a potential of " + K + " coefficients needs more than " + K / 2
                    + " accelerations, and " + n + " of " + within.length + " are off the plane, |z| >= " + absZmin
                    + " kpc: take fewer heights or a smaller degree for it, more positions, or a smaller absZmin");
        }
        double[] errorR = errors(field.aR(), field.aRWithout(), field.z(), used);
        double[] errorZ = errors(field.az(), field.azWithout(), field.z(), used);
        RealMatrix A = new Array2DRowRealMatrix(2 * n, K);
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(basis);
        for (int i = 0; i < n; i++) {
            basis.fill(field.R()[used[i]], field.z()[used[i]], jet);
            for (int k = 0; k < K; k++) {
                A.setEntry(i, k, jet.dR()[k] / errorR[i]);
                A.setEntry(n + i, k, jet.dz()[k] / errorZ[i]);
            }
        }
        Scaled scaled = new Scaled(used, errorR, errorZ);
        double[] y = scaled.applied(field.aR(), field.az());
        double together = together(field, scaled, A);
        double root = Math.sqrt(together);
        double gravity =
                Arrays.stream(used).mapToDouble(i -> -field.aR()[i]).average().orElseThrow();
        if (!(gravity > 0)) {
            throw new Unsolvable(String.format(
                    Locale.ROOT,
                    "the mean radial acceleration is %.0f km^2/s^2/kpc, which does not point inwards: flows that learn for longer,"
                            + " or of more stars, or of stars that fill the volume, may do better",
                    -gravity));
        }
        ExpansionPrior.Chosen chosen = ExpansionPrior.chosen(
                        A.scalarMultiply(1 / root),
                        Arrays.stream(y).map(value -> value / root).toArray(),
                        basis,
                        gravity)
                .orElseThrow(
                        () -> new Unsolvable(
                                "accelerations at " + n
                                        + " positions do not decide the potential: flows that learn for longer, or of more stars, may do better"));
        PotentialEstimate free = PotentialEstimate.of(basis, chosen.fit());
        PotentialEstimate found =
                densityNotNegative ? free.withDensityNotNegative(at(field.R(), within), at(field.z(), within)) : free;
        boolean errorsKnown = field.groups() > 1;
        return new Result(
                errorsKnown ? found : PotentialEstimate.withoutErrors(found.expansion()),
                chosen.prior(),
                chosen.fit().effective(),
                n,
                together,
                errorsKnown ? residual(A, y, found) : Double.NaN,
                shareOfVertical(A, chosen, together),
                found != free);
    }

    private static boolean solved(AccelerationParts field, int i) {
        double sum = field.aR()[i] + field.az()[i];
        for (int g = 0; g < field.groups(); g++) {
            sum += field.aRWithout()[g][i] + field.azWithout()[g][i];
        }
        return Double.isFinite(sum);
    }

    private static double[] at(double[] values, int[] used) {
        return Arrays.stream(used).mapToDouble(i -> values[i]).toArray();
    }

    /** Minus both components at the positions that are used, in units of their errors. */
    private record Scaled(int[] used, double[] errorR, double[] errorZ) {
        double[] applied(double[] aR, double[] az) {
            int n = used.length;
            double[] y = new double[2 * n];
            for (int i = 0; i < n; i++) {
                y[i] = -aR[used[i]] / errorR[i];
                y[n + i] = -az[used[i]] / errorZ[i];
            }
            return y;
        }
    }

    /** The error of a component at each position that is used: a mean over positions of about that height. */
    private static double[] errors(double[] all, double[][] without, double[] z, int[] used) {
        int n = used.length;
        int groups = without.length;
        double[] errors = new double[n];
        if (groups < 2) {
            double square = Arrays.stream(used)
                    .mapToDouble(i -> all[i] * all[i])
                    .average()
                    .orElse(0);
            double highest =
                    Arrays.stream(used).mapToDouble(i -> Math.abs(z[i])).max().orElse(0);
            for (int i = 0; i < n; i++) {
                double height = highest > 0 ? z[used[i]] / (TWICE_AT * highest) : 0;
                errors[i] = UNKNOWN_ERROR * Math.sqrt(square) * (1 + Math.pow(height, 4));
            }
            return errors;
        }
        int[] byHeight = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> Math.abs(z[used[i]])))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sums = new double[n + 1];
        for (int j = 0; j < n; j++) {
            sums[j + 1] = sums[j] + variance(without, used[byHeight[j]]);
        }
        int width = Math.min(n, Math.max(FEWEST_OF_HEIGHT, n / PARTS_OF_HEIGHT));
        for (int j = 0; j < n; j++) {
            int from = Math.max(0, Math.min(j - width / 2, n - width));
            errors[byHeight[j]] = Math.sqrt((sums[from + width] - sums[from]) / width);
        }
        return errors;
    }

    /** The jackknife's, of all parts together. */
    private static double variance(double[][] without, int i) {
        int groups = without.length;
        double mean = Arrays.stream(without).mapToDouble(field -> field[i]).sum() / groups;
        double squares = Arrays.stream(without)
                .mapToDouble(field -> (field[i] - mean) * (field[i] - mean))
                .sum();
        return squares * (groups - 1) / groups;
    }

    /** How much larger the variance of combinations of coefficients is than if all positions were independent. */
    private static double together(AccelerationParts field, Scaled scaled, RealMatrix A) {
        int groups = field.groups();
        if (groups < 2) {
            return 1;
        }
        int K = A.getColumnDimension();
        double[][] projected = new double[groups][];
        double[] mean = new double[K];
        for (int g = 0; g < groups; g++) {
            projected[g] = A.preMultiply(scaled.applied(field.aRWithout()[g], field.azWithout()[g]));
            for (int k = 0; k < K; k++) {
                mean[k] += projected[g][k] / groups;
            }
        }
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(A.transposeMultiply(A));
        double largest = eigen.getEigenvalue(0);
        double sum = 0;
        int counted = 0;
        for (int e = 0; e < K; e++) {
            double value = eigen.getEigenvalue(e);
            if (value > TOLD_APART * largest) {
                counted++;
                double[] vector = eigen.getEigenvector(e).toArray();
                for (double[] of : projected) {
                    double along = 0;
                    for (int k = 0; k < K; k++) {
                        along += vector[k] * (of[k] - mean[k]);
                    }
                    sum += along * along / value;
                }
            }
        }
        return Math.max(1, sum * (groups - 1) / groups / counted);
    }

    private static double residual(RealMatrix A, double[] y, PotentialEstimate found) {
        double[] model = A.operate(found.expansion().toArray());
        double squares = 0;
        for (int i = 0; i < y.length; i++) {
            squares += (y[i] - model[i]) * (y[i] - model[i]);
        }
        return Math.sqrt(squares / y.length);
    }

    /** Of the trace that says how many coefficients are decided, that of the rows of az. */
    private static double shareOfVertical(RealMatrix A, ExpansionPrior.Chosen chosen, double together) {
        int n = A.getRowDimension() / 2;
        RealMatrix vertical = A.getSubMatrix(n, 2 * n - 1, 0, A.getColumnDimension() - 1);
        return chosen.fit()
                        .covariance()
                        .multiply(vertical.transposeMultiply(vertical))
                        .getTrace()
                / together
                / chosen.fit().effective();
    }
}
