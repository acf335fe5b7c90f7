package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.sampling.StarSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How far the mixture's own f, with exact gradients, is from stationary: below this no flow can be judged. */
class MixtureInversionTest {
    private static final Potential POTENTIAL = MilkyWay.potential();
    private static final QuasiIsothermalMixture MIXTURE = QuasiIsothermalMixture.milkyWay();
    private static final VelocityShell SHELL = new VelocityShell(200, 220, 10, 50);

    /**
     * Medians of |residual| that an independent implementation found, and how much larger ours may be: other
     * velocities, other heights within the layer.
     */
    private static final double LIKE = 2.5;

    /** The part of the radial acceleration that may come out as an azimuthal one; measured 7e-5. */
    private static final double AZIMUTHAL = 3e-4;

    @ParameterizedTest(name = "{0} < |z| < {1}")
    @CsvSource({"0, 0.3, 3e-4, 3e-4", "0.3, 0.8, 6e-4, 2e-4", "0.8, 1.2, 2.8e-3, 1.3e-3", "1.2, 1.7, 6e-3, 3e-3"})
    void mixtureIsStationaryToTheFudgesAccuracy(double from, double to, double medianR, double medianz) {
        List<AccelerationEstimate> estimates = new ArrayList<>();
        double[][] residuals = residuals(from, to, SHELL, Weighting.F, Estimator.SQUARES, estimates);

        assertTrue(median(residuals[0]) < LIKE * medianR, "aR: " + median(residuals[0]));
        assertTrue(median(residuals[1]) < LIKE * medianz, "az: " + median(residuals[1]));
        for (AccelerationEstimate estimate : estimates) {
            assertEquals(0, estimate.aphi() / estimate.aR(), AZIMUTHAL);
        }
    }

    @ParameterizedTest
    @CsvSource({"F, SQUARES", "LNF, SQUARES", "FOURTH_ROOT_F, MOMENTS", "LNF, MOMENTS"})
    void methodsOwnErrorIsHalfAPercent(Weighting weighting, Estimator estimator) {
        // What the report quotes: aR over |z| < 1.5 kpc, az over 0.3 < |z| < 1.5 kpc.
        assertTrue(median(residuals(0, 1.5, SHELL, weighting, estimator, new ArrayList<>())[0]) < 0.005);
        assertTrue(median(residuals(0.3, 1.5, SHELL, weighting, estimator, new ArrayList<>())[1]) < 0.005);
    }

    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"SQUARES", "MOMENTS"})
    void methodsOwnErrorIsHalfAPercentWithVelocitiesOfStarsToo(Estimator estimator) {
        VelocityShell shell = new VelocityShell(200, 220, 10, 80);
        Stars stars = new StarSampler(MIXTURE, new Region(7, 9, 2), Measure.VOLUME)
                .sample(1, Purpose.VELOCITY_STARS, 0, NearestStars.STARS_PER_VELOCITY * shell.count())
                .stars();
        VelocityChoice nearest = new NearestStars(stars, shell);

        assertTrue(median(residuals(0, 1.5, nearest, Weighting.LNF, estimator, new ArrayList<>())[0]) < 0.005);
        assertTrue(median(residuals(0.3, 1.5, nearest, Weighting.LNF, estimator, new ArrayList<>())[1]) < 0.005);
    }

    @Test
    void mirrorImagesHaveMirroredAccelerations() {
        // Each position has its own velocities; what is left is the fudge's and those velocities' share of it.
        List<EnsembleEstimate> estimates = new BoltzmannInversion(SHELL, Weighting.F, Estimator.SQUARES, 1)
                .estimates(Ensemble.of(MIXTURE), List.of(new Position(0, 8, 0.5), new Position(1, 8, -0.5)));

        assertEquals(1, -estimates.get(0).all().az() / estimates.get(1).all().az(), LIKE * 2e-4);
    }

    private static double[][] residuals(
            double from,
            double to,
            VelocityChoice choice,
            Weighting weighting,
            Estimator estimator,
            List<AccelerationEstimate> into) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 6; j++) {
                double height = from + (to - from) * (j + 0.5) / 6;
                positions.add(new Position(positions.size(), 7.2 + 0.2 * i, j % 2 == 0 ? height : -height));
            }
        }
        new BoltzmannInversion(choice, weighting, estimator, 1)
                .estimates(Ensemble.of(MIXTURE), positions)
                .forEach(estimate -> into.add(estimate.all()));
        double[][] residuals = new double[2][positions.size()];
        for (int p = 0; p < positions.size(); p++) {
            Acceleration exact = POTENTIAL.acceleration(
                    positions.get(p).R(), positions.get(p).z());
            residuals[0][p] = Math.abs(into.get(p).aR() / exact.aR() - 1);
            residuals[1][p] = Math.abs(into.get(p).az() / exact.az() - 1);
        }
        return residuals;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
