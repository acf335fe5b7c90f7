package io.github.localflows.field;

/**
 * Where an acceleration is wanted.
 *
 * @param index number of the position within the run, which decides random velocities used there
 * @param R cylindrical radius [kpc], positive
 * @param phi azimuth [rad], 0 at the Sun; it matters only where f depends on it
 * @param z height above the plane [kpc]
 */
public record Position(long index, double R, double phi, double z) {
    /** @throws IllegalArgumentException when the position is on the axis or not finite */
    public Position {
        if (!(R > 0 && R < Double.POSITIVE_INFINITY && Double.isFinite(z) && Double.isFinite(phi))) {
            throw new IllegalArgumentException("position " + index + " at R = " + R + ", z = " + z + " kpc, phi = "
                    + phi + " rad: R must be positive and all finite");
        }
    }

    /** At the Sun's azimuth. */
    public Position(long index, double R, double z) {
        this(index, R, 0, z);
    }
}
