package io.github.localflows.frame;

import io.github.localflows.phase.PhasePoint;

/**
 * A star in the galaxy, with the azimuth that nothing axisymmetric depends on.
 *
 * @param point where it is in the meridional plane, and its velocity
 * @param phi azimuth [rad]; the Sun is at 0, and the disc turns towards greater ones
 */
public record Galactocentric(PhasePoint point, double phi) {
    /**
     * A star by Cartesian coordinates, x through the Sun and y with the disc's rotation there.
     *
     * @param x [kpc]
     * @param y [kpc]
     * @param z [kpc]
     * @param vx [km/s]
     * @param vy [km/s]
     * @param vz [km/s]
     */
    static Galactocentric at(double x, double y, double z, double vx, double vy, double vz) {
        double radius = Math.sqrt(x * x + y * y);
        double cos = x / radius;
        double sin = y / radius;
        return new Galactocentric(
                new PhasePoint(radius, z, vx * cos + vy * sin, vy * cos - vx * sin, vz), StrictMath.atan2(y, x));
    }
}
