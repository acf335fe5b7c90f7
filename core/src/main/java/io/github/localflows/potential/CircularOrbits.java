package io.github.localflows.potential;

import java.util.function.DoubleUnaryOperator;

/**
 * Circular orbits in the plane of a potential: the guiding radius Rg of an angular momentum and the frequencies there.
 *
 * <pre>
 *   Omega² = (1/R) dPhi/dR,   kappa² = d²Phi/dR² + 3 Omega²,   nu² = d²Phi/dz²      (Binney &amp; Tremaine 2008, eq. 3.79)
 * </pre>
 *
 * <p>At R = 0 the frequencies are their limits, infinite in a cusp. Beyond some 1e100 kpc nu, and beyond 1e160 kpc all,
 * are not numbers: what they are the roots of underflows.
 *
 * <p>Everything here is as exact as the potential, a root being searched for Rg; {@link #tabulated()} is the fast form.
 *
 * <p>Immutable and thread-safe.
 */
public final class CircularOrbits {
    /** Newton's method doubles the digits each time; more iterations mean that Lz(R) does not rise. */
    private static final int MAX_ITERATIONS = 200;

    /** Step in ln R where Newton's method has none, for frequencies whose squares are not numbers. */
    private static final double LEAP = 10;

    /** A Newton step below this leaves an error of about its square. */
    private static final double LAST_STEP = 1e-8;

    /** Two radii so close to the centre that no core is left to resolve [kpc]. */
    private static final double INNERMOST = 1e-70;

    private static final double INNER = 1e-35;

    /** By how much a frequency may differ between them that has a limit. */
    private static final double STEADY = 1.001;

    /** Between radii whose forces are compared. */
    private static final double FACTOR = 1.125;

    private final Potential potential;

    /** The circular orbits of a potential whose circular angular momentum rises with radius. */
    public CircularOrbits(Potential potential) {
        this.potential = potential;
    }

    /** The angular momentum of the circular orbit of radius R [kpc km/s]. */
    public double Lz(double R) {
        return R * R * Omega(R);
    }

    /** The circular frequency at R [km/s/kpc]. */
    public double Omega(double R) {
        if (R == 0) {
            return central(this::Omega);
        }
        double aR = potential.acceleration(R, 0).aR();
        if (Extreme.isFar(R) || Extreme.isNear(R)) {
            return aR == 0 ? Double.NaN : Math.sqrt(-aR) / Math.sqrt(R);
        }
        return Math.sqrt(-aR / R);
    }

    /** The epicycle frequency at R [km/s/kpc]. */
    public double kappa(double R) {
        if (R == 0) {
            return central(this::kappa);
        }
        if (Extreme.isFar(R) || Extreme.isNear(R)) {
            // kappa²/Omega² = 3 + dln|aR|/dlnR, from a difference, for the squares themselves may be too large or too
            // small.
            double out = potential.acceleration(R * FACTOR, 0).aR();
            double in = potential.acceleration(R / FACTOR, 0).aR();
            if (in == Double.NEGATIVE_INFINITY) {
                return Double.POSITIVE_INFINITY;
            }
            return Omega(R) * Math.sqrt(3 + StrictMath.log(out / in) / (2 * StrictMath.log(FACTOR)));
        }
        return Math.sqrt(
                potential.d2PhidR2(R) - 3 * potential.acceleration(R, 0).aR() / R);
    }

    /** The vertical frequency at R [km/s/kpc]. */
    public double nu(double R) {
        if (R == 0) {
            return central(this::nu);
        }
        double nu2 = potential.d2Phidz2(R);
        if (Extreme.isFar(R) && nu2 == 0) {
            return Double.NaN;
        }
        // What overflows is a cusp, which is a sphere.
        return nu2 == Double.POSITIVE_INFINITY ? Omega(R) : Math.sqrt(nu2);
    }

    /** The limit of a frequency at the centre: infinite where it still rises by a power of R. */
    private static double central(DoubleUnaryOperator frequency) {
        double value = frequency.applyAsDouble(INNERMOST);
        return value <= STEADY * frequency.applyAsDouble(INNER) ? value : Double.POSITIVE_INFINITY;
    }

    /**
     * The radius of the circular orbit of angular momentum Lz, to rounding [kpc].
     *
     * @param Lz angular momentum [kpc km/s], positive
     */
    public double Rg(double Lz) {
        if (!(Lz > 0 && Lz < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "Lz = " + Lz + " kpc km/s: a circular orbit needs a positive, finite angular momentum.");
        }
        double logLz = StrictMath.log(Lz);
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        double logR = 0;
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            // Newton's method for ln Lz(R) in ln R, whose slope is kappa²/(2 Omega²), 1/2 to 2: it hardly bends.
            double R = StrictMath.exp(logR);
            double Omega = Omega(R);
            double kappa = kappa(R);
            double excess = 2 * logR + StrictMath.log(Omega) - logLz;
            if (excess > 0) {
                high = logR;
            } else {
                low = logR;
            }
            double next = logR - excess * 2 * Omega * Omega / (kappa * kappa);
            if (Math.abs(next - logR) <= LAST_STEP) {
                return StrictMath.exp(next);
            }
            if (!(next > low && next < high)) {
                boolean open = low == Double.NEGATIVE_INFINITY || high == Double.POSITIVE_INFINITY;
                next = open ? logR - Math.copySign(LEAP, excess) : 0.5 * (low + high);
            }
            logR = next;
        }
        throw new IllegalStateException("no circular orbit of Lz = " + Lz + " kpc km/s found between R = "
                + StrictMath.exp(low) + " and " + StrictMath.exp(high) + " kpc");
    }

    /** The same quantities as functions of Lz, tabulated for loops over stars. */
    public CircularOrbitTable tabulated() {
        return new CircularOrbitTable(this);
    }
}
