package io.github.localflows.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SphereSamplerTest {
    private static final long RUN_SEED = 11;
    private static final int COUNT = 40_000;

    /** How many standard errors or deviations of chi-square a fixed seed is allowed: one in 16,000 fails by chance. */
    private static final double SIGMAS = 4;

    /** Bins of positions in each direction, and of speeds. */
    private static final int BINS = 12;

    /** Midpoints of a bin in each direction, by which its mass is found; to 1e-3 next to the centre, 10% of a bin's scatter. */
    private static final int NODES = 40;

    /** Steps of the integral over speeds. */
    private static final int STEPS = 600;

    private static final double A = 8;
    private static final HernquistSphere F = new HernquistSphere(1_548_800, A);

    /** About one scale radius, and from well within to well without. */
    private static final List<Region> REGIONS = List.of(new Region(5, 11, 4), new Region(0.5, 40, 30));

    @Test
    void positionsFollowTheMassInEitherMeasure() {
        for (Region region : REGIONS) {
            for (Measure measure : Measure.values()) {
                Stars stars = stars(region, measure);
                double[] expected = new double[BINS * BINS];
                int[] counts = new int[BINS * BINS];
                for (int bin = 0; bin < expected.length; bin++) {
                    expected[bin] = mass(region, measure, bin / BINS, bin % BINS);
                }
                for (int i = 0; i < COUNT; i++) {
                    assertTrue(region.contains(stars.R()[i], stars.z()[i]));
                    int bin = bin(Math.log(stars.R()[i] / region.Rmin()), Math.log(region.Rmax() / region.Rmin()));
                    counts[bin * BINS + bin(stars.z()[i] + region.absZmax(), 2 * region.absZmax())]++;
                }
                assertDistributed(counts, expected, measure + " in " + region);
            }
        }
    }

    @Test
    void speedsFollowTheDistributionFunctionWhereverTheStarIs() {
        for (Region region : REGIONS) {
            Stars stars = stars(region, Measure.VOLUME);
            int[] counts = new int[BINS];
            double[] expected = new double[BINS];
            Arrays.fill(expected, 1);
            for (int i = 0; i < COUNT; i += 4) {
                counts[bin(partOfSlowerStars(stars.point(i)), 1)]++;
            }
            assertDistributed(counts, expected, "" + region);
        }
    }

    @Test
    void velocitiesHaveTheDispersionOfTheJeansEquationInEveryDirection() {
        for (Region region : REGIONS) {
            for (Measure measure : Measure.values()) {
                Stars stars = stars(region, measure);
                double[] sigma = new double[COUNT];
                Arrays.setAll(sigma, i -> dispersion(Math.hypot(stars.R()[i], stars.z()[i])));
                double[][] v = {stars.vR(), stars.vphi(), stars.vz()};
                for (int c = 0; c < v.length; c++) {
                    double[] along = v[c];
                    double[] across = v[(c + 1) % v.length];
                    assertMean(0, i -> along[i] / sigma[i], "mean " + c);
                    assertMean(1, i -> along[i] * along[i] / (sigma[i] * sigma[i]), "dispersion " + c);
                    assertMean(0, i -> along[i] * across[i] / (sigma[i] * sigma[i]), "tilt " + c);
                    // Of a sphere of directions: the mean fourth power of a cosine is three times that of the product.
                    assertMean(
                            0,
                            i -> (Math.pow(along[i], 4) - 3 * Math.pow(along[i] * across[i], 2))
                                    / Math.pow(sigma[i], 4),
                            "isotropy " + c);
                }
            }
        }
    }

    @Test
    void fewerStarsAreTheFirstOfMore() {
        Sampler sampler = new SphereSampler(F, REGIONS.get(0), Measure.VOLUME);
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
    void seedsRunSeedsAndPurposesDiffer() {
        Sampler sampler = new SphereSampler(F, REGIONS.get(0), Measure.VOLUME);
        double[] one = sampler.sample(RUN_SEED, 5, 10).stars().R();

        assertFalse(Arrays.equals(one, sampler.sample(RUN_SEED, 6, 10).stars().R()));
        assertFalse(
                Arrays.equals(one, sampler.sample(RUN_SEED + 1, 5, 10).stars().R()));
        assertFalse(Arrays.equals(
                one,
                sampler.sample(RUN_SEED, Purpose.VELOCITY_STARS, 5, 10).stars().R()));
    }

    @Test
    void proposalsAreCountedAndBoundsNeverBreached() {
        // From far within the cusp to far beyond the scale radius; measured 0.157 to 0.29.
        for (Region region : List.of(REGIONS.get(0), new Region(1e-6, 1000, 1000), new Region(900, 1000, 1e-6))) {
            for (Measure measure : Measure.values()) {
                SampleStatistics statistics = new SphereSampler(F, region, measure)
                        .sample(RUN_SEED, 0, 10_000)
                        .statistics();
                assertEquals(10_000, statistics.accepted());
                assertEquals(0, statistics.breaches());
                assertTrue(statistics.acceptance() > 0.1, region + " " + measure + ": " + statistics);
            }
        }
    }

    private static Stars stars(Region region, Measure measure) {
        return new SphereSampler(F, region, measure).sample(RUN_SEED, 0, COUNT).stars();
    }

    private static int bin(double place, double all) {
        return Math.min(BINS - 1, (int) (place / all * BINS));
    }

    /** The mass in a bin, even in ln R and in z. */
    private static double mass(Region region, Measure measure, int i, int j) {
        double dlnR = Math.log(region.Rmax() / region.Rmin()) / (BINS * NODES);
        double dz = 2 * region.absZmax() / (BINS * NODES);
        double sum = 0;
        for (int k = 0; k < NODES; k++) {
            double R = region.Rmin() * Math.exp(dlnR * (i * NODES + k + 0.5));
            for (int l = 0; l < NODES; l++) {
                double z = dz * (j * NODES + l + 0.5) - region.absZmax();
                sum += F.density(Math.hypot(R, z)) * (measure == Measure.VOLUME ? R * R : R);
            }
        }
        return sum;
    }

    /** The part of the stars at a star's place that are slower than it, from f itself. */
    private static double partOfSlowerStars(PhasePoint star) {
        double r = Math.hypot(star.R(), star.z());
        double escape = Math.sqrt(2 * F.GM() / (r + A));
        double v = Math.sqrt(star.vR() * star.vR() + star.vphi() * star.vphi() + star.vz() * star.vz());
        Stars speeds = Stars.allocate(2 * STEPS);
        for (int i = 0; i < 2 * STEPS; i++) {
            double step = (i < STEPS ? v : escape - v) / STEPS;
            double speed = (i < STEPS ? 0 : v) + (i % STEPS + 0.5) * step;
            speeds.set(i, new PhasePoint(star.R(), star.z(), 0, speed, 0));
        }
        double[] lnf = F.lnf(speeds);
        double slower = 0;
        double faster = 0;
        for (int i = 0; i < STEPS; i++) {
            slower += v / STEPS * Math.pow(speeds.vphi()[i], 2) * Math.exp(lnf[i]);
            faster += (escape - v) / STEPS * Math.pow(speeds.vphi()[STEPS + i], 2) * Math.exp(lnf[STEPS + i]);
        }
        return slower / (slower + faster);
    }

    private static void assertDistributed(int[] counts, double[] expected, String what) {
        double perCount = Arrays.stream(expected).sum() / Arrays.stream(counts).sum();
        double chiSquare = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            double mean = expected[bin] / perCount;
            chiSquare += (counts[bin] - mean) * (counts[bin] - mean) / mean;
        }
        int freedom = counts.length - 1;
        assertTrue(
                chiSquare < freedom + SIGMAS * Math.sqrt(2 * freedom),
                what + ": chi-square " + chiSquare + " of " + freedom + " degrees");
    }

    /** A mean over the stars, within its own sampling error. */
    private static void assertMean(double expected, IntToDoubleFunction value, String what) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < COUNT; i++) {
            double x = value.applyAsDouble(i);
            sum += x;
            squares += x * x;
        }
        double mean = sum / COUNT;
        double error = Math.sqrt((squares / COUNT - mean * mean) / COUNT);
        assertEquals(expected, mean, SIGMAS * error, what);
    }

    /** Hernquist (1990), eq. 10 [km/s]. */
    private static double dispersion(double r) {
        double x = r / A;
        double d = 1 + x;
        double polynomial = 25 + x * (52 + x * (42 + x * 12));
        return Math.sqrt(F.GM() / (12 * A) * (12 * x * d * d * d * Math.log1p(1 / x) - x / d * polynomial));
    }
}
