package io.github.localflows.moments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CylindricalAcceleration;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.RotatingBar;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * With stars that are exactly steady in a rotating bar: f = exp(-EJ/sigma²) with Jacobi's integral EJ. Their density is exp(-PhiEff/sigma²), their
 * velocities are normal about a rotation with the pattern speed.
 */
class RotatingWeakFormTest {
    private static final Region VOLUME = new Region(6.5, 9.5, 1.5);
    private static final Potential GALAXY = MilkyWay.potential();
    private static final double SIGMA = 40;
    private static final double SPEED = 27.5;
    private static final double ANGLE = 0.4;
    private static final RotatingBar BAR = RotatingBar.ofStrength(SPEED, 3.5, 0.02, ANGLE, 8, 220);
    private static final int STARS = 60_000;

    /** Errors of several numbers, each of which may be off by so many of its own. */
    private static final double SIGMAS = 3.5;

    private record Sample(Stars stars, double[] phi) {}

    /** Stars in a sector, in the bar or in the galaxy without it. */
    private static Sample sample(RotatingBar bar, double halfWidth, long seed) {
        Random random = new Random(seed);
        Stars stars = Stars.allocate(STARS);
        double[] phi = new double[STARS];
        double most = Double.NEGATIVE_INFINITY;
        for (double R = VOLUME.Rmin(); R <= VOLUME.Rmax(); R += 0.01) {
            most = Math.max(most, lnDensity(bar, R, ANGLE, 0));
        }
        int n = 0;
        while (n < STARS) {
            double R = VOLUME.Rmin() + (VOLUME.Rmax() - VOLUME.Rmin()) * random.nextDouble();
            double z = VOLUME.absZmax() * (2 * random.nextDouble() - 1);
            double azimuth = halfWidth * (2 * random.nextDouble() - 1);
            if (random.nextDouble() < Math.exp(lnDensity(bar, R, azimuth, z) - most)) {
                phi[n] = azimuth;
                stars.set(
                        n++,
                        new PhasePoint(
                                R,
                                z,
                                SIGMA * random.nextGaussian(),
                                SPEED * R + SIGMA * random.nextGaussian(),
                                SIGMA * random.nextGaussian()));
            }
        }
        return new Sample(stars, phi);
    }

    /** Of stars per R, phi and z. */
    private static double lnDensity(RotatingBar bar, double R, double phi, double z) {
        double Phi = GALAXY.Phi(R, z) + bar.Phi(R, phi, z) - 0.5 * SPEED * SPEED * R * R;
        return Math.log(R) - Phi / (SIGMA * SIGMA);
    }

    private static RotatingWeakForm.Solution solution(Sample sample, double halfWidth) throws Unsolvable {
        RotatingShape.Prepared prepared = shape(halfWidth).prepared(sample.stars, ones(STARS));
        return RotatingWeakForm.solve(
                sums(prepared, sample, 0, STARS), prepared.functions(), prepared.basis(), prepared.gravity());
    }

