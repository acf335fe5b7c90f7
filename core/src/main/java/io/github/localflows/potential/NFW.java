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

    /** Below this r/a the second derivative is that at the centre to as many digits as its closed form keeps. */
    private static final double CENTRAL = 1e-8;

    /** Terms of the series; the first left out is below 0.05^13 = 1e-17 of the sum. */
    private static final int SERIES_TERMS = 13;

    public NFW {
        Arguments.positive(scaleRadius, "the NFW scale radius", "kpc");
    }

    @Override
    public double Phi(double r) {
        return Extreme.isNear(r) ? -1 / scaleRadius : -StrictMath.log1p(r / scaleRadius) / r;
    }

    @Override
    public double dPhidr(double r) {
        if (Extreme.isNear(r)) {
            return 0.5 / (scaleRadius * scaleRadius);
        }
        double mass = massWithin(r / scaleRadius);
        return Extreme.isFar(r) ? mass / r / r : mass / (r * r);
    }

    @Override
    public double d2Phidr2(double r) {
        if (r < CENTRAL * scaleRadius) {
            return -2 / (3 * scaleRadius * scaleRadius * scaleRadius);
        }
        double d = r + scaleRadius;
        return Extreme.isFar(r)
                ? (1 - 2 * massWithin(r / scaleRadius)) / r / r / r
                : 1 / (r * d * d) - 2 * dPhidr(r) / r;
    }

    @Override
    public double density(double R, double z) {
        double r = Extreme.distance(R, z);
        double d = r + scaleRadius;
        if (Extreme.isFar(r)) {
            return Units.DENSITY_PER_LAPLACIAN / r / d / d;
        }
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
