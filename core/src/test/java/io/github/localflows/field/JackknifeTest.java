package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JackknifeTest {
    /** The 84.13447461% quantiles of Student's distribution of 3 and 5 degrees of freedom (SciPy 1.17, stats.t.ppf). */
    static final double STUDENT_3 = 1.196881354403156;

    static final double STUDENT_5 = 1.1105065783609567;

    /** The quantile is found by iteration. */
    private static final double QUANTILE_REL = 1e-8;

    /** Standard errors of a frequency that a fixed seed may be off by. */
    private static final double SIGMAS = 4;

    @Test
    void errorOfAMeanIsItsTextbookStandardErrorTimesStudentsFactor() {
        // Means of three of 1, 2, 4, 9: the jackknife of a mean is s/sqrt(G) exactly, here sqrt(38/3/4).
        double[] without = {15 / 3.0, 14 / 3.0, 12 / 3.0, 7 / 3.0};

        double expected = STUDENT_3 * Math.sqrt(38 / 12.0);
        assertEquals(expected, new Jackknife(4).error(without), QUANTILE_REL * expected);
    }

    @Test
    void errorOfTwoGroupsIsThatOfTheCauchyDistribution() {
        // With one degree of freedom the quantile is tan(pi (p - 1/2)), and s/sqrt(2) of -1 and 1 is 1.
        double expected = Math.tan(Math.PI * 0.3413447460685429);

        assertEquals(expected, new Jackknife(2).error(new double[] {1, -1}), QUANTILE_REL * expected);
    }

    @ParameterizedTest(name = "{0} groups")
    @CsvSource({"2", "4", "8", "20"})
    void holdsTheTrueMeanInTwoThirdsOfAllCases(int groups) {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(5L);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        Jackknife jackknife = new Jackknife(groups);
        int trials = 20_000;
        int held = 0;
        for (int trial = 0; trial < trials; trial++) {
            double[] values = new double[groups];
            double sum = 0;
            for (int g = 0; g < groups; g++) {
                values[g] = normal.sample();
                sum += values[g];
            }
            double[] without = new double[groups];
            for (int g = 0; g < groups; g++) {
                without[g] = (sum - values[g]) / (groups - 1);
            }
            held += Math.abs(sum / groups) <= jackknife.error(without) ? 1 : 0;
        }
        double probability = 0.6827;
        double tolerance = SIGMAS * Math.sqrt(probability * (1 - probability) / trials);
        assertEquals(probability, (double) held / trials, tolerance);
    }

    @Test
    void aSingleGroupOrAMissingEstimateHasNoError() {
        assertTrue(Double.isNaN(new Jackknife(1).error(new double[0])));
        assertTrue(Double.isNaN(new Jackknife(3).error(new double[] {1, Double.NaN, 2})));
    }

    @Test
    void refusesNoGroupsAndAnotherNumberOfEstimates() {
        assertThrows(IllegalArgumentException.class, () -> new Jackknife(0));
        assertThrows(IllegalArgumentException.class, () -> new Jackknife(3).error(new double[] {1, 2}));
    }
}
