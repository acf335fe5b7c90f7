package io.github.localflows.report;

/**
 * How finely the accelerations are resolved that flows of a star set have learned: see {@link
 * io.github.localflows.field.Resolution}.
 *
 * @param dataset the star set
 * @param trainingStars how many of its stars are in the training volume, held-out ones included; null when unknown
 * @param RKpc where [kpc]
 * @param absZKpc from heights up to this on both sides of the plane [kpc]
 * @param hPc width of the Gaussian that makes the exact az the learned one [pc]; null when none does
 * @param hErrPc its 1-sigma error [pc]; null when h is 0, or for a single group of flows
 * @param eta learned over exact slope of az at z = 0; null when no heights are solved
 * @param etaErr its 1-sigma error; null for a single group of flows
 */
public record ResolutionFigures(
        String dataset,
        Long trainingStars,
        double RKpc,
        double absZKpc,
        Double hPc,
        Double hErrPc,
        Double eta,
        Double etaErr) {}