    private static RotatingShape shape(double halfWidth) {
        return new RotatingShape(new WeakFormShape(VOLUME, 3, List.of(0.25, 0.6), 2, List.of(0.4), 2), halfWidth);
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static RotatingSums sums(RotatingShape.Prepared prepared, Sample sample, int from, int to) {
        try (RotatingAccumulator accumulator = prepared.accumulator(prepared.pilot())) {
            for (int i = from; i < to; i++) {
                PhasePoint star = sample.stars.point(i);
                accumulator.add(star.R(), sample.phi[i], star.z(), star.vR(), star.vphi(), star.vz(), 1);
            }
            return accumulator.sums();
        }
    }

    private static void assertRight(RotatingWeakForm.Solution solution, double halfWidth) {
        RotatingWeakForm.PatternSpeed speed = solution.patternSpeed().orElseThrow();
        assertEquals(SPEED, speed.value(), SIGMAS * speed.error());
        assertTrue(speed.error() < 0.05 * SPEED, speed.toString());
        assertTrue(solution.steady().p() > 1e-3 && solution.steady().p() < 0.999, solution.toString());
        for (double R : new double[] {7.2, 8, 8.8}) {
            for (double phi : new double[] {0, 0.3 * halfWidth}) {
                CylindricalAcceleration bar = BAR.acceleration(R, phi, 0.5);
                double aR = GALAXY.acceleration(R, 0.5).aR() + bar.aR();
                double az = GALAXY.acceleration(R, 0.5).az() + bar.az();
                PotentialEstimate.Value found = solution.potential().aphi(R, phi, 0.5);
                assertEquals(bar.aphi(), found.value(), SIGMAS * found.error(), "aphi at " + R + ", " + phi);
                found = solution.potential().aR(R, phi, 0.5);
                assertEquals(aR, found.value(), SIGMAS * found.error(), "aR at " + R + ", " + phi);
                assertTrue(found.error() < 0.05 * Math.abs(aR), found.toString());
                found = solution.potential().az(R, phi, 0.5);
                assertEquals(az, found.value(), SIGMAS * found.error() + 0.01 * Math.abs(az), "az at " + R);
            }
        }
    }

    @Test
    void patternSpeedAndForcesAreFoundAllAround() throws Unsolvable {
        RotatingWeakForm.Solution solution = solution(sample(BAR, Math.PI, 1), Math.PI);
        assertRight(solution, Math.PI);
        PotentialEstimate atSun = solution.potential().atSun();
        assertEquals(
                solution.potential().aR(7.7, 0, 0.4).value(), atSun.aR(7.7, 0.4).value(), 1e-6);
        assertEquals(
                solution.potential().az(7.7, 0, 0.4).error(), atSun.az(7.7, 0.4).error(), 1e-6);
    }

    @Test
    void patternSpeedAndForcesAreFoundInASector() throws Unsolvable {
        assertRight(solution(sample(BAR, 0.6, 2), 0.6), 0.6);
    }

    @Test
    void anAxisymmetricGalaxyHasNoPatternSpeed() throws Unsolvable {
        RotatingBar none = RotatingBar.ofStrength(SPEED, 3.5, 0, ANGLE, 8, 220);
        for (double halfWidth : new double[] {Math.PI, 0.6}) {
            RotatingWeakForm.Solution solution = solution(sample(none, halfWidth, 3), halfWidth);
            assertTrue(solution.patternSpeed().isEmpty(), solution.toString());
            assertTrue(solution.axisymmetric().p() > 1e-3, solution.toString());
        }
    }

    @Test
    void sumsOfPartsAddUp() throws Unsolvable {
        Sample sample = sample(BAR, 0.6, 4);
        RotatingShape.Prepared prepared = shape(0.6).prepared(sample.stars, ones(STARS));
        RotatingSums all = sums(prepared, sample, 0, 2000);
        RotatingSums parts = sums(prepared, sample, 0, 700);
        parts.add(sums(prepared, sample, 700, 2000));
        assertEquals(all.stars(), parts.stars());
        double scale = 0;
        for (double value : all.b) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int j = 0; j < all.b.length; j++) {
            assertEquals(all.b[j], parts.b[j], 1e-10 * scale);
        }
        assertThrows(
                Unsolvable.class,
                () -> RotatingWeakForm.solve(parts, prepared.functions(), prepared.basis(), prepared.gravity()));
    }

    /** A star outside of the sector is not one, and a whole turn changes nothing. */
    @Test
    void azimuthsAreThoseOfTheSector() throws Unsolvable {
        Sample sample = sample(BAR, 0.6, 5);
        RotatingShape.Prepared prepared = shape(0.6).prepared(sample.stars, ones(STARS));
        try (RotatingAccumulator accumulator = prepared.accumulator(prepared.pilot())) {
            accumulator.add(8, 0.7, 0, 0, 220, 0, 1);
            accumulator.add(8, 0.5 + 2 * Math.PI, 0, 0, 220, 0, 1);
            assertEquals(1, accumulator.sums().stars());
            assertThrows(IllegalArgumentException.class, () -> accumulator.add(8, Double.NaN, 0, 0, 220, 0, 1));
        }
    }

    @Test
    void refusesSectorsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> shape(0));
        assertThrows(IllegalArgumentException.class, () -> shape(4));
    }
}
