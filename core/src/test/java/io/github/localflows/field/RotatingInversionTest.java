package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CylindricalAcceleration;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.RotatingBar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A distribution function that depends on the azimuth and is exactly steady: one of Jacobi's integral in a galaxy with a rotating bar. */
class RotatingInversionTest {
    /** Well below vphi/R, which noise of d ln f/dphi draws a biased pattern speed to. */
    private static final double OMEGA = 10;

    /** Of all components. */
    private static final double SIGMA = 60;

    /** A component of the velocities of the shell [km/s]. */
    private static final double USUAL_SPEED = 30;

    private static final Potential GALAXY = MilkyWay.potential();
    private static final RotatingBar BAR = RotatingBar.ofStrength(OMEGA, 3.5, 0.02, 0.44, 8, 220);
    private static final Region VOLUME = Region.about(8, 1, 2);
    private static final double AZIMUTH = 0.8;
    private static final VelocityShell SHELL = new VelocityShell(200, 220, 10, 80, ShellPoints.SOBOL);

    /** Exact gradients: rounding, amplified by the square of a condition number of some ten. */
    private static final double EXACT_REL = 1e-9;

    private static final List<Position> POSITIONS = List.of(
            new Position(0, 8, 0, 0),
            new Position(1, 8, 0.7, 0.3),
            new Position(2, 7.2, -0.5, -0.4),
            new Position(3, 8.7, 0.2, 1.5));

    /** f = exp(-E_J/sigma²) with E_J = v²/2 + Phi - Omega R vphi. */
    private static DistributionFunction ofJacobi(double Omega) {
        return new DistributionFunction() {
            @Override
            public double[] lnf(Stars stars) {
                return gradients(stars).lnf();
            }

            @Override
            public LnfGradients gradients(Stars stars) {
                LnfGradients g = LnfGradients.allocate(stars.size(), true);
                double square = SIGMA * SIGMA;
                for (int i = 0; i < g.size(); i++) {
                    double R = stars.R()[i];
                    double vR = stars.vR()[i];
                    double vphi = stars.vphi()[i];
                    double vz = stars.vz()[i];
                    double[] a = force(new Position(i, R, stars.azimuth(i), stars.z()[i]));
                    double Phi = GALAXY.Phi(R, stars.z()[i]) + BAR.Phi(R, stars.azimuth(i), stars.z()[i]);
                    g.lnf()[i] = -(0.5 * (vR * vR + vphi * vphi + vz * vz) + Phi - Omega * R * vphi) / square;
                    g.dR()[i] = (a[0] + Omega * vphi) / square;
                    g.dphi()[i] = a[1] * R / square;
                    g.dz()[i] = a[2] / square;
                    g.dvR()[i] = -vR / square;
                    g.dvphi()[i] = -(vphi - Omega * R) / square;
                    g.dvz()[i] = -vz / square;
                }
                return g;
            }
        };
    }

    private static double[] force(Position where) {
        Acceleration ofGalaxy = GALAXY.acceleration(where.R(), where.z());
        CylindricalAcceleration ofBar = BAR.acceleration(where.R(), where.phi(), where.z());
        return new double[] {ofGalaxy.aR() + ofBar.aR(), ofBar.aphi(), ofGalaxy.az() + ofBar.az()};
    }

    private static BoltzmannInversion inversion(Estimator estimator) {
        return new BoltzmannInversion(SHELL, Weighting.FOURTH_ROOT_F, estimator, 1);
    }

    @ParameterizedTest
    @EnumSource
    void pointwiseForceIsExactInTheFrameOfTheBar(Estimator estimator) {
        // Three equal members, so that products of different ones are taken.
        DistributionFunction f = ofJacobi(OMEGA);
        List<EnsembleEstimate> estimates = inversion(estimator)
                .inFrame(PatternSpeed.given(OMEGA))
                .estimates(Ensemble.of(List.of(f, f, f)), POSITIONS);
        for (int p = 0; p < POSITIONS.size(); p++) {
            double[] exact = force(POSITIONS.get(p));
            AccelerationEstimate found = estimates.get(p).all();
            double scale = EXACT_REL * Math.abs(exact[0]);
            assertEquals(exact[0], found.aR(), scale);
            assertEquals(exact[1], found.aphi(), scale);
            assertEquals(exact[2], found.az(), scale);
            assertEquals(0, found.residual(), EXACT_REL * OMEGA);
        }
    }

