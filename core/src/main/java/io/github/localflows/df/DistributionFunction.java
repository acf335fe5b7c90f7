package io.github.localflows.df;

import io.github.localflows.phase.Stars;

/**
 * The density of stars in phase space, f(x, v), known up to one constant factor. Most are of axisymmetric populations.
 *
 * <p>Where f vanishes ln f is {@code -Infinity} and its gradient zero; neither is ever NaN for finite coordinates.
 */
public interface DistributionFunction {
    /**
     * ln f at each point.
     *
     * @param stars n points
     * @return [n] natural logarithms of f
     */
    double[] lnf(Stars stars);

    /**
     * ln f and its gradient with respect to the five coordinates, and to the azimuth where f depends on it.
     *
     * @param stars n points
     * @return the values and gradients, in the order of the points
     */
    LnfGradients gradients(Stars stars);
}
