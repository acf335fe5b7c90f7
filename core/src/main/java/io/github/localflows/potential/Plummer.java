package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * Plummer's sphere of mass M: Phi = -G M / sqrt(r² + b²) (Binney &amp; Tremaine 2008, eq. 2.44a).
 *
 * @param b scale length [kpc], positive
 */
public record Plummer(double b) implements SphericalShape {
    public Plummer {
        Arguments.positive(b, "Plummer's b", "kpc");
    }

    @Override
    public double Phi(double r) {
        return Extreme.isFar(r) ? -1 / r : -1 / Math.sqrt(r * r + b * b);
    }

    @Override
    public double dPhidr(double r) {
        if (Extreme.isFar(r)) {
            return 1 / r / r;
        }
        double d2 = r * r + b * b;
        return r / (d2 * Math.sqrt(d2));
    }

    @Override
    public double d2Phidr2(double r) {
        if (Extreme.isFar(r)) {
            return -2 / r / r / r;
        }
        double d2 = r * r + b * b;
        return (b * b - 2 * r * r) / (d2 * d2 * Math.sqrt(d2));
    }

    @Override
    public double density(double R, double z) {
        double r = Extreme.distance(R, z);
        if (Extreme.isFar(r)) {
            return 3 * (b / r) * (b / r) / r / r / r * Units.DENSITY_PER_LAPLACIAN;
        }
        double d2 = R * R + z * z + b * b;
        return 3 * b * b / (d2 * d2 * Math.sqrt(d2)) * Units.DENSITY_PER_LAPLACIAN;
    }

    @Override
    public double d2Phidz2(double R) {
        if (Extreme.isFar(R)) {
            return 1 / R / R / R;
        }
        double d2 = R * R + b * b;
        return 1 / (d2 * Math.sqrt(d2));
    }
}
