package io.github.localflows.moments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.BallAboutSun;
import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.sampling.SphereSampler;
import io.github.localflows.sampling.StarSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WeakFormTest {
    private static final Region VOLUME = new Region(7, 9, 2.5);
    private static final WeakFormShape SHAPE =
            new WeakFormShape(VOLUME, 3, List.of(0.1, 0.25, 0.6, 1.5), 2, List.of(0.05, 0.1, 0.2, 0.4, 0.8, 1.6), 3);
    private static final int STARS = 100_000;

    private static Stars stars;
    private static double[] ones;
    private static WeakFormShape.Prepared prepared;
    private static MomentSums sums;

    @BeforeAll
    static void summed() throws Unsolvable {
        stars = new StarSampler(QuasiIsothermalMixture.milkyWay(), VOLUME, Measure.VOLUME)
                .sample(5, 0, STARS)
                .stars();
        ones = new double[STARS];
        Arrays.fill(ones, 1);
        prepared = SHAPE.prepared(stars, ones);
        sums = WeakFormShape.sums(prepared, stars, ones);
    }

    @Test
    void potentialIsThatOfTheGalaxyWithinItsErrors() throws Unsolvable {
        WeakForm.Solution solution = WeakForm.solve(sums, prepared.functions(), prepared.basis(), prepared.gravity());
        for (double z : new double[] {0.2, 0.5, 1, 1.4}) {
            for (double R : new double[] {7.4, 8, 8.6}) {
                double az = MilkyWay.potential().acceleration(R, z).az();
                PotentialEstimate.Value found = solution.potential().az(R, z);
                assertEquals(az, found.value(), 3.5 * found.error(), "az at " + R + ", " + z);
                assertTrue(found.error() < 0.12 * Math.abs(az), found.toString());
                double aR = MilkyWay.potential().acceleration(R, z).aR();
                PotentialEstimate.Value radial = solution.potential().aR(R, z);
                assertEquals(aR, radial.value(), 4 * radial.error() + 0.003 * Math.abs(aR), "aR at " + R + ", " + z);
            }
        }
        assertTrue(
                solution.test().p() > 1e-3 && solution.test().p() < 0.999,
                solution.test().toString());
        assertTrue(solution.effective() > 5
                && solution.effective() < prepared.basis().size());
    }

    /** The moments of the stars measured with errors, and again with as large ones, which stand for one measurement without. */
    private static MomentSums measured(double error, double[] factors) {
        SplittableRandom random = new SplittableRandom(11);
        try (MomentAccumulator accumulator = prepared.accumulator(prepared.pilot(), factors.length)) {
            for (int i = 0; i < STARS; i++) {
                double vR = stars.vR()[i];
                double vphi = stars.vphi()[i];
                double vz = stars.vz()[i];
                for (double factor : factors) {
                    vR += error * random.nextGaussian();
                    vphi += error * random.nextGaussian();
                    vz += error * random.nextGaussian();
                    accumulator.add(i, stars.R()[i], stars.z()[i], vR, vphi, vz, 1, factor);
                }
            }
            return accumulator.sums();
        }
    }

    private static PotentialEstimate.Value az(MomentSums of) throws Unsolvable {
        return WeakForm.solve(of, prepared).potential().az(8, 0.8);
    }

    @Test
    void measurementsWithErrorsAreExtrapolatedToNone() throws Unsolvable {
        double error = 12;
        double az = MilkyWay.potential().acceleration(8, 0.8).az();
        PotentialEstimate.Value biased = az(measured(error, new double[] {1}));
        // Errors widen velocities whose dispersion is some 28 km/s.
        assertTrue(biased.value() / az > 1.1, biased + " for " + az);
        MomentSums extrapolated = measured(error, new double[] {2, -1});
        PotentialEstimate.Value found = az(extrapolated);
        assertEquals(az, found.value(), 3.5 * found.error());
        assertTrue(Math.abs(found.value() - az) < 0.5 * Math.abs(biased.value() - az), found + " for " + az);
        // The noise of two measurements is in the error of what is found.
        assertTrue(found.error() > biased.error(), found + ", " + biased);
        assertEquals(STARS, extrapolated.stars());
        assertEquals(STARS, extrapolated.effectiveStars(), 1e-6 * STARS);
    }

    @Test
    void severalMeasurementsThatAreTheSameAreOne() {
        MomentSums once = measured(0, new double[] {1});
        MomentSums thrice = measured(0, new double[] {0.5, 0.75, -0.25});
        for (int f = 0; f < once.products.length; f++) {
            double largest =
                    Arrays.stream(once.products[f]).map(Math::abs).max().orElseThrow();
            assertArrayEquals(once.products[f], thrice.products[f], 1e-12 * largest);
        }
        double largest = Arrays.stream(once.M).map(Math::abs).max().orElseThrow();
        assertArrayEquals(once.M, thrice.M, 1e-12 * largest);
        assertEquals(once.stars(), thrice.stars());
    }

    @Test
    void familiesVanishForTheGalaxyAndNotForAKickedOne() throws Unsolvable {
        for (MomentFamily family : MomentFamily.values()) {
            MomentTest test = WeakForm.test(sums, prepared.functions(), family);
            assertEquals(prepared.functions().count(family), test.degreesOfFreedom());
            assertTrue(test.p() > 1e-3 && test.p() < 0.999, test.toString());
        }
        Stars kicked = stars.first(STARS);
        for (int i = 0; i < STARS; i += 10) {
            kicked.vz()[i] += 20;
        }
        MomentSums moved = WeakFormShape.sums(prepared, kicked, ones);
        MomentTest mirror = WeakForm.test(moved, prepared.functions(), MomentFamily.MIRROR);
        assertTrue(mirror.p() < 1e-6, mirror.toString());
        assertTrue(mirror.worst().get(0).function().contains("vz"), mirror.toString());
    }

    @Test
    void aWrongPotentialIsRejectedAndTheRightOneIsNot() throws Unsolvable {
        assertTrue(p(MilkyWay.potential()) > 1e-3);
        assertTrue(p(prepared.pilot()) > 1e-3);
        List<Double> more = new ArrayList<>(prepared.pilot().coefficients());
        int z2 = more.size() - SHAPE.degree() - 1;
        more.set(z2, more.get(z2) + 2000);
        assertTrue(p(new PotentialExpansion(prepared.basis(), more)) < 1e-6);
    }

    private static double p(Potential potential) throws Unsolvable {
        try (MomentAccumulator accumulator = new MomentAccumulator(prepared.functions(), prepared.basis(), potential)) {
            for (int i = 0; i < STARS; i++) {
                accumulator.add(stars.R()[i], stars.z()[i], stars.vR()[i], stars.vphi()[i], stars.vz()[i], 1);
            }
            return WeakForm.test(accumulator.sums(), prepared.functions(), MomentFamily.DYNAMICS)
                    .p();
        }
    }

    @Test
    void starsOfABallAboutTheSunCountForThoseAtOtherAzimuths() throws Unsolvable {
        // Its corner is 1.39 kpc from the Sun.
        Region volume = new Region(7.3, 8.7, 1.2);
        BallAboutSun ball = new BallAboutSun(new Sun(8, 0, 0, 220, 0), 1.5);
        StarSampler sampler = new StarSampler(QuasiIsothermalMixture.milkyWay(), volume, Measure.VOLUME);
        Stars all = sampler.sample(6, 0, 2 * STARS).stars();
        SplittableRandom random = new SplittableRandom(7);
        Stars seen = Stars.allocate(all.size());
        double[] weights = new double[all.size()];
        int n = 0;
        for (int i = 0; i < all.size(); i++) {
            double R = all.R()[i];
            double phi = random.nextDouble(-0.2, 0.2);
            double across = R * R + 64 - 16 * R * Math.cos(phi);
            if (across + all.z()[i] * all.z()[i] < 1.5 * 1.5) {
                weights[n] = ball.weightOfAll(1, R, all.z()[i]);
                seen.set(n++, all.point(i));
            }
        }
        assertTrue(n < 1.8 * STARS, n + " are seen");
        WeakFormShape shape =
                new WeakFormShape(volume, 2, List.of(0.1, 0.25, 0.6), 2, List.of(0.05, 0.1, 0.2, 0.4, 0.8), 3);
        double[] same = new double[n];
        Arrays.fill(same, 1);
        PotentialEstimate right = solved(shape, seen.first(n), Arrays.copyOf(weights, n));
        PotentialEstimate wrong = solved(shape, seen.first(n), same);
        for (double z : new double[] {-0.8, 0.4, 0.8}) {
            double az = MilkyWay.potential().acceleration(8, z).az();
            PotentialEstimate.Value found = right.az(8, z);
            assertEquals(az, found.value(), 3 * found.error(), "az at " + z);
            assertTrue(found.error() < 0.06 * Math.abs(az), found.toString());
        }
        // The density falls faster with height than the galaxy's, by d ln S/dz, times sigma_z² of 500 to 600 km²/s².
        double az = MilkyWay.potential().acceleration(8, 0.8).az();
        double expected = az + 550 * ball.at(8, 0.8).dz();
        assertEquals(expected, wrong.az(8, 0.8).value(), 0.06 * Math.abs(az));
        assertTrue(expected / az > 1.1, "the bias is one");
    }

    private static PotentialEstimate solved(WeakFormShape shape, Stars of, double[] weights) throws Unsolvable {
        WeakFormShape.Prepared ready = shape.prepared(of, weights);
        MomentSums added = WeakFormShape.sums(ready, of, weights);
        return WeakForm.solve(added, ready.functions(), ready.basis(), ready.gravity())
                .potential();
    }

    /** d psi/dt along an orbit, by moving the star. */
    @Test
    void ratesAreThoseAlongAnOrbit() {
        Stars one = stars.first(1);
        double[] rates = moments(one);
        double R = one.R()[0];
        double z = one.z()[0];
        double e = 1e-6;
        Stars[] moved = {Stars.allocate(1), Stars.allocate(1)};
        for (int s = 0; s < 2; s++) {
            double t = s == 0 ? -e : e;
            double vphi = one.vphi()[0];
            double aR = -prepared.pilot().acceleration(R, z).aR();
            double az = -prepared.pilot().acceleration(R, z).az();
            moved[s].R()[0] = R + t * one.vR()[0];
            moved[s].z()[0] = z + t * one.vz()[0];
            moved[s].vR()[0] = one.vR()[0] + t * (vphi * vphi / R - aR);
            moved[s].vphi()[0] = vphi - t * one.vR()[0] * vphi / R;
            moved[s].vz()[0] = one.vz()[0] - t * az;
        }
        // psi itself of the mirror's functions is summed: those of a rate are only reached through the others' own
        // definition.
        double[] before = psi(moved[0]);
        double[] after = psi(moved[1]);
        double largest = Arrays.stream(rates).map(Math::abs).max().orElseThrow();
        for (int j = 0; j < rates.length; j++) {
            assertEquals((after[j] - before[j]) / (2 * e), rates[j], 1e-5 * largest, "moment " + j);
        }
    }

    private static double[] moments(Stars one) {
        return WeakFormShape.sums(prepared, one, ones).moment[MomentFamily.DYNAMICS.ordinal()];
    }

    /** The functions as their documentation has them. */
    private static double[] psi(Stars one) {
        TestFunctions f = prepared.functions();
        double x = (one.R()[0] - f.R0()) / f.halfWidthR();
        double z = one.z()[0];
        double y = z / f.absZmax();
        double window = Math.pow(1 - x * x, 2) * Math.pow(1 - y * y, 2);
        double a = one.vR()[0] / f.widthR();
        double b = (one.vphi()[0] - f.vphi0()) / f.widthphi();
        double c = one.vz()[0] / f.widthz();
        double gauss = Math.exp(-0.5 * (a * a + b * b + c * c));
        double[] psi = new double[f.count(MomentFamily.DYNAMICS)];
        int j = 0;
        for (boolean even : new boolean[] {true, false}) {
            for (int i = 0; i <= f.degreeR(); i++) {
                for (int q = 0; q < f.verticals(); q++) {
                    double Z;
                    if (q == 0) {
                        Z = even ? 1 : z;
                    } else {
                        double u = z / f.heights().get(q - 1);
                        Z = even ? 1 / Math.pow(Math.cosh(u), 2) : Math.tanh(u);
                    }
                    for (TestFunctions.Powers p : f.dynamics(even)) {
                        psi[j++] = window
                                * Math.pow(x, i)
                                * Z
                                * Math.pow(a, p.a())
                                * Math.pow(b, p.b())
                                * Math.pow(c, p.c())
                                * gauss;
                    }
                }
            }
        }
        return psi;
    }

    @Test
    void sumsOfPartsAreThoseOfTheWholeAndWeightsCount() {
        try (MomentAccumulator accumulator =
                new MomentAccumulator(prepared.functions(), prepared.basis(), prepared.pilot())) {
            MomentSums parts = new MomentSums(prepared.functions(), prepared.basis());
            for (int i = 0; i < 1000; i++) {
                accumulator.add(stars.R()[i], stars.z()[i], stars.vR()[i], stars.vphi()[i], stars.vz()[i], 2);
                if (i == 300) {
                    parts.add(accumulator.sums());
                }
            }
            parts.add(accumulator.sums());
            MomentSums whole = WeakFormShape.sums(prepared, stars.first(1000), ones);
            assertEquals(1000, parts.stars());
            for (int j = 0; j < whole.b.length; j++) {
                assertEquals(2 * whole.b[j], parts.b[j], 1e-9 * Math.abs(whole.b[j]) + 1e-9);
            }
            for (int f = 0; f < whole.products.length; f++) {
                for (int j = 0; j < whole.products[f].length; j++) {
                    assertEquals(
                            4 * whole.products[f][j],
                            parts.products[f][j],
                            1e-9 * Math.abs(whole.products[f][j]) + 1e-3);
                }
            }
            accumulator.add(9.5, 0, 0, 200, 0, 1);
            assertEquals(0, accumulator.sums().stars());
            assertThrows(IllegalArgumentException.class, () -> accumulator.add(8, 0, Double.NaN, 200, 0, 1));
        }
        MomentSums again = WeakFormShape.sums(prepared, stars, ones);
        assertArrayEquals(sums.M, again.M);
        assertArrayEquals(sums.products[0], again.products[0]);
    }

    @Test
    void whatCannotBeSolvedHasAReason() {
        Unsolvable few = assertThrows(Unsolvable.class, () -> SHAPE.prepared(stars.first(4000), ones));
        assertTrue(few.getMessage().contains("too few"), few.getMessage());
        Unsolvable none = assertThrows(Unsolvable.class, () -> SHAPE.prepared(Stars.allocate(0), ones));
        assertTrue(none.getMessage().contains("no star is in the volume"), none.getMessage());
        Stars still = stars.first(STARS);
        Arrays.fill(still.vz(), 0);
        assertThrows(Unsolvable.class, () -> SHAPE.prepared(still, ones));
        Stars flat = stars.first(STARS);
        Arrays.fill(flat.z(), 0);
        Unsolvable singular = assertThrows(Unsolvable.class, () -> SHAPE.prepared(flat, ones));
        assertTrue(singular.getMessage().contains("follows from the others"), singular.getMessage());
        WeakFormShape large = new WeakFormShape(VOLUME, 10, List.of(0.1, 0.2, 0.3), 0, List.of(0.5), 1);
        Unsolvable basis = assertThrows(Unsolvable.class, () -> large.prepared(stars, ones));
        assertTrue(basis.getMessage().contains("needs more than"), basis.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new WeakFormShape(new Region(0, 2, 1), 2, List.of(), 2, List.of(0.1), 3));
        assertThrows(
                IllegalArgumentException.class, () -> new TestFunctions(8, 1, 2, 2, List.of(0.1), 215, 0, 50, 50, 3));
    }

    @Test
    void aSphereThatDoesNotRotateIsFoundToo() throws Unsolvable {
        CompositePotential sphere =
                CompositePotential.normalised(2, 150, List.of(new PotentialPart(new Hernquist(2), 1)));
        Region volume = new Region(1.4, 2.8, 2);
        Stars some = new SphereSampler(HernquistSphere.in(sphere), volume, Measure.VOLUME)
                .sample(5, Purpose.STARS, 0, STARS)
                .stars();
        WeakFormShape shape = new WeakFormShape(
                volume, 3, List.of(0.1, 0.25, 0.6, 1.5), 2, List.of(0.05, 0.1, 0.2, 0.4, 0.8, 1.6), 3);
        WeakFormShape.Prepared found = shape.prepared(some, ones);
        double exact = -sphere.acceleration(2.1, 0).aR();
        assertEquals(exact, found.gravity(), 0.05 * exact, "not the mean of vphi²/R");
        WeakForm.Solution solution = WeakForm.solve(
                WeakFormShape.sums(found, some, ones), found.functions(), found.basis(), found.gravity());
        for (double z : new double[] {0.3, 0.8, 1.4}) {
            for (double R : new double[] {1.7, 2.1, 2.5}) {
                PotentialEstimate.Value aR = solution.potential().aR(R, z);
                PotentialEstimate.Value az = solution.potential().az(R, z);
                assertEquals(sphere.acceleration(R, z).aR(), aR.value(), 4 * aR.error(), R + ", " + z);
                assertEquals(sphere.acceleration(R, z).az(), az.value(), 4 * az.error(), R + ", " + z);
                assertTrue(z < 0.5 || az.error() < 0.2 * Math.abs(az.value()), az.toString());
            }
        }
        assertTrue(solution.test().p() > 1e-3, solution.test().toString());
    }

    @Test
    void oneWildStarDoesNotDecideHowWideTheFunctionsAre() throws Unsolvable {
        Stars wild = stars.first(STARS);
        wild.vR()[5] = -1e7;
        wild.vphi()[6] = 1e7;
        wild.vz()[7] = 1e7;
        WeakFormShape.Prepared with = SHAPE.prepared(wild, ones);
        assertEquals(
                prepared.functions().widthR(),
                with.functions().widthR(),
                1e-3 * with.functions().widthR());
        assertEquals(
                prepared.functions().widthphi(),
                with.functions().widthphi(),
                1e-3 * with.functions().widthphi());
        assertEquals(
                prepared.functions().widthz(),
                with.functions().widthz(),
                1e-3 * with.functions().widthz());
        assertEquals(prepared.gravity(), with.gravity(), 0.01 * prepared.gravity());
    }

    @Test
    void starsOfUnequalWeightsCountAsFewer() throws Unsolvable {
        assertEquals(STARS, sums.effectiveStars(), 1e-6 * STARS);
        double[] unequal = new double[STARS];
        // A tenth of the stars has all but nothing of the weight: those count.
        Arrays.setAll(unequal, i -> i % 10 == 0 ? 1 : 1e-6);
        MomentSums of = WeakFormShape.sums(prepared, stars, unequal);
        assertEquals(STARS, of.stars());
        assertEquals(0.1 * STARS, of.effectiveStars(), 1);
        Arrays.setAll(unequal, i -> i % 100 == 0 ? 1 : 1e-6);
        Unsolvable few = assertThrows(Unsolvable.class, () -> SHAPE.prepared(stars, unequal));
        assertTrue(few.getMessage().contains("which, because their weights differ, count as 1000"), few.getMessage());
    }

    @Test
    void everyMomentHasAName() {
        for (MomentFamily family : MomentFamily.values()) {
            List<String> names = prepared.functions().names(family);
            assertEquals(prepared.functions().count(family), names.size());
            assertEquals(names.size(), names.stream().distinct().count());
        }
        PotentialBasis basis = prepared.basis();
        assertEquals("x^1 h ln cosh(z/h), h = 0.1 kpc", basis.name(5));
        assertEquals("x^1", basis.name(0));
        assertEquals("x^3 z^2/2", basis.name(basis.size() - 1));
    }
}
