package io.github.localflows.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.Population;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Isochrone;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.PotentialPart;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The sampler on distributions whose marginals are known in closed form. */
class StarSamplerTest {
    private static final long RUN_SEED = 11;
    private static final Region REGION = new Region(2, 6, 1);
    private static final int COUNT = 40_000;

    /** How many standard errors or deviations of chi-square a fixed seed is allowed: one in 16,000 fails by chance. */
    private static final double SIGMAS = 4;

    private static final int BINS = 40;

    /** Standard deviation of vphi about 200 km/s, scale lengths of the two populations [kpc]. */
    private static final double SIGMA_PHI = 30;

    private static final double[] SCALE_LENGTH = {1, 3};
    private static final double[] SIGMA = {40, 20};

    @Test
    void radiiFollowTheirDensityInEitherMeasure() {
        for (Measure measure : Measure.values()) {
            Stars stars =
                    sampler(measure, Double.NaN).sample(RUN_SEED, 0, COUNT).stars();

            double[] expected = new double[BINS];
            for (int k = 0; k < 2; k++) {
                for (int bin = 0; bin < BINS; bin++) {
                    // Each population has 2 pi SIGMA² velocities' worth of stars.
                    expected[bin] += SIGMA[k] * SIGMA[k] * radialMass(measure, SCALE_LENGTH[k], bin);
                }
            }
            assertHistogram(stars.R(), 2, 6, expected);
        }
    }

    @Test
    void velocitiesAndHeightsAreGaussian() {
        Stars stars = sampler(Measure.VOLUME, Double.NaN)
                .sampleAt(4, -0.5, COUNT, RUN_SEED)
                .stars();

        double[] weight = new double[2];
        for (int k = 0; k < 2; k++) {
            weight[k] = SIGMA[k] * SIGMA[k] * Math.exp(-4 / SCALE_LENGTH[k]);
        }
        double variance = (weight[0] * SIGMA[0] * SIGMA[0] + weight[1] * SIGMA[1] * SIGMA[1]) / (weight[0] + weight[1]);
        double meanFourth =
                3 * (weight[0] * Math.pow(SIGMA[0], 4) + weight[1] * Math.pow(SIGMA[1], 4)) / (weight[0] + weight[1]);
        double varianceError = Math.sqrt((meanFourth - variance * variance) / COUNT);
        assertEquals(0, mean(stars.vR(), v -> v), SIGMAS * Math.sqrt(variance / COUNT));
        assertEquals(0, mean(stars.vz(), v -> v), SIGMAS * Math.sqrt(variance / COUNT));
        assertEquals(variance, mean(stars.vR(), v -> v * v), SIGMAS * varianceError);
        assertEquals(variance, mean(stars.vz(), v -> v * v), SIGMAS * varianceError);
        assertEquals(200, mean(stars.vphi(), v -> v), SIGMAS * SIGMA_PHI / Math.sqrt(COUNT));
        assertEquals(
                SIGMA_PHI * SIGMA_PHI,
                mean(stars.vphi(), v -> (v - 200) * (v - 200)),
                SIGMAS * SIGMA_PHI * SIGMA_PHI * Math.sqrt(2.0 / COUNT));
        for (int i = 0; i < COUNT; i++) {
            assertEquals(4, stars.R()[i]);
            assertEquals(-0.5, stars.z()[i]);
        }
    }

    @Test
    void breachRaisesTheBoundAndLeavesTheDistributionExact() {
        // A quarter of the true bound: nearly every block breaches, some more than once.
        StarSampler careless = sampler(Measure.SLICE, 0.3);

        StarSample sample = careless.sample(RUN_SEED, 0, COUNT);

        assertTrue(sample.statistics().breaches() >= COUNT / StarSampler.BLOCK, "" + sample.statistics());
        double[] expected = new double[BINS];
        for (int k = 0; k < 2; k++) {
            for (int bin = 0; bin < BINS; bin++) {
                expected[bin] += SIGMA[k] * SIGMA[k] * radialMass(Measure.SLICE, SCALE_LENGTH[k], bin);
            }
        }
        assertHistogram(sample.stars().R(), 2, 6, expected);
        // And still a star depends on its index alone.
        Stars first = careless.sample(RUN_SEED, 0, 1234).stars();
        assertArrayEquals(Arrays.copyOf(sample.stars().vz(), 1234), first.vz());
    }

