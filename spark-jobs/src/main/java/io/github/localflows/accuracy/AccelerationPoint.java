package io.github.localflows.accuracy;

/**
 * The acceleration that was found at one position, and the exact one there.
 *
 * <p>Accelerations in pc/Myr². Those found are NaN where the position could not be solved; errors are NaN where none
 * are known.
 *
 * @param R radius [kpc], finite
 * @param z height above the plane [kpc], finite
 * @param aR radial acceleration found
 * @param az vertical acceleration found
 * @param aRError its 1-sigma error
 * @param azError its 1-sigma error
 * @param aRExact radial acceleration of the potential; NaN where nobody knows it
 * @param azExact vertical acceleration of the potential; NaN where nobody knows it
 * @param reason why the position could not be solved; null where it was
 */
public record AccelerationPoint(
        double R,
        double z,
        double aR,
        double az,
        double aRError,
        double azError,
        double aRExact,
        double azExact,
        String reason) {
    /** Refuses a position that is not finite, and an unsolved one that has accelerations. */
    public AccelerationPoint {
        if (!(Double.isFinite(R) && Double.isFinite(z))) {
            throw new IllegalArgumentException("(R, z) = (" + R + ", " + z + ") kpc: a position must be finite.");
        }
        if (reason != null && !(Double.isNaN(aR) && Double.isNaN(az))) {
            throw new IllegalArgumentException("(R, z) = (" + R + ", " + z + ") kpc is unsolved (" + reason
                    + ") but has accelerations (" + aR + ", " + az + "): give NaN where there is a reason.");
        }
    }

    /** Whether the exact acceleration is known here. */
    public boolean hasTruth() {
        return !Double.isNaN(aRExact) && !Double.isNaN(azExact);
    }

    /** Whether an acceleration was found here. */
    public boolean solved() {
        return reason == null;
    }
}
