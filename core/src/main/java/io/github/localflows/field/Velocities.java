package io.github.localflows.field;

/**
 * Velocities at one position, one array a component, all of the same length.
 *
 * @param vR radial component [km/s]
 * @param vphi azimuthal component [km/s]
 * @param vz vertical component [km/s]
 */
public record Velocities(double[] vR, double[] vphi, double[] vz) {
    /** @throws IllegalArgumentException when the components differ in length */
    public Velocities {
        if (vphi.length != vR.length || vz.length != vR.length) {
            throw new IllegalArgumentException("velocities of different length: vR " + vR.length + ", vphi "
                    + vphi.length + ", vz " + vz.length + "; every velocity needs all three components");
        }
    }

    /** How many velocities there are. */
    public int size() {
        return vR.length;
    }
}
