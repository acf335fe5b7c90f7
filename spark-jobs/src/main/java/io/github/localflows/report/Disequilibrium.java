package io.github.localflows.report;

/**
 * How far from a steady state the f of a star set is, by the contrast f/fbar - 1 with its mirror image in the (z, vz) plane:
 * see {@link io.github.localflows.field.PhaseSpiral}. An f in equilibrium has none; what flows of the star set
 * {@code fiducial} show is their own asymmetry, the floor of the others.
 *
 * @param dataset the star set that the flows have learned
 * @param RKpc where [kpc]
 * @param vphiKmS at which azimuthal velocity [km/s]
 * @param strength root of the f-weighted mean square of the contrast over the plane; 0.1 is 10%
 * @param strengthErr its 1-sigma error, from the flows' scatter; null for a single flow
 * @param noise the strength that this scatter would give an f without any contrast; null for a single flow
 */
public record Disequilibrium(
        String dataset, double RKpc, double vphiKmS, Double strength, Double strengthErr, Double noise) {}
