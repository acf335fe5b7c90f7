package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * The halo of Navarro, Frenk &amp; White (1997, ApJ 490, 493): rho = M / (4 pi r (r + a)²), Phi = -G M ln(1 + r/a) / r.
 * M is the mass within 5.3 scale radii; the whole has no finite mass.
 *
 * @param scaleRadius a [kpc], positive
 */
public record NFW(double scaleRadius) implements SphericalShape {
    /** Below this r/a the closed form of the force loses more digits than its Taylor series. */
    private static final double SERIES_BELOW = 0.05;

    /** Terms of the series; the first left out is below 0.05^13 = 1e-17 of the sum. */
    private static final int SERIES_TERMS = 13;

    public NFW {
        Arguments.positive(scaleRadius, "the NFW scale radius", "kpc");
    }

    @Override
    public double Phi(double r) {
        return r == 0 ? -1 / scaleRadius : -StrictMath.log1p(r / scaleRadius) / r;
    }

    @Override
    public double dPhidr(double r) {
        return massWithin(r / scaleRadius) / (r * r);
    }

    @Override
    public double d2Phidr2(double r) {
        double d = r + scaleRadius;
        return 1 / (r * d * d) - 2 * dPhidr(r) / r;
    }

    @Override
    public double density(double R, double z) {
        double r = Math.sqrt(R * R + z * z);
        double d = r + scaleRadius;
        return Units.DENSITY_PER_LAPLACIAN / (r * d * d);
    }

    /** ln(1 + x) - x/(1 + x), the mass within x scale radii in units of M. */
    private static double massWithin(double x) {
        if (x > SERIES_BELOW) {
            return StrictMath.log1p(x) - x / (1 + x);
        }
        // Sum over k >= 2 of (-x)^k (k-1)/k, Horner from the highest power.
        double sum = 0;
        for (int k = SERIES_TERMS + 1; k >= 2; k--) {
            sum = (k - 1.0) / k - x * sum;
        }
        return x * x * sum;
    }
}
