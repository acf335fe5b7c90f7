package io.github.localflows.expansion;

import io.github.localflows.units.Units;
import java.util.function.Function;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * A potential that need not be axisymmetric with the covariance of its coefficients. Immutable, thread-safe.
 *
 * @param basis its functions
 * @param coefficients one for each
 * @param covariance of the coefficients
 */
public record AzimuthalPotential(AzimuthalBasis basis, double[] coefficients, RealMatrix covariance) {
    /** Copies. */
    public AzimuthalPotential {
        int K = basis.size();
        if (coefficients.length != K || covariance.getRowDimension() != K || covariance.getColumnDimension() != K) {
            throw new IllegalArgumentException(coefficients.length + " coefficients with a covariance of "
                    + covariance.getRowDimension() + " x " + covariance.getColumnDimension() + ": there must be " + K);
        }
        coefficients = coefficients.clone();
        covariance = covariance.copy();
    }

    /** Phi from that at (R0, 0, 0) [km²/s²]. */
    public PotentialEstimate.Value Phi(double R, double phi, double z) {
        AzimuthalBasis.Jet jet = AzimuthalBasis.Jet.of(basis);
        basis.fill(basis.meridional().R0(), 0, 0, jet);
        double[] origin = jet.value().clone();
        basis.fill(R, phi, z, jet);
        double[] weights = jet.value();
        for (int k = 0; k < weights.length; k++) {
            weights[k] -= origin[k];
        }
        return value(weights, 1);
    }

    /** -dPhi/dR [km²/s²/kpc]. */
    public PotentialEstimate.Value aR(double R, double phi, double z) {
        return at(R, phi, z, AzimuthalBasis.Jet::dR, -1);
    }

    /** -(1/R) dPhi/dphi [km²/s²/kpc]. */
    public PotentialEstimate.Value aphi(double R, double phi, double z) {
        return at(R, phi, z, AzimuthalBasis.Jet::dphi, -1 / R);
    }

    /** -dPhi/dz [km²/s²/kpc]. */
    public PotentialEstimate.Value az(double R, double phi, double z) {
        return at(R, phi, z, AzimuthalBasis.Jet::dz, -1);
    }

    /** The mass density [Msun/pc³]. */
    public PotentialEstimate.Value density(double R, double phi, double z) {
        return at(R, phi, z, AzimuthalBasis.Jet::laplacian, Units.DENSITY_PER_LAPLACIAN);
    }

    /** The potential at phi = 0, as one of R and z: its aR and az are those there; its density lacks what aphi's change with phi adds. */
    public PotentialEstimate atSun() {
        int K = basis.size();
        int K0 = basis.meridional().size();
        RealMatrix map = MatrixUtils.createRealMatrix(K0, K);
        for (int k = 0; k < K0; k++) {
            map.setEntry(k, k, 1);
        }
        for (int k = K0; k < K; k++) {
            if (basis.atSun(k) >= 0) {
                map.setEntry(basis.atSun(k), k, basis.factorAtSun(k));
            }
        }
        return new PotentialEstimate(
                PotentialExpansion.of(basis.meridional(), map.operate(coefficients)),
                map.multiply(covariance).multiplyTransposed(map));
    }

    private PotentialEstimate.Value at(
            double R, double phi, double z, Function<AzimuthalBasis.Jet, double[]> functions, double unit) {
        AzimuthalBasis.Jet jet = AzimuthalBasis.Jet.of(basis);
        basis.fill(R, phi, z, jet);
        return value(functions.apply(jet), unit);
    }

    private PotentialEstimate.Value value(double[] weights, double unit) {
        double value = 0;
        double variance = 0;
        for (int k = 0; k < weights.length; k++) {
            value += coefficients[k] * weights[k];
            for (int l = 0; l < weights.length; l++) {
                variance += covariance.getEntry(k, l) * weights[k] * weights[l];
            }
        }
        return new PotentialEstimate.Value(value * unit, Math.sqrt(Math.max(0, variance)) * Math.abs(unit));
    }
}
