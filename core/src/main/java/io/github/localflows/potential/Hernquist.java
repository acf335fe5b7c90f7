package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * Hernquist's sphere of mass M: Phi = -G M / (r + a), rho ~ 1 / (r (r + a)³) (Hernquist 1990, ApJ 356, 359, eqs 2, 5).
 *
 * @param scaleRadius a [kpc], positive
 */
public record Hernquist(double scaleRadius) implements SphericalShape {
    public Hernquist {
        Arguments.positive(scaleRadius, "Hernquist's scale radius", "kpc");
    }

    @Override
    public double Phi(double r) {
        return -1 / (r + scaleRadius);
    }

    @Override
    public double dPhidr(double r) {
        double d = r + scaleRadius;
        return Extreme.isFar(d) ? 1 / d / d : 1 / (d * d);
    }

    @Override
    public double d2Phidr2(double r) {
        double d = r + scaleRadius;
        return Extreme.isFar(d) ? -2 / d / d / d : -2 / (d * d * d);
    }

    @Override
    public double density(double R, double z) {
        double r = Extreme.distance(R, z);
        double d = r + scaleRadius;
        if (Extreme.isFar(r)) {
            return 2 * (scaleRadius / r) / d / d / d * Units.DENSITY_PER_LAPLACIAN;
        }
        return 2 * scaleRadius / (r * d * d * d) * Units.DENSITY_PER_LAPLACIAN;
    }
}
