package io.github.localflows.sampling;

import io.github.localflows.phase.Stars;

/**
 * A distribution function as its sampler needs it: population by population, for they share what is costly.
 *
 * <p>ln f is even in z and in each of the velocities along the prolate spheroidal coordinates of {@link #Delta()}.
 */
interface PopulationDensities {
    /** How many populations there are. */
    int populations();

    /**
     * ln f of every population, its weight included, at each point.
     *
     * @param points n points
     * @return [population][n], {@code -Infinity} where f vanishes
     */
    double[][] lnf(Stars points);

    /** Focal distance of the coordinates with which the velocity ellipsoids are aligned [kpc]. */
    double Delta();

    /** Angular momentum over which f falls to zero about Lz = 0, as 1 + tanh(Lz/L0) [kpc km/s]. */
    double L0();

    /** The circular velocity in the plane [km/s]. */
    double circularVelocity(double R);
}
