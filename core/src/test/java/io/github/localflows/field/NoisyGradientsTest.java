package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Estimators against gradients with noise of known size. To an isothermal population, ln f = -(v - v0)²/(2 sigma²), the
 * gradient is g0 = -(v - v0)/sigma², of mean square G = rms(dv)²/(3 sigma⁴) a component over an isotropic shell. Noise of
 * mean square E in each component of a member's gradient leaves E/M in the mean of M members, and least squares gives the
 * fraction G/(G + E/M) of the force.
 */
class NoisyGradientsTest {
    private static final double SIGMA = 30;
    private static final VelocityShell SHELL = new VelocityShell(300, 220, 10, 50);
    private static final int POSITIONS = 150;

    /** grad Phi [km²/s²/kpc], the azimuthal one not zero, so that its estimate shows a bias too. */
    private static final double[] GRADIENT = {6000, 2000, -3000};

    /** Of a shell of 10 to 50 km/s: the mean square of a uniform distance is (50³ - 10³)/(3 40). */
    private static final double G = (50 * 50 * 50 - 10 * 10 * 10) / 120.0 / 3 / Math.pow(SIGMA, 4);

    /** Standard errors of a mean that a fixed seed may be off by. */
    private static final double SIGMAS = 4;

    /** Relative biases of second order, 1/(velocities) times E/G, which the estimators do not remove. */
    private static final double SECOND_ORDER = 0.004;

    @Test
    void leastSquaresAreAttenuatedByTheNoiseOfTheMean() {
        assertFraction(G / (G + 0.8 * G), estimates(Estimator.SQUARES, 1, 0.8, 0));
        assertFraction(G / (G + 0.8 * G / 4), estimates(Estimator.SQUARES, 4, 0.8, 0));
    }

    @Test
    void productsOfDifferentMembersAreFreeOfTheirOwnNoise() {
        assertFraction(1, estimates(Estimator.CROSS, 4, 0.8, 0));
        assertFraction(1, estimates(Estimator.CROSS, 2, 0.8, 0));
    }

    @Test
    void productsOfDifferentMembersKeepTheNoiseThatTheyShare() {
        assertFraction(G / (G + 0.5 * G), estimates(Estimator.CROSS, 4, 0.8, 0.5));
    }

    @Test
    void momentsAreFreeOfAllNoise() {
        assertFraction(1, estimates(Estimator.MOMENTS, 1, 0.8, 0));
        assertFraction(1, estimates(Estimator.MOMENTS, 4, 0.8, 0.5));
    }

    @Test
    void oneMemberHasNoProductsWithOthers() {
        List<EnsembleEstimate> cross = estimates(Estimator.CROSS, 1, 0.8, 0);

        assertEquals(estimates(Estimator.SQUARES, 1, 0.8, 0), cross);
        assertTrue(Double.isNaN(cross.get(0).all().aRError()));
    }

    @ParameterizedTest
    @EnumSource
    void quotedErrorsAreTheActualOnes(Estimator estimator) {
        List<EnsembleEstimate> alone = estimates(estimator, Sharing.NOTHING, 6, 0.4, 0);
        // Six groups of two members, who have half of their noise in common.
        List<EnsembleEstimate> grouped = estimates(estimator, Sharing.BY_GROUPS_OF_TWO, 12, 0.4, 0.4);

        for (List<EnsembleEstimate> estimates : List.of(alone, grouped)) {
            // A variance from n deviations is good to sqrt(2/n); from n jackknifes of 6, to sqrt(2/(5 n)).
            double tolerance = SIGMAS * Math.sqrt(2.0 / (3 * POSITIONS) * (1 + 1 / 5.0));
            assertEquals(1, quotedOverActual(estimates, JackknifeTest.STUDENT_5), tolerance);
        }
    }

    @Test
    void errorBarsOfFourGroupsHoldTheExactForceInTwoThirdsOfAllCases() {
        List<EnsembleEstimate> estimates = estimates(Estimator.MOMENTS, Sharing.BY_GROUPS_OF_TWO, 8, 0.4, 0.4);

        double probability = 0.6827;
        double tolerance = SIGMAS * Math.sqrt(probability * (1 - probability) / (3 * POSITIONS));
        assertEquals(probability, coverage(estimates), tolerance);
    }

    @Test
    void noiseThatAllMembersShareDoesNotShowInErrors() {
        // Each of four members has noise of 0.1 G and all share another 0.4 G: error bars tell of 0.1/4 of 0.425.
        List<EnsembleEstimate> estimates = estimates(Estimator.MOMENTS, Sharing.AMONG_ALL, 4, 0.1, 0.4);

        // From n jackknifes of 4 the variance is good to sqrt(2/(3 n)).
        double tolerance = SIGMAS * Math.sqrt(2.0 / (3 * POSITIONS) * (1 + 1 / 3.0)) * 0.025 / 0.425;
        assertEquals(0.025 / 0.425, quotedOverActual(estimates, JackknifeTest.STUDENT_3), tolerance);
        assertTrue(coverage(estimates) < 0.3, "coverage " + coverage(estimates));
    }

    /** The fraction of all components whose error bar holds the force. */
    private static double coverage(List<EnsembleEstimate> estimates) {
        int held = 0;
        for (EnsembleEstimate estimate : estimates) {
            double[] a = accelerations(estimate);
            double[] errors = {
                estimate.all().aRError(),
                estimate.all().aphiError(),
                estimate.all().azError()
            };
            for (int j = 0; j < 3; j++) {
                held += Math.abs(a[j] + GRADIENT[j]) <= errors[j] ? 1 : 0;
            }
        }
        return held / (3.0 * estimates.size());
    }

