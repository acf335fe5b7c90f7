package io.github.localflows.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.orbit.Snapshots;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.ThinDisc;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stars of a disc in a galaxy that has a thin disc as well, where the force turns within some parsecs of the plane. */
class ThinDiscActionsTest {
    private static final int STARS = 300;
    private static final double Delta = 3.6;

    /** The quadrature, whose nodes follow one thickness where there are two: measured 7e-8 of Jz. */
    private static final double VERTICAL_REL = 2e-7;

    /** In the plane the thin disc is no different from others. */
    private static final double RADIAL = 5e-7;

    /** Differences over 0.02 km/s where the second derivative turns within a few: measured 1.4e-5. */
    private static final double GRADIENT_REL = 4e-5;

    private static final double STEP = 0.02;

    /** As {@link OrbitIntegrator} promises for the Milky Way. */
    private static final double MEDIAN_ENERGY_REL = 1e-8;

    private static final double ENERGY_REL = 1e-6;

    private static Stars stars() {
        SplittableRandom random = new SplittableRandom(1);
        Stars stars = Stars.allocate(STARS);
        for (int i = 0; i < STARS; i++) {
            stars.set(
                    i,
                    new PhasePoint(
                            random.nextDouble(4, 12),
                            random.nextGaussian(0, 0.3),
                            random.nextGaussian(0, 40),
                            random.nextGaussian(210, 25),
                            random.nextGaussian(0, 20)));
        }
        return stars;
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10", "0.05, 10", "0.05, 20", "0.01, 10", "0.01, 20"})
    void actionsAreTheIntegrals(double hz, double surfaceDensity) {
        CompositePotential galaxy = ThinDisc.galaxy(hz, surfaceDensity);
        StaeckelActionFinder finder = new StaeckelActionFinder(galaxy, Delta);
        FudgeQuadrature bruteForce = new FudgeQuadrature(galaxy, Delta);
        Stars stars = stars();
        for (int i = 0; i < STARS; i++) {
            Actions found = finder.actions(stars.point(i));
            Actions expected = bruteForce.actions(stars.point(i));
            assertEquals(expected.Jz(), found.Jz(), VERTICAL_REL * expected.Jz(), "Jz of " + stars.point(i));
            assertEquals(expected.Jr(), found.Jr(), RADIAL, "Jr of " + stars.point(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10", "0.05, 20", "0.01, 10", "0.01, 20"})
    void gradientsAreThoseOfTheActions(double hz, double surfaceDensity) {
        StaeckelActionFinder finder = new StaeckelActionFinder(ThinDisc.galaxy(hz, surfaceDensity), Delta);
        Stars stars = stars();
        ActionGradients gradients = finder.gradients(stars);
        for (int i = 0; i < STARS; i++) {
            PhasePoint star = stars.point(i);
            double slope = (Jz(finder, star, STEP) - Jz(finder, star, -STEP)) / (2 * STEP);
            assertEquals(slope, gradients.dJz()[4][i], GRADIENT_REL * (0.1 + Math.abs(slope)), "dJz/dvz of " + star);
        }
    }

    private static double Jz(StaeckelActionFinder finder, PhasePoint star, double more) {
        return finder.actions(new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz() + more))
                .Jz();
    }

    @ParameterizedTest
    @CsvSource({"0.1, 10", "0.05, 20", "0.01, 10", "0.01, 20"})
    void orbitsKeepTheirEnergyAndAngularMomentum(double hz, double surfaceDensity) {
        Stars stars = stars();
        Snapshots after = new OrbitIntegrator(ThinDisc.galaxy(hz, surfaceDensity), OrbitAccuracy.STANDARD)
                .snapshots(stars, new double[] {500});
        double[] errors = after.energyErrors(0);
        Arrays.sort(errors);
        assertTrue(errors[STARS / 2] < MEDIAN_ENERGY_REL, "median " + errors[STARS / 2]);
        assertTrue(errors[STARS - 1] < ENERGY_REL, "worst " + errors[STARS - 1]);
        for (int i = 0; i < STARS; i++) {
            double Lz = stars.R()[i] * stars.vphi()[i];
            PhasePoint star = after.stars(0).point(i);
            assertEquals(Lz, star.R() * star.vphi(), 1e-12 * Lz);
        }
    }
}
