package io.github.localflows.potential;

/**
 * The gravitational potential of an axisymmetric galaxy that is symmetric about its plane {@code z = 0}.
 *
 * <p>Lengths in kpc, potentials in km²/s², accelerations in km²/s²/kpc, densities in Msun/pc³. {@code R >= 0}; away from
 * a central singularity every value is finite. Implementations are immutable and thread-safe.
 */
public interface Potential {
    /** Phi [km²/s²], up to a constant that is the same everywhere; zero at infinity where the mass allows it. */
    double Phi(double R, double z);

    /** −∇Φ [km²/s²/kpc]. */
    Acceleration acceleration(double R, double z);

    /** The mass density that makes this potential [Msun/pc³]. */
    double density(double R, double z);

    /** d²Phi/dR² in the plane z = 0 [km²/s²/kpc²]. */
    double d2PhidR2(double R);

    /** d²Phi/dz² in the plane z = 0 [km²/s²/kpc²]. */
    double d2Phidz2(double R);

    /**
     * Phi of {@code n} points.
     *
     * @param R [n or more] cylindrical radii [kpc]
     * @param z [n or more] heights [kpc]
     * @param Phi [n or more] filled with the potential [km²/s²]; neither R nor z
     */
    default void Phi(int n, double[] R, double[] z, double[] Phi) {
        for (int i = 0; i < n; i++) {
            Phi[i] = Phi(R[i], z[i]);
        }
    }

    /**
     * The force per length of {@code n} points, which is what an orbit in Cartesian coordinates needs: the acceleration
     * is {@code (-x kR, -y kR, -z kz)}, regular on the axis and in the plane.
     *
     * @param R2 [n or more] squared cylindrical radii [kpc²]
     * @param z [n or more] heights [kpc]
     * @param kR [n or more] neither R2 nor z, filled with (1/R) dPhi/dR [km²/s²/kpc²]
     * @param kz [n or more] neither R2 nor z, filled with (1/z) dPhi/dz [km²/s²/kpc²]
     */
    default void stiffness(int n, double[] R2, double[] z, double[] kR, double[] kz) {
        for (int i = 0; i < n; i++) {
            double R = Math.sqrt(R2[i]);
            Acceleration a = acceleration(R, z[i]);
            kR[i] = R == 0 ? d2PhidR2(0) : -a.aR() / R;
            kz[i] = z[i] == 0 ? d2Phidz2(R) : -a.az() / z[i];
        }
    }
}
