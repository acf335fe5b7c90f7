package io.github.localflows.moments;

import io.github.localflows.expansion.AzimuthalBasis;
import io.github.localflows.expansion.AzimuthalPotential;
import io.github.localflows.expansion.AzimuthalPrior;
import io.github.localflows.expansion.LinearFit;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.statistics.ChiSquare;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * The potential and the pattern speed that keep stars steady in a frame that rotates, without a density of the stars: {@link WeakForm} without
 * its symmetry about the axis.
 *
 * <p>In a frame that rotates with Omega, at fixed R, z and inertial velocities vR, vphi, vz, the mean over the stars of the rate of change of
 * a function psi of position and velocity that vanishes at the edges of the volume is zero if they are steady there:
 * <pre>
 *   E[ vR dpsi/dR + (vphi/R) dpsi/dphi + vz dpsi/dz + (vphi²/R) dpsi/dvR - (vR vphi/R) dpsi/dvphi ]
 *     = Omega E[ dpsi/dphi ] + E[ dPhi/dR dpsi/dvR + (1/R) dPhi/dphi dpsi/dvphi + dPhi/dz dpsi/dvz ]
 * </pre>
 * (Kalda &amp; Green 2025, arXiv 2507.03742, in the weak form; with psi of the position alone it is the method of Tremaine &amp; Weinberg 1984, ApJ
 * 282, L5.) With Phi a sum over an {@link AzimuthalBasis} this is b = Omega d + M c.
 *
 * <p>Of an almost axisymmetric galaxy d is small, so that its own scatter matters, and is correlated with that of b: the plain generalised
 * method of moments would find a wrong Omega with small errors. So the residuals are weighed by their covariance at each Omega, which is
 * known from the products of both (the continuously updated estimator of Hansen, Heaton &amp; Yaron 1996, J. Bus. Econ. Stat. 14, 262): Q(Omega), the
 * smallest chi-square over c, is minimised. The variance of Omega is that of Newey &amp; Windmeijer (2009, Econometrica 77, 687, theorem 3) for
 * many moments each of which says little. Of an axisymmetric galaxy any Omega is right, and what comes out means nothing: whether d differs
 * from zero is tested by itself.
 */
public final class RotatingWeakForm {
    /** Places between -pi/2 and pi/2 of arctan(Omega/scale). */
    private static final int SCANNED = 36;

    /** Of that angle. */
    private static final double PRECISION = 1e-4;

    /** Of the difference that the curvature is found from, in units of the error. */
    private static final double STEP = 0.3;

    private static final double GOLDEN = 0.5 * (3 - Math.sqrt(5));

    private RotatingWeakForm() {}

    /**
     * A pattern speed.
     *
     * @param value [km/s/kpc], positive with the disc's rotation
     * @param error its standard error
     */
    public record PatternSpeed(double value, double error) {}

    /**
     * Whether some moments vanish.
     *
     * @param chiSquare of them
     * @param degreesOfFreedom what it is on average if they do
     */
    public record Test(double chiSquare, double degreesOfFreedom) {
        /** The chance that chiSquare is as large or larger if they do. */
        public double p() {
            return ChiSquare.p(chiSquare, degreesOfFreedom);
        }
    }

    /**
     * What was found.
     *
     * @param potential with its errors, those of the pattern speed among them
     * @param patternSpeed with its error; empty when the stars do not say that they depend on the azimuth
     * @param effective how many coefficients the stars decide
     * @param steady whether the moments vanish with this potential and pattern speed
     * @param axisymmetric whether the stars may be axisymmetric
     * @param stars inside of the volume
     */
    public record Solution(
            AzimuthalPotential potential,
            Optional<PatternSpeed> patternSpeed,
            double effective,
            Test steady,
            Test axisymmetric,
            long stars) {}

    /**
     * Solves for the potential and the pattern speed.
     *
     * @param sums over the stars, about a pilot that is not far off
     * @param gravity a scale of dPhi/dR [km²/s²/kpc], such as the mean of vphi²/R
     * @throws Unsolvable when the stars are too few, or their moments do not differ from one another
     */
    public static Solution solve(RotatingSums sums, RotatingFunctions functions, AzimuthalBasis basis, double gravity)
            throws Unsolvable {
        return new Solving(sums, functions, basis, gravity).solution();
    }

    /** One solution. */
    private static final class Solving {
        private final RotatingSums sums;
        private final RotatingFunctions functions;
        private final AzimuthalBasis basis;
        private final double gravity;
        private final int J;
        private final int K;
        private final int first;
        private final double scale;
        private AzimuthalPrior prior;

