package io.github.localflows.comparison;

import io.github.localflows.units.Units;

/**
 * The potential of a mass density that depends on z alone: three sheets, each rho sech²(z/h), and a constant density.
 *
 * <pre>
 *   Phi = 4 pi G sum_i rho_i h_i² ln cosh(z/h_i) + 2 pi G rho4 z²,     h = 0.04, 0.1, 0.3 kpc;     Phi(0) = 0
 * </pre>
 * The form of Widmark et al. (2021, A&amp;A 646, A67).
 *
 * @param rho1 density of the sheet of 40 pc in the plane [Msun/pc³]
 * @param rho2 density of the sheet of 100 pc in the plane [Msun/pc³]
 * @param rho3 density of the sheet of 300 pc in the plane [Msun/pc³]
 * @param rho4 constant density [Msun/pc³]
 */
public record VerticalPotential(double rho1, double rho2, double rho3, double rho4) {
    private static final double[] H = {0.04, 0.1, 0.3};

    /** 4 pi G, of a density in Msun/pc³ [km²/s²/kpc²]. */
    private static final double FOUR_PI_G = 1 / Units.DENSITY_PER_LAPLACIAN;

    /** How many terms there are. */
    static final int TERMS = 4;

    /** @throws IllegalArgumentException when a density is negative or not finite */
    public VerticalPotential {
        if (!(rho1 >= 0 && rho2 >= 0 && rho3 >= 0 && rho4 >= 0 && Double.isFinite(rho1 + rho2 + rho3 + rho4))) {
            throw new IllegalArgumentException("densities " + rho1 + ", " + rho2 + ", " + rho3 + ", " + rho4
                    + " Msun/pc^3: each must be finite and not negative");
        }
    }

    /**
     * The potential of a unit density of one term, in the order of the record [km²/s² for 1 Msun/pc³].
     *
     * @param z height [kpc]
     */
    static double term(int term, double z) {
        if (term == H.length) {
            return 0.5 * FOUR_PI_G * z * z;
        }
        double h = H[term];
        double x = Math.abs(z) / h;
        // ln cosh x without the overflow of cosh, and below x = 1 without the cancellation of x against ln 2.
        double lnCosh = x < 1 ? 0.5 * Math.log1p(square(Math.sinh(x))) : x + Math.log1p(Math.exp(-2 * x)) - Math.log(2);
        return FOUR_PI_G * h * h * lnCosh;
    }

    private static double square(double x) {
        return x * x;
    }

    /** Phi [km²/s²] at height z [kpc]. */
    public double phi(double z) {
        return rho1 * term(0, z) + rho2 * term(1, z) + rho3 * term(2, z) + rho4 * term(3, z);
    }

    /** Vertical acceleration -dPhi/dz [km²/s²/kpc] at height z [kpc]. */
    public double az(double z) {
        return -FOUR_PI_G
                * (rho1 * H[0] * Math.tanh(z / H[0])
                        + rho2 * H[1] * Math.tanh(z / H[1])
                        + rho3 * H[2] * Math.tanh(z / H[2])
                        + rho4 * z);
    }
}
