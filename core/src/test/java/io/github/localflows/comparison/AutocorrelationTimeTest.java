package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class AutocorrelationTimeTest {
    private static final int WALKERS = 20;
    private static final int STEPS = 5000;

    /**
     * Four standard errors of Sokal's estimate, tau sqrt(2 (2 M + 1)/n) with M = 5 tau, and the part that its window cuts off,
     * exp(-M/tau_exp) with tau_exp about tau/2.
     */
    private static double tolerance(double tau) {
        return tau * (4 * Math.sqrt(2 * (10 * tau + 1) / (WALKERS * STEPS)) + Math.exp(-10));
    }

    @Test
    void timeOfAnAutoregressiveSeriesIsTheExactOne() {
        for (double rho : new double[] {0, 0.5, 0.9}) {
            double tau = (1 + rho) / (1 - rho);
            assertEquals(tau, AutocorrelationTime.of(series(rho, STEPS)), tolerance(tau), "rho " + rho);
        }
    }

    @Test
    void walkersThatStayWhereTheyAreHaveALongTime() {
        double[][] series = series(0, 200);
        for (int walker = 0; walker < WALKERS; walker++) {
            for (int i = 0; i < 200; i++) {
                series[walker][i] = 0.01 * series[walker][i] + walker;
            }
        }
        // What keeps its value for all of 200 steps is correlated as long.
        assertTrue(AutocorrelationTime.of(series) > 100);
    }

    @Test
    void constantSeriesHasNone() {
        assertTrue(Double.isNaN(AutocorrelationTime.of(new double[3][40])));
    }

    /** x' = rho x + sqrt(1 - rho²) noise. */
    private static double[][] series(double rho, int steps) {
        UniformRandomProvider random = RandomStreams.stream(7, Purpose.STARS);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[][] series = new double[WALKERS][steps];
        for (double[] walker : series) {
            double x = normal.sample();
            for (int i = 0; i < steps; i++) {
                walker[i] = x;
                x = rho * x + Math.sqrt(1 - rho * rho) * normal.sample();
            }
        }
        return series;
    }
}
