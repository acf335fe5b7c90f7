package io.github.localflows.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Measure;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class FlowDistributionFunctionTest {
    private static final FlowShape SHAPE = FlowShape.unconditional(5, 3, 20, 2);
    private static final Region VOLUME = Region.about(8, 1, 2.5);
    private static final FeatureMap LINEAR = FeatureMap.linear(8, 220);
    private static final FeatureMap BOUNDED = FeatureMap.bounded(VOLUME, 220);
    /** ln of the volume [kpc^2 (km/s)^3] of a unit of {@link #LINEAR}'s features. */
    private static final double LN_VOLUME = 3 * Math.log(100);

    private static final FlowShape WITH_PHI = FlowShape.unconditional(6, 3, 20, 2);
    private static final FlowShape POSITIONS = FlowShape.unconditional(2, 3, 20, 2);
    private static final FlowShape VELOCITIES = new FlowShape(3, 2, 3, 20, 2);
    /** Single precision of ln p, about 10 here. */
    private static final double LNF = 1e-5;
    /** Double rounding of the logarithms' sum. */
    private static final double ROUNDING = 1e-12;

    /** Of a Gaussian within the untrained flows, which are about 3 wide. */
    private static final double WIDTH = 2;

    private static FlowEnsemble ensemble(Measure measure, int members) {
        return ensemble(SHAPE, LINEAR, measure, members);
    }

    private static FlowEnsemble ensemble(FlowShape shape, FeatureMap map, Measure measure, int members) {
        List<FlowEnsemble.Member> list = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            FlowDescription description =
                    new FlowDescription(shape, map, measure, VOLUME, m, 1, 0, 1, 0, 0, Double.NaN, Map.of());
            list.add(new FlowEnsemble.Member(
                    description,
                    MaskedAutoregressiveFlow.initialised(shape, RandomSource.L64_X128_MIX.create((long) m))));
        }
        return new FlowEnsemble(list);
    }

    private static Stars stars(int n) {
        var random = RandomSource.L64_X128_MIX.create(99L);
        Stars stars = Stars.allocate(n).withPhi(new double[n]);
        for (int i = 0; i < n; i++) {
            stars.set(
                    i,
                    new PhasePoint(
                            7.1 + 1.8 * random.nextDouble(),
                            4 * random.nextDouble() - 2,
                            100 * random.nextDouble() - 50,
                            150 + 100 * random.nextDouble(),
                            80 * random.nextDouble() - 40));
        }
        for (int i = 0; i < n; i++) {
            stars.phi()[i] = 0.8 * random.nextDouble() - 0.4;
        }
        return stars;
    }

    @Test
    void averagesFAndNotItsLogarithm() {
        try (FlowEnsemble ensemble = ensemble(Measure.SLICE, 3);
                FlowDistributionFunction f = new FlowDistributionFunction(ensemble)) {
            Stars stars = stars(40);
            double[] lnf = f.lnf(stars);
            LnfGradients[] members = f.memberGradients(stars);
            LnfGradients mean = f.gradients(stars);
            assertArrayEquals(lnf, mean.lnf(), ROUNDING);
            for (int i = 0; i < lnf.length; i++) {
                double sum = 0;
                double dvz = 0;
                for (LnfGradients member : members) {
                    sum += Math.exp(member.lnf()[i]);
                    dvz += Math.exp(member.lnf()[i]) * member.dvz()[i];
                }
                assertEquals(Math.log(sum / 3), lnf[i], ROUNDING * 100);
                assertEquals(dvz / sum, mean.dvz()[i], ROUNDING);
            }
        }
    }

    @Test
    void isTheDensityOfTheFeaturesInPhysicalUnits() {
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble(Measure.SLICE, 1));
                MaskedAutoregressiveFlow flow =
                        MaskedAutoregressiveFlow.initialised(SHAPE, RandomSource.L64_X128_MIX.create(0L))) {
            Stars star = Stars.of(new PhasePoint(8.5, -0.25, 30, 200, -10));
            double logProb = flow.logProb(FlowData.of(new float[] {0.5f, -0.25f, 0.3f, -0.2f, -0.1f}, 5))[0];
            assertEquals(logProb - LN_VOLUME, f.lnf(star)[0], LNF);
        }
    }

    @Test
    void starsOfASampleInsideAreThoseOfAnyOtherThatAreInside() {
        int n = 5000;
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble(Measure.VOLUME, 2))) {
            List<PhasePoint> expected = new ArrayList<>();
            Stars all = f.sample(n, RandomSource.L64_X128_MIX.create(7L));
            for (int i = 0; i < n; i++) {
                if (f.volume().encloses(all.R()[i], all.z()[i])) {
                    expected.add(all.point(i));
                }
            }
            assertTrue(expected.size() < n, "some lie outside");
            Stars stars = f.sampleInside(n, RandomSource.L64_X128_MIX.create(7L));
            for (int i = 0; i < n; i++) {
                assertTrue(f.volume().encloses(stars.R()[i], stars.z()[i]));
                if (i < expected.size()) {
                    assertEquals(expected.get(i), stars.point(i));
                }
            }
        }
    }

    @Test
    void drawsStarsOfAllMembersAlike() {
        // R f is normalised: the mean of w/(R f) over stars of that density is the integral of w, any Gaussian's 1.
        checkNormalised(ensemble(SHAPE, LINEAR, Measure.VOLUME, 3), R -> lnGaussian(R - 8), 5);
        // Even in the range of a bounded R.
        checkNormalised(ensemble(SHAPE, BOUNDED, Measure.VOLUME, 3), R -> -Math.log(2), 6);
    }

    private static void checkNormalised(FlowEnsemble ensemble, DoubleUnaryOperator lnOfRadius, double blunt) {
        int n = 40_000;
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble)) {
            Stars stars = f.sample(n, RandomSource.L64_X128_MIX.create(7L));
            assertEquals(
                    stars.point(n / 2),
                    f.sample(n, RandomSource.L64_X128_MIX.create(7L)).point(n / 2));
            double[] lnf = f.lnf(stars);
            double sum = 0;
            double square = 0;
            for (int i = 0; i < n; i++) {
                PhasePoint star = stars.point(i);
                double ln = lnOfRadius.applyAsDouble(star.R())
                        + lnGaussian(star.z())
                        + lnGaussian(star.vR() / 100)
                        + lnGaussian((star.vphi() - 220) / 100)
                        + lnGaussian(star.vz() / 100);
                // Untrained flows reach beyond the axis, and to where R is rounded to an end of its range.
                double ratio = Double.isFinite(lnf[i]) ? Math.exp(ln - LN_VOLUME - lnf[i] - Math.log(star.R())) : 0;
                sum += ratio / n;
                square += ratio * ratio / n;
            }
            // 4 sigma of the mean.
            assertEquals(1, sum, 4 * Math.sqrt((square - sum * sum) / n));
            assertTrue(square < blunt, "the test is blunt: " + square);
        }
    }

    private static double lnGaussian(double x) {
        return -(x * x / WIDTH / WIDTH + Math.log(2 * Math.PI * WIDTH * WIDTH)) / 2;
    }

    @Test
    void volumeMeasureDividesByR() {
        try (FlowDistributionFunction slice = new FlowDistributionFunction(ensemble(Measure.SLICE, 2));
                FlowDistributionFunction volume = new FlowDistributionFunction(ensemble(Measure.VOLUME, 2))) {
            Stars stars = stars(30);
            LnfGradients a = slice.gradients(stars);
            LnfGradients b = volume.gradients(stars);
            for (int i = 0; i < stars.size(); i++) {
                double R = stars.R()[i];
                assertEquals(a.lnf()[i] - Math.log(R), b.lnf()[i], ROUNDING * 100);
                assertEquals(a.dR()[i] - 1 / R, b.dR()[i], ROUNDING);
                assertEquals(a.dvphi()[i], b.dvphi()[i], ROUNDING);
            }
        }
    }

    @Test
    void gradientsAreThoseOfLnf() {
        try (FlowDistributionFunction linear = new FlowDistributionFunction(ensemble(Measure.VOLUME, 2));
                FlowDistributionFunction bounded =
                        new FlowDistributionFunction(ensemble(SHAPE, BOUNDED, Measure.VOLUME, 2));
                FlowDistributionFunction split = split(2)) {
            checkGradients(linear);
            checkGradients(bounded);
            checkGradients(split);
        }
    }

    @Test
    void flowsThatSeeAzimuthsHaveTheDerivativeAlongThem() {
        try (FlowDistributionFunction f =
                new FlowDistributionFunction(ensemble(WITH_PHI, BOUNDED.withAzimuth(0.5), Measure.VOLUME, 2))) {
            assertEquals(0.5, f.azimuth().orElseThrow());
            checkGradients(f);
            Stars star = Stars.of(new PhasePoint(8.2, 0.1, 20, 230, -5));
            assertEquals(f.lnf(star.withPhi(new double[1]))[0], f.lnf(star)[0], "no azimuth is the Sun's");
            Stars beyond = star.withPhi(new double[] {0.5});
            assertEquals(Double.NEGATIVE_INFINITY, f.lnf(beyond)[0]);
            assertEquals(Double.NEGATIVE_INFINITY, f.gradients(beyond).lnf()[0]);
            assertEquals(0, f.gradients(beyond).dphi()[0]);
            Stars drawn = f.sampleInside(2000, RandomSource.L64_X128_MIX.create(7L));
            double least = Arrays.stream(drawn.phi()).min().orElseThrow();
            double most = Arrays.stream(drawn.phi()).max().orElseThrow();
            assertTrue(-0.5 <= least && least < -0.3 && 0.3 < most && most <= 0.5, least + " to " + most);
        }
    }

    private static void checkGradients(FlowDistributionFunction f) {
        Stars stars = stars(64);
        LnfGradients gradients = f.gradients(stars);
        assertEquals(f.azimuth().isPresent(), gradients.hasPhi());
        double[][] exact = {
            gradients.dR(), gradients.dz(), gradients.dvR(), gradients.dvphi(), gradients.dvz(), gradients.dphi()
        };
        double[] steps = {4e-3, 4e-3, 0.4, 0.4, 0.4, 2e-3};
        for (int k = 0; k < (gradients.hasPhi() ? 6 : 5); k++) {
            double[] above = f.lnf(moved(stars, k, steps[k]));
            double[] below = f.lnf(moved(stars, k, -steps[k]));
            double[] off = new double[stars.size()];
            double[] sizes = new double[stars.size()];
            for (int i = 0; i < off.length; i++) {
                double difference = (above[i] - below[i]) / (2 * steps[k]);
                off[i] = Math.abs(difference - exact[k][i]);
                sizes[i] = Math.abs(difference);
            }
            // Rounding of single precision over the step; the kinks of ReLU are kept out by the median.
            Arrays.sort(sizes);
            double size = sizes[sizes.length / 2];
            Arrays.sort(off);
            assertTrue(off[off.length / 2] < 0.01 * size, "coordinate " + k + ": " + off[off.length / 2] / size);
        }
    }

    private static FlowDistributionFunction split(int members) {
        return new FlowDistributionFunction(
                ensemble(POSITIONS, BOUNDED, Measure.VOLUME, members),
                ensemble(VELOCITIES, BOUNDED, Measure.VOLUME, members));
    }

    @Test
    void rowsForTheTwoFlowsOfAPairAreColumnsOfTheFeatures() {
        Stars stars = stars(3);
        FlowData features = BOUNDED.features(stars);
        FlowData positions = BOUNDED.positions(stars);
        FlowData velocities = BOUNDED.velocities(stars);
        assertEquals(
                List.of(2, 0, 3, 2),
                List.of(positions.features(), positions.context(), velocities.features(), velocities.context()));
        for (int i = 0; i < stars.size(); i++) {
            for (int k = 0; k < 5; k++) {
                assertEquals(features.feature(i, k), k < 2 ? positions.feature(i, k) : velocities.feature(i, k - 2), 0);
            }
            assertEquals(features.feature(i, 0), velocities.contextFeature(i, 0), 0);
            assertEquals(features.feature(i, 1), velocities.contextFeature(i, 1), 0);
        }
    }

    @Test
    void splitIsTheProductOfTheTwoFlowsDensities() {
        try (FlowDistributionFunction f = split(1);
                FlowEnsemble positions = ensemble(POSITIONS, LINEAR, Measure.VOLUME, 1);
                FlowEnsemble velocities = ensemble(VELOCITIES, LINEAR, Measure.VOLUME, 1)) {
            // In the middle of the range the bounded feature is 0, and its slope that of the normal distribution.
            Stars star = Stars.of(new PhasePoint(8, -0.25, 30, 200, -10));
            float[] where = {0, -0.25f};
            double nu = positions.members().get(0).flow().logProb(FlowData.of(where, 2))[0];
            double p = velocities
                    .members()
                    .get(0)
                    .flow()
                    .logProb(FlowData.conditional(new float[] {0.3f, -0.2f, -0.1f}, 3, where, 2))[0];
            double slope = Math.sqrt(2 * Math.PI) / 2;
            assertEquals(nu + p + Math.log(slope) - LN_VOLUME - Math.log(8), f.lnf(star)[0], LNF);
        }
    }

    @Test
    void splitDrawsVelocitiesOfTheirPositions() {
        int n = 40_000;
        // One layer: deeper untrained flows send positions so far out that no velocity there is finite.
        var positions = MaskedAutoregressiveFlow.initialised(
                FlowShape.unconditional(2, 1, 20, 2), RandomSource.L64_X128_MIX.create(1L));
        var velocities = MaskedAutoregressiveFlow.initialised(
                new FlowShape(3, 2, 1, 20, 2), RandomSource.L64_X128_MIX.create(3L));
        try (positions;
                velocities) {
            FlowData rows =
                    new StarDensity.Split(positions, velocities).sample(n, RandomSource.L64_X128_MIX.create(7L));
            float[] where = new float[2 * n];
            float[] howFast = new float[3 * n];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 5; k++) {
                    (k < 2 ? where : howFast)[k < 2 ? 2 * i + k : 3 * i + k - 2] = rows.feature(i, k);
                }
            }
            assertStandardNormal(positions.noise(FlowData.of(where, 2)));
            assertStandardNormal(velocities.noise(FlowData.conditional(howFast, 3, where, 2)));
        }
    }

    private static void assertStandardNormal(FlowData noise) {
        int n = noise.size();
        for (int k = 0; k < noise.features(); k++) {
            double sum = 0;
            double square = 0;
            for (int i = 0; i < n; i++) {
                sum += noise.feature(i, k);
                square += noise.feature(i, k) * noise.feature(i, k);
            }
            // 4 sigma.
            assertEquals(0, sum / n, 4 / Math.sqrt(n), "mean of " + k);
            assertEquals(1, square / n, 4 * Math.sqrt(2.0 / n), "variance of " + k);
        }
    }

    @Test
    void vanishesBeyondTheBoundsOfItsFeatures() {
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble(SHAPE, BOUNDED, Measure.VOLUME, 2))) {
            Stars stars = Stars.of(
                    new PhasePoint(7, 0, 0, 220, 0),
                    new PhasePoint(9.5, 0, 0, 220, 0),
                    new PhasePoint(Math.nextUp(7.0), 0, 0, 220, 0),
                    new PhasePoint(8.99, 0, 0, 220, 0));
            double[] lnf = f.lnf(stars);
            LnfGradients gradients = f.gradients(stars);
            for (int i = 0; i < 2; i++) {
                assertEquals(Double.NEGATIVE_INFINITY, lnf[i]);
                assertEquals(Double.NEGATIVE_INFINITY, gradients.lnf()[i]);
                assertEquals(0, gradients.dR()[i]);
            }
            for (int i = 2; i < 4; i++) {
                assertTrue(Double.isFinite(lnf[i]) && Double.isFinite(gradients.dR()[i]), "star " + i);
            }
        }
    }

    @Test
    void refusesFlowsThatDoNotMakeOneDensity() {
        try (FlowEnsemble joint = ensemble(SHAPE, BOUNDED, Measure.VOLUME, 2);
                FlowEnsemble positions = ensemble(POSITIONS, BOUNDED, Measure.VOLUME, 2);
                FlowEnsemble velocities = ensemble(VELOCITIES, BOUNDED, Measure.VOLUME, 2);
                FlowEnsemble one = ensemble(VELOCITIES, BOUNDED, Measure.VOLUME, 1);
                FlowEnsemble linear = ensemble(VELOCITIES, LINEAR, Measure.VOLUME, 2)) {
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(positions));
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(joint, velocities));
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(velocities, positions));
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(positions, one));
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(positions, linear));
        }
        // Five features do not hold the azimuth, and pairs do not see it.
        FeatureMap withPhi = BOUNDED.withAzimuth(0.5);
        try (FlowEnsemble joint = ensemble(SHAPE, withPhi, Measure.VOLUME, 1);
                FlowEnsemble positions = ensemble(POSITIONS, withPhi, Measure.VOLUME, 1);
                FlowEnsemble velocities = ensemble(VELOCITIES, withPhi, Measure.VOLUME, 1)) {
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(joint));
            assertThrows(IllegalArgumentException.class, () -> new FlowDistributionFunction(positions, velocities));
        }
        // All around the edges of a bounded map would be one.
        for (double azimuth : new double[] {Math.PI, 1.6, 0, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> BOUNDED.withAzimuth(azimuth));
        }
    }

    private static Stars moved(Stars stars, int coordinate, double step) {
        Stars moved = new Stars(
                stars.R().clone(),
                stars.z().clone(),
                stars.vR().clone(),
                stars.vphi().clone(),
                stars.vz().clone());
        moved = moved.withPhi(stars.phi().clone());
        double[][] columns = {moved.R(), moved.z(), moved.vR(), moved.vphi(), moved.vz(), moved.phi()};
        for (int i = 0; i < stars.size(); i++) {
            columns[coordinate][i] += step;
        }
        return moved;
    }

    @Test
    void isNeverNaN() {
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble(Measure.VOLUME, 2))) {
            Stars stars = Stars.of(
                    new PhasePoint(0, 0, 0, 220, 0),
                    new PhasePoint(-1, 0, 0, 220, 0),
                    new PhasePoint(8, 1e30, 0, 220, 0),
                    new PhasePoint(8, 0, 0, 220, 1e300),
                    new PhasePoint(8, 0, 0, 220, 0));
            double[] lnf = f.lnf(stars);
            LnfGradients gradients = f.gradients(stars);
            for (int i = 0; i < 4; i++) {
                assertEquals(Double.NEGATIVE_INFINITY, lnf[i], "star " + i);
                assertEquals(Double.NEGATIVE_INFINITY, gradients.lnf()[i], "star " + i);
                assertEquals(0, gradients.dR()[i]);
                assertEquals(0, gradients.dvz()[i]);
            }
            assertTrue(Double.isFinite(lnf[4]));
        }
    }

    @Test
    void survivesBytesBitForBit() {
        try (FlowEnsemble ensemble = ensemble(Measure.VOLUME, 2);
                FlowEnsemble copy = FlowEnsemble.fromBytes(ensemble.toBytes())) {
            Stars stars = stars(20);
            assertArrayEquals(
                    new FlowDistributionFunction(ensemble).lnf(stars), new FlowDistributionFunction(copy).lnf(stars));
            assertEquals(
                    ensemble.members().get(1).description(),
                    copy.members().get(1).description());
            byte[] bytes = ensemble.toBytes();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> FlowEnsemble.fromBytes(Arrays.copyOf(bytes, bytes.length - 1)));
        }
    }

    @Test
    void aDescriptionOfAFlowOfAnotherShapeIsRefused() {
        FlowShape deeper = FlowShape.unconditional(5, SHAPE.layers() + 1, SHAPE.hidden(), SHAPE.blocks());
        FlowDescription description =
                new FlowDescription(deeper, LINEAR, Measure.VOLUME, VOLUME, 0, 1, 0, 1, 0, 0, Double.NaN, Map.of());
        try (MaskedAutoregressiveFlow flow =
                MaskedAutoregressiveFlow.initialised(SHAPE, RandomSource.L64_X128_MIX.create(1L))) {
            assertThrows(IllegalArgumentException.class, () -> new FlowEnsemble.Member(description, flow));
        }
    }

    @Test
    void givesTheSameFromManyThreadsAtOnce() {
        try (FlowDistributionFunction f = new FlowDistributionFunction(ensemble(Measure.VOLUME, 2))) {
            Stars stars = stars(500);
            double[] expected = f.lnf(stars);
            List<CompletableFuture<double[]>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> f.gradients(stars).lnf()));
            }
            calls.forEach(call -> assertArrayEquals(expected, call.join(), ROUNDING));
        }
    }

    @Test
    void refusesMembersThatCannotBeAveraged() {
        try (FlowEnsemble one = ensemble(Measure.VOLUME, 1);
                FlowEnsemble two = ensemble(Measure.SLICE, 1)) {
            assertThrows(IllegalArgumentException.class, () -> new FlowEnsemble(List.of()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new FlowEnsemble(
                            List.of(one.members().get(0), two.members().get(0))));
        }
        assertThrows(IllegalArgumentException.class, () -> new Region(9, 7, 2));
    }
}
