package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BoltzmannInversionTest {
    /** An exact f with exact gradients: rounding only, amplified by the square of a condition number below 100. */
    private static final double EXACT_REL = 1e-11;

    /** Escape speed where the isochrone has to have all its 220 +- 50 km/s shell bound: b = 3 kpc, 8 kpc away. */
    private static final double GM = 6e5;

    private static final double B = 3;
    private static final long RUN_SEED = 20;
    private static final VelocityShell SHELL = new VelocityShell(200, 220, 10, 50);

    private static final List<Position> POSITIONS = List.of(
            new Position(0, 8, 0),
            new Position(1, 8, 1.5),
            new Position(2, 7.1, -0.4),
            new Position(3, 9, 2),
            new Position(4, 2, -0.01));

    @ParameterizedTest
    @MethodSource("choices")
    void exactErgodicIsochroneGivesExactForce(Weighting weighting, Estimator estimator, ShellPoints points) {
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 0);

        List<AccelerationEstimate> estimates =
                estimates(new BoltzmannInversion(shell(points), weighting, estimator, RUN_SEED), f);

        assertForcesExact(estimates);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void exactFunctionOfEnergyAndAngularMomentumGivesExactForce(
            Weighting weighting, Estimator estimator, ShellPoints points) {
        // A rotating isochrone: f(E) exp(Lz/L); any function of the two integrals is stationary.
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 1 / 900.0);

        List<AccelerationEstimate> estimates =
                estimates(new BoltzmannInversion(shell(points), weighting, estimator, RUN_SEED), f);

        assertForcesExact(estimates);
    }

    static Stream<Arguments> choices() {
        return Stream.of(Weighting.values())
                .flatMap(weighting -> Stream.of(Estimator.values()).flatMap(estimator -> Stream.of(ShellPoints.values())
                        .map(points -> Arguments.of(weighting, estimator, points))));
    }

    private static VelocityShell shell(ShellPoints points) {
        return new VelocityShell(SHELL.count(), SHELL.vphi(), SHELL.dvMin(), SHELL.dvMax(), points);
    }

    @Test
    void nonStationaryFunctionLeavesResidual() {
        // A gradient in R that no force can balance: s gains 0.05 vR/kpc, of which g . grad Phi can take up a part
        // only.
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 0);
        DistributionFunction streaming = withGradients(f, g -> {
            for (int i = 0; i < g.size(); i++) {
                g.dR()[i] += 0.05;
            }
            return g;
        });

        AccelerationEstimate estimate = estimates(
                        new BoltzmannInversion(SHELL, Weighting.LNF, Estimator.SQUARES, RUN_SEED), streaming)
                .get(0);

        // vR times 0.05/kpc with vR of rms 19 km/s, of which the fit can absorb a part.
        assertTrue(estimate.residual() > 0.01, "residual " + estimate.residual());
    }

    @Test
    void pointsWithoutFiniteGradientAreLeftOutAndCounted() {
        DistributionFunction f = withGradients(new IntegralsFunction((E, Lz) -> henon(E), 1 / 900.0), g -> {
            g.lnf()[3] = Double.NEGATIVE_INFINITY;
            g.dvz()[5] = Double.NaN;
            g.dR()[7] = Double.POSITIVE_INFINITY;
            return g;
        });

        List<AccelerationEstimate> estimates =
                estimates(new BoltzmannInversion(SHELL, Weighting.F, Estimator.SQUARES, RUN_SEED), f);

        assertForcesExact(estimates);
        assertEquals(3, estimates.get(0).leftOut());
        assertEquals(0, estimates.get(1).leftOut());
    }

    @Test
    void gradientsInOnePlaneAreSingular() {
        DistributionFunction flat = withGradients(new IntegralsFunction((E, Lz) -> henon(E), 0), g -> {
            Arrays.fill(g.dvz(), 0);
            return g;
        });
        DistributionFunction dependent = withGradients(new IntegralsFunction((E, Lz) -> henon(E), 0), g -> {
            for (int i = 0; i < g.size(); i++) {
                g.dvz()[i] = 2 * g.dvR()[i] - g.dvphi()[i];
            }
            return g;
        });

        for (DistributionFunction f : List.of(flat, dependent)) {
            for (AccelerationEstimate estimate :
                    estimates(new BoltzmannInversion(SHELL, Weighting.LNF, Estimator.SQUARES, RUN_SEED), f)) {
                assertEquals(Outcome.SINGULAR, estimate.outcome());
                assertEquals(Double.NaN, estimate.aR());
                assertEquals(Double.NaN, estimate.az());
                assertEquals(Double.POSITIVE_INFINITY, estimate.condition());
            }
        }
    }

    @Test
    void emptyVelocitySpaceHasTooFewVelocities() {
        DistributionFunction empty = withGradients(new IntegralsFunction((E, Lz) -> henon(E), 0), g -> {
            Arrays.fill(g.lnf(), 3, g.size(), Double.NEGATIVE_INFINITY);
            return g;
        });

        AccelerationEstimate estimate = new BoltzmannInversion(SHELL, Weighting.F, Estimator.SQUARES, RUN_SEED)
                .estimates(Ensemble.of(empty), POSITIONS.subList(0, 1))
                .get(0)
                .all();

        assertEquals(Outcome.TOO_FEW_VELOCITIES, estimate.outcome());
        assertEquals(SHELL.count() - 3, estimate.leftOut());
        assertEquals(Double.NaN, estimate.az());
    }

    @ParameterizedTest
    @EnumSource
    void ensembleOfEqualMembersHasNoErrorAndTheirForce(Estimator estimator) {
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 1 / 900.0);

        List<AccelerationEstimate> estimates =
                estimates(new BoltzmannInversion(SHELL, Weighting.F, estimator, RUN_SEED), f, f, f);

        assertForcesExact(estimates);
        for (AccelerationEstimate estimate : estimates) {
            assertEquals(0, estimate.aRError(), 1e-8);
            assertEquals(0, estimate.azError(), 1e-8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ensembleErrorIsScatterOfMembers(Estimator estimator) {
        // Members of equal f whose dlnf/dR differ by what another radial force would make: dlnf/dR += delta dlnf/dE.
        // With weights
        // f and lnf alike, averaging in f averages delta, so that the force is the mean force and its error the mean's.
        double[] delta = {-30, 10, 55, 5};
        List<DistributionFunction> members = new ArrayList<>();
        for (double d : delta) {
            members.add(new IntegralsFunction((E, Lz) -> henon(E), 0, d));
        }
        double mean = 10;
        double standardError = Math.sqrt((1600 + 0 + 2025 + 25) / 3.0 / 4.0);
        double error = JackknifeTest.STUDENT_3 * standardError;

        List<AccelerationEstimate> estimates = estimates(
                new BoltzmannInversion(SHELL, Weighting.F, estimator, RUN_SEED),
                members.toArray(DistributionFunction[]::new));

        for (int p = 0; p < POSITIONS.size(); p++) {
            AccelerationEstimate estimate = estimates.get(p);
            double exact = isochroneForce(POSITIONS.get(p))[0];
            assertEquals(exact - mean, estimate.aR(), EXACT_REL * 1e4);
            assertEquals(error, estimate.aRError(), EXACT_REL * 1e4);
            assertEquals(0, estimate.azError(), EXACT_REL * 1e4);
        }
    }

    @Test
    void resultDoesNotDependOnBatch() {
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 1 / 900.0);
        BoltzmannInversion inversion = new BoltzmannInversion(SHELL, Weighting.F, Estimator.SQUARES, RUN_SEED);

        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            positions.add(new Position(i, 7 + 0.1 * i, 0.3));
        }
        Ensemble ensemble = Ensemble.of(f);
        List<EnsembleEstimate> together = inversion.estimates(ensemble, positions);

        assertEquals(positions.size(), together.size());
        for (int p = 0; p < positions.size(); p++) {
            assertEquals(together.subList(p, p + 1), inversion.estimates(ensemble, positions.subList(p, p + 1)));
        }
    }

    @Test
    void singleMemberHasNoErrors() {
        DistributionFunction f = new IntegralsFunction((E, Lz) -> henon(E), 0);
        BoltzmannInversion inversion = new BoltzmannInversion(SHELL, Weighting.F, Estimator.SQUARES, RUN_SEED);

        for (EnsembleEstimate estimate : inversion.estimates(Ensemble.of(f), POSITIONS)) {
            assertTrue(estimate.all().solved());
            assertEquals(Double.NaN, estimate.all().aRError());
            assertEquals(List.of(), estimate.without());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shellHasItsRadiiAndIsIsotropic(ShellPoints points) {
        VelocityShell shell = new VelocityShell(40_000, 220, 10, 50, points);

        Velocities v = shell.velocities(RUN_SEED, position(7));

        double[] mean = new double[3];
        double[] square = new double[3];
        double meanDistance = 0;
        for (int i = 0; i < v.size(); i++) {
            double[] d = {v.vR()[i], v.vphi()[i] - 220, v.vz()[i]};
            double dv = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            assertTrue(dv > 10 - 1e-9 && dv < 50 + 1e-9, "distance " + dv);
            meanDistance += dv / v.size();
            for (int j = 0; j < 3; j++) {
                mean[j] += d[j] / dv / v.size();
                square[j] += d[j] * d[j] / dv / dv / v.size();
            }
        }
        // Four standard errors: uniform distances 40/sqrt(12); a direction's component has variance 1/3, its square
        // 4/45.
        double perRoot = 4 / Math.sqrt(v.size());
        assertEquals(30, meanDistance, perRoot * 40 / Math.sqrt(12));
        for (int j = 0; j < 3; j++) {
            assertEquals(0, mean[j], perRoot * Math.sqrt(1 / 3.0));
            assertEquals(1 / 3.0, square[j], perRoot * Math.sqrt(4 / 45.0));
        }
    }

    @Test
    void sobolVelocitiesAreMoreEvenThanRandomOnes() {
        // The mean velocity of an even set is nearer to the centre: the error falls as 1/N, not as 1/sqrt(N).
        int count = 1024;
        double random = 30 / Math.sqrt(3 * count); // standard error of a component's mean, rms dv about 32 km/s

        Velocities v = new VelocityShell(count, 220, 10, 50, ShellPoints.SOBOL).velocities(RUN_SEED, position(7));

        assertEquals(0, Arrays.stream(v.vR()).average().orElseThrow(), random / 5);
        assertEquals(220, Arrays.stream(v.vphi()).average().orElseThrow(), random / 5);
        assertEquals(0, Arrays.stream(v.vz()).average().orElseThrow(), random / 5);
        assertArrayEquals(
                v.vz(),
                new VelocityShell(count, 220, 10, 50, ShellPoints.SOBOL)
                        .velocities(RUN_SEED + 1, position(8))
                        .vz());
    }

    private static Position position(long index) {
        return new Position(index, 8, 0);
    }

    @Test
    void shellDependsOnRunSeedAndPositionAlone() {
        assertArrayEquals(
                SHELL.velocities(RUN_SEED, position(7)).vz(),
                SHELL.velocities(RUN_SEED, position(7)).vz());
        assertNotEquals(
                SHELL.velocities(RUN_SEED, position(7)).vz()[0],
                SHELL.velocities(RUN_SEED, position(8)).vz()[0]);
        assertNotEquals(
                SHELL.velocities(RUN_SEED, position(7)).vz()[0],
                SHELL.velocities(RUN_SEED + 1, position(7)).vz()[0]);
    }

    @Test
    void impossibleShellsAndPositionsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new VelocityShell(0, 220, 10, 50));
        assertThrows(IllegalArgumentException.class, () -> new VelocityShell(10, Double.NaN, 10, 50));
        assertThrows(IllegalArgumentException.class, () -> new VelocityShell(10, 220, 50, 10));
        assertThrows(IllegalArgumentException.class, () -> new VelocityShell(10, 220, Double.NaN, 50));
        assertThrows(IllegalArgumentException.class, () -> new Position(0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Position(0, 8, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Ensemble.of(List.of()));
    }

    private static List<AccelerationEstimate> estimates(BoltzmannInversion inversion, DistributionFunction... members) {
        return inversion.estimates(Ensemble.of(List.of(members)), POSITIONS).stream()
                .map(EnsembleEstimate::all)
                .toList();
    }

    private static void assertForcesExact(List<AccelerationEstimate> estimates) {
        for (int p = 0; p < POSITIONS.size(); p++) {
            AccelerationEstimate estimate = estimates.get(p);
            double[] exact = isochroneForce(POSITIONS.get(p));
            double tolerance = EXACT_REL * Math.hypot(exact[0], exact[1]);
            assertTrue(estimate.solved());
            assertEquals(exact[0], estimate.aR(), tolerance);
            assertEquals(0, estimate.aphi(), tolerance);
            assertEquals(exact[1], estimate.az(), tolerance);
            assertEquals(0, estimate.residual(), tolerance);
            assertTrue(estimate.condition() >= 1 && estimate.condition() < 100, "condition " + estimate.condition());
        }
    }

    private static double[] isochroneForce(Position position) {
        double r = Math.hypot(position.R(), position.z());
        double a = Math.sqrt(B * B + r * r);
        double perLength = -GM / (a * (B + a) * (B + a));
        return new double[] {perLength * position.R(), perLength * position.z()};
    }

    /** Henon's ergodic f(E) of the isochrone (Binney and Tremaine 2008, eq. 4.54) up to a factor: ln f and dlnf/dE. */
    private static double[] henon(double E) {
        double x = -E * B / GM;
        double arcsine = Math.asin(Math.sqrt(x));
        double root = Math.sqrt(x * (1 - x));
        double polynomial = 16 * x * x + 28 * x - 9;
        double bracket =
                27 - 66 * x + 320 * x * x - 240 * x * x * x + 64 * x * x * x * x + 3 * polynomial * arcsine / root;
        double bracketSlope = -66
                + 640 * x
                - 720 * x * x
                + 256 * x * x * x
                + 3 * (32 * x + 28) * arcsine / root
                + 3 * polynomial * (0.5 / (root * root) - arcsine * (1 - 2 * x) / (2 * root * root * root));
        double lnf = 0.5 * Math.log(x) - 4 * Math.log(1 - x) + Math.log(bracket);
        double slope = 0.5 / x + 4 / (1 - x) + bracketSlope / bracket;
        return new double[] {lnf, -slope * B / GM};
    }

    private interface OfIntegrals {
        /** ln f and its derivative by E. */
        double[] lnfAndSlope(double E, double Lz);
    }

    /**
     * f(E) exp(perLz Lz) in the isochrone, with exact gradients; {@code extraForce} [km²/s²/kpc] is added to dPhi/dR
     * in the gradient alone, as if f were another potential's.
     */
    private record IntegralsFunction(OfIntegrals ofE, double perLz, double extraForce) implements DistributionFunction {
        IntegralsFunction(OfIntegrals ofE, double perLz) {
            this(ofE, perLz, 0);
        }

        @Override
        public double[] lnf(Stars stars) {
            return gradients(stars).lnf();
        }

        @Override
        public LnfGradients gradients(Stars stars) {
            LnfGradients result = LnfGradients.allocate(stars.size());
            for (int i = 0; i < stars.size(); i++) {
                PhasePoint p = stars.point(i);
                double[] force = isochroneForce(new Position(0, p.R(), p.z()));
                double Phi = -GM / (B + Math.sqrt(B * B + p.R() * p.R() + p.z() * p.z()));
                double E = Phi + 0.5 * (p.vR() * p.vR() + p.vphi() * p.vphi() + p.vz() * p.vz());
                double[] lnf = ofE.lnfAndSlope(E, p.R() * p.vphi());
                result.lnf()[i] = lnf[0] + perLz * p.R() * p.vphi();
                result.dR()[i] = lnf[1] * (extraForce - force[0]) + perLz * p.vphi();
                result.dz()[i] = -lnf[1] * force[1];
                result.dvR()[i] = lnf[1] * p.vR();
                result.dvphi()[i] = lnf[1] * p.vphi() + perLz * p.R();
                result.dvz()[i] = lnf[1] * p.vz();
            }
            return result;
        }
    }

    /** f with other gradients. */
    static DistributionFunction withGradients(DistributionFunction f, UnaryOperator<LnfGradients> change) {
        return new DistributionFunction() {
            @Override
            public double[] lnf(Stars stars) {
                return f.lnf(stars);
            }

            @Override
            public LnfGradients gradients(Stars stars) {
                return change.apply(f.gradients(stars));
            }
        };
    }
}
