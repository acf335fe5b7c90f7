package io.github.localflows.phase;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A batch of phase-space points, one array a coordinate, all of the same length.
 *
 * <p>This is the layout of the numerical kernels. The arrays are handed over, not copied: whoever builds a batch fills
 * the columns and from then on nobody changes them.
 *
 * @param R cylindrical radius [kpc]
 * @param z height above the plane [kpc]
 * @param vR radial velocity [km/s]
 * @param vphi azimuthal velocity, positive with Galactic rotation [km/s]
 * @param vz vertical velocity [km/s]
 * @param phi azimuth [rad], 0 at the Sun and growing with Galactic rotation; empty when all are at 0, or it does not matter
 */
public record Stars(double[] R, double[] z, double[] vR, double[] vphi, double[] vz, double[] phi)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when the columns differ in length */
    public Stars {
        int n = R.length;
        if (z.length != n || vR.length != n || vphi.length != n || vz.length != n) {
            throw new IllegalArgumentException("columns of different length: R " + n + ", z " + z.length + ", vR "
                    + vR.length + ", vphi " + vphi.length + ", vz " + vz.length
                    + "; every star needs all five coordinates");
        }
        if (phi.length != 0 && phi.length != n) {
            throw new IllegalArgumentException(phi.length + " azimuths of " + n + " stars: there must be all or none");
        }
    }

    /** Points at azimuth 0, or whose azimuth does not matter. */
    public Stars(double[] R, double[] z, double[] vR, double[] vphi, double[] vz) {
        this(R, z, vR, vphi, vz, new double[0]);
    }

    /** The same points at these azimuths [rad]. */
    public Stars withPhi(double[] azimuths) {
        return new Stars(R, z, vR, vphi, vz, azimuths);
    }

    /** The azimuth of row {@code i} [rad]. */
    public double azimuth(int i) {
        return phi.length == 0 ? 0 : phi[i];
    }

    /** A batch of {@code n} points at the origin at rest, whose columns the caller fills. */
    public static Stars allocate(int n) {
        return new Stars(new double[n], new double[n], new double[n], new double[n], new double[n]);
    }

    /** A batch of the given points, in their order. */
    public static Stars of(PhasePoint... points) {
        Stars stars = allocate(points.length);
        for (int i = 0; i < points.length; i++) {
            stars.set(i, points[i]);
        }
        return stars;
    }

    /** How many points the batch holds. */
    public int size() {
        return R.length;
    }

    /** A copy of the first n points. */
    public Stars first(int n) {
        return new Stars(
                Arrays.copyOf(R, n),
                Arrays.copyOf(z, n),
                Arrays.copyOf(vR, n),
                Arrays.copyOf(vphi, n),
                Arrays.copyOf(vz, n),
                Arrays.copyOf(phi, Math.min(n, phi.length)));
    }

    /** The point of row {@code i}. */
    public PhasePoint point(int i) {
        return new PhasePoint(R[i], z[i], vR[i], vphi[i], vz[i]);
    }

    /** Writes row {@code i}; for the code that fills a batch it has just allocated. */
    public void set(int i, PhasePoint point) {
        R[i] = point.R();
        z[i] = point.z();
        vR[i] = point.vR();
        vphi[i] = point.vphi();
        vz[i] = point.vz();
    }
}
