package io.github.localflows.df;

/**
 * One quasi-isothermal disc population.
 *
 * @param weight factor of this population's f in the sum, positive
 * @param hR scale length of the surface density in the guiding radius [kpc], positive
 * @param sigmaR radial velocity dispersion at R0 [km/s], positive; the vertical one is 1/sqrt 3 of it
 */
public record Population(double weight, double hR, double sigmaR) {
    public Population {
        positive(weight, "weight", "");
        positive(hR, "hR", " kpc");
        positive(sigmaR, "sigmaR", " km/s");
    }

    private static void positive(double value, String name, String unit) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a population's " + name + " = " + value + unit + ": it must be positive and finite");
        }
    }
}
