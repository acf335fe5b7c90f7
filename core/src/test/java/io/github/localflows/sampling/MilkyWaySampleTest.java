package io.github.localflows.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The sampler on the distribution function that it is for. */
class MilkyWaySampleTest {
    private static final long RUN_SEED = 2022;
    private static final Region REGION = new Region(1, 16, 2.5);
    private static final int COUNT = 60_000;
    private static final int COUNT_AT_POSITION = 20_000;

    /**
     * Standard errors that fixed seeds are allowed: of some hundred comparisons, one in 160 runs would fail by
     * chance.
     */
    private static final double SIGMAS = 4;

    /** 36 points in vphi leave some 1e-4 where the dispersion is least, at the largest R. */
    private static final double DENSITY_REL = 1e-3;

    private static final QuasiIsothermalMixture MIXTURE = QuasiIsothermalMixture.milkyWay();
    private static final StarSampler SAMPLER = new StarSampler(MIXTURE, REGION, Measure.VOLUME);
    private static final VelocityMoments AT_SUN = VelocityMoments.quadrature(MIXTURE, 8, 0, 36, 16, 20, 0);
    private static final StarSample SAMPLE = SAMPLER.sample(RUN_SEED, 0, COUNT);

    /**
     * The reference integrates over vR > 0, vz > 0 alone and takes the other quadrants to be the same. Off the plane
     * they are not: the velocity ellipsoid is tilted, f even in (vR, vz) only as a pair. So half of the stars are
     * compared with it, those with vR vz z > 0, and all of them with a quadrature of our own.
     */
    @ParameterizedTest(name = "R = {0}, z = {1}")
    @CsvFileSource(resources = "/reference/moments.csv", numLinesToSkip = 1)
    void velocitiesHaveReferenceMoments(
            double R, double z, double relative, double meanVphi, double sigmaR, double sigmaPhi, double sigmaZ) {
        Stars stars = SAMPLER.sampleAt(R, z, COUNT_AT_POSITION, RUN_SEED).stars();
        VelocityMoments quadrant = VelocityMoments.quadrature(MIXTURE, R, z, 36, 16, 20, 0);

        assertEquals(relative, quadrant.density() / AT_SUN.density(), DENSITY_REL * relative);
        assertMoments(
                new VelocityMoments(relative, meanVphi, sigmaR, sigmaPhi, sigmaZ), firstQuadrantAndOpposite(stars));
        assertMoments(VelocityMoments.quadrature(MIXTURE, R, z, 36, 16, 20, -1), stars);
    }

