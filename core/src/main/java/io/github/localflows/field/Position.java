package io.github.localflows.field;

/**
 * Where an acceleration is wanted.
 *
 * @param index number of the position within the run, which decides random velocities used there
 * @param R cylindrical radius [kpc], positive
 * @param z height above the plane [kpc]
 */
public record Position(long index, double R, double z) {
    /** @throws IllegalArgumentException when the position is on the axis or not finite */
    public Position {
        if (!(R > 0 && R < Double.POSITIVE_INFINITY && Double.isFinite(z))) {
            throw new IllegalArgumentException(
                    "position " + index + " at R = " + R + ", z = " + z + " kpc: R must be positive and both finite");
        }
    }
}
