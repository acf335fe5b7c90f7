package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.reference.ReferenceTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class HernquistSphereTest {
    /** Some ten roundings; measured 7e-16 of ln f and 8e-16 of the gradient. */
    private static final double ROUNDING_REL = 3e-15;

    /** Simpson's rule with 2,000 steps of a smooth integrand, and rounding; measured 5e-15. */
    private static final double QUADRATURE_REL = 3e-14;

    /** Of eq. 10, whose terms cancel far out; measured 5e-12 at ten scale radii. */
    private static final double DISPERSION_REL = 2e-11;

    /** Truncation and rounding of the differences. */
    private static final double DIFFERENCES_REL = 1e-8;

    private static final double R0 = 8;
    private static final double V0 = 220;
    private static final double A = 8;

    private static final CompositePotential POTENTIAL =
            CompositePotential.normalised(R0, V0, List.of(new PotentialPart(new Hernquist(A), 1)));

    private final HernquistSphere f = HernquistSphere.in(POTENTIAL);

    @Test
    void massMakesTheCircularVelocity() {
        // v0² = GM R0/(R0 + a)².
        assertEquals(4 * V0 * V0 * A, f.GM(), 1e-9);
        assertEquals(A, f.a());
    }

    @Test
    void matchesHighPrecisionFromTheCentreToFarOut() {
        ReferenceTable table = ReferenceTable.read("hernquist.csv");
        Stars stars = table.stars();
        double[] lnf = table.column("lnf");
        double[] byE = table.column("dlnf_dE");

        double[] found = f.lnf(stars);
        LnfGradients gradients = f.gradients(stars);

        for (int i = 0; i < stars.size(); i++) {
            PhasePoint point = stars.point(i);
            assertEquals(lnf[i], found[i], ROUNDING_REL * Math.abs(lnf[i]), "" + point);
            assertEquals(found[i], gradients.lnf()[i]);
            double r = Math.hypot(point.R(), point.z());
            double byr = byE[i] * f.GM() / ((r + A) * (r + A));
            double[][] pairs = {
                {byr * point.R() / r, gradients.dR()[i]},
                {byr * point.z() / r, gradients.dz()[i]},
                {byE[i] * point.vR(), gradients.dvR()[i]},
                {byE[i] * point.vphi(), gradients.dvphi()[i]},
                {byE[i] * point.vz(), gradients.dvz()[i]}
            };
            for (double[] pair : pairs) {
                assertEquals(pair[0], pair[1], ROUNDING_REL * Math.abs(pair[0]), "" + point);
            }
        }
    }

    @Test
    void velocitiesIntegrateToTheDensityAndItsDispersion() {
        for (double r : new double[] {1e-3, 0.1, 1, 4, 8, 20, 80}) {
            double[] moments = moments(r);
            assertEquals(f.density(r), moments[0], QUADRATURE_REL * f.density(r), "r = " + r);
            double square = dispersionSquare(r);
            assertEquals(square, moments[1] / moments[0] / 3, DISPERSION_REL * square, "r = " + r);
        }
    }

    @Test
    void densityIsThatOfThePotential() {
        // Both by Poisson's equation and as the mass of all stars.
        double perMass = POTENTIAL.density(3, 4) / f.density(5);
        for (double r : new double[] {0.01, 2, 30}) {
            assertEquals(perMass, POTENTIAL.density(r, 0) / f.density(r), ROUNDING_REL * perMass);
        }
    }

    @Test
    void gradientsAreThoseOfLnf() {
        Stars stars = Stars.of(
                new PhasePoint(8, 0.3, 20, 150, -30),
                new PhasePoint(3, -2, -50, 60, 340),
                new PhasePoint(1, 0.2, 0, -30, 5),
                new PhasePoint(15, 5, 10, -90, 70));
        Differences.assertGradients(f, stars, DIFFERENCES_REL, new double[] {1, 1, 1e-2, 1e-2, 1e-2}, 1);
    }

    @Test
    void unboundStarsHaveNoDensity() {
        double escape = Math.sqrt(2 * f.GM() / (5 + A));
        Stars stars = Stars.of(
                new PhasePoint(3, 4, 0, escape * (1 + 1e-12), 0),
                new PhasePoint(3, 4, 0, 1e200, 0),
                new PhasePoint(1e308, 1e308, 0, 1, 0));

        LnfGradients gradients = f.gradients(stars);

        for (int i = 0; i < stars.size(); i++) {
            assertEquals(Double.NEGATIVE_INFINITY, gradients.lnf()[i]);
            assertEquals(0, gradients.dR()[i]);
            assertEquals(0, gradients.dvphi()[i]);
        }
        assertTrue(Double.isFinite(f.lnf(Stars.of(new PhasePoint(3, 4, 0, escape * (1 - 1e-12), 0)))[0]));
    }

    @Test
    void extremeCoordinatesHaveNoNaN() {
        double[] lengths = {0, 1e-320, 1e-200, 1e-80, 1, 1e80, 1e200, 1e308};
        for (double R : lengths) {
            for (double z : lengths) {
                for (double v : new double[] {0, 1e-320, 1e-160, 100, 1e160, 1e308}) {
                    LnfGradients at = f.gradients(Stars.of(new PhasePoint(R, -z, v, v, -v)));
                    for (double[] column : List.of(at.lnf(), at.dR(), at.dz(), at.dvR(), at.dvphi(), at.dvz())) {
                        assertTrue(!Double.isNaN(column[0]), R + ", " + z + ", " + v);
                    }
                }
            }
        }
        assertEquals(Double.POSITIVE_INFINITY, f.lnf(Stars.of(new PhasePoint(0, 0, 0, 0, 0)))[0]);
    }

    @Test
    void anotherPotentialIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> HernquistSphere.in(MilkyWay.potential()));
        assertThrows(IllegalArgumentException.class, () -> new HernquistSphere(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new HernquistSphere(0, 8));
    }

    /** The integrals of f and of v² f over the velocities at r, in a variable that both ends suit. */
    private double[] moments(double r) {
        double escape = Math.sqrt(2 * f.GM() / (r + A));
        // Equal steps of s crowd towards small speeds, where f is large near the centre.
        double cold = Math.sqrt(r / (r + A));
        double top = asinh(1 / cold);
        int n = 2000;
        double[] sums = new double[2];
        for (int i = 1; i < n; i++) {
            double s = top * (1 - Math.cos(Math.PI * i / n)) / 2;
            double ds = top * Math.PI / n * Math.sin(Math.PI * i / n) / 2;
            double v = escape * cold * Math.sinh(s);
            double dv = escape * cold * Math.cosh(s) * ds;
            double density = Math.exp(f.lnf(Stars.of(new PhasePoint(r, 0, 0, v, 0)))[0]);
            double weight = (i % 2 == 0 ? 2.0 : 4.0) / 3 * 4 * Math.PI * v * v * density * dv;
            sums[0] += weight;
            sums[1] += weight * v * v;
        }
        return sums;
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }

    /** Hernquist (1990), eq. 10, for any one direction [km²/s²]. */
    private double dispersionSquare(double r) {
        double x = r / A;
        double d = 1 + x;
        double polynomial = 25 + x * (52 + x * (42 + x * 12));
        return f.GM() / (12 * A) * (12 * x * d * d * d * Math.log1p(1 / x) - x / d * polynomial);
    }
}
