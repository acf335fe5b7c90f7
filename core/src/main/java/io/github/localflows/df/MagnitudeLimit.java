package io.github.localflows.df;

import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.PhasePoint;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * What a survey sees that stops at an apparent magnitude: stars with M + 5 lg(d / 10 pc) &lt; limit, d being their distance from
 * the Sun, in a sector of the disc about it.
 *
 * <p>At the distance d the fraction p(d) is seen, and S(R, z) is the mean of p over the azimuth, |phi| &lt; halfWidthPhi:
 * <pre>
 *   p = 1 for d &lt; d1,   ((d/d0)^-q - 1) / ((d1/d0)^-q - 1) for d1 &lt; d &lt; d0,   0 beyond;   q = 5 slope / ln 10
 * </pre>
 * d1 is where the faintest star is just seen, d0 where the brightest is. With D the distance from the Sun to (R, z) at phi = 0,
 * d² = D² + 4 R R_sun sin²(phi/2). The integral runs over t, sin(phi/2) = D sinh t/(4 R R_sun)^(1/2), d = D cosh t, in which
 * the integrand is as smooth close to the Sun as far away. It is split where d = d1, where p has a kink.
 *
 * <p><b>Accuracy:</b> S and its gradient to 1e-13, but within 1e-6 d1 of the Sun, where the gradient is good to 1e-6/d1. The gradient
 * is continuous. The second derivatives are infinite on the sphere D = d1.
 *
 * @param limit stars fainter than this are not seen [mag]
 * @param magnitudes how absolute magnitudes are distributed
 * @param sun from where stars are seen; its velocity does not matter
 * @param halfWidthPhi stars are at azimuths between minus and plus this [rad, > 0, at most pi/2]
 */
