package io.github.localflows.orbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CircularOrbits;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Kepler;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Plummer;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.units.Units;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;

class OrbitIntegratorTest {
    /** What the reference's README asks for. */
    private static final double REFERENCE_KPC = 1e-5;

    /** What the reference's README asks for. */
    private static final double REFERENCE_KM_S = 1e-3;

    /** The promise of {@link OrbitAccuracy#STANDARD}. */
    private static final double MEDIAN_ENERGY_ERROR = 1e-8;

    /** The promise of {@link OrbitAccuracy#STANDARD}. */
    private static final double WORST_ENERGY_ERROR = 1e-6;

    /** Steps of error 1e-12 leave about 1e-10 after 500 Myr, a place being a hundred times worse known than an energy. */
    private static final OrbitAccuracy TIGHT = new OrbitAccuracy(1e-12, 1e-6);

    private static final double TIGHT_KPC = 1e-8;
    private static final double TIGHT_KM_S = 1e-6;

    private final CompositePotential milkyWay = MilkyWay.potential();
    private final OrbitIntegrator standard = new OrbitIntegrator(milkyWay, OrbitAccuracy.STANDARD);
    private final OrbitIntegrator tight = new OrbitIntegrator(milkyWay, TIGHT);

    @Test
    void agreesWithReferenceOrbits() throws IOException {
        double[][] rows = reference();
        Stars initial = Stars.allocate(rows.length);
        for (int i = 0; i < rows.length; i++) {
            initial.set(i, point(rows[i], 0));
        }
        Snapshots snapshots = standard.snapshots(initial, new double[] {200, 500});
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < rows.length; i++) {
                assertNear(point(rows[i], 5 * (k + 1)), snapshots.stars(k).point(i), REFERENCE_KPC, REFERENCE_KM_S);
            }
        }
    }

    @Test
    void discStarsKeepTheirEnergyAndAngularMomentum() {
        Stars initial = discStars(3000);
        Snapshots snapshots = standard.snapshots(initial, new double[] {200, 500});
        assertTrue(snapshots.medianEnergyError() <= MEDIAN_ENERGY_ERROR, "median " + snapshots.medianEnergyError());
        assertTrue(snapshots.worstEnergyError() <= WORST_ENERGY_ERROR, "worst " + snapshots.worstEnergyError());
        assertEquals(0, snapshots.failed());
        assertEquals(0, snapshots.beyondLimit());
        Stars last = snapshots.stars(1);
        for (int i = 0; i < initial.size(); i++) {
            double Lz = initial.R()[i] * initial.vphi()[i];
            // One division and one product apart.
            assertEquals(Lz, last.R()[i] * last.vphi()[i], 4e-16 * Lz);
            double E0 = energy(initial.point(i));
            assertEquals(E0, energy(last.point(i)), WORST_ENERGY_ERROR * Math.abs(E0));
        }
    }

    @Test
    void reportedEnergyErrorsAreTheTrueOnes() {
        Stars initial = discStars(50);
        Snapshots snapshots = standard.snapshots(initial, new double[] {100, 500});
        double[] errors = snapshots.energyErrors();
        for (int i = 0; i < initial.size(); i++) {
            double E0 = energy(initial.point(i));
            double expected = 0;
            for (int k = 0; k < 2; k++) {
                double E = energy(snapshots.stars(k).point(i));
                expected = Math.max(expected, Math.abs(E / E0 - 1));
            }
            // Rounding of E/E0.
            assertEquals(expected, errors[i], 1e-15);
        }
        Arrays.sort(errors);
        assertEquals(errors[25], snapshots.medianEnergyError());
        assertEquals(errors[49], snapshots.worstEnergyError());
    }

    @Test
    void agreesWithAnIndependentIntegrator() {
        Stars initial = discStars(5);
        Snapshots snapshots = tight.snapshots(initial, new double[] {500});
        DormandPrince853Integrator other = new DormandPrince853Integrator(1e-12, 0.1, 1e-12, 1e-12);
        for (int i = 0; i < initial.size(); i++) {
            PhasePoint p = initial.point(i);
            double Lz = p.R() * p.vphi();
            OrdinaryDifferentialEquation meridional = new OrdinaryDifferentialEquation() {
                @Override
                public int getDimension() {
                    return 4;
                }

                @Override
                public double[] computeDerivatives(double t, double[] y) {
                    Acceleration a = milkyWay.acceleration(y[0], y[1]);
                    return new double[] {y[2], y[3], a.aR() + Lz * Lz / (y[0] * y[0] * y[0]), a.az()};
                }
            };
            double[] end = other.integrate(
                            meridional,
                            new ODEState(0, new double[] {p.R(), p.z(), p.vR(), p.vz()}),
                            500 * Units.KPC_PER_MYR_AT_KM_S)
                    .getPrimaryState();
            PhasePoint expected = new PhasePoint(end[0], end[1], end[2], Lz / end[0], end[3]);
            assertNear(expected, snapshots.stars(0).point(i), TIGHT_KPC, TIGHT_KM_S);
        }
    }

    @Test
    void reversedInTimeReturnsToTheStart() {
        Stars initial = discStars(100);
        Stars there = tight.snapshots(initial, new double[] {500}).stars(0);
        Stars back = tight.snapshots(reversed(there), new double[] {500}).stars(0);
        Stars returned = reversed(back);
        for (int i = 0; i < initial.size(); i++) {
            assertNear(initial.point(i), returned.point(i), TIGHT_KPC, TIGHT_KM_S);
        }
    }

    @Test
    void circularOrbitStaysCircular() {
        CircularOrbits circles = new CircularOrbits(milkyWay);
        for (double R : new double[] {0.1, 1, 8, 40}) {
            PhasePoint start = new PhasePoint(R, 0, 0, R * circles.Omega(R), 0);
            Snapshots snapshots = tight.snapshots(Stars.of(start), new double[] {37, 500});
            assertNear(start, snapshots.stars(0).point(0), TIGHT_KPC, TIGHT_KM_S);
            assertNear(start, snapshots.stars(1).point(0), TIGHT_KPC, TIGHT_KM_S);
        }
    }

    @Test
    void keplerEllipseClosesAfterItsPeriod() {
        // Semi-major axis 5 kpc, eccentricity 0.8, inclined: starts at the pericentre at 1 kpc.
        CompositePotential kepler = CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Kepler(), 1)));
        double GM = kepler.GM(0);
        double a = 5;
        double e = 0.8;
        double speed = Math.sqrt(GM / a * (1 + e) / (1 - e));
        PhasePoint start = new PhasePoint(a * (1 - e), 0, 0, 0.6 * speed, 0.8 * speed);
        double period = 2 * Math.PI * Math.sqrt(a * a * a / GM) / Units.KPC_PER_MYR_AT_KM_S;
        Snapshots snapshots = new OrbitIntegrator(kepler, TIGHT)
                .snapshots(Stars.of(start), new double[] {period / 2, period, 2 * period});
        double slow = speed * (1 - e) / (1 + e);
        assertNear(
                new PhasePoint(a * (1 + e), 0, 0, 0.6 * slow, -0.8 * slow),
                snapshots.stars(0).point(0),
                TIGHT_KPC,
                TIGHT_KM_S);
        assertNear(start, snapshots.stars(1).point(0), TIGHT_KPC, TIGHT_KM_S);
        assertNear(start, snapshots.stars(2).point(0), TIGHT_KPC, TIGHT_KM_S);
    }

    @Test
    void anyPotentialWillDo() {
        // The bare shape has G M = 1 and no batch methods of its own: a circle of 1 kpc at 1 km/s.
        Snapshots snapshots = new OrbitIntegrator(new Kepler(), TIGHT)
                .snapshots(Stars.of(new PhasePoint(1, 0, 0, 0, 1)), new double[] {
                    0.5 * Math.PI / Units.KPC_PER_MYR_AT_KM_S, 2 * Math.PI / Units.KPC_PER_MYR_AT_KM_S
                });
        PhasePoint quarter = snapshots.stars(0).point(0);
        assertEquals(1, quarter.z(), TIGHT_KPC);
        assertEquals(0, quarter.R(), TIGHT_KPC);
        assertEquals(1, snapshots.stars(1).point(0).vz(), TIGHT_KM_S);
    }

    @Test
    void orbitsPastTheCentreKeepTheirEnergy() {
        Stars initial = Stars.of(
                new PhasePoint(8, 0.3, 30, 0, 40),
                new PhasePoint(2, 0, 0, 1e-3, 0),
                new PhasePoint(1, 0.01, 100, 0.5, 10),
                new PhasePoint(0, 1, 20, 0, 0));
        Snapshots snapshots = standard.snapshots(initial, new double[] {200, 500});
        assertEquals(0, snapshots.failed());
        assertTrue(snapshots.worstEnergyError() <= WORST_ENERGY_ERROR, "worst " + snapshots.worstEnergyError());
    }

    @Test
    void radialOrbitCrossesAHarmonicCentre() {
        // Far inside Plummer's b the centre is harmonic, up to (r/b)² = 1e-8: half a period mirrors the star.
        CompositePotential core =
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Plummer(1e4), 1)));
        double Omega = new CircularOrbits(core).Omega(1);
        Snapshots snapshots = new OrbitIntegrator(core, TIGHT)
                .snapshots(Stars.of(new PhasePoint(1, 0.5, 0, 0, 0)), new double[] {
                    Math.PI / 2 / Omega / Units.KPC_PER_MYR_AT_KM_S, Math.PI / Omega / Units.KPC_PER_MYR_AT_KM_S
                });
        PhasePoint centre = snapshots.stars(0).point(0);
        assertEquals(0, centre.R(), 1e-7);
        assertEquals(Omega, Math.abs(centre.vR()), 1e-5);
        PhasePoint mirrored = snapshots.stars(1).point(0);
        assertEquals(1, mirrored.R(), 1e-7);
        assertEquals(-0.5, mirrored.z(), 1e-7);
    }

    @Test
    void snapshotsOfOneTimeAreTheSameWhicheverOthersAreAsked() {
        Stars initial = discStars(300);
        // Two within the first step, one three times, some within one step, and two that rounding alone tells apart.
        double[] all = {
            0, 1e-9, 1e-3, 100, 199, 200, 200, 200, 201, 300, 400, 499.999999, Math.nextDown(500.0), 500, 600, 5000
        };
        Snapshots many = standard.snapshots(initial, all);
        assertArrayEquals(all, many.timesMyr());
        assertEquals(all.length, many.count());
        List<double[]> choices = new ArrayList<>();
        for (double time : all) {
            choices.add(new double[] {time});
        }
        choices.add(new double[] {200, 500});
        choices.add(new double[] {100, 200, 300, 400, 500});
        choices.add(new double[] {0, 1e-9, 1e-3, 201});
        for (double[] choice : choices) {
            assertAlike(standard.snapshots(initial, choice), many);
        }
        for (int i = 0; i < initial.size(); i++) {
            assertEquals(initial.point(i), many.stars(0).point(i));
        }
    }

    @Test
    void snapshotAtTheVeryEndOfAStepIsTheStateThere() {
        // A side step as long as the step is the step: the orbit goes on from where the snapshot is.
        PhasePoint start = new PhasePoint(8, 0.3, 30, 210, 40);
        double[] many =
                IntStream.rangeClosed(0, 200_000).mapToDouble(i -> i * 1e-4).toArray();
        Snapshots dense = standard.snapshots(Stars.of(start), many);
        double worst = Arrays.stream(dense.energyErrors()).max().orElseThrow();
        assertTrue(worst <= MEDIAN_ENERGY_ERROR, "worst on the way " + worst);
        for (int k = 1; k < many.length; k++) {
            double step = Math.abs(dense.stars(k).z()[0] - dense.stars(k - 1).z()[0]);
            // 1e-4 Myr at less than 100 km/s.
            assertTrue(step < 1e-4 * 100 * Units.KPC_PER_MYR_AT_KM_S, "a leap at " + many[k] + " Myr: " + step);
        }
    }

    @Test
    void starFollowedAgainForALaterSnapshotKeepsTheEarlierOnes() {
        Stars initial = discStars(300);
        OrbitIntegrator loose = new OrbitIntegrator(milkyWay, new OrbitAccuracy(1e-4, 1e-7));
        double[] times = {1, 50, 200, 500, 1000};
        Snapshots many = loose.snapshots(initial, times);
        assertTrue(
                many.repeated(1) < many.repeated(3) && many.repeated(3) > 10,
                "repeated " + many.repeated(1) + " and " + many.repeated(3));
        assertEquals(0, many.beyondLimit());
        for (double time : times) {
            assertAlike(loose.snapshots(initial, new double[] {time}), many);
        }
        assertAlike(loose.snapshots(initial, new double[] {50, 500}), many);
    }

    @Test
    void starGivenUpLaterIsWhereItIsBefore() {
        CompositePotential kepler = CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Kepler(), 1)));
        OrbitIntegrator integrator = new OrbitIntegrator(kepler, OrbitAccuracy.STANDARD);
        Stars falling = Stars.of(new PhasePoint(8, 0, 0, 0, 0), new PhasePoint(8, 0, 0, 220, 0));
        Snapshots many = integrator.snapshots(falling, new double[] {1, 10, 35, 500, 2000});
        assertTrue(Double.isFinite(many.energyErrors(1)[0]));
        assertTrue(Double.isNaN(many.energyErrors(3)[0]));
        for (double[] times : new double[][] {{1}, {10}, {35}, {500}, {1, 35}, {2000}}) {
            assertAlike(integrator.snapshots(falling, times), many);
        }
    }

    @Test
    void starHasTheSameBitsInAnyCompany() {
        Stars initial = discStars(300);
        double[] times = {200, 500};
        Snapshots together = standard.snapshots(initial, times);
        for (int i = 0; i < initial.size(); i += 37) {
            Snapshots alone = standard.snapshots(Stars.of(initial.point(i)), times);
            assertEquals(together.stars(0).point(i), alone.stars(0).point(0));
            assertEquals(together.stars(1).point(i), alone.stars(1).point(0));
            assertEquals(together.energyErrors()[i], alone.energyErrors()[0]);
        }
        for (int size : new int[] {2, 63, 64, 65, 130}) {
            Stars backwards = Stars.allocate(size);
            for (int i = 0; i < size; i++) {
                backwards.set(i, initial.point(299 - i));
            }
            Snapshots some = standard.snapshots(backwards, times);
            for (int i = 0; i < size; i++) {
                assertEquals(together.stars(0).point(299 - i), some.stars(0).point(i));
                assertEquals(together.stars(1).point(299 - i), some.stars(1).point(i));
            }
        }
    }

    @Test
    void starThatCannotBeFollowedIsCountedAndHarmsNoOther() {
        PhasePoint sun = new PhasePoint(8, 0.01, -10, 231, 7);
        double nan = Double.NaN;
        Stars initial = Stars.of(
                new PhasePoint(8, nan, 0, 220, 0), sun, new PhasePoint(8, 0, 0, Double.POSITIVE_INFINITY, 0), sun);
        Snapshots snapshots = standard.snapshots(initial, new double[] {0, 500});
        assertEquals(2, snapshots.failed());
        assertTrue(Double.isNaN(snapshots.stars(1).R()[0]));
        assertTrue(Double.isNaN(snapshots.stars(1).vz()[2]));
        assertTrue(Double.isNaN(snapshots.energyErrors()[2]));
        Snapshots alone = standard.snapshots(Stars.of(sun), new double[] {500});
        assertEquals(alone.stars(0).point(0), snapshots.stars(1).point(1));
        assertEquals(alone.stars(0).point(0), snapshots.stars(1).point(3));
        assertTrue(snapshots.worstEnergyError() < WORST_ENERGY_ERROR);
    }

    @Test
    void fallIntoAPointMassIsGivenUp() {
        CompositePotential kepler = CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Kepler(), 1)));
        Snapshots snapshots = new OrbitIntegrator(kepler, OrbitAccuracy.STANDARD)
                .snapshots(Stars.of(new PhasePoint(8, 0, 0, 0, 0)), new double[] {10, 500});
        assertEquals(1, snapshots.failed());
        assertTrue(Double.isFinite(snapshots.stars(0).R()[0]));
        assertTrue(Double.isNaN(snapshots.stars(1).R()[0]));
    }

    @Test
    void starBeyondTheLimitIsFollowedAgain() {
        Stars initial = discStars(100);
        OrbitIntegrator loose = new OrbitIntegrator(milkyWay, new OrbitAccuracy(1e-4, 1e-8));
        Snapshots snapshots = loose.snapshots(initial, new double[] {500});
        assertTrue(snapshots.repeated(0) > 50, "repeated " + snapshots.repeated(0));
        assertEquals(0, snapshots.beyondLimit());
        assertTrue(snapshots.worstEnergyError() <= 1e-8);
        OrbitIntegrator hopeless = new OrbitIntegrator(milkyWay, new OrbitAccuracy(1e-2, 1e-17));
        Snapshots reported = hopeless.snapshots(initial, new double[] {500});
        assertTrue(reported.beyondLimit() > 50, "beyond the limit " + reported.beyondLimit());
    }

    @Test
    void emptyBatchIsFollowed() {
        Snapshots snapshots = standard.snapshots(Stars.allocate(0), new double[] {500});
        assertEquals(0, snapshots.stars(0).size());
        assertTrue(Double.isNaN(snapshots.medianEnergyError()));
        assertTrue(Double.isNaN(snapshots.worstEnergyError()));
    }

    @Test
    void refusesTimesAndAccuraciesWithoutMeaning() {
        Stars stars = discStars(1);
        for (double[] times : new double[][] {{}, {-1}, {200, 100}, {Double.NaN}, {Double.POSITIVE_INFINITY}}) {
            assertThrows(IllegalArgumentException.class, () -> standard.snapshots(stars, times));
        }
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new OrbitAccuracy(bad, 1e-6));
            assertThrows(IllegalArgumentException.class, () -> new OrbitAccuracy(1e-6, bad));
        }
    }

    /** Bit by bit, at the times that both have; a star that was given up is alike too. */
    private static void assertAlike(Snapshots some, Snapshots many) {
        double[] times = some.timesMyr();
        for (int k = 0; k < times.length; k++) {
            int j = Arrays.binarySearch(many.timesMyr(), times[k]);
            for (int i = 0; i < some.stars(k).size(); i++) {
                assertEquals(many.stars(j).point(i), some.stars(k).point(i), "star " + i + " at " + times[k] + " Myr");
            }
            assertArrayEquals(many.energyErrors(j), some.energyErrors(k));
            assertEquals(many.repeated(j), some.repeated(k));
        }
    }

    private double energy(PhasePoint p) {
        return 0.5 * (p.vR() * p.vR() + p.vphi() * p.vphi() + p.vz() * p.vz()) + milkyWay.Phi(p.R(), p.z());
    }

    private static Stars reversed(Stars stars) {
        Stars reversed = Stars.allocate(stars.size());
        for (int i = 0; i < stars.size(); i++) {
            PhasePoint p = stars.point(i);
            reversed.set(i, new PhasePoint(p.R(), p.z(), -p.vR(), -p.vphi(), -p.vz()));
        }
        return reversed;
    }

    /** Stars like those of the Galaxy's disc at 1 to 16 kpc; a stand-in for the sampler, which builds on this package. */
    private Stars discStars(int n) {
        SplittableRandom random = new SplittableRandom(42);
        CircularOrbits circles = new CircularOrbits(milkyWay);
        Stars stars = Stars.allocate(n);
        for (int i = 0; i < n; ) {
            double R = -2.6 * (Math.log(1 - random.nextDouble()) + Math.log(1 - random.nextDouble()));
            if (R < 1 || R > 16) {
                continue;
            }
            double sigma = 46 * Math.exp((8 - R) / 8);
            double u = 2 * random.nextDouble() - 1;
            double z = 0.2 * Math.log((1 + u) / (1 - u));
            double vc = R * circles.Omega(R);
            double vphi = vc - sigma * sigma * R / (2.6 * vc) + 0.7 * sigma * random.nextGaussian();
            if (Math.abs(z) < 2.5 && vphi > 0) {
                double vR = sigma * random.nextGaussian();
                double vz = 0.58 * sigma * random.nextGaussian();
                stars.set(i++, new PhasePoint(R, z, vR, vphi, vz));
            }
        }
        return stars;
    }

    /** The reference's rows: R, vR, vphi, z, vz at 0, 200 and 500 Myr. */
    private static double[][] reference() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                OrbitIntegratorTest.class.getResourceAsStream("/reference/orbits.csv"), StandardCharsets.UTF_8))) {
            assertTrue(reader.readLine().startsWith("R_0,vR_0,vphi_0,z_0,vz_0,R_200Myr,"));
            return reader.lines()
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        }
    }

    private static PhasePoint point(double[] row, int from) {
        return new PhasePoint(row[from], row[from + 3], row[from + 1], row[from + 2], row[from + 4]);
    }

    private static void assertNear(PhasePoint expected, PhasePoint actual, double kpc, double kmPerS) {
        assertEquals(expected.R(), actual.R(), kpc, "R");
        assertEquals(expected.z(), actual.z(), kpc, "z");
        assertEquals(expected.vR(), actual.vR(), kmPerS, "vR");
        assertEquals(expected.vphi(), actual.vphi(), kmPerS, "vphi");
        assertEquals(expected.vz(), actual.vz(), kmPerS, "vz");
    }
}
