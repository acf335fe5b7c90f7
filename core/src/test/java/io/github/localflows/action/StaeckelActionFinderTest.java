package io.github.localflows.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.DiscStars;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.Isochrone;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.reference.ReferenceTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaeckelActionFinderTest {
    /** galpy's 100-point quadrature is itself off by some 5e-7 of the larger actions: measured, times two. */
    private static final double REFERENCE_REL = 1e-6;

    /** The same for the smallest ones [kpc km/s]. */
    private static final double REFERENCE_ABS = 1e-5;

    /** The potential is of Stäckel's form, so only quadrature and the table in the plane remain. */
    private static final double QUADRATURE_REL = 5e-9;

    /** Rounding of Phi, 1e-16 of it, over the frequencies [kpc km/s]: what an action of zero may come out as. */
    private static final double QUADRATURE_ABS = 1e-9;

    /** Focal distance that is nearly zero beside any orbit [kpc]; the fudge is off by (DELTA/r)². */
    private static final double DELTA = 1e-4;

    /** (DELTA/r)² is 1e-7 at the smallest pericentre below, 0.3 kpc; the eccentricity's leverage is the rest. */
    private static final double SPHERICAL_REL = 2e-6;

    /** Richardson's differences are good to the sixth power of the step and to rounding over it: measured, times three. */
    private static final double GRADIENT_REL = 1e-6;

    /** Phi is constant within 1e-6 kpc for the actions, where the cusp of the bulge still falls: measured, times two. */
    private static final double ANY_LZ_REL = 2e-8;

    /** The same of orbits that stay within 0.3 kpc of it: measured, times two. */
    private static final double ANY_LZ_IN_THE_CUSP_REL = 1e-6;

    /** Richardson's differences of actions that a cusp bends: measured, times three. */
    private static final double SMALL_LZ_GRADIENT_REL = 3e-5;

    private static final double DELTA_MILKY_WAY = 3.6;

    private static final Potential MILKY_WAY = MilkyWay.potential();
    private static final StaeckelActionFinder FINDER = new StaeckelActionFinder(MILKY_WAY, DELTA_MILKY_WAY);

    @Test
    void agreesWithConvergedReferenceActions() {
        ReferenceTable reference = ReferenceTable.read("actions.csv");
        int n = reference.size();
        double[] Jr = new double[n];
        double[] Lz = new double[n];
        double[] Jz = new double[n];
        FINDER.actions(reference.stars(), Jr, Lz, Jz);
        for (int i = 0; i < n; i++) {
            assertClose(reference.column("Jr_order100")[i], Jr[i], REFERENCE_REL, REFERENCE_ABS, "Jr of row " + i);
            assertClose(reference.column("Lz")[i], Lz[i], REFERENCE_REL, REFERENCE_ABS, "Lz of row " + i);
            assertClose(reference.column("Jz_order100")[i], Jz[i], REFERENCE_REL, REFERENCE_ABS, "Jz of row " + i);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "disc star,            8,    0.2,  30,  210, -15",
        "thick disc,           6,    1.5,  60,  160,  50",
        "halo,                 9,    5,  -120,   60, 100",
        "polar,                5,    6,    10,   15, 120",
        "nearly radial,        8,    0.5, 180,    2,  20",
        "in the plane,         8,    0,    40,  180,   0",
        "through the plane,    8,    0,    40,  180,  25",
        "at an apsis,          8,    0,     0,  240,   0",
        "nearly unbound,       8,    0.3,  10,  410,  30",
        "far out,            120,   40,    30,   80, -20",
        "close in,             0.2,  0.1,  20,   40,  10",
        "above the focus,      0.05, 4,    10,   30,  60"
    })
    void isExactInAStaeckelPotential(String orbit, double R, double z, double vR, double vphi, double vz) {
        KuzminKutuzov potential = new KuzminKutuzov(9e5, 4, 1);
        PhasePoint point = new PhasePoint(R, z, vR, vphi, vz);
        Actions exact = potential.exactActions(point);
        Actions found = new StaeckelActionFinder(potential, potential.Delta).actions(point);
        assertClose(exact.Jr(), found.Jr(), QUADRATURE_REL, QUADRATURE_ABS, "Jr");
        assertClose(exact.Lz(), found.Lz(), QUADRATURE_REL, QUADRATURE_ABS, "Lz");
        assertClose(exact.Jz(), found.Jz(), QUADRATURE_REL, QUADRATURE_ABS, "Jz");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "disc star,        8,  0.2,  30,  210,  -15",
        "halo,             9,  5,  -120,   60,  100",
        "polar,            5,  6,    10,   15,  120",
        "radial,           8,  0.5, 120,    5,    0",
        "in the plane,     8,  0,    40,  180,    0",
        "nearly circular,  8,  0,     1e-3, 220,  1e-3",
        "nearly unbound,   8,  1,   100,  270,   30"
    })
    void tendsToTheExactActionsOfAnIsochrone(String orbit, double R, double z, double vR, double vphi, double vz) {
        double b = 3;
        CompositePotential potential =
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Isochrone(b), 1)));
        double GM = potential.GM(0);
        double Lz = R * vphi;
        double LR = -z * vphi;
        double Lphi = z * vR - R * vz;
        double L = Math.sqrt(Lz * Lz + LR * LR + Lphi * Lphi);
        double E = 0.5 * (vR * vR + vphi * vphi + vz * vz) + potential.Phi(R, z);
        // Binney & Tremaine (2008), eq. 3.225.
        double Jr = GM / Math.sqrt(-2 * E) - 0.5 * (L + Math.sqrt(L * L + 4 * GM * b));
        Actions found = new StaeckelActionFinder(potential, DELTA).actions(new PhasePoint(R, z, vR, vphi, vz));
        assertClose(Jr, found.Jr(), SPHERICAL_REL, SPHERICAL_REL, "Jr");
        assertClose(L - Lz, found.Jz(), SPHERICAL_REL, SPHERICAL_REL, "Jz");
    }

    @Test
    void starThatStaysInThePlaneHasNoVerticalAction() {
        Stars stars = Stars.of(new PhasePoint(8, 0, 30, 200, 0));
        ActionGradients found = FINDER.gradients(stars);
        assertEquals(0, found.Jz()[0]);
        for (double[] component : found.dJz()) {
            assertEquals(0, component[0], QUADRATURE_ABS);
        }
    }

    @Test
    void circularOrbitHasNoRadialAction() {
        double R = 8;
        Stars stars = Stars.of(new PhasePoint(
                R, 0, 0, Math.sqrt(-R * MILKY_WAY.acceleration(R, 0).aR()), 0));
        ActionGradients found = FINDER.gradients(stars);
        assertEquals(0, found.Jr()[0], QUADRATURE_ABS);
        for (double[] component : found.dJr()) {
            // The gradient is linear in the distance from the circular orbit, the action quadratic.
            assertEquals(0, component[0], Math.sqrt(QUADRATURE_ABS));
        }
    }

    @Test
    void actionsOfSmallOscillationsAreThoseOfHarmonicOnes() {
        double R = 8;
        double vc = Math.sqrt(-R * MILKY_WAY.acceleration(R, 0).aR());
        double kappa = Math.sqrt(MILKY_WAY.d2PhidR2(R) + 3 * vc * vc / (R * R));
        double nu = Math.sqrt(MILKY_WAY.d2Phidz2(R));
        for (double v : new double[] {1e-1, 1e-2, 1e-3, 1e-4, 1e-5}) {
            Actions radial = FINDER.actions(new PhasePoint(R, 0, v, vc, 0));
            Actions vertical = FINDER.actions(new PhasePoint(R, 0, 0, vc, v));
            // The first correction, (v/(nu 0.28 kpc))², and rounding of Phi against v²; the radial ones are smaller.
            double tolerance = 0.01 * v * v + 1e-11 / (v * v);
            assertEquals(1, radial.Jr() / (0.5 * v * v / kappa), tolerance, "Jr, v = " + v);
            assertEquals(1, vertical.Jz() / (0.5 * v * v / nu), tolerance, "Jz, v = " + v);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-2, 1e-4, 1e-6})
    void actionsStayFiniteAsLzVanishes(double vphi) {
        Actions found = FINDER.actions(new PhasePoint(8, 0.5, 100, vphi, 40));
        Actions limit = FINDER.actions(new PhasePoint(8, 0.5, 100, 1e-9, 40));
        assertTrue(found.isBound());
        // dJ/dLz is of order one, but the cusp of the bulge makes it steeper than linear.
        assertEquals(limit.Jr(), found.Jr(), 20 * vphi + 1e-5 * limit.Jr());
        assertEquals(limit.Jz(), found.Jz(), 20 * vphi + 1e-5 * limit.Jz());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "disc,                8,    0.3, -20,    10",
        "halo,                8,    3,   -100,  -60",
        "planar,              8,    0,   -100,   0",
        "at its apocentre,    8,    0,    0,     0",
        "radial,              8,    0.5,  1e-3,  1e-3",
        "polar,               5,    6,    10,    120",
        "nearly unbound,      8,    0.3,  300,   200",
        "close in,            1,    0.1,  50,    10",
        "far out,             30,   20,  -10,   -5",
        "within the cusp,     0.05, 0.3,  10,    60"
    })
    void actionsAreRightForAnyLz(String orbit, double R, double z, double vR, double vz) {
        KuzminKutuzov kuzmin = new KuzminKutuzov(9e5, 4, 1);
        Map<Potential, Double> potentials = new LinkedHashMap<>();
        potentials.put(MILKY_WAY, DELTA_MILKY_WAY);
        potentials.put(kuzmin, kuzmin.Delta);
        potentials.put(CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Hernquist(4), 1))), 0.5);
        potentials.put(CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Isochrone(3), 1))), 1.0);
        double relative = R < 0.3 ? ANY_LZ_IN_THE_CUSP_REL : ANY_LZ_REL;
        potentials.forEach((potential, Delta) -> {
            FudgeQuadrature quadrature = new FudgeQuadrature(potential, Delta);
            StaeckelActionFinder finder = new StaeckelActionFinder(potential, Delta);
            for (double Lz : new double[] {300, 100, 30, 10, 3, 1, 0.1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12}) {
                PhasePoint point = new PhasePoint(R, z, vR, Lz / R, vz);
                Actions found = finder.actions(point);
                if (R < 0.3 && Lz >= 30) {
                    continue; // unbound in some of the potentials
                }
                Actions right = quadrature.actions(point);
                assertClose(right.Jr(), found.Jr(), relative, QUADRATURE_ABS, "Jr of " + point + " in " + potential);
                assertClose(right.Jz(), found.Jz(), relative, QUADRATURE_ABS, "Jz of " + point + " in " + potential);
            }
        });
    }

    @Test
    void actionsTendToThoseOfTheIsochroneForVanishingLz() {
        CompositePotential potential =
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Isochrone(3), 1)));
        double GM = potential.GM(0);
        StaeckelActionFinder finder = new StaeckelActionFinder(potential, DELTA);
        for (double Lz : new double[] {300, 10, 0.1, 1e-3, 1e-6, 1e-9, 1e-12}) {
            PhasePoint p = new PhasePoint(8, 3, -100, Lz / 8, 60);
            double Lphi = p.z() * p.vR() - p.R() * p.vz();
            double L = Math.sqrt(Lz * Lz * (1 + 9.0 / 64) + Lphi * Lphi);
            double E = 0.5 * (p.vR() * p.vR() + p.vphi() * p.vphi() + p.vz() * p.vz()) + potential.Phi(8, 3);
            double Jr = GM / Math.sqrt(-2 * E) - 0.5 * (L + Math.sqrt(L * L + 4 * GM * 3));
            Actions found = finder.actions(p);
            assertClose(Jr, found.Jr(), SPHERICAL_REL, SPHERICAL_REL, "Jr, Lz = " + Lz);
            assertClose(L - Lz, found.Jz(), SPHERICAL_REL, SPHERICAL_REL, "Jz, Lz = " + Lz);
        }
    }

    @Test
    void gradientsAreThoseOfTheActionsForSmallLz() {
        for (double vphi : new double[] {3, 0.3, 0.03}) {
            Stars stars = Stars.of(
                    new PhasePoint(8, 3, -100, vphi, -60),
                    new PhasePoint(8, 0.5, 120, vphi, 30),
                    new PhasePoint(5, 6, 10, vphi, 120),
                    new PhasePoint(3, 0.2, 40, vphi, 15));
            assertGradients(stars, new double[] {2e-3, 1e-3, 0.2, 0.05 * vphi, 0.1}, 1, SMALL_LZ_GRADIENT_REL);
        }
    }

    @Test
    void coarseActionsDifferOnlyWhereOrbitsPassTheAxisClosely() {
        Stars stars = DiscStars.of(2000, 6);
        double[][] fine = new double[3][stars.size()];
        double[][] coarse = new double[3][stars.size()];
        FINDER.actions(stars, fine[0], fine[1], fine[2]);
        FINDER.coarse().actions(stars, coarse[0], coarse[1], coarse[2]);
        for (int i = 0; i < stars.size(); i++) {
            if (fine[1][i] > 300) {
                assertEquals(fine[0][i], coarse[0][i]);
                assertEquals(fine[2][i], coarse[2][i]);
            }
        }
        PhasePoint radial = new PhasePoint(8, 3, -100, 1e-9, -60);
        // By Gauss-Legendre quadrature in hundreds of pieces; 751.2252 with 256 nodes.
        assertEquals(751.2787, FINDER.actions(radial).Jr(), 1e-4);
        assertEquals(751.2787, FINDER.coarse().actions(radial).Jr(), 0.1);
    }

    @Test
    void starsWithoutActionsAreUnbound() {
        List<PhasePoint> points = List.of(
                new PhasePoint(8, 0, 0, 700, 0),
                new PhasePoint(8, 1, 10, -200, 5),
                new PhasePoint(8, 1, 10, 0, 5),
                new PhasePoint(0, 1, 10, 100, 5),
                new PhasePoint(Double.NaN, 1, 10, 100, 5),
                new PhasePoint(8, Double.NaN, 10, 100, 5),
                new PhasePoint(8, 1, Double.NaN, 100, 5),
                new PhasePoint(8, Double.POSITIVE_INFINITY, 10, 100, 5),
                new PhasePoint(Double.POSITIVE_INFINITY, 1, 10, 1, 5),
                new PhasePoint(1e300, 1, 10, 1, 5),
                new PhasePoint(8, 1, 10, Double.POSITIVE_INFINITY, 5));
        ActionGradients gradients = FINDER.gradients(Stars.of(points.toArray(new PhasePoint[0])));
        for (int i = 0; i < points.size(); i++) {
            assertEquals(
                    Actions.UNBOUND,
                    FINDER.actions(points.get(i)),
                    points.get(i).toString());
            assertFalse(Actions.UNBOUND.isBound());
            assertTrue(Double.isNaN(gradients.Jr()[i]) && Double.isNaN(gradients.Jz()[i]));
            assertTrue(Double.isNaN(gradients.dJr()[0][i])
                    && Double.isNaN(gradients.dJz()[4][i]));
        }
    }

    @Test
    void actionsAreFiniteRightUpToEscape() {
        double escape = Math.sqrt(-2 * MILKY_WAY.Phi(8, 0.5));
        for (double deficit = 1e-1; deficit > 1e-3; deficit *= 0.5) {
            double v = escape * (1 - deficit) / Math.sqrt(3);
            Actions found = FINDER.actions(new PhasePoint(8, 0.5, v, v, v));
            assertTrue(found.isBound() && found.Jr() < Double.POSITIVE_INFINITY, "deficit " + deficit);
        }
    }

    @Test
    void batchAndSingleStarsAgreeToTheBit() {
        Stars stars = DiscStars.of(200, 3);
        double[] Jr = new double[200];
        double[] Lz = new double[200];
        double[] Jz = new double[200];
        FINDER.actions(stars, Jr, Lz, Jz);
        ActionGradients gradients = FINDER.gradients(stars);
        assertArrayEquals(Jr, gradients.Jr());
        assertArrayEquals(Lz, gradients.Lz());
        assertArrayEquals(Jz, gradients.Jz());
        for (int i = 0; i < stars.size(); i++) {
            assertEquals(new Actions(Jr[i], Lz[i], Jz[i]), FINDER.actions(stars.point(i)));
        }
    }

    @Test
    void actionsDoNotDependOnTheSideOfThePlane() {
        Stars stars = DiscStars.of(50, 4);
        for (int i = 0; i < stars.size(); i++) {
            PhasePoint p = stars.point(i);
            assertEquals(FINDER.actions(p), FINDER.actions(new PhasePoint(p.R(), -p.z(), p.vR(), p.vphi(), -p.vz())));
        }
    }

    @Test
    void gradientsAreThoseOfTheActions() {
        Stars stars = DiscStars.of(300, 5);
        assertGradients(stars, 1);
    }

    @Test
    void gradientsAreThoseOfTheActionsAtAwkwardPoints() {
        double vc = 220;
        assertGradients(
                Stars.of(
                        new PhasePoint(8, 1e-4, 20, 210, 0),
                        new PhasePoint(8, 0, 20, 210, 1e-3),
                        new PhasePoint(8, 0, 0.02, vc, 0.01),
                        new PhasePoint(8, 0.3, 0.02, vc, 0.01),
                        new PhasePoint(8, 0.01, 50, 200, 30),
                        new PhasePoint(8, 2, 120, 30, 20),
                        new PhasePoint(1, 0.1, 20, 150, 10),
                        new PhasePoint(15, 1, -80, 120, 60),
                        new PhasePoint(8, 0.5, 250, 300, 100)),
                1);
    }

    /** Compares with fourth-order differences at two steps, extrapolated; errors relative to 1 unit or the gradient. */
    private static void assertGradients(Stars stars, double unit) {
        assertGradients(stars, new double[] {2e-3, 1e-3, 0.2, 0.2, 0.1}, unit, GRADIENT_REL);
    }

    private static void assertGradients(Stars stars, double[] steps, double unit, double relative) {
        int n = stars.size();
        ActionGradients found = FINDER.gradients(stars);
        double[][] columns = {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()};
        for (int c = 0; c < columns.length; c++) {
            double[][] coarse = differences(stars, columns[c], steps[c]);
            double[][] fine = differences(stars, columns[c], 0.5 * steps[c]);
            for (int i = 0; i < n; i++) {
                String where = "coordinate " + c + " of " + stars.point(i);
                double dJr = fine[0][i] + (fine[0][i] - coarse[0][i]) / 15;
                double dJz = fine[1][i] + (fine[1][i] - coarse[1][i]) / 15;
                assertClose(dJr, found.dJr()[c][i], relative, relative * unit, "dJr by " + where);
                assertClose(dJz, found.dJz()[c][i], relative, relative * unit, "dJz by " + where);
            }
        }
    }

    private static double[][] differences(Stars stars, double[] column, double step) {
        int n = stars.size();
        double[] saved = column.clone();
        double[] weights = {1, -8, 8, -1};
        int[] offsets = {-2, -1, 1, 2};
        double[][] sums = new double[2][n];
        double[] Jr = new double[n];
        double[] Lz = new double[n];
        double[] Jz = new double[n];
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < n; i++) {
                column[i] = saved[i] + offsets[k] * step;
            }
            FINDER.actions(stars, Jr, Lz, Jz);
            for (int i = 0; i < n; i++) {
                sums[0][i] += weights[k] * Jr[i] / (12 * step);
                sums[1][i] += weights[k] * Jz[i] / (12 * step);
            }
        }
        System.arraycopy(saved, 0, column, 0, n);
        return sums;
    }

    @Test
    void refusesAFocalDistanceThatIsNone() {
        for (double Delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> new StaeckelActionFinder(MILKY_WAY, Delta));
            assertTrue(refusal.getMessage().contains("focal distance"), refusal.getMessage());
        }
    }

    private static void assertClose(double expected, double actual, double relative, double absolute, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected) + absolute, what);
    }
}
