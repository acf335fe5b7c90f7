package io.github.localflows.statistics;

import org.hipparchus.special.Gamma;

/** The chi-square distribution. */
public final class ChiSquare {
    private ChiSquare() {}

    /**
     * The chance of a chi-square as large or larger, also where it is tiny.
     *
     * @param chiSquare at least 0
     * @param degreesOfFreedom its mean, positive, not necessarily whole
     */
    public static double p(double chiSquare, double degreesOfFreedom) {
        return Gamma.regularizedGammaQ(0.5 * degreesOfFreedom, 0.5 * chiSquare);
    }
}