        Solving(RotatingSums sums, RotatingFunctions functions, AzimuthalBasis basis, double gravity)
                throws Unsolvable {
            this.sums = sums;
            this.functions = functions;
            this.basis = basis;
            this.gravity = gravity;
            J = sums.b.length;
            K = basis.size();
            first = functions.firstOfAzimuth();
            scale = Math.sqrt(gravity / basis.meridional().R0());
            long needed = (long) WeakForm.STARS_PER_MOMENT * J;
            if (Math.round(sums.effectiveStars()) < needed) {
                throw new Unsolvable(sums.stars + " stars in the volume, which count as "
                        + Math.round(sums.effectiveStars()) + ", are too few for " + J
                        + " moments, which need at least " + needed + ": give more stars, or fewer test functions");
            }
            if (K >= J) {
                throw new Unsolvable("a potential of " + K + " coefficients needs more than " + J
                        + " moments: take fewer heights or a smaller degree for it, or more test functions");
            }
        }

        /** Of the moments' terms at a pattern speed, upper triangle by rows. */
        private double[] products(double Omega) {
            double[] all = sums.products;
            int columns = 2 * J - first;
            double[] products = new double[J * (J + 1) / 2];
            int at = 0;
            for (int i = 0; i < J; i++) {
                for (int j = i; j < J; j++) {
                    double sum = all[at(columns, i, j)];
                    if (j >= first) {
                        sum -= Omega * all[at(columns, i, J + j - first)];
                    }
                    if (i >= first) {
                        sum -= Omega * all[at(columns, j, J + i - first)];
                        sum += Omega * Omega * all[at(columns, J + i - first, J + j - first)];
                    }
                    products[at++] = sum;
                }
            }
            return products;
        }

        /** Where row i, column j >= i of a symmetric matrix is. */
        private static int at(int n, int i, int j) {
            return Whitening.diagonal(n, i) + j - i;
        }

        /** The equations at a pattern speed. */
        private record Equations(Whitening whitening, RealMatrix A, double[] y) {}

        private Equations at(double Omega) throws Unsolvable {
            Whitening whitening = Whitening.of(
                    products(Omega),
                    J,
                    i -> Whitening.singular(functions.names().get(i), sums.stars));
            RealMatrix A = new Array2DRowRealMatrix(J, K);
            for (int k = 0; k < K; k++) {
                double[] column = new double[J];
                for (int j = 0; j < J; j++) {
                    column[j] = sums.M[j * K + k];
                }
                A.setColumn(k, whitening.applied(column));
            }
            double[] right = new double[J];
            for (int j = 0; j < J; j++) {
                right[j] = sums.b[j] - Omega * sums.d[j];
            }
            return new Equations(whitening, A, whitening.applied(right));
        }

        private LinearFit fit(Equations equations) throws Unsolvable {
            return LinearFit.of(equations.A, equations.y, prior.means(basis), prior.deviations(basis))
                    .orElseThrow(this::undecided);
        }

        private Unsolvable undecided() {
            return new Unsolvable("the moments of " + sums.stars + " stars do not decide the potential");
        }

        /** The smallest chi-square at a pattern speed, with what the prior adds. */
        private double Q(double Omega) {
            try {
                Equations equations = at(Omega);
                LinearFit fit = fit(equations);
                return fit.chiSquare() + prior.square(basis, fit.mean());
            } catch (Unsolvable e) {
                return Double.POSITIVE_INFINITY;
            }
        }

        Solution solution() throws Unsolvable {
            Equations start = at(scale);
            prior = AzimuthalPrior.chosen(start.A, start.y, basis, gravity).orElseThrow(this::undecided);
            double Omega = smallest();
            Equations there = at(Omega);
            Optional<AzimuthalPrior> better = AzimuthalPrior.chosen(there.A, there.y, basis, gravity);
            if (better.isPresent() && !better.get().equals(prior)) {
                prior = better.get();
                Omega = smallest();
                there = at(Omega);
            }
            LinearFit fit = fit(there);
            Test axisymmetric = axisymmetric();
            RealMatrix covariance = fit.covariance();
            Optional<PatternSpeed> speed = Optional.empty();
            double error = axisymmetric.p() < MomentTest.REJECTED ? error(Omega, there, fit) : Double.NaN;
            if (Double.isFinite(error)) {
                speed = Optional.of(new PatternSpeed(Omega, error));
                // What the potential owes to the pattern speed.
                double[] more = fit(at(Omega + error)).mean();
                double[] less = fit(at(Omega - error)).mean();
                covariance = covariance.copy();
                for (int k = 0; k < K; k++) {
                    for (int l = 0; l < K; l++) {
                        covariance.addToEntry(k, l, 0.25 * (more[k] - less[k]) * (more[l] - less[l]));
                    }
                }
            }
            return new Solution(
                    new AzimuthalPotential(basis, fit.mean(), covariance),
                    speed,
                    fit.effective(),
                    new Test(fit.chiSquare(), J - fit.effective() - 1),
                    axisymmetric,
                    sums.stars);
        }

