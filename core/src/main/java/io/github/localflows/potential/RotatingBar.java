package io.github.localflows.potential;

import java.io.Serializable;

/**
 * The quadrupole of a bar that rotates at a constant rate: the part of a galaxy's potential that is not axisymmetric, by Dehnen (2000, AJ
 * 119, 800, eq. 3 and 4) with the dependence on z of Monari et al. (2016, MNRAS 461, 3835, eq. 3). Where the bar's long axis is at azimuth
 * {@code angle},
 * <pre>
 *   Phi = amplitude cos(2 (phi - angle)) (R/r)² U(r),   r² = R² + z²
 *   U = -(radius/r)³          outside of the bar's radius
 *   U = (r/radius)³ - 2       inside
 * </pre>
 * The force is continuous at the radius; it is infinite at the centre, where Phi has no value.
 *
 * <p>It has no mass of its own: what it adds to the density has a mean of 0 at each R and z.
 *
 * @param patternSpeed at which it rotates, positive with the disc's rotation [km/s/kpc]
 * @param radius of the bar [kpc, > 0]
 * @param amplitude of the potential in the plane at the radius [km²/s², not negative]
 * @param angle azimuth of the long axis when the bar is looked at [rad]; the Sun's azimuth is 0
 */
public record RotatingBar(double patternSpeed, double radius, double amplitude, double angle) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when a number is out of its range */
    public RotatingBar {
        Arguments.positive(radius, "the radius of a bar", "kpc");
        if (!(amplitude >= 0 && amplitude < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "amplitude = " + amplitude + " km^2/s^2: that of a bar must be finite and not negative");
        }
        if (!Double.isFinite(patternSpeed) || !Double.isFinite(angle)) {
            throw new IllegalArgumentException("a bar that rotates at " + patternSpeed + " km/s/kpc and is at " + angle
                    + " rad: both must be finite");
        }
    }

    /**
     * A bar of a given strength: its largest radial force at (R0, 0) is that part of the force v0²/R0 there (Dehnen's alpha, 0.01 for the
     * Milky Way).
     *
     * @param R0 a radius beyond that of the bar [kpc]
     * @param v0 the circular velocity there [km/s]
     */
    public static RotatingBar ofStrength(
            double patternSpeed, double radius, double strength, double angle, double R0, double v0) {
        if (!(R0 >= radius)) {
            throw new IllegalArgumentException("a bar of radius " + radius + " kpc: its strength is said at R0 = " + R0
                    + " kpc, which must be beyond it");
        }
        double cube = R0 / radius * (R0 / radius) * (R0 / radius);
        return new RotatingBar(patternSpeed, radius, strength * v0 * v0 / 3 * cube, angle);
    }

    /**
     * How much of a bar there is while it grows, from none to all with a continuous second derivative (Dehnen 2000, eq. 4).
     *
     * @param part of the time of growth that has passed; before 0 there is none, after 1 all
     */
    public static double grown(double part) {
        if (part <= 0) {
            return 0;
        }
        if (part >= 1) {
            return 1;
        }
        double xi = 2 * part - 1;
        double xi2 = xi * xi;
        return xi * (3.0 / 16 * xi2 * xi2 - 5.0 / 8 * xi2 + 15.0 / 16) + 0.5;
    }

    /** Phi in the frame that rotates with the bar [km²/s²]. */
    public double Phi(double R, double phi, double z) {
        return amplitude * R * R * Math.cos(2 * (phi - angle)) * radial(R * R + z * z);
    }

    /** −∇Φ in the frame that rotates with the bar, without inertial forces. */
    public CylindricalAcceleration acceleration(double R, double phi, double z) {
        double r2 = R * R + z * z;
        double cos = amplitude * Math.cos(2 * (phi - angle));
        double sin = amplitude * Math.sin(2 * (phi - angle));
        double g = radial(r2);
        double slope = radialSlope(r2);
        return new CylindricalAcceleration(
                -cos * R * (2 * g + R * R * slope), 2 * sin * R * g, -cos * R * R * z * slope);
    }

    /** U/r². */
    private double radial(double r2) {
        double r = Math.sqrt(r2);
        double s = r / radius;
        return r < radius ? (s * s * s - 2) / r2 : -1 / (s * s * s * r2);
    }

    /** (1/r) d(U/r²)/dr. */
    private double radialSlope(double r2) {
        double r = Math.sqrt(r2);
        double s = r / radius;
        return r < radius ? (s * s * s + 4) / (r2 * r2) : 5 / (s * s * s * r2 * r2);
    }

    /**
     * Adds the bar's acceleration to that of {@code n} points in inertial Cartesian coordinates.
     *
     * @param q x of all points [kpc], then y, then z
     * @param much how much of the bar there is at each point's time
     * @param cos of twice the azimuth of the long axis at each point's time
     * @param sin of the same
     * @param a filled already, x of all points [km²/s²/kpc], then y, then z
     */
    public void pull(int n, double[] q, double[] much, double[] cos, double[] sin, double[] a) {
        for (int i = 0; i < n; i++) {
            double x = q[i];
            double y = q[n + i];
            double z = q[2 * n + i];
            double r2 = x * x + y * y + z * z;
            double g = 2 * radial(r2);
            double scale = amplitude * much[i];
            // R² cos(2 (phi - angle)) in Cartesian coordinates, which is regular on the axis.
            double along = (x * x - y * y) * cos[i] + 2 * x * y * sin[i];
            double outwards = along * radialSlope(r2);
            a[i] -= scale * (g * (x * cos[i] + y * sin[i]) + x * outwards);
            a[n + i] -= scale * (g * (x * sin[i] - y * cos[i]) + y * outwards);
            a[2 * n + i] -= scale * z * outwards;
        }
    }
}