    @Test
    void foundBoundIsNotBreached() {
        StarSample sample = sampler(Measure.VOLUME, Double.NaN).sample(RUN_SEED, 3, COUNT);

        assertEquals(0, sample.statistics().breaches());
        assertEquals(COUNT, sample.statistics().accepted());
        assertTrue(sample.statistics().acceptance() > 0.5, "" + sample.statistics());
    }

    @Test
    void starsHundredsOfTimesFasterThanTheCircularVelocityAreDrawn() {
        // From 5 km/s at 2 kpc to 1 km/s at 6.
        StarSampler slow = new StarSampler(new TwoDiscs(0, 7), REGION, Measure.SLICE, Double.NaN);

        Stars stars = slow.sample(RUN_SEED, 0, COUNT).stars();

        assertEquals(200, mean(stars.vphi(), v -> v), SIGMAS * SIGMA_PHI / Math.sqrt(COUNT));
        assertEquals(
                SIGMA_PHI * SIGMA_PHI,
                mean(stars.vphi(), v -> (v - 200) * (v - 200)),
                SIGMAS * SIGMA_PHI * SIGMA_PHI * Math.sqrt(2.0 / COUNT));
    }

    @Test
    void coreOfAWidePotentialIsSampled() {
        // At 0.1 kpc the velocity of escape is 400 times that of the circle.
        QuasiIsothermalMixture f = new QuasiIsothermalMixture(
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Isochrone(20), 1))),
                3.6,
                8,
                8,
                10,
                List.of(new Population(1, 3, 40)));
        Region region = new Region(0.1, 16, 2.5);

        StarSample sample = new StarSampler(f, region, Measure.VOLUME).sample(RUN_SEED, 0, 1000);

        for (int i = 0; i < 1000; i++) {
            assertTrue(region.contains(sample.stars().R()[i], sample.stars().z()[i]));
        }
        // Measured 0.064.
        assertTrue(sample.statistics().acceptance() > 0.03, "" + sample.statistics());
    }

    @Test
    void fewerStarsAreTheFirstOfMore() {
        StarSampler sampler = sampler(Measure.VOLUME, Double.NaN);
        Stars all = sampler.sample(RUN_SEED, 5, 2500).stars();
        for (int m : new int[] {0, 1, 999, 1000, 1001, 2400}) {
            Stars first = sampler.sample(RUN_SEED, 5, m).stars();

            assertArrayEquals(Arrays.copyOf(all.R(), m), first.R());
            assertArrayEquals(Arrays.copyOf(all.z(), m), first.z());
            assertArrayEquals(Arrays.copyOf(all.vR(), m), first.vR());
            assertArrayEquals(Arrays.copyOf(all.vphi(), m), first.vphi());
            assertArrayEquals(Arrays.copyOf(all.vz(), m), first.vz());
        }
    }

    @Test
    void seedsAndRunSeedsDiffer() {
        StarSampler sampler = sampler(Measure.VOLUME, Double.NaN);
        double[] one = sampler.sample(RUN_SEED, 5, 10).stars().R();

        assertFalse(Arrays.equals(one, sampler.sample(RUN_SEED, 6, 10).stars().R()));
        assertFalse(
                Arrays.equals(one, sampler.sample(RUN_SEED + 1, 5, 10).stars().R()));
    }

    @Test
    void distributionWithoutStarsInTheRegionIsRefused() {
        for (double level : new double[] {Double.NEGATIVE_INFINITY, Double.NaN}) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> new StarSampler(new TwoDiscs(level, 210), REGION, Measure.VOLUME, Double.NaN));
            assertTrue(refusal.getMessage().startsWith("population 1 "), refusal.getMessage());
        }
    }

    /** Beside a warm one, whose stars would hide it, and alone, where no trial meets one. */
    @Test
    void populationTooColdToDrawIsRefusedByName() {
        for (List<Population> populations : List.of(
                List.of(new Population(0.5, 2.6, 44), new Population(0.5, 3.2, 1e-3)),
                List.of(new Population(1, 3.2, 1e-3)),
                List.of(new Population(1, 3.2, 0.1)))) {
            QuasiIsothermalMixture f = milkyWay(populations);
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> new StarSampler(f, new Region(1, 16, 2.5), Measure.VOLUME));
            assertTrue(
                    refusal.getMessage().startsWith("population " + populations.size() + " is too cold"),
                    refusal.getMessage());
        }
    }

    /** What the refusal says is enough. */
    @Test
    void populationOfTheLeastDispersionIsDrawn() {
        for (Measure measure : Measure.values()) {
            StarSampler sampler =
                    new StarSampler(milkyWay(List.of(new Population(1, 3.2, 0.15))), new Region(1, 16, 2.5), measure);
            SampleStatistics statistics = sampler.sample(RUN_SEED, 0, 1).statistics();
            // Measured 1.3e-3 (volume) and 1.7e-3 (slice), by a block of a thousand stars, of 3% scatter.
            assertTrue(statistics.acceptance() > StarSampler.LEAST_ACCEPTANCE, measure + ": " + statistics);
        }
    }

    private static QuasiIsothermalMixture milkyWay(List<Population> populations) {
        return new QuasiIsothermalMixture(MilkyWay.potential(), 3.6, MilkyWay.R0, 8, 10, populations);
    }

    @Test
    void positionOutsideTheRegionIsRefused() {
        StarSampler sampler = sampler(Measure.VOLUME, Double.NaN);

        assertThrows(IllegalArgumentException.class, () -> sampler.sampleAt(1, 0, 10, RUN_SEED));
        assertThrows(IllegalArgumentException.class, () -> sampler.sampleAt(4, Double.NaN, 10, RUN_SEED));
    }

    @Test
    void regionThatTouchesTheAxisIsRefused() {
        Region axis = new Region(0, 6, 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new StarSampler(new TwoDiscs(0, 210), axis, Measure.VOLUME, Double.NaN));
    }

    private static StarSampler sampler(Measure measure, double bound) {
        return new StarSampler(new TwoDiscs(0, 210), REGION, measure, bound);
    }

    /** Integral of exp(-R/h), times R in the VOLUME measure, over a bin in R. */
    private static double radialMass(Measure measure, double h, int bin) {
        double step = 4.0 / BINS;
        double from = 2 + bin * step;
        double to = from + step;
        return measure == Measure.VOLUME
                ? h * ((from + h) * Math.exp(-from / h) - (to + h) * Math.exp(-to / h))
                : h * (Math.exp(-from / h) - Math.exp(-to / h));
    }

    private static void assertHistogram(double[] values, double from, double to, double[] expected) {
        int[] counts = new int[expected.length];
        for (double value : values) {
            counts[(int) ((value - from) / (to - from) * counts.length)]++;
        }
        double sum = Arrays.stream(expected).sum();
        double chiSquare = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            double mean = expected[bin] / sum * values.length;
            chiSquare += (counts[bin] - mean) * (counts[bin] - mean) / mean;
        }
        int freedom = counts.length - 1;
        assertTrue(chiSquare < freedom + SIGMAS * Math.sqrt(2 * freedom), "chi-square " + chiSquare);
    }

    private static double mean(double[] values, ToDoubleFunction<Double> of) {
        return Arrays.stream(values).map(of::applyAsDouble).average().orElseThrow();
    }

    /**
     * Two exponential discs with Gaussian velocities about 200 km/s; constant in z; ln f raised by {@code level}; where the
     * circular velocity is {@code V0 - R}.
     */
    private record TwoDiscs(double level, double V0) implements PopulationDensities {
        @Override
        public int populations() {
            return 2;
        }

        @Override
        public double[][] lnf(Stars points) {
            double[][] lnf = new double[2][points.size()];
            for (int k = 0; k < 2; k++) {
                for (int i = 0; i < points.size(); i++) {
                    double vR = points.vR()[i];
                    double vz = points.vz()[i];
                    double off = (points.vphi()[i] - 200) / SIGMA_PHI;
                    lnf[k][i] = points.vphi()[i] > 0
                            ? level
                                    - points.R()[i] / SCALE_LENGTH[k]
                                    - 0.5 * (vR * vR + vz * vz) / (SIGMA[k] * SIGMA[k])
                                    - 0.5 * off * off
                            : Double.NEGATIVE_INFINITY;
                }
            }
            return lnf;
        }

        @Override
        public double Delta() {
            return 3;
        }

        @Override
        public double L0() {
            return 1e-3;
        }

        @Override
        public double circularVelocity(double R) {
            return V0 - R;
        }
    }
}
