package io.github.localflows.action;

/**
 * The actions of an orbit.
 *
 * @param Jr radial action, [0, infinity) [kpc km/s]
 * @param Lz angular momentum about the axis, which is the azimuthal action [kpc km/s]
 * @param Jz vertical action, [0, infinity) [kpc km/s]
 */
public record Actions(double Jr, double Lz, double Jz) {
    /** What a star without actions has: all NaN. Such a star is data, not an error. */
    public static final Actions UNBOUND = new Actions(Double.NaN, Double.NaN, Double.NaN);

    /** Whether these are the actions of an orbit, not {@link #UNBOUND}. */
    public boolean isBound() {
        return Jr >= 0 && Jz >= 0;
    }
}
