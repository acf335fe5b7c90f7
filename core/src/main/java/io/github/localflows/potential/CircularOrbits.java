package io.github.localflows.potential;

/**
 * Circular orbits in the plane of a potential: the guiding radius Rg of an angular momentum and the frequencies there.
 *
 * <pre>
 *   Omega² = (1/R) dPhi/dR,   kappa² = d²Phi/dR² + 3 Omega²,   nu² = d²Phi/dz²      (Binney &amp; Tremaine 2008, eq. 3.79)
 * </pre>
 *
 * <p>Everything here is as exact as the potential, a root being searched for Rg; {@link #tabulated()} is the fast form.
 *
 * <p>Immutable and thread-safe.
 */
public final class CircularOrbits {
    /** Newton's method doubles the digits each time; more iterations mean that Lz(R) does not rise. */
    private static final int MAX_ITERATIONS = 200;

    /** A Newton step below this leaves an error of about its square. */
    private static final double LAST_STEP = 1e-8;

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
        return Math.sqrt(-potential.acceleration(R, 0).aR() / R);
    }

    /** The epicycle frequency at R [km/s/kpc]. */
    public double kappa(double R) {
        return Math.sqrt(
                potential.d2PhidR2(R) - 3 * potential.acceleration(R, 0).aR() / R);
    }

    /** The vertical frequency at R [km/s/kpc]. */
    public double nu(double R) {
        return Math.sqrt(potential.d2Phidz2(R));
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
                next = 0.5 * (low + high);
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
