package io.github.localflows.df;

import io.github.localflows.frame.Sun;

/**
 * What a catalogue holds that ends at a distance: the stars of a ball about the Sun. At (R, z) those at azimuths |phi| &lt; phi_max,
 * <pre>
 *   sin²(phi_max/2) = (radius² - D²)/(4 R R_sun),     D² = (R - R_sun)² + (z - z_sun)²
 * </pre>
 * of a galaxy whose stars have no preferred azimuth. S = phi_max/(the largest phi_max anywhere), so that S is at most 1; only its gradient,
 * which is exact, matters to accelerations.
 *
 * <p>S falls to 0 at the edge of the ball, D = radius, as the square root of the distance from it, and its gradient has no bound
 * there. Beyond nothing is seen.
 *
 * @param sun the centre of the ball; its velocity does not matter
 * @param radius of the ball [kpc]
 */
public record BallAboutSun(Sun sun, double radius) implements Selection {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when the radius is not positive and finite, or the Sun is on the axis */
    public BallAboutSun {
        if (!(radius > 0 && radius < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a ball of radius " + radius + " kpc about the Sun: the radius must be positive and finite");
        }
        if (!(sun.R() > 0)) {
            throw new IllegalArgumentException(
                    "a ball about a Sun at R = " + sun.R() + " kpc: azimuths need a Sun off the axis");
        }
    }

    /** The largest azimuth that the ball touches. */
    private double widest() {
        return radius < sun.R() ? StrictMath.asin(radius / sun.R()) : Math.PI;
    }

    /** sin²(phi_max/2); not positive where nothing is seen, above 1 where all azimuths are. */
    private double u(double R, double z) {
        double outwards = R - sun.R();
        double up = z - sun.z();
        return ((radius - up) * (radius + up) - outwards * outwards) / (4 * R * sun.R());
    }

    /**
     * Up to which azimuth to either side of the Sun's stars are seen [rad]: 0 where none are, pi where all are.
     *
     * @param R radius [kpc, > 0]
     * @param z height [kpc]
     */
    public double azimuth(double R, double z) {
        double u = u(R, z);
        return u > 0 ? 2 * StrictMath.asin(StrictMath.sqrt(Math.min(u, 1))) : 0;
    }

    @Override
    public Seen at(double R, double z) {
        if (!(R > 0 && R < Double.POSITIVE_INFINITY && Math.abs(z) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "R = " + R + " kpc, z = " + z + " kpc: both must be finite, and R positive");
        }
        double outwards = R - sun.R();
        double up = z - sun.z();
        double four = 4 * R * sun.R();
        double u = u(R, z);
        if (!(u > 0)) {
            return Seen.NOTHING;
        }
        if (u >= 1) {
            return Seen.ALL;
        }
        double sine = StrictMath.sqrt(u);
        double phi = 2 * StrictMath.asin(sine);
        // d phi_max / d u = 1 / (sin(phi_max/2) cos(phi_max/2))
        double perU = 1 / (sine * StrictMath.sqrt(1 - u)) / phi;
        return new Seen(StrictMath.log(phi / widest()), perU * (-2 * outwards / four - u / R), perU * -2 * up / four);
    }
}
