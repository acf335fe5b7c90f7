package io.github.localflows.expansion;

import io.github.localflows.potential.Acceleration;
import io.github.localflows.units.Units;
import java.util.Arrays;
import java.util.function.Function;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * A potential with the covariance of its coefficients, from which the error of all that is linear in it follows. Immutable, thread-safe.
 *
 * @param expansion the potential
 * @param covariance of its coefficients, symmetric; all NaN, as then are all errors, where nothing is known of it
 */
public record PotentialEstimate(PotentialExpansion expansion, RealMatrix covariance) {
    private static final double PC_PER_KPC = 1000;

    /** Of an integral over the functions' narrowest height; more change nothing. */
    private static final int NODES = 40;

    /** Each takes some microseconds a place. */
    private static final int MOST_SWEEPS = 20_000;

    /** A density that is less negative is as good as none, of the largest. */
    private static final double NEGLIGIBLE = 1e-6;

    /**
     * A number and its standard error, in the same unit.
     *
     * @param error standard deviation
     */
    public record Value(double value, double error) {}

    /** @throws IllegalArgumentException when the covariance is of another number of coefficients */
    public PotentialEstimate {
        int K = expansion.basis().size();
        if (covariance.getRowDimension() != K || covariance.getColumnDimension() != K) {
            throw new IllegalArgumentException("a covariance of " + covariance.getRowDimension() + " x "
                    + covariance.getColumnDimension() + " numbers for " + K + " coefficients");
        }
        covariance = covariance.copy();
    }

    /** A potential of whose errors nothing is known. */
    public static PotentialEstimate withoutErrors(PotentialExpansion expansion) {
        int K = expansion.basis().size();
        return new PotentialEstimate(expansion, new Array2DRowRealMatrix(K, K).scalarAdd(Double.NaN));
    }

    /** Whether anything is known of its errors. */
    public boolean hasErrors() {
        return !Double.isNaN(covariance.getEntry(0, 0));
    }

    /** What a fit has found, whose first coefficients are those of the potential; there may be others, over which the errors are then taken. */
    public static PotentialEstimate of(PotentialBasis basis, LinearFit fit) {
        int K = basis.size();
        return new PotentialEstimate(
                PotentialExpansion.of(basis, Arrays.copyOf(fit.mean(), K)),
                fit.covariance().getSubMatrix(0, K - 1, 0, K - 1));
    }

    /**
     * The potential nearest to this one, in units of its errors, whose density is negative at none of some places: a quadratic
     * programme, solved by Hildreth's procedure (1957, Naval Res. Logist. Q. 4, 79). The covariance stays as it is: errors do not
     * shrink, which is the safe side.
     *
     * @param R radii [kpc, > 0]
     * @param z heights [kpc], as many
     * @return this one when its density is nowhere negative
     * @throws Unsolvable when no such potential was found
     * @throws IllegalStateException without errors
     */
    public PotentialEstimate withDensityNotNegative(double[] R, double[] z) throws Unsolvable {
        if (!hasErrors()) {
            throw new IllegalStateException("a potential without errors has no nearest one");
        }
        int K = expansion.basis().size();
        int n = R.length;
        double[][] rho = new double[n][];
        double[][] step = new double[n][];
        double[] length = new double[n];
        double[] c = expansion.toArray();
        double largest = 0;
        for (int i = 0; i < n; i++) {
            PotentialBasis.Jet jet = PotentialBasis.Jet.of(expansion.basis());
            expansion.basis().fill(R[i], z[i], jet);
            rho[i] = jet.laplacian();
            step[i] = covariance.operate(rho[i]);
            length[i] = dot(rho[i], step[i]);
            largest = Math.max(largest, Math.abs(dot(rho[i], c)));
        }
        double[] multiplier = new double[n];
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            double moved = 0;
            for (int i = 0; i < n; i++) {
                double change = length[i] > 0 ? Math.max(-multiplier[i], -dot(rho[i], c) / length[i]) : 0;
                if (change != 0) {
                    multiplier[i] += change;
                    moved = Math.max(moved, Math.abs(change) * length[i]);
                    for (int k = 0; k < K; k++) {
                        c[k] += change * step[i][k];
                    }
                }
            }
            // A sweep that moves nothing leaves no place negative, and no place held that would rise by itself.
            if (moved <= NEGLIGIBLE * largest) {
                return moved == 0 && sweep == 0
                        ? this
                        : new PotentialEstimate(PotentialExpansion.of(expansion.basis(), c), covariance);
            }
        }
        throw new Unsolvable(
                "no potential near the one that was found has a density that is nowhere negative: let it be negative");
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** Phi at a place, from that at (R0, 0) [km²/s²]. */
    public Value Phi(double R, double z) {
        return at(R, z, PotentialBasis.Jet::value, 1);
    }

    /** -dPhi/dR [km²/s²/kpc]. */
    public Value aR(double R, double z) {
        return at(R, z, PotentialBasis.Jet::dR, -1);
    }

    /** -dPhi/dz [km²/s²/kpc]. */
    public Value az(double R, double z) {
        return at(R, z, PotentialBasis.Jet::dz, -1);
    }

    /** The mass density [Msun/pc³]. */
    public Value density(double R, double z) {
        return at(R, z, PotentialBasis.Jet::laplacian, Units.DENSITY_PER_LAPLACIAN);
    }

    /**
     * The mass within a height of the plane [Msun/pc²]: the density's integral over |z| &lt; absZ.
     *
     * @param R radius [kpc]
     * @param absZ [kpc, > 0]
     */
    public Value surfaceDensity(double R, double absZ) {
        PotentialBasis basis = expansion.basis();
        double[] sum = new double[basis.size()];
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(basis);
        double from = 0;
        // Pieces that end at twice the heights of the functions, so that each is smooth.
        for (double h : basis.heights()) {
            double to = Math.min(2 * h, absZ);
            integrate(R, from, to, jet, sum);
            from = Math.max(from, to);
        }
        integrate(R, from, absZ, jet, sum);
        return value(sum, PC_PER_KPC * Units.DENSITY_PER_LAPLACIAN);
    }

    private void integrate(double R, double from, double to, PotentialBasis.Jet jet, double[] sum) {
        if (!(to > from)) {
            return;
        }
        GaussIntegrator nodes = new GaussIntegratorFactory().legendre(NODES, from, to);
        for (int i = 0; i < nodes.getNumberOfPoints(); i++) {
            expansion.basis().fill(R, nodes.getPoint(i), jet);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += nodes.getWeight(i) * jet.laplacian()[k];
            }
            expansion.basis().fill(R, -nodes.getPoint(i), jet);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += nodes.getWeight(i) * jet.laplacian()[k];
            }
        }
    }

    private Value at(double R, double z, Function<PotentialBasis.Jet, double[]> functions, double unit) {
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(expansion.basis());
        expansion.basis().fill(R, z, jet);
        return value(functions.apply(jet), unit);
    }

    private Value value(double[] weights, double unit) {
        double value = 0;
        double variance = 0;
        for (int k = 0; k < weights.length; k++) {
            value += expansion.coefficients().get(k) * weights[k];
            for (int l = 0; l < weights.length; l++) {
                variance += covariance.getEntry(k, l) * weights[k] * weights[l];
            }
        }
        // Rounding may leave a little less than nothing where all functions vanish.
        return new Value(value * unit, Math.sqrt(Math.max(0, variance)) * Math.abs(unit));
    }

    /** Both components without errors. */
    public Acceleration acceleration(double R, double z) {
        return expansion.acceleration(R, z);
    }
}