    @Test
    void anotherFrameLeavesAResidual() {
        Position where = POSITIONS.get(1);
        AccelerationEstimate found = inversion(Estimator.MOMENTS)
                .estimates(Ensemble.of(ofJacobi(OMEGA)), List.of(where))
                .get(0)
                .all();
        // d ln f/dphi does not depend on the velocity here, and Omega d is left, but for what a force takes of it.
        double d = force(where)[1] * where.R() / (SIGMA * SIGMA);
        assertEquals(Math.abs(OMEGA * d), found.residual(), 0.3 * Math.abs(OMEGA * d));
    }

    @Test
    void patternSpeedOfAnExactFunctionIsExact() {
        PatternSpeed found = inversion(Estimator.MOMENTS)
                .patternSpeed(Ensemble.of(ofJacobi(OMEGA)), VOLUME, AZIMUTH)
                .orElseThrow();
        assertEquals(OMEGA, found.value(), EXACT_REL * OMEGA);
    }

    @Test
    void axisymmetricFunctionHasNoPatternSpeed() {
        UnaryOperator<LnfGradients> flat = g -> {
            Arrays.fill(g.dphi(), 0);
            return g;
        };
        // Without the bar's force f is one of E and Lz, however the frame turns.
        DistributionFunction zero = BoltzmannInversionTest.withGradients(ofJacobi(OMEGA), flat);
        assertEquals(Optional.empty(), inversion(Estimator.MOMENTS).patternSpeed(Ensemble.of(zero), VOLUME, AZIMUTH));
        // A derivative along phi that a force makes up for says nothing of the frame.
        DistributionFunction turned = BoltzmannInversionTest.withGradients(ofJacobi(OMEGA), g -> {
            for (int i = 0; i < g.size(); i++) {
                g.dphi()[i] = 0.3 * SIGMA * g.dvR()[i];
            }
            return g;
        });
        assertEquals(Optional.empty(), inversion(Estimator.MOMENTS).patternSpeed(Ensemble.of(turned), VOLUME, AZIMUTH));
    }

    /** Members whose d ln f/dphi has noise, independent from position to position, that no force makes up for. */
    private static List<DistributionFunction> noisy(int members, double noise, long seed) {
        List<DistributionFunction> all = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(seed + m);
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
            all.add(BoltzmannInversionTest.withGradients(ofJacobi(OMEGA), g -> {
                double ofPhi = 0;
                for (int i = 0; i < g.size(); i++) {
                    ofPhi = i % SHELL.count() == 0 ? noise * normal.sample() : ofPhi;
                    double x = g.dvR()[i] * SIGMA * SIGMA / USUAL_SPEED;
                    g.dphi()[i] += ofPhi * x * x;
                }
                return g;
            }));
        }
        return all;
    }

    @Test
    void noiseOfTheDerivativeAlongPhiDoesNotBiasThePatternSpeed() {
        double square = 0;
        for (Position where : PatternSpeedFit.positions(VOLUME, AZIMUTH)) {
            double d = force(where)[1] * where.R() / (SIGMA * SIGMA);
            square += d * d;
        }
        double rms =
                Math.sqrt(square / PatternSpeedFit.positions(VOLUME, AZIMUTH).size());
        int members = 6;
        int held = 0;
        double mean = 0;
        double leastSquares = 0;
        int trials = 10;
        for (int trial = 0; trial < trials; trial++) {
            PatternSpeed found = inversion(Estimator.MOMENTS)
                    .patternSpeed(Ensemble.of(noisy(members, rms, 100L * trial)), VOLUME, AZIMUTH)
                    .orElseThrow();
            Ensemble alike = Ensemble.of(noisy(members, rms, 100L * trial));
            DistributionFunction average = new DistributionFunction() {
                @Override
                public double[] lnf(Stars stars) {
                    return gradients(stars).lnf();
                }

                @Override
                public LnfGradients gradients(Stars stars) {
                    return LnfGradients.meanOfF(alike.gradients(stars));
                }
            };
            leastSquares += inversion(Estimator.MOMENTS)
                            .patternSpeed(Ensemble.of(average), VOLUME, AZIMUTH)
                            .orElseThrow()
                            .value()
                    / trials;
            mean += found.value() / trials;
            held += Math.abs(found.value() - OMEGA) < found.error() ? 1 : 0;
        }
        assertEquals(OMEGA, mean, 1.5);
        assertTrue(leastSquares > OMEGA + 3, "the test is blunt: " + leastSquares);
        // 68% of them, and 2 standard deviations of their number.
        assertTrue(held >= 4, held + " of " + trials);
    }
}
