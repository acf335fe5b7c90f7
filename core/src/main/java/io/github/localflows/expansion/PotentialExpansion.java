package io.github.localflows.expansion;

import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A potential as a sum of the functions of a basis. It means something where its coefficients were found, and is a polynomial that runs
 * away elsewhere; it is 0 at (R0, 0).
 *
 * <p>Immutable and thread-safe.
 *
 * @param basis its functions
 * @param coefficients one for each, in their order [km²/s² over the function's unit]
 */
public record PotentialExpansion(PotentialBasis basis, List<Double> coefficients) implements Potential, Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when there is not one finite coefficient for each function */
    public PotentialExpansion {
        coefficients = List.copyOf(coefficients);
        if (coefficients.size() != basis.size() || !coefficients.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "coefficients " + coefficients + ": there must be " + basis.size() + " finite ones");
        }
    }

    /** Of coefficients in an array. */
    static PotentialExpansion of(PotentialBasis basis, double[] coefficients) {
        return new PotentialExpansion(basis, Arrays.stream(coefficients).boxed().toList());
    }

    /** A copy of the coefficients. */
    public double[] toArray() {
        return coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public double Phi(double R, double z) {
        return sum(jet(R, z).value());
    }

    @Override
    public Acceleration acceleration(double R, double z) {
        PotentialBasis.Jet jet = jet(R, z);
        return new Acceleration(-sum(jet.dR()), -sum(jet.dz()));
    }

    @Override
    public double density(double R, double z) {
        return sum(jet(R, z).laplacian()) * Units.DENSITY_PER_LAPLACIAN;
    }

    @Override
    public double d2PhidR2(double R) {
        PotentialBasis.Jet jet = jet(R, 0);
        return sum(jet.laplacian()) - sum(jet.dR()) / R - d2Phidz2(R);
    }

    /** In the plane all of z²/2 and of h ln cosh(z/h) that is left is the second derivative; what is odd in z has none. */
    @Override
    public double d2Phidz2(double R) {
        int n = basis.degree() + 1;
        double x = (R - basis.R0()) / basis.halfWidthR();
        double sum = 0;
        for (int k = n; k < basis.even(); k++) {
            int b = k / n - 1;
            double second = b < basis.heights().size() ? 1 / basis.heights().get(b) : 1;
            sum += coefficients.get(k) * Math.pow(x, k % n) * second;
        }
        return sum;
    }

    private PotentialBasis.Jet jet(double R, double z) {
        if (!(R > 0)) {
            throw new IllegalArgumentException("R = " + R + " kpc: an expansion is of positive radii");
        }
        PotentialBasis.Jet jet = PotentialBasis.Jet.of(basis);
        basis.fill(R, z, jet);
        return jet;
    }

    private double sum(double[] functions) {
        double sum = 0;
        for (int k = 0; k < functions.length; k++) {
            sum += coefficients.get(k) * functions[k];
        }
        return sum;
    }
}
