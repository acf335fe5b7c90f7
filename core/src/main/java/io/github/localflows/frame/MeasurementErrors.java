package io.github.localflows.frame;

import java.io.Serializable;
import java.util.function.DoubleSupplier;

/**
 * Standard deviations of Gaussian measurement errors, the same for all stars. Directions are exact: those of a survey such as
 * Gaia are, for this purpose.
 *
 * @param parallaxMas of parallaxes [mas, &gt;= 0]
 * @param properMotionMasYr of each component of the proper motion [mas/yr, &gt;= 0]
 * @param vLosKmS of line-of-sight velocities [km/s, &gt;= 0]
 */
public record MeasurementErrors(double parallaxMas, double properMotionMasYr, double vLosKmS) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when an error is negative or not finite */
    public MeasurementErrors {
        for (double error : new double[] {parallaxMas, properMotionMasYr, vLosKmS}) {
            if (!(error >= 0 && error < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("measurement errors of " + parallaxMas + " mas, " + properMotionMasYr
                        + " mas/yr, " + vLosKmS + " km/s: none may be negative, and all must be finite");
            }
        }
    }

    /**
     * What is measured in place of what is.
     *
     * @param normal numbers of the standard normal distribution; four are taken
     */
    public Observables scattered(Observables exact, DoubleSupplier normal) {
        return exact.measuring(
                exact.parallaxMas() + parallaxMas * normal.getAsDouble(),
                exact.muLMasYr() + properMotionMasYr * normal.getAsDouble(),
                exact.muBMasYr() + properMotionMasYr * normal.getAsDouble(),
                exact.vLosKmS() + vLosKmS * normal.getAsDouble());
    }
}