    /** The mean square of the quoted errors, Student's factor taken off, over that of the deviations from the mean. */
    private static double quotedOverActual(List<EnsembleEstimate> estimates, double student) {
        double[] mean = mean(estimates);
        double actual = 0;
        double quoted = 0;
        for (EnsembleEstimate estimate : estimates) {
            double[] a = accelerations(estimate);
            for (int j = 0; j < 3; j++) {
                actual += (a[j] - mean[j]) * (a[j] - mean[j]);
            }
            quoted += square(estimate.all().aRError())
                    + square(estimate.all().aphiError())
                    + square(estimate.all().azError());
        }
        return quoted / square(student) / actual;
    }

    private static void assertFraction(double expected, List<EnsembleEstimate> estimates) {
        double[] mean = mean(estimates);
        for (int j = 0; j < 3; j++) {
            double squares = 0;
            for (EnsembleEstimate estimate : estimates) {
                squares += square(accelerations(estimate)[j] - mean[j]);
            }
            double standardError = Math.sqrt(squares / (POSITIONS - 1) / POSITIONS) / Math.abs(GRADIENT[j]);
            // Errors this small tell an attenuation by 0.83 from none.
            assertTrue(SIGMAS * standardError < 0.08, "standard error " + standardError + " of component " + j);
            assertEquals(
                    expected,
                    mean[j] / -GRADIENT[j],
                    SIGMAS * standardError + SECOND_ORDER,
                    "component " + j + " of " + expected);
        }
    }

    private static double[] mean(List<EnsembleEstimate> estimates) {
        double[] mean = new double[3];
        for (EnsembleEstimate estimate : estimates) {
            for (int j = 0; j < 3; j++) {
                mean[j] += accelerations(estimate)[j] / estimates.size();
            }
        }
        return mean;
    }

    private static double[] accelerations(EnsembleEstimate estimate) {
        return new double[] {
            estimate.all().aR(), estimate.all().aphi(), estimate.all().az()
        };
    }

    /** Which members have the shared noise in common: none, those of a group of two, which the estimates know, or all. */
    private enum Sharing {
        NOTHING,
        BY_GROUPS_OF_TWO,
        AMONG_ALL
    }

    /** Estimates with noise of mean square {@code own} G in each member and {@code shared} G in all alike. */
    private static List<EnsembleEstimate> estimates(Estimator estimator, int members, double own, double shared) {
        return estimates(estimator, Sharing.AMONG_ALL, members, own, shared);
    }

    private static List<EnsembleEstimate> estimates(
            Estimator estimator, Sharing sharing, int members, double own, double shared) {
        BoltzmannInversion inversion = new BoltzmannInversion(SHELL, Weighting.LNF, estimator, 3);
        List<Position> positions = new ArrayList<>();
        for (int p = 0; p < POSITIONS; p++) {
            positions.add(new Position(p, 8, 0.5));
        }
        Stars points = inversion.points(positions);
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(11L);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[][] common = noise(normal, points.size(), shared);
        List<LnfGradients> gradients = new ArrayList<>();
        int[] group = new int[members];
        for (int m = 0; m < members; m++) {
            group[m] = sharing == Sharing.BY_GROUPS_OF_TWO ? m / 2 : m;
            if (sharing == Sharing.BY_GROUPS_OF_TWO && m > 0 && m % 2 == 0) {
                common = noise(normal, points.size(), shared);
            }
            gradients.add(gradients(points, common, noise(normal, points.size(), own)));
        }
        return inversion.ensembleEstimates(points, gradients, group);
    }

    private static double[][] noise(ZigguratSampler.NormalizedGaussian normal, int n, double perG) {
        double[][] noise = new double[n][3];
        for (double[] row : noise) {
            for (int j = 0; j < 3; j++) {
                row[j] = Math.sqrt(perG * G) * normal.sample();
            }
        }
        return noise;
    }

    /** Exact s = g0 . grad Phi, by whatever dlnf/dR and dlnf/dz make it with the noisy velocity gradients. */
    private static LnfGradients gradients(Stars points, double[][] common, double[][] own) {
        LnfGradients gradients = LnfGradients.allocate(points.size());
        for (int i = 0; i < points.size(); i++) {
            double R = points.R()[i];
            double vR = points.vR()[i];
            double vphi = points.vphi()[i];
            double vz = points.vz()[i];
            double[] g = {-vR / (SIGMA * SIGMA), -(vphi - 220) / (SIGMA * SIGMA), -vz / (SIGMA * SIGMA)};
            double s = 0;
            for (int j = 0; j < 3; j++) {
                s += g[j] * GRADIENT[j];
                g[j] += common[i][j] + own[i][j];
            }
            double rest = s - vphi * vphi / R * g[0] + vR * vphi / R * g[1];
            gradients.dR()[i] = rest * vR / (vR * vR + vz * vz);
            gradients.dz()[i] = rest * vz / (vR * vR + vz * vz);
            gradients.dvR()[i] = g[0];
            gradients.dvphi()[i] = g[1];
            gradients.dvz()[i] = g[2];
        }
        return gradients;
    }

    private static double square(double x) {
        return x * x;
    }
}
