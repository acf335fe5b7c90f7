package io.github.localflows.potential;

import io.github.localflows.units.Units;
import org.hipparchus.special.Gamma;

/**
 * A spherical bulge of mass M whose density is a power law with a Gaussian cut-off, rho ~ r^-alpha exp(-(r/rc)²).
 *
 * <p>With x = (r/rc)² the mass within r is M P(3/2 - alpha/2, x), P being the regularised incomplete gamma function, and
 * <pre>
 *   Phi = -G M [ P(3/2 - alpha/2, x) / r + Gamma(1 - alpha/2, x) / (rc Gamma(3/2 - alpha/2)) ]
 * </pre>
 * the second term being the shells outside r. These are slow functions; {@link CompositePotential} tabulates them.
 * Relative accuracy 1e-14.
 *
 * @param alpha inner slope, 0 &lt;= alpha &lt; 3; from 2 on the central potential is infinitely deep
 * @param cutoffRadius rc [kpc], positive
 */
public record PowerLawCutoff(double alpha, double cutoffRadius) implements SphericalShape {
    /** exp(-x²) underflows from here on. */
    private static final double BEYOND = 30;

    public PowerLawCutoff {
        if (!(alpha >= 0 && alpha < 3)) {
            throw new IllegalArgumentException("alpha = " + alpha
                    + ": the slope of the density must be at least 0 and below 3, for the mass within any radius to"
                    + " be finite.");
        }
        Arguments.positive(cutoffRadius, "the cut-off radius", "kpc");
    }

    @Override
    public double Phi(double r) {
        if (isBeyond(r)) {
            return -1 / r;
        }
        double outside = cutoffRadius * Gamma.gamma(1.5 - alpha / 2);
        if (Extreme.isNear(r)) {
            double lnX = 2 * StrictMath.log(r / cutoffRadius);
            double inside = alpha == 2 ? 1 : r == 0 && alpha < 2 ? 0 : power(2 - alpha, r);
            return -inside / (cutoffRadius * Gamma.gamma(2.5 - alpha / 2))
                    - IncompleteGamma.upperOfLog(1 - alpha / 2, lnX) / outside;
        }
        double x = r * r / (cutoffRadius * cutoffRadius);
        double inside = massWithin(r) / r;
        return -inside - IncompleteGamma.upper(1 - alpha / 2, x) / outside;
    }

    @Override
    public double dPhidr(double r) {
        if (Extreme.isNear(r)) {
            return power(1 - alpha, r) / (cutoffRadius * cutoffRadius * Gamma.gamma(2.5 - alpha / 2));
        }
        return isBeyond(r) ? 1 / r / r : massWithin(r) / (r * r);
    }

    @Override
    public double d2Phidr2(double r) {
        if (Extreme.isNear(r)) {
            // At slope 1 the force is constant.
            return alpha == 1 ? 0 : (1 - alpha) * d2Phidz2(r);
        }
        return isBeyond(r) ? -2 / r / r / r : laplacian(r) - 2 * dPhidr(r) / r;
    }

    @Override
    public double d2Phidz2(double R) {
        if (Extreme.isNear(R)) {
            double cube = cutoffRadius * cutoffRadius * cutoffRadius;
            return power(-alpha, R) / (cube * Gamma.gamma(2.5 - alpha / 2));
        }
        return dPhidr(R) / R;
    }

    private double power(double exponent, double r) {
        return StrictMath.pow(r / cutoffRadius, exponent);
    }

    /** Whether r is so far outside that the mass within is all there is, and its rest underflows. */
    private boolean isBeyond(double r) {
        return r > BEYOND * cutoffRadius;
    }

    @Override
    public double density(double R, double z) {
        return laplacian(Extreme.distance(R, z)) * Units.DENSITY_PER_LAPLACIAN;
    }

    private double massWithin(double r) {
        return Gamma.regularizedGammaP(1.5 - alpha / 2, r * r / (cutoffRadius * cutoffRadius));
    }

    private double laplacian(double r) {
        double y = r / cutoffRadius;
        double scale = cutoffRadius * cutoffRadius * cutoffRadius;
        return 2 * StrictMath.pow(y, -alpha) * StrictMath.exp(-y * y) / (scale * Gamma.gamma(1.5 - alpha / 2));
    }
}
