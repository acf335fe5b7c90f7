package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StarGridTest {
    private static final int STARS = 200_000;

    /**
     * What all stars together may be off by in ln likelihood: half in it is one sigma of a parameter. Measured: 2e-3 for populations of 10
     * km/s, 0.014 for 7 km/s, where nine in ten stars are of a population that hardly any star of these has.
     */
    private static final double ALL_STARS = 0.03;

    /** The same for the populations that these stars have. */
    private static final double THEIR_OWN = 3e-3;

    @Test
    void sumOverNodesIsTheSumOverStars() {
        VerticalDf truth = SyntheticStars.verticalDf(1);
        VerticalDfFit fit = VerticalDfFit.of(SyntheticStars.of(truth, STARS, 1));
        assertEquals(0, fit.gridError(truth), THEIR_OWN);
        for (double sigma : new double[] {1.75, 3.5, 7, 10, 14, 20}) {
            for (double rho : new double[] {0, 0.05, 0.2}) {
                VerticalPotential potential = new VerticalPotential(rho, 0.05, 0.2 - rho, 0.01);
                for (double c2 : new double[] {0.01, 0.3}) {
                    for (double c3 : new double[] {0.001, 0.1, 0.65}) {
                        VerticalDf df = new VerticalDf(potential, c2, c3, sigma, Math.max(20, sigma), 45, 2);
                        assertTrue(fit.terms(df) < STARS);
                        assertEquals(0, fit.gridError(df), ALL_STARS, df.toString());
                    }
                }
            }
        }
    }

    @Test
    void colderPopulationsTakeFinerGridsAndTheColdestEachStar() {
        VerticalDfFit fit = VerticalDfFit.of(SyntheticStars.of(SyntheticStars.verticalDf(1), STARS, 1));
        int coarse = fit.terms(coldest(7));
        int fine = fit.terms(coldest(6.9));
        assertTrue(3 * coarse < fine && fine < STARS, coarse + " and " + fine + " nodes");
        assertEquals(STARS, fit.terms(coldest(0.1)));
    }

    private static VerticalDf coldest(double sigma) {
        return new VerticalDf(new VerticalPotential(0, 0, 0, 0), 0.3, 0.1, sigma, 20, 45, 2);
    }
}
