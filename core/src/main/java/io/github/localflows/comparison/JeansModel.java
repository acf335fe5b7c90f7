package io.github.localflows.comparison;

import java.util.List;

/**
 * Density and velocity dispersions of a disc about R0, and the vertical acceleration that holds it up.
 *
 * <pre>
 *   nu        = nu0 sech²(z/hz) exp(-(R - R0)/hR)
 *   sigma_z²  = sz2 exp(-(R - R0)/Rz) + alpha |z|
 *   sigma_R²  = sR2 exp(-(R - R0)/RR) + beta |z|
 *   sigma_Rz² = (sigma_R² - sigma_z²) R z/(R² - z²)
 * </pre>
 * after Salomon et al. (2020, A&amp;A 643, A75). The velocity ellipsoid leans towards the centre of the Galaxy. Heights are above the
 * plane, z &gt;= 0; below it the mirror image holds.
 *
 * <p><b>Units:</b> kpc, km/s; nu in whatever nu0 is.
 *
 * @param R0 where the exponentials are one [kpc]
 * @param nu0 density at (R0, 0), above 0
 * @param hz scale height [kpc], above 0
 * @param hR scale length of the density [kpc], above 0
 * @param sz2 sigma_z² at (R0, 0) [km²/s²], above 0
 * @param Rz scale length of sigma_z² [kpc], above 0
 * @param alpha rise of sigma_z² with |z| [km²/s²/kpc]
 * @param sR2 sigma_R² at (R0, 0) [km²/s²], above 0
 * @param RR scale length of sigma_R² [kpc], above 0
 * @param beta rise of sigma_R² with |z| [km²/s²/kpc]
 */
public record JeansModel(
        double R0,
        double nu0,
        double hz,
        double hR,
        double sz2,
        double Rz,
        double alpha,
        double sR2,
        double RR,
        double beta) {
    /** @throws IllegalArgumentException when a length, the density or a dispersion in the plane is not positive and finite */
    public JeansModel {
        positive(R0, "R0", "kpc");
        positive(nu0, "nu0", "stars per kpc^3 and radian");
        positive(hz, "hz", "kpc");
        positive(hR, "hR", "kpc");
        positive(sz2, "sz2", "km^2/s^2");
        positive(Rz, "Rz", "kpc");
        positive(sR2, "sR2", "km^2/s^2");
        positive(RR, "RR", "kpc");
        if (!Double.isFinite(alpha + beta)) {
            throw new IllegalArgumentException(
                    "alpha = " + alpha + ", beta = " + beta + " km^2/s^2/kpc: both must be finite");
        }
    }

    private static void positive(double value, String name, String unit) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " = " + value + " " + unit + ": it must be positive and finite");
        }
    }

    /**
     * The model's parameters as a fit takes them, in their order; nu0 is in stars per kpc³ and radian.
     *
     * @param lgNu0 what lg nu0 is about; its prior reaches as far as 2 on either side
     */
    static List<Parameter> parameters(double lgNu0) {
        return List.of(
                new Parameter("lg nu0", "lg(stars/kpc^3/rad)", lgNu0 - 2, lgNu0 + 2),
                new Parameter("lg hz", "lg(kpc)", -2, 1),
                new Parameter("lg hR", "lg(kpc)", -1, 2),
                // 7 to 10 in lg(m²/s²), as the original has it.
                new Parameter("lg sz2", "lg(km^2/s^2)", 1, 4),
                new Parameter("lg Rz", "lg(kpc)", -1, 2),
                new Parameter("alpha", "km^2/s^2/kpc", -1000, 1000),
                new Parameter("lg sR2", "lg(km^2/s^2)", 1, 4),
                new Parameter("lg RR", "lg(kpc)", -1, 2),
                new Parameter("beta", "km^2/s^2/kpc", 0, 5000));
    }

    /** Of the parameters of {@link #parameters}. */
    static JeansModel of(double R0, double[] p) {
        return new JeansModel(
                R0,
                Math.pow(10, p[0]),
                Math.pow(10, p[1]),
                Math.pow(10, p[2]),
                Math.pow(10, p[3]),
                Math.pow(10, p[4]),
                p[5],
                Math.pow(10, p[6]),
                Math.pow(10, p[7]),
                p[8]);
    }

    /** Density at a position [kpc], in the unit of nu0. */
    public double nu(double R, double z) {
        double cosh = Math.cosh(z / hz);
        return nu0 * Math.exp(-(R - R0) / hR) / (cosh * cosh);
    }

    /** sigma_z² [km²/s²] at a position [kpc]; not positive where alpha is too negative, and then there is no such disc. */
    public double sigmaZ2(double R, double z) {
        return sz2 * Math.exp(-(R - R0) / Rz) + alpha * Math.abs(z);
    }

    /** sigma_R² [km²/s²] at a position [kpc]. */
    public double sigmaR2(double R, double z) {
        return sR2 * Math.exp(-(R - R0) / RR) + beta * Math.abs(z);
    }

    /** sigma_Rz² [km²/s²], the covariance of vR and vz, at a position [kpc]. */
    public double sigmaRz2(double R, double z) {
        return (sigmaR2(R, z) - sigmaZ2(R, z)) * R * z / (R * R - z * z);
    }

    /**
     * Vertical acceleration [km²/s²/kpc] at a position [kpc], from the Jeans equation
     * <pre>
     *   nu az = d(nu sigma_z²)/dz + (1/R) d(R nu sigma_Rz²)/dR
     * </pre>
     * (Binney and Tremaine 2008, eq. 4.222b). At z = 0 the limit from above, alpha: the model has a kink in the plane.
     */
    public double az(double R, double z) {
        if (z < 0) {
            return -az(R, -z);
        }
        double difference = R * R - z * z;
        double tilt = R * z / difference;
        double dTiltdR = -z * (R * R + z * z) / (difference * difference);
        double sigmaZ2 = sigmaZ2(R, z);
        double excess = sigmaR2(R, z) - sigmaZ2;
        double dExcessdR = sz2 * Math.exp(-(R - R0) / Rz) / Rz - sR2 * Math.exp(-(R - R0) / RR) / RR;

        double dSigmaZ2dz = alpha;
        double dLnNudz = -2 * Math.tanh(z / hz) / hz;
        double dSigmaRz2dR = dExcessdR * tilt + excess * dTiltdR;
        return sigmaZ2 * dLnNudz + dSigmaZ2dz + excess * tilt * (1 / R - 1 / hR) + dSigmaRz2dR;
    }
}
