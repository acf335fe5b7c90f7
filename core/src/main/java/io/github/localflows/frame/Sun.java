package io.github.localflows.frame;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.units.Units;
import java.io.Serializable;

/**
 * The place that stars are observed from, and its motion: x = R cos phi, y = R sin phi, with the observer at phi = 0. So x
 * points away from the Galactic centre there, and y with the disc's rotation.
 *
 * <p>No trigonometric function is needed on the way from a star to its observables and back, so that both are fast and the same bits
 * everywhere, but for the azimuth.
 *
 * @param R distance from the axis [kpc, > 0]
 * @param z height above the plane [kpc]
 * @param vx velocity outwards [km/s]
 * @param vy velocity with the disc's rotation [km/s]
 * @param vz velocity upwards [km/s]
 */
public record Sun(double R, double z, double vx, double vy, double vz) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when a number is not finite, or the Sun on the axis */
    public Sun {
        if (!(R > 0 && R < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Sun at R = " + R + " kpc: it must be positive and finite");
        }
        for (double number : new double[] {z, vx, vy, vz}) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("Sun with z = " + z + " kpc and velocity " + vx + ", " + vy + ", "
                        + vz + " km/s: all of these must be finite");
            }
        }
    }

    /** Where a star is from the Sun [kpc], and how it moves relative to it [km/s]: towards the centre, with the rotation, and up. */
    record Heliocentric(double x, double y, double z, double u, double v, double w) {}

    Heliocentric from(Galactocentric star) {
        PhasePoint point = star.point();
        double cos = StrictMath.cos(star.phi());
        double sin = StrictMath.sin(star.phi());
        return new Heliocentric(
                R - point.R() * cos,
                point.R() * sin,
                point.z() - z,
                vx - (point.vR() * cos - point.vphi() * sin),
                point.vR() * sin + point.vphi() * cos - vy,
                point.vz() - vz);
    }

    /**
     * What is observed of a star.
     *
     * @param star not at the Sun's own place
     */
    public Observables observe(Galactocentric star) {
        Heliocentric from = from(star);
        double x = from.x;
        double y = from.y;
        double h = from.z;
        double u = from.u;
        double v = from.v;
        double w = from.w;
        double inPlane = Math.sqrt(x * x + y * y);
        double distance = Math.sqrt(x * x + y * y + h * h);
        double parallax = 1 / distance;
        // A star straight above or below has no longitude; then any will do.
        double cosL = inPlane > 0 ? x / inPlane : 1;
        double sinL = inPlane > 0 ? y / inPlane : 0;
        double cosB = inPlane / distance;
        double sinB = h / distance;
        double outwards = u * cosL + v * sinL;
        double perVelocity = parallax / Units.KM_S_PER_MAS_YR_KPC;
        return new Observables(
                cosB * cosL,
                cosB * sinL,
                sinB,
                parallax,
                perVelocity * (v * cosL - u * sinL),
                perVelocity * (w * cosB - outwards * sinB),
                outwards * cosB + w * sinB);
    }

    /**
     * Where a star is by its observables.
     *
     * @param observed with a positive parallax
     * @throws IllegalArgumentException when the parallax is not positive: no place has it
     */
    public Galactocentric place(Observables observed) {
        double parallax = observed.parallaxMas();
        if (!(parallax > 0)) {
            throw new IllegalArgumentException(
                    "parallax " + parallax + " mas: a star with a parallax that is not positive has no place");
        }
        double distance = 1 / parallax;
        double cosB = Math.sqrt(
                observed.toCentre() * observed.toCentre() + observed.withRotation() * observed.withRotation());
        double cosL = cosB > 0 ? observed.toCentre() / cosB : 1;
        double sinL = cosB > 0 ? observed.withRotation() / cosB : 0;
        double sinB = observed.up();
        double perMotion = Units.KM_S_PER_MAS_YR_KPC * distance;
        double vL = perMotion * observed.muLMasYr();
        double vB = perMotion * observed.muBMasYr();
        double outwards = observed.vLosKmS() * cosB - vB * sinB;
        double x = R - distance * observed.toCentre();
        double y = distance * observed.withRotation();
        double velocityX = vx - (outwards * cosL - vL * sinL);
        double velocityY = vy + outwards * sinL + vL * cosL;
        return Galactocentric.at(
                x, y, z + distance * observed.up(), velocityX, velocityY, vz + observed.vLosKmS() * sinB + vB * cosB);
    }
}
