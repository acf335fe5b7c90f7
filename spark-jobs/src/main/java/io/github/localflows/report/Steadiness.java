package io.github.localflows.report;

import java.util.List;

/**
 * Whether the stars of a set are in a steady state, as their moments have it; and what the potential says of the mass near the plane.
 *
 * @param dataset the star set
 * @param stars in the training volume
 * @param tests one for each family of moments
 * @param rhoMsunPc3 density in the plane at accelerations.profiles.R0
 * @param rhoErrMsunPc3 its error
 * @param surfaceDensityMsunPc2 mass within accelerations.density.absZ of the plane there
 * @param surfaceDensityErrMsunPc2 its error
 */
public record Steadiness(
        String dataset,
        Double stars,
        List<Test> tests,
        Double rhoMsunPc3,
        Double rhoErrMsunPc3,
        Double surfaceDensityMsunPc2,
        Double surfaceDensityErrMsunPc2) {
    /**
     * A test.
     *
     * @param moments the family
     * @param chiSquare of the moments
     * @param degreesOfFreedom what chiSquare is on average in a steady state
     * @param p the chance of so large a chiSquare in a steady state
     */
    public record Test(String moments, Double chiSquare, Double degreesOfFreedom, Double p) {}

    /** Copies. */
    public Steadiness {
        tests = List.copyOf(tests);
    }
}
