package io.github.localflows.report;

import java.util.List;

/**
 * Whether the stars of a set are in a steady state, as their moments have it.
 *
 * @param dataset the star set
 * @param stars in the training volume
 * @param tests one for each family of moments
 * @param rotation in which frame they are steady; null where they were taken as axisymmetric
 */
public record Steadiness(String dataset, Long stars, List<Test> tests, Rotation rotation) {
    /**
     * A frame that rotates.
     *
     * @param patternSpeed [km/s/kpc]; null, as its error, where the stars do not decide it
     * @param error its standard error [km/s/kpc]
     * @param axisymmetryP the chance of such a dependence on the azimuth if the stars are axisymmetric
     * @param exact the pattern speed of the bar that grew among mock stars [km/s/kpc]; null for other stars
     */
    public record Rotation(Double patternSpeed, Double error, Double axisymmetryP, Double exact) {}

    /**
     * A test.
     *
     * @param moments the family
     * @param chiSquare of the moments; null, as the others, where the stars were too few or too alike for a test
     * @param degreesOfFreedom what chiSquare is on average in a steady state
     * @param p the chance of so large a chiSquare in a steady state
     */
    public record Test(String moments, Double chiSquare, Double degreesOfFreedom, Double p) {}

    /** Of stars that were taken as axisymmetric. */
    public Steadiness(String dataset, Long stars, List<Test> tests) {
        this(dataset, stars, tests, null);
    }

    /** Copies. */
    public Steadiness {
        tests = List.copyOf(tests);
    }
}
