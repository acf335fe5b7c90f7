package io.github.localflows.frame;

/**
 * What an astrometric survey and a spectrograph measure of a star: where it stands in the sky, as a unit vector, and its
 * parallax, proper motion and line-of-sight velocity.
 *
 * <p>The vector's axes are those of galactic coordinates: towards the Galactic centre, with the disc's rotation, and to the
 * side of z &gt; 0. Proper motions are along galactic longitude l (times cos b) and latitude b.
 *
 * @param toCentre the unit vector's component towards the centre, cos b cos l
 * @param withRotation its component with the disc's rotation, cos b sin l
 * @param up its component towards z &gt; 0, sin b
 * @param parallaxMas parallax [mas], the inverse of the distance in kpc; of a measured star it may be negative
 * @param muLMasYr proper motion in longitude times cos b [mas/yr]
 * @param muBMasYr proper motion in latitude [mas/yr]
 * @param vLosKmS line-of-sight velocity, positive away from the Sun [km/s]
 */
public record Observables(
        double toCentre,
        double withRotation,
        double up,
        double parallaxMas,
        double muLMasYr,
        double muBMasYr,
        double vLosKmS) {
    /** Galactic longitude, 0 to 2 pi [rad]. */
    public double longitude() {
        double l = StrictMath.atan2(withRotation, toCentre);
        return l < 0 ? l + 2 * Math.PI : l;
    }

    /** Galactic latitude, -pi/2 to pi/2 [rad]. */
    public double latitude() {
        return StrictMath.atan2(up, Math.sqrt(toCentre * toCentre + withRotation * withRotation));
    }

    /** The same direction with other measurements. */
    Observables measuring(double parallax, double muL, double muB, double vLos) {
        return new Observables(toCentre, withRotation, up, parallax, muL, muB, vLos);
    }
}
