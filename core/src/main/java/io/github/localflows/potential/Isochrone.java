package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * The isochrone of mass M: Phi = -G M / (b + sqrt(b² + r²)) (Binney &amp; Tremaine 2008, eq. 2.47), whose actions are
 * known in closed form.
 *
 * @param b scale length [kpc], positive
 */
public record Isochrone(double b) implements SphericalShape {
    public Isochrone {
        Arguments.positive(b, "the isochrone's b", "kpc");
    }

    @Override
    public double Phi(double r) {
        return Extreme.isFar(r) ? -1 / r : -1 / (b + Math.sqrt(b * b + r * r));
    }

    @Override
    public double dPhidr(double r) {
        return Extreme.isFar(r) ? 1 / r / r : r * d2Phidz2(r);
    }

    @Override
    public double d2Phidr2(double r) {
        if (Extreme.isFar(r)) {
            return -2 / r / r / r;
        }
        double a = Math.sqrt(b * b + r * r);
        double s = b + a;
        // Of r / (a s²), with da/dr = ds/dr = r/a.
        return 1 / (a * s * s) - r * r / (a * a * a * s * s) - 2 * r * r / (a * a * s * s * s);
    }

    /** The mass density [Msun/pc³] (Binney &amp; Tremaine 2008, eq. 2.49). */
    @Override
    public double density(double R, double z) {
        double r = Extreme.distance(R, z);
        if (Extreme.isFar(r)) {
            return 2 * (b / r) / r / r / r * Units.DENSITY_PER_LAPLACIAN;
        }
        double a = Math.sqrt(b * b + r * r);
        double s = b + a;
        // 3 s a² - r² (b + 3 a) with r² = a² - b², which does not cancel far out.
        return b * (2 * a + b) / (s * s * a * a * a) * Units.DENSITY_PER_LAPLACIAN;
    }

    @Override
    public double d2Phidz2(double R) {
        if (Extreme.isFar(R)) {
            return 1 / R / R / R;
        }
        double a = Math.sqrt(b * b + R * R);
        double s = b + a;
        return 1 / (a * s * s);
    }
}
