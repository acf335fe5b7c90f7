package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Plummer;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.potential.ThinDisc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
    private static final int HEIGHTS = 41;
    private static final Potential MILKY_WAY = MilkyWay.potential();
    private static final Resolution RESOLUTION = new Resolution(8, 0.2, HEIGHTS, MILKY_WAY);

    /** As the class says. */
    private static final double H_REL = 1e-6;

    private static final double ETA_REL = 1e-4;

    /** Estimates of one az a height; of each group without the others' one. */
    private static List<EnsembleEstimate> estimates(double[] az, double[]... without) {
        List<EnsembleEstimate> estimates = new ArrayList<>();
        for (int i = 0; i < az.length; i++) {
            int height = i;
            estimates.add(new EnsembleEstimate(
                    estimate(az[i]),
                    Arrays.stream(without).map(group -> estimate(group[height])).toList()));
        }
        return estimates;
    }

    private static AccelerationEstimate estimate(double az) {
        return AccelerationEstimate.solved(0, 0, az, 1, 0);
    }

    /** The slope at z = 0 of az smoothed by h, by differences and quadrature of its own. */
    private static double smoothedSlope(Potential potential, double h) {
        double step = 1e-4;
        double sum = 0;
        for (int k = -7000; k <= 7000; k++) {
            double u = k / 1000.0;
            double weight = Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI) / 1000;
            double rise = potential.acceleration(8, step + h * u).az()
                    - potential.acceleration(8, -step + h * u).az();
            sum += weight * rise / (2 * step);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"0.003", "0.03", "0.1", "0.3"})
    void smoothedAzHasTheWidthItWasSmoothedByAndTheSlopeThatThisLeaves(double h) {
        Resolution.Found found = RESOLUTION.found(estimates(RESOLUTION.smoothed(h)));
        assertEquals(h, found.h().value(), H_REL * h);
        double eta = smoothedSlope(MILKY_WAY, h) / -MILKY_WAY.d2Phidz2(8);
        assertEquals(eta, found.eta().value(), ETA_REL * eta);
        assertEquals(HEIGHTS, found.solved());
    }

    @ParameterizedTest
    @CsvSource({"0.05, 10", "0.05, 20", "0.01, 10"})
    void thinDiscLosesItsSlopeToTheSmoothing(double hz, double surfaceDensity) {
        Potential galaxy = ThinDisc.galaxy(hz, surfaceDensity);
        Resolution resolution = new Resolution(8, 0.2, HEIGHTS, galaxy);
        Resolution.Found found = resolution.found(estimates(resolution.smoothed(0.03)));
        double eta = smoothedSlope(galaxy, 0.03) / -galaxy.d2Phidz2(8);
        assertEquals(0.03, found.h().value(), H_REL * 0.03);
        assertEquals(eta, found.eta().value(), ETA_REL);
        assertTrue(eta < 0.95, "eta " + eta);
    }

    @Test
    void smoothingOfPlummersSphereIsTheIntegral() {
        // az = -z/(1 + z²)^(3/2) at R = tiny, by Simpson's rule over +-8 h.
        Potential sphere = CompositePotential.normalised(1, 1, List.of(new PotentialPart(new Plummer(1), 1)));
        Resolution resolution = new Resolution(1, 1, 5, sphere);
        double h = 0.4;
        double[] smoothed = resolution.smoothed(h);
        for (int i = 0; i < 5; i++) {
            double z = resolution.z()[i];
            int n = 4000;
            double sum = 0;
            for (int k = 0; k <= n; k++) {
                double u = 16.0 * k / n - 8;
                double weight = k == 0 || k == n ? 1 : k % 2 == 1 ? 4 : 2;
                sum += weight
                        * Math.exp(-0.5 * u * u)
                        * sphere.acceleration(1, z + h * u).az();
            }
            // What is left out beyond six standard deviations is 2e-9.
            assertEquals(sum * 16 / (3 * n) / Math.sqrt(2 * Math.PI), smoothed[i], 1e-8);
        }
    }

    @Test
    void exactAzIsNotSmoothedAtAll() {
        Resolution.Found found = RESOLUTION.found(estimates(RESOLUTION.smoothed(0)));
        assertEquals(0, found.h().value());
        assertTrue(Double.isNaN(found.h().error()));
        assertEquals(1, found.eta().value(), 1e-12);
    }

    @Test
    void azThatIsTooSteepHasNoWidthBelowZero() {
        double[] az = Arrays.stream(RESOLUTION.smoothed(0)).map(a -> 1.1 * a).toArray();
        Resolution.Found found = RESOLUTION.found(estimates(az, az, az));
        assertEquals(0, found.h().value());
        assertTrue(Double.isNaN(found.h().error()), "an error of 0 would be a lie");
        assertEquals(1.1, found.eta().value(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.01})
    void azThatNoGaussianMakesHasNoWidth(double factor) {
        double[] az = Arrays.stream(RESOLUTION.smoothed(0)).map(a -> factor * a).toArray();
        Resolution.Found found = RESOLUTION.found(estimates(az));
        assertTrue(Double.isNaN(found.h().value()));
        assertEquals(factor, found.eta().value(), 0.002);
    }

    @Test
    void errorsAreTheJackknifesOfTheNumbersThemselves() {
        double[] widths = {0.02, 0.03, 0.05, 0.04};
        double[][] without =
                Arrays.stream(widths).mapToObj(RESOLUTION::smoothed).toArray(double[][]::new);
        Resolution.Found found = RESOLUTION.found(estimates(RESOLUTION.smoothed(0.035), without));
        assertEquals(new Jackknife(4).error(widths), found.h().error(), 1e-8);
        double[] etas = Arrays.stream(widths)
                .map(h -> smoothedSlope(MILKY_WAY, h) / -MILKY_WAY.d2Phidz2(8))
                .toArray();
        assertEquals(new Jackknife(4).error(etas), found.eta().error(), 1e-5);
    }

    @Test
    void slopeIsThatOfTheMeanOfNoisyHeights() {
        // Noise of 2% of az at 0.1 kpc a height: over 21 heights 0.8% of the slope, and a constant does nothing at all.
        double[] az = RESOLUTION.smoothed(0.03);
        double noise = 0.02 * Math.abs(RESOLUTION.exact(0.1));
        SplittableRandom random = new SplittableRandom(5);
        double[] noisy = Arrays.stream(az)
                .map(a -> a + random.nextGaussian(0, noise) + 5)
                .toArray();
        double eta = RESOLUTION.found(estimates(az)).eta().value();
        assertEquals(eta, RESOLUTION.found(estimates(noisy)).eta().value(), 4 * 0.017 * eta);
    }

    @Test
    void heightsThatAreNotSolvedAreLeftOut() {
        double[] az = RESOLUTION.smoothed(0.03);
        for (int i = 0; i < HEIGHTS; i += 2) {
            az[i] = Double.NaN;
        }
        Resolution.Found found = RESOLUTION.found(estimates(az));
        assertEquals(20, found.solved());
        assertEquals(0.03, found.h().value(), 1e-6);
        Arrays.fill(az, Double.NaN);
        found = RESOLUTION.found(estimates(az));
        assertEquals(0, found.solved());
        assertTrue(Double.isNaN(found.h().value()) && Double.isNaN(found.eta().value()));
    }

    @Test
    void heightsAreMirrorImagesOfOneAnother() {
        double[] z = RESOLUTION.z();
        double[] mirrored = IntStream.range(0, HEIGHTS)
                .mapToDouble(i -> 0 - z[HEIGHTS - 1 - i])
                .toArray();
        assertArrayEquals(mirrored, z);
        List<Position> positions = RESOLUTION.positions(100);
        assertEquals(new Position(100, 8, -0.2), positions.get(0));
        assertEquals(new Position(140, 8, 0.2), positions.get(40));
    }

    @Test
    void whatIsNoMeasurementIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Resolution(8, 0.2, 4, MILKY_WAY));
        assertThrows(IllegalArgumentException.class, () -> new Resolution(8, 0, 41, MILKY_WAY));
        assertThrows(IllegalArgumentException.class, () -> new Resolution(Double.NaN, 0.2, 41, MILKY_WAY));
        assertThrows(IllegalArgumentException.class, () -> RESOLUTION.found(List.of()));
    }
}
