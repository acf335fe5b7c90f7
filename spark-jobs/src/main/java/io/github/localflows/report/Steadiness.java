package io.github.localflows.report;

import java.util.List;

/**
 * Whether the stars of a set are in a steady state, as their moments have it.
 *
 * @param dataset the star set
 * @param stars in the training volume
 * @param tests one for each family of moments
 */
public record Steadiness(String dataset, Double stars, List<Test> tests) {
    /**
     * A test.
     *
     * @param moments the family
     * @param chiSquare of the moments; null, as the others, where the stars were too few or too alike for a test
     * @param degreesOfFreedom what chiSquare is on average in a steady state
     * @param p the chance of so large a chiSquare in a steady state
     */
    public record Test(String moments, Double chiSquare, Double degreesOfFreedom, Double p) {}

    /** Copies. */
    public Steadiness {
        tests = List.copyOf(tests);
    }
}
