package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class StretchSamplerTest {
    private static final int WALKERS = 40;
    private static final double[] MEAN = {3, -1, 200};
    /** Of the last two parameters; their scales differ by a thousand. */
    private static final double CORRELATION = 0.9;

    private static final double[] SIGMA = {1, 0.1, 100};

    /** Standard errors of a mean that a fixed seed is allowed. */
    private static final double SIGMAS = 4;

    /**
     * The stretch move of three Gaussian parameters, emcee 3's own with 40 walkers: about 35 steps. Any linear transformation has
     * the same.
     */
    private static final double TAU = 35;

    /** The times of the three parameters scatter; a stretch that is not Goodman and Weare's is off by more. */
    private static final double TAU_FACTOR = 1.5;

    private static final StretchSampler LONG = new StretchSampler(500, 8000, 1, 2);

    @Test
    void gaussianHasItsMeanAndCovariance() {
        Chain chain = LONG.chain(StretchSamplerTest::gaussian, starts(WALKERS), 1);

        assertTrue(chain.longEnough());
        double[] tau = chain.autocorrelationTimes();
        for (int k = 0; k < 3; k++) {
            double independent = chain.size() / tau[k];
            assertEquals(MEAN[k], chain.mean(k), SIGMAS * SIGMA[k] / Math.sqrt(independent), "mean " + k);
            // Of a standard deviation: sigma/sqrt(2 n).
            assertEquals(
                    SIGMA[k], chain.standardDeviation(k), SIGMAS * SIGMA[k] / Math.sqrt(2 * independent), "sigma " + k);
            Interval interval = chain.interval(k);
            // Of a quantile at 16%: sqrt(p (1 - p)/n) over the density there, 1.5 sigma/sqrt(n).
            double error = SIGMAS * 1.5 * SIGMA[k] / Math.sqrt(independent);
            assertEquals(MEAN[k] - SIGMA[k], interval.low(), error);
            assertEquals(MEAN[k] + SIGMA[k], interval.high(), error);
        }
        double product = 0;
        for (double[] x : chain.samples()) {
            product += (x[1] - MEAN[1]) / SIGMA[1] * (x[2] - MEAN[2]) / SIGMA[2] / chain.size();
        }
        // Of a product of two correlated ones: sqrt((1 + rho²)/n).
        assertEquals(CORRELATION, product, SIGMAS * Math.sqrt((1 + CORRELATION * CORRELATION) * tau[1] / chain.size()));
    }

    @Test
    void acceptanceAndTimeAreThoseOfTheStretchMove() {
        Chain chain = LONG.chain(StretchSamplerTest::gaussian, starts(WALKERS), 2);

        // emcee's documentation: 0.2 to 0.5 is healthy; of few dimensions it is higher.
        assertEquals(0.6, chain.acceptance(), 0.1);
        for (double tau : chain.autocorrelationTimes()) {
            assertTrue(tau > TAU / TAU_FACTOR && tau < TAU * TAU_FACTOR, "tau " + tau);
        }
    }

    @Test
    void sameBitsOnOneAndThreeThreads() {
        Chain one = new StretchSampler(20, 60, 3, 1).chain(StretchSamplerTest::gaussian, starts(WALKERS), 5);
        Chain three = new StretchSampler(20, 60, 3, 3).chain(StretchSamplerTest::gaussian, starts(WALKERS), 5);

        assertEquals(20 * WALKERS, one.size());
        assertArrayEquals(one.samples(), three.samples());
        assertEquals(one.acceptance(), three.acceptance());
        Chain other = new StretchSampler(20, 60, 3, 1).chain(StretchSamplerTest::gaussian, starts(WALKERS), 6);
        assertFalse(one.sample(0)[0] == other.sample(0)[0]);
    }

    @Test
    void densitiesAreThoseOfTheSamples() {
        Chain chain = new StretchSampler(0, 30, 10, 2).chain(StretchSamplerTest::gaussian, starts(8), 5);

        for (int i = 0; i < chain.size(); i++) {
            assertEquals(gaussian(chain.sample(i)), chain.lnDensity(i));
        }
    }

    @Test
    void uniformDensityStaysInItsPrior() {
        Chain chain = new StretchSampler(200, 8000, 1, 1)
                .chain(x -> x[0] > 0 && x[0] < 1 ? 0 : Double.NEGATIVE_INFINITY, oneDimensional(10), 3);

        for (double[] x : chain.samples()) {
            assertTrue(x[0] > 0 && x[0] < 1);
        }
        double independent = chain.size() / chain.autocorrelationTimes()[0];
        assertEquals(0.5, chain.mean(0), SIGMAS / Math.sqrt(12 * independent));
    }

    @Test
    void shortChainSaysSo() {
        assertFalse(new StretchSampler(0, 200, 1, 1)
                .chain(StretchSamplerTest::gaussian, starts(WALKERS), 1)
                .longEnough());
    }

    @Test
    void refusesWhatCannotWork() {
        StretchSampler sampler = new StretchSampler(0, 10, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> sampler.chain(x -> 0, starts(7), 1));
        assertThrows(IllegalArgumentException.class, () -> sampler.chain(x -> 0, starts(6), 1));
        assertThrows(IllegalArgumentException.class, () -> sampler.chain(x -> Double.NEGATIVE_INFINITY, starts(8), 1));
        assertThrows(IllegalStateException.class, () -> sampler.chain(x -> Double.NaN, starts(8), 1));
        assertThrows(IllegalArgumentException.class, () -> new StretchSampler(0, 10, 11, 1));
        assertThrows(IllegalArgumentException.class, () -> new StretchSampler(-1, 10, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new StretchSampler(0, 10, 1, 0));
    }

    private static double gaussian(double[] x) {
        double a = (x[0] - MEAN[0]) / SIGMA[0];
        double b = (x[1] - MEAN[1]) / SIGMA[1];
        double c = (x[2] - MEAN[2]) / SIGMA[2];
        return -0.5 * a * a - 0.5 * (b * b - 2 * CORRELATION * b * c + c * c) / (1 - CORRELATION * CORRELATION);
    }

    private static double[][] starts(int walkers) {
        UniformRandomProvider random = RandomStreams.stream(4, Purpose.STARS);
        double[][] starts = new double[walkers][3];
        for (double[] start : starts) {
            for (int k = 0; k < 3; k++) {
                start[k] = MEAN[k] + SIGMA[k] * random.nextDouble(-1, 1);
            }
        }
        return starts;
    }

    private static double[][] oneDimensional(int walkers) {
        UniformRandomProvider random = RandomStreams.stream(4, Purpose.STARS);
        double[][] starts = new double[walkers][1];
        for (double[] start : starts) {
            start[0] = random.nextDouble();
        }
        return starts;
    }
}