public record MagnitudeLimit(double limit, AbsoluteMagnitudes magnitudes, Sun sun, double halfWidthPhi)
        implements Selection {
    private static final long serialVersionUID = 1;

    /** The apparent magnitude at 1 kpc less the absolute one. */
    private static final double MODULUS_OF_KPC = 10;

    /** Of a panel that is no longer than 1 in t: its nearest singularity is half a unit of t outside for the widest sector. */
    private static final GaussIntegrator PANEL = new GaussIntegratorFactory().legendre(20);

    /** Nearer to the Sun than this times d1 the place is taken to be so far away. */
    private static final double NEAREST = 1e-6;

    /** @throws IllegalArgumentException when the limit is not finite, or the sector too wide */
    public MagnitudeLimit {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("a limiting magnitude of " + limit + ": it must be finite");
        }
        if (!(halfWidthPhi > 0 && halfWidthPhi <= Math.PI / 2)) {
            throw new IllegalArgumentException(
                    "a sector of +- " + halfWidthPhi + " rad about the Sun: it must be positive, and at most pi/2");
        }
    }

    /** Whether a star of absolute magnitude M is seen from a distance [kpc]. */
    public boolean sees(double M, double distance) {
        return M < limit - MODULUS_OF_KPC - 5 * StrictMath.log10(distance);
    }

    /** Whether a star of absolute magnitude M is seen from the Sun. The sector is not asked for. */
    public boolean sees(double M, Galactocentric star) {
        PhasePoint point = star.point();
        double s = StrictMath.sin(star.phi() / 2);
        return sees(M, StrictMath.sqrt(nearest2(point.R(), point.z()) + 4 * point.R() * sun.R() * s * s));
    }

    /**
     * Whether a star is seen that gets an azimuth in the sector and a magnitude by chance: so is the fraction S of them.
     *
     * @param random from which two numbers are taken, as of a star's own stream {@code RandomStreams.Purpose.SEEN}
     */
    public boolean sees(PhasePoint star, UniformRandomProvider random) {
        double phi = halfWidthPhi * (2 * random.nextDouble() - 1);
        return sees(magnitudes.draw(random), new Galactocentric(star, phi));
    }

    /** Which fraction of the stars at a distance from the Sun [kpc] is seen. */
    public double fraction(double distance) {
        return magnitudes.fractionBrighterThan(limit - MODULUS_OF_KPC - 5 * StrictMath.log10(distance));
    }

    /** The distance within which all stars are seen [kpc]. */
    public double allWithin() {
        return reach(magnitudes.faintest());
    }

    /** The distance beyond which none is seen [kpc]. */
    public double noneBeyond() {
        return reach(magnitudes.brightest());
    }

    private double reach(double M) {
        return StrictMath.pow(10, (limit - MODULUS_OF_KPC - M) / 5);
    }

    /** D². */
    private double nearest2(double R, double z) {
        return (R - sun.R()) * (R - sun.R()) + (z - sun.z()) * (z - sun.z());
    }

    @Override
    public Seen at(double R, double z) {
        if (!(R > 0 && R < Double.POSITIVE_INFINITY && Math.abs(z) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "R = " + R + " kpc, z = " + z + " kpc: both must be finite, and R positive");
        }
        double d1 = allWithin();
        double d0 = noneBeyond();
        double D = Math.max(StrictMath.sqrt(nearest2(R, z)), NEAREST * d1);
        double twice = 2 * StrictMath.sqrt(R * sun.R());
        double edge = StrictMath.sin(halfWidthPhi / 2);
        double kink = half(d1, D, twice, edge);
        double end = half(d0, D, twice, edge);
        if (kink == edge) {
            return Seen.ALL;
        }
        if (end == 0) {
            return Seen.NOTHING;
        }
        Integrals beyond = new Integrals(R, D, twice);
        beyond.add(asinh(kink * twice / D), asinh(end * twice / D), d0);
        double q = 5 * magnitudes.slope() / StrictMath.log(10);
        double whole = StrictMath.pow(d1 / d0, -q) - 1;
        // All integrals are over half of the sector.
        double S = (2 * StrictMath.asin(kink) + beyond.p / whole) / halfWidthPhi;
        double perS = -q / (whole * halfWidthPhi * S);
        return new Seen(StrictMath.log(S), perS * beyond.dR, perS * (z - sun.z()) * beyond.dz);
    }

    /** sin(phi/2) where the distance is d, at most that of the sector's edge; 0 when all of the sector is farther. */
    private static double half(double d, double D, double twice, double edge) {
        return d <= D ? 0 : Math.min(edge, StrictMath.sqrt((d - D) * (d + D)) / twice);
    }

    private static double asinh(double x) {
        return StrictMath.log1p(x + x * x / (1 + StrictMath.sqrt(1 + x * x)));
    }

    /** Integrals over phi of (d/d0)^-q - 1, and of (d/d0)^-q/d² times R - R_sun cos phi and 1. */
    private final class Integrals {
        private final double R;
        private final double D;
        private final double scale;
        private double p;
        private double dR;
        private double dz;

        Integrals(double R, double D, double twice) {
            this.R = R;
            this.D = D;
            scale = D / twice;
        }

        /** Adds the range of t from {@code low} to {@code high}. */
        void add(double low, double high, double d0) {
            double q = 5 * magnitudes.slope() / StrictMath.log(10);
            int panels = (int) Math.ceil(high - low);
            double halfWidth = (high - low) / panels / 2;
            for (int panel = 0; panel < panels; panel++) {
                double middle = low + (2 * panel + 1) * halfWidth;
                for (int i = 0; i < PANEL.getNumberOfPoints(); i++) {
                    double t = middle + halfWidth * PANEL.getPoint(i);
                    double cosh = StrictMath.cosh(t);
                    double s = scale * StrictMath.sinh(t);
                    double dphi = PANEL.getWeight(i) * halfWidth * 2 * scale * cosh / StrictMath.sqrt(1 - s * s);
                    double d = D * cosh;
                    double power = StrictMath.pow(d / d0, -q);
                    p += dphi * (power - 1);
                    double perDistance2 = dphi * power / (d * d);
                    dR += perDistance2 * (R - sun.R() * (1 - 2 * s * s));
                    dz += perDistance2;
                }
            }
        }
    }
}