        /** Of the means of the derivatives with respect to the azimuth. */
        private Test axisymmetric() throws Unsolvable {
            int D = J - first;
            int columns = J + D;
            double[] products = new double[D * (D + 1) / 2];
            double[] d = new double[D];
            for (int i = 0; i < D; i++) {
                d[i] = sums.d[first + i];
                System.arraycopy(sums.products, at(columns, J + i, J + i), products, Whitening.diagonal(D, i), D - i);
            }
            double chiSquare = 0;
            for (double white : Whitening.of(
                            products,
                            D,
                            i -> Whitening.singular(
                                    "d/dphi of " + functions.names().get(first + i), sums.stars))
                    .applied(d)) {
                chiSquare += white * white;
            }
            return new Test(chiSquare, D);
        }

        /** Where Q is smallest, over all pattern speeds. */
        private double smallest() {
            DoubleUnaryOperator ofAngle = angle -> Q(scale * Math.tan(angle));
            double step = Math.PI / SCANNED;
            double best = Double.NaN;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < SCANNED; i++) {
                double angle = -0.5 * Math.PI + (i + 0.5) * step;
                double value = ofAngle.applyAsDouble(angle);
                if (value < least) {
                    least = value;
                    best = angle;
                }
            }
            return scale * Math.tan(golden(ofAngle, best - 0.99 * step, best + 0.99 * step));
        }

        private static double golden(DoubleUnaryOperator f, double from, double to) {
            double a = from;
            double b = to;
            double x = a + GOLDEN * (b - a);
            double y = b - GOLDEN * (b - a);
            double fx = f.applyAsDouble(x);
            double fy = f.applyAsDouble(y);
            while (b - a > PRECISION) {
                if (fx < fy) {
                    b = y;
                    y = x;
                    fy = fx;
                    x = a + GOLDEN * (b - a);
                    fx = f.applyAsDouble(x);
                } else {
                    a = x;
                    x = y;
                    fx = fy;
                    y = b - GOLDEN * (b - a);
                    fy = f.applyAsDouble(y);
                }
            }
            return 0.5 * (a + b);
        }

        /** Newey and Windmeijer's: of the curvature of Q, and of what the derivatives of the moments say, in which their scatter is still. */
        private double error(double Omega, Equations there, LinearFit fit) throws Unsolvable {
            double[] residual = there.y.clone();
            double[] model = there.A.operate(fit.mean());
            for (int j = 0; j < J; j++) {
                residual[j] -= model[j];
            }
            // What of d is not correlated with the residuals.
            double[] weighed = there.whitening.transposed(residual);
            int columns = 2 * J - first;
            double[] slope = new double[J];
            for (int i = first; i < J; i++) {
                int di = J + i - first;
                double correlated = 0;
                for (int j = 0; j < J; j++) {
                    double cross = sums.products[at(columns, j, di)];
                    if (j >= first) {
                        int dj = J + j - first;
                        cross -= Omega * sums.products[at(columns, Math.min(di, dj), Math.max(di, dj))];
                    }
                    correlated += cross * weighed[j];
                }
                slope[i] = sums.d[i] - correlated;
            }
            double[] white = there.whitening.applied(slope);
            double[] none = new double[K];
            LinearFit along =
                    LinearFit.of(there.A, white, none, prior.deviations(basis)).orElseThrow(this::undecided);
            double information = along.chiSquare() + prior.square(basis, along.mean(), none);
            double h = STEP / Math.sqrt(information);
            double curvature = (Q(Omega + h) - 2 * Q(Omega) + Q(Omega - h)) / (2 * h * h);
            return curvature > 0 ? Math.sqrt(information) / curvature : Double.POSITIVE_INFINITY;
        }
    }
}
