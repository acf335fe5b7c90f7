package io.github.localflows.expansion;

import java.io.Serializable;

/**
 * Functions of R, phi and z whose sum, each with a coefficient, is a potential in a part of a disc galaxy that need not be axisymmetric: those of
 * a {@link PotentialBasis}, and products of
 * <pre>
 *   x^i  (i = 0 .. degree)   and   x^i z²/2  (i = 0 .. degree - 1)
 * </pre>
 * with functions of the azimuth, which are
 * <pre>
 *   cos m phi and sin m phi,  m = 2, 4 .. 2 order      all around (halfWidth = pi)
 *   (phi/halfWidth)^n,        n = 1 .. order           in a sector about phi = 0
 * </pre>
 * At phi = 0 their sum is, but for a constant, one over the {@link PotentialBasis}.
 *
 * @param meridional the functions that do not depend on the azimuth
 * @param degree of the polynomials in x of those that do, at most one above that of the others
 * @param halfWidth of the sector [rad], or pi for all around
 * @param order how many functions of the azimuth there are
 */
public record AzimuthalBasis(PotentialBasis meridional, int degree, double halfWidth, int order)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** A quadrupole falls as R^-3 outside of what makes it. */
    private static final double STEEPNESS_R = 4;

    /** And as 1 - (5/2) (z/R)² with height. */
    private static final double STEEPNESS_Z = 5;

    /** @throws IllegalArgumentException when the sector or a degree is out of its range */
    public AzimuthalBasis {
        if (!(halfWidth > 0 && halfWidth <= Math.PI)) {
            throw new IllegalArgumentException("a sector of azimuths within " + halfWidth + " rad: it must be 0 to pi");
        }
        if (degree < 0 || degree > meridional.degree() + 1 || order < 1) {
            throw new IllegalArgumentException("functions of the azimuth of degree " + degree + " in R and order "
                    + order + ": the degree must be 0 to " + (meridional.degree() + 1) + ", the order at least 1");
        }
    }

    /** Whether the functions are periodic: all azimuths there are. */
    public boolean isAround() {
        return halfWidth == Math.PI;
    }

    /** How many functions of the azimuth there are. */
    int azimuths() {
        return isAround() ? 2 * order : order;
    }

    /** How many functions of R and z each of them is multiplied with. */
    int products() {
        return 2 * degree + 1;
    }

    /** How many functions there are. */
    public int size() {
        return meridional.size() + azimuths() * products();
    }

    /**
     * All functions at one place, as a buffer that is filled again and again: their values, their derivatives with respect to R, phi and z, and
     * their Laplacians; [size] each.
     */
    public record Jet(
            double[] value,
            double[] dR,
            double[] dphi,
            double[] dz,
            double[] laplacian,
            PotentialBasis.Jet meridional) {
        /** For the functions of a basis. */
        public static Jet of(AzimuthalBasis basis) {
            int n = basis.size();
            return new Jet(
                    new double[n],
                    new double[n],
                    new double[n],
                    new double[n],
                    new double[n],
                    PotentialBasis.Jet.of(basis.meridional));
        }
    }

    /**
     * Fills a buffer.
     *
     * @param R radius [kpc, > 0]
     * @param phi azimuth [rad]
     * @param z height [kpc]
     */
    public void fill(double R, double phi, double z, Jet jet) {
        meridional.fill(R, z, jet.meridional);
        int k = meridional.size();
        System.arraycopy(jet.meridional.value(), 0, jet.value, 0, k);
        System.arraycopy(jet.meridional.dR(), 0, jet.dR, 0, k);
        System.arraycopy(jet.meridional.dz(), 0, jet.dz, 0, k);
        System.arraycopy(jet.meridional.laplacian(), 0, jet.laplacian, 0, k);
        double w = meridional.halfWidthR();
        double x = (R - meridional.R0()) / w;
        for (int p = 0; p < azimuths(); p++) {
            double T;
            double dT;
            double d2T;
            if (isAround()) {
                int m = 2 * (p / 2 + 1);
                double cos = Math.cos(m * phi);
                double sin = Math.sin(m * phi);
                T = p % 2 == 0 ? cos : sin;
                dT = m * (p % 2 == 0 ? -sin : cos);
                d2T = -m * m * T;
            } else {
                int n = p + 1;
                double s = phi / halfWidth;
                T = Math.pow(s, n);
                dT = n * Math.pow(s, n - 1) / halfWidth;
                d2T = n == 1 ? 0 : n * (n - 1) * Math.pow(s, n - 2) / (halfWidth * halfWidth);
            }
            for (int j = 0; j < products(); j++) {
                int i = j <= degree ? j : j - degree - 1;
                double Z = j <= degree ? 1 : 0.5 * z * z;
                double dZ = j <= degree ? 0 : z;
                double d2Z = j <= degree ? 0 : 1;
                double X = Math.pow(x, i);
                double dX = i == 0 ? 0 : i * Math.pow(x, i - 1) / w;
                double d2X = i < 2 ? 0 : i * (i - 1) * Math.pow(x, i - 2) / (w * w);
                jet.value[k] = X * Z * T;
                jet.dR[k] = dX * Z * T;
                jet.dphi[k] = X * Z * dT;
                jet.dz[k] = X * dZ * T;
                jet.laplacian[k] = (d2X + dX / R) * Z * T + X * d2Z * T + X * Z * d2T / (R * R);
                k++;
            }
        }
    }

    /**
     * To which function of the {@link PotentialBasis} a function is proportional at phi = 0, whatever its factor there; -1 for a constant.
     *
     * @param k from the first that depends on the azimuth
     */
    int atSun(int k) {
        int j = (k - meridional.size()) % products();
        return j <= degree ? j - 1 : (meridional.heights().size() + 1) * (meridional.degree() + 1) + j - degree - 1;
    }

    /** Its factor there: the function of the azimuth at 0. */
    double factorAtSun(int k) {
        int p = (k - meridional.size()) / products();
        return isAround() && p % 2 == 0 ? 1 : 0;
    }

    /**
     * What is believed of the functions of the azimuth: 0, with a standard deviation each.
     *
     * @param amplitude of the potential's change around the circle [km²/s²]
     */
    double[] deviations(double amplitude) {
        double[] all = new double[azimuths() * products()];
        double w = meridional.halfWidthR() / meridional.R0();
        for (int k = 0; k < all.length; k++) {
            int j = k % products();
            int i = j <= degree ? j : j - degree - 1;
            double scale = j <= degree ? 1 : STEEPNESS_Z / (meridional.R0() * meridional.R0());
            for (int l = 1; l <= i; l++) {
                scale *= STEEPNESS_R * w / l;
            }
            if (!isAround()) {
                for (int l = 1; l <= k / products() + 1; l++) {
                    scale *= 2 * halfWidth / l;
                }
            }
            all[k] = amplitude * scale;
        }
        return all;
    }
}
