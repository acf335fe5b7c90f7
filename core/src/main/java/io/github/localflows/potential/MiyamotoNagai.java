package io.github.localflows.potential;

import io.github.localflows.units.Units;

/**
 * The disc of Miyamoto &amp; Nagai (1975, PASJ 27, 533) of mass M: Phi = -G M / sqrt(R² + (a + sqrt(z² + b²))²).
 *
 * @param a scale length of the disc [kpc], not negative
 * @param b scale height of the disc [kpc], positive
 */
public record MiyamotoNagai(double a, double b) implements PotentialShape {
    /** Up to this distance [kpc] its eighth power is a number, by which the plain form of the density divides. */
    private static final double PLAIN_DENSITY = 1e30;

    public MiyamotoNagai {
        if (!(a >= 0 && a < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Miyamoto and Nagai's a = " + a
                    + ": must be zero or positive, and finite. Give it in kpc; 0 makes the sphere of Plummer.");
        }
        Arguments.positive(b, "Miyamoto and Nagai's b", "kpc");
    }

    @Override
    public double Phi(double R, double z) {
        double height = height(z);
        return -1 / Extreme.distance(R, height);
    }

    private double height(double z) {
        return a + Extreme.distance(z, b);
    }

    @Override
    public Acceleration acceleration(double R, double z) {
        double zb = Extreme.distance(z, b);
        double height = a + zb;
        double d = Extreme.distance(R, height);
        if (Extreme.isFar(d)) {
            return new Acceleration(-(R / d) / d / d, -(z / zb) * (height / d) / d / d);
        }
        double d2 = R * R + height * height;
        double inverseCube = 1 / (d2 * Math.sqrt(d2));
        return new Acceleration(-R * inverseCube, -z * (height / zb) * inverseCube);
    }

    /** The mass density [Msun/pc³] (Binney &amp; Tremaine 2008, eq. 2.69b). */
    @Override
    public double density(double R, double z) {
        double zb = Extreme.distance(z, b);
        double height = a + zb;
        double d = Extreme.distance(R, height);
        if (d > PLAIN_DENSITY) {
            double shape = a / zb * (R / d) * (R / d) + (a / zb + 3) * (height / d) * (height / d);
            return shape * (b / zb) * (b / zb) / d / d / d * Units.DENSITY_PER_LAPLACIAN;
        }
        double d2 = R * R + height * height;
        double laplacian =
                b * b * (a * R * R + (a + 3 * zb) * height * height) / (d2 * d2 * Math.sqrt(d2) * zb * zb * zb);
        return laplacian * Units.DENSITY_PER_LAPLACIAN;
    }

    @Override
    public double d2PhidR2(double R) {
        if (Extreme.isFar(R)) {
            return -2 / R / R / R;
        }
        double height = a + b;
        double d2 = R * R + height * height;
        return (height * height - 2 * R * R) / (d2 * d2 * Math.sqrt(d2));
    }

    @Override
    public double d2Phidz2(double R) {
        double height = a + b;
        if (Extreme.isFar(R)) {
            return height / b / R / R / R;
        }
        double d2 = R * R + height * height;
        return height / (b * d2 * Math.sqrt(d2));
    }
}