    @Test
    void positionsFollowDensityFromQuadrature() {
        double[] edgesR = {1, 2, 3.5, 5, 7, 9, 12, 16};
        double[] edgesz = {0, 0.15, 0.4, 0.9, 2.5};
        GaussIntegrator three = new GaussIntegratorFactory().legendre(3);
        double[][] expected = new double[edgesR.length - 1][edgesz.length - 1];
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double stepR = edgesR[i + 1] - edgesR[i];
                double stepz = edgesz[j + 1] - edgesz[j];
                for (int a = 0; a < three.getNumberOfPoints(); a++) {
                    for (int b = 0; b < three.getNumberOfPoints(); b++) {
                        double R = edgesR[i] + 0.5 * stepR * (1 + three.getPoint(a));
                        double z = edgesz[j] + 0.5 * stepz * (1 + three.getPoint(b));
                        expected[i][j] += three.getWeight(a)
                                * three.getWeight(b)
                                * stepR
                                * stepz
                                * R
                                * VelocityMoments.quadrature(MIXTURE, R, z, 20, 10, 12, -1)
                                        .density();
                    }
                }
                sum += expected[i][j];
            }
        }
        int[][] counts = new int[expected.length][expected[0].length];
        int above = 0;
        for (int n = 0; n < COUNT; n++) {
            counts[bin(edgesR, SAMPLE.stars().R()[n])][
                    bin(edgesz, Math.abs(SAMPLE.stars().z()[n]))]++;
            above += SAMPLE.stars().z()[n] > 0 ? 1 : 0;
        }

        double chiSquare = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double mean = expected[i][j] / sum * COUNT;
                chiSquare += (counts[i][j] - mean) * (counts[i][j] - mean) / mean;
            }
        }
        int freedom = expected.length * expected[0].length - 1;
        assertTrue(chiSquare < freedom + SIGMAS * Math.sqrt(2 * freedom), "chi-square " + chiSquare + " of " + freedom);
        assertEquals(0.5, above / (double) COUNT, SIGMAS * 0.5 / Math.sqrt(COUNT));
    }

    @Test
    void sliceIsVolumeOverR() {
        Stars slice = new StarSampler(MIXTURE, REGION, Measure.SLICE)
                .sample(RUN_SEED, 0, COUNT)
                .stars();
        Stars volume = SAMPLE.stars();
        double[] weight = Arrays.stream(volume.R()).map(R -> 1 / R).toArray();
        double[] one = new double[COUNT];
        Arrays.fill(one, 1);

        assertSameMean(slice.R(), one, volume.R(), weight);
        assertSameMean(squares(slice.z()), one, squares(volume.z()), weight);
        assertSameMean(squares(slice.vR()), one, squares(volume.vR()), weight);
        assertSameMean(slice.vphi(), one, volume.vphi(), weight);
        assertSameMean(squares(slice.vz()), one, squares(volume.vz()), weight);
    }

    @Test
    void everyStarIsInsideTheRegionBoundAndRotating() {
        Stars stars = SAMPLE.stars();
        double[] lnf = MIXTURE.lnf(stars);
        for (int i = 0; i < COUNT; i++) {
            PhasePoint star = stars.point(i);
            assertTrue(REGION.contains(star.R(), star.z()), () -> "outside: " + star);
            assertTrue(star.vphi() > 0, () -> "not rotating: " + star);
            assertTrue(Double.isFinite(lnf[i]), () -> "no orbit: " + star);
        }
    }

    @Test
    void starsAreIndependent() {
        Stars stars = SAMPLE.stars();
        for (double[] column : new double[][] {
            stars.R(), stars.z(), squares(stars.z()), stars.vR(), squares(stars.vR()), stars.vphi(), stars.vz()
        }) {
            double mean = Arrays.stream(column).average().orElseThrow();
            double product = 0;
            double square = 0;
            for (int i = 0; i < COUNT; i++) {
                product += (column[i] - mean) * (column[(i + 1) % COUNT] - mean);
                square += (column[i] - mean) * (column[i] - mean);
            }
            assertEquals(0, product / square, SIGMAS / Math.sqrt(COUNT));
        }
    }

    @Test
    void mostProposalsAreAcceptedAndNoneBreachesTheBound() {
        assertEquals(0, SAMPLE.statistics().breaches());
        assertTrue(SAMPLE.statistics().acceptance() > 0.65, "" + SAMPLE.statistics());
    }

    @Test
    void ellipsoidIsTiltedTowardsTheCentre() {
        Stars stars = SAMPLER.sampleAt(6, 2, COUNT_AT_POSITION, RUN_SEED).stars();
        Stars below = SAMPLER.sampleAt(6, -2, COUNT_AT_POSITION, RUN_SEED).stars();

        // Not a number of its own, but that the mirror image is one: vR vz changes sign with z, and is far from zero.
        assertTrue(meanProduct(stars) > 200, "<vR vz> = " + meanProduct(stars));
        assertTrue(meanProduct(below) < -200, "<vR vz> = " + meanProduct(below));
    }

    private static double meanProduct(Stars stars) {
        double sum = 0;
        for (int i = 0; i < stars.size(); i++) {
            sum += stars.vR()[i] * stars.vz()[i];
        }
        return sum / stars.size();
    }

    private static Stars firstQuadrantAndOpposite(Stars stars) {
        int[] rows = IntStream.range(0, stars.size())
                .filter(i -> stars.vR()[i] * stars.vz()[i] >= 0)
                .toArray();
        Stars half = Stars.allocate(rows.length);
        for (int i = 0; i < rows.length; i++) {
            half.set(i, stars.point(rows[i]));
        }
        return half;
    }

    private static void assertMoments(VelocityMoments expected, Stars stars) {
        assertMeanAndDispersion(0, expected.sigmaR(), stars.vR());
        assertMeanAndDispersion(expected.meanVphi(), expected.sigmaPhi(), stars.vphi());
        assertMeanAndDispersion(0, expected.sigmaZ(), stars.vz());
    }

    /**
     * Sample mean within its standard error; dispersion about the expected mean within its own, from the fourth
     * moment.
     */
    private static void assertMeanAndDispersion(double mean, double sigma, double[] values) {
        int n = values.length;
        double second = 0;
        double fourth = 0;
        for (double value : values) {
            double square = (value - mean) * (value - mean);
            second += square / n;
            fourth += square * square / n;
        }
        assertEquals(mean, Arrays.stream(values).average().orElseThrow(), SIGMAS * sigma / Math.sqrt(n));
        assertEquals(sigma, Math.sqrt(second), SIGMAS * Math.sqrt((fourth - second * second) / n) / (2 * sigma));
    }

    /** Two weighted means equal within the errors of both. */
    private static void assertSameMean(double[] a, double[] weightA, double[] b, double[] weightB) {
        double[] first = meanAndSquaredError(a, weightA);
        double[] second = meanAndSquaredError(b, weightB);
        assertEquals(first[0], second[0], SIGMAS * Math.sqrt(first[1] + second[1]));
    }

    private static double[] meanAndSquaredError(double[] values, double[] weight) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weight[i] * values[i];
            weights += weight[i];
        }
        double mean = sum / weights;
        double error = 0;
        for (int i = 0; i < values.length; i++) {
            double term = weight[i] * (values[i] - mean) / weights;
            error += term * term;
        }
        return new double[] {mean, error};
    }

    private static double[] squares(double[] values) {
        return Arrays.stream(values).map(v -> v * v).toArray();
    }

    private static int bin(double[] edges, double value) {
        int found = Arrays.binarySearch(edges, value);
        return Math.min(found >= 0 ? found : -found - 2, edges.length - 2);
    }
}
