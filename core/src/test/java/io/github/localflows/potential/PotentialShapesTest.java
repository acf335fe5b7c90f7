package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.units.Units;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PotentialShapesTest {
    /** A few dozen roundings. */
    private static final double ROUNDING_REL = 1e-13;

    /** Sixth-order differences: truncation (STEP/b)^6 = 2e-15 times 36 for the thinnest disc, rounding 1e-16 r/STEP. */
    private static final double DIFFERENCE_REL = 1e-10;

    /** Differences of the force, whose terms cancel to a tenth here and there. */
    private static final double SECOND_DIFFERENCE_REL = 1e-9;

    /** Step of the differences [kpc], and over the distance from the centre within 1 kpc. */
    private static final double STEP = 0.001;

    private static final double[][] POINTS = {
        {0.03, 0.02}, {0.5, -0.3}, {1, 0.9}, {3, 0}, {8, 0.02}, {8, -2.5}, {0.4, 6}, {16, 1.5}, {60, 70}
    };

    static Stream<PotentialShape> shapes() {
        return Stream.of(
                new Kepler(),
                new Plummer(1.3),
                new Isochrone(2.1),
                new Hernquist(0.7),
                new NFW(16),
                new MiyamotoNagai(3, 0.28),
                new MiyamotoNagai(0, 0.9),
                new ExponentialDisc(3, 0.3),
                new ExponentialDisc(4, 1.5),
                new PowerLawCutoff(1.8, 1.9),
                new PowerLawCutoff(0, 4),
                new PowerLawCutoff(2, 4),
                new PowerLawCutoff(2.6, 9));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void forceIsMinusTheGradientOfPhi(PotentialShape shape) {
        for (double[] p : POINTS) {
            double R = p[0];
            double z = p[1];
            double h = STEP * Math.min(1, Math.sqrt(R * R + z * z));
            Acceleration a = shape.acceleration(R, z);
            double scale = Math.hypot(a.aR(), a.az()) + Math.abs(shape.Phi(R, z)) / (R + Math.abs(z));
            double gradientR = slope(h, x -> shape.Phi(Math.abs(R + x), z));
            double gradientz = slope(h, x -> shape.Phi(R, z + x));
            assertEquals(-gradientR, a.aR(), scale * DIFFERENCE_REL, "aR of " + shape + " at " + R + ", " + z);
            assertEquals(-gradientz, a.az(), scale * DIFFERENCE_REL, "az of " + shape + " at " + R + ", " + z);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void densityObeysPoissonsEquation(PotentialShape shape) {
        for (double[] p : POINTS) {
            double R = p[0];
            double z = p[1];
            double h = STEP * Math.min(1, Math.sqrt(R * R + z * z));
            // The divergence of the force, whose own error the test above bounds.
            double laplacian = -slope(h, x -> shape.acceleration(R + x, z).aR())
                    - shape.acceleration(R, z).aR() / R
                    - slope(h, x -> shape.acceleration(R, z + x).az());
            double scale =
                    (Math.abs(shape.acceleration(R, z).aR()) / R + Math.abs(laplacian)) * Units.DENSITY_PER_LAPLACIAN;
            double found = shape.density(R, z);
            assertTrue(found >= 0);
            assertEquals(
                    laplacian * Units.DENSITY_PER_LAPLACIAN,
                    found,
                    scale * SECOND_DIFFERENCE_REL,
                    "density of " + shape + " at " + R + ", " + z);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void secondDerivativesInThePlaneAreThoseOfPhi(PotentialShape shape) {
        for (double R : new double[] {0.05, 0.7, 3, 8, 16, 90}) {
            double h = STEP * Math.min(1, R);
            double expectedR = -slope(h, x -> shape.acceleration(R + x, 0).aR());
            double expectedz = -slope(h, x -> shape.acceleration(R, x).az());
            double scale = Math.abs(shape.acceleration(R, 0).aR()) / R;
            assertEquals(expectedR, shape.d2PhidR2(R), scale * SECOND_DIFFERENCE_REL, shape + " at " + R);
            assertEquals(expectedz, shape.d2Phidz2(R), (expectedz + scale) * SECOND_DIFFERENCE_REL, shape + " at " + R);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void planeAndAxisAreRegular(PotentialShape shape) {
        assertEquals(0, Math.abs(shape.acceleration(3, 0).az()));
        assertEquals(0, Math.abs(shape.acceleration(0, 2).aR()));
        assertEquals(shape.Phi(2, 1.5), shape.Phi(2, -1.5));
        assertEquals(
                shape.acceleration(2, 1.5).az(), -shape.acceleration(2, -1.5).az());
        Acceleration centre = shape.acceleration(0, 0);
        assertEquals(0, Math.abs(centre.aR()));
        assertEquals(0, Math.abs(centre.az()));
    }

    @Test
    void spheresAgreeWithTheirClosedForms() {
        double r = 5;
        assertRelative(-0.2, new Kepler().Phi(3, 4), ROUNDING_REL, "Kepler");
        assertRelative(-3 / 125.0, new Kepler().acceleration(3, 4).aR(), ROUNDING_REL, "Kepler");
        assertRelative(-1 / 13.0, new Plummer(12).Phi(3, 4), ROUNDING_REL, "Plummer");
        assertRelative(-4 / 2197.0, new Plummer(12).acceleration(3, 4).az(), ROUNDING_REL, "Plummer");
        assertRelative(-1 / 25.0, new Isochrone(12).Phi(3, 4), ROUNDING_REL, "isochrone");
        assertRelative(-3 / (13 * 625.0), new Isochrone(12).acceleration(3, 4).aR(), ROUNDING_REL, "isochrone");
        assertRelative(-1 / 7.0, new Hernquist(2).Phi(3, 4), ROUNDING_REL, "Hernquist");
        assertRelative(-4 / (5 * 49.0), new Hernquist(2).acceleration(3, 4).az(), ROUNDING_REL, "Hernquist");
        assertRelative(-Math.log(1 + r / 2) / r, new NFW(2).Phi(3, 4), ROUNDING_REL, "NFW");
        double mass = Math.log(3.5) - 5 / 7.0;
        assertRelative(-0.6 * mass / 25, new NFW(2).acceleration(3, 4).aR(), ROUNDING_REL, "NFW");
    }

    @Test
    void nfwForceIsSmoothWhereItsSeriesEnds() {
        NFW nfw = new NFW(1);
        // At r = 0.05 the series takes over; ln(1+x) - x/(1+x) keeps 13 digits there.
        double closed = Math.log1p(0.0499) - 0.0499 / 1.0499;
        assertRelative(closed / (0.0499 * 0.0499), nfw.dPhidr(0.0499), ROUNDING_REL, "NFW below the change");
        assertRelative(0.5, nfw.dPhidr(1e-9), 1e-8, "NFW at its centre");
    }

    @Test
    void powerLawCutoffWithoutSlopeIsAGaussianSphere() {
        // rho ~ exp(-(r/rc)^2): Phi = -erf(r/rc)/r, whose value at the centre is -2/(sqrt(pi) rc).
        PowerLawCutoff gaussian = new PowerLawCutoff(0, 2);
        assertRelative(-1 / Math.sqrt(Math.PI), gaussian.Phi(0), ROUNDING_REL, "central potential");
        // erf(1/2) and erf(3), from tables of 16 digits.
        assertRelative(-0.5204998778130465, gaussian.Phi(1), ROUNDING_REL, "Phi at rc/2");
        assertRelative(-0.9999779095030014 / 6, gaussian.Phi(6), ROUNDING_REL, "Phi at 3 rc");
    }

    @Test
    void powerLawCutoffIsContinuousInItsSlope() {
        // The closed form divides by 1 - alpha/2, which vanishes at alpha = 2; nothing happens there.
        for (double r : new double[] {0.01, 0.7, 1.9, 5, 30}) {
            double at = new PowerLawCutoff(2, 1.9).Phi(r);
            double around = 0.5 * (new PowerLawCutoff(2 - 1e-6, 1.9).Phi(r) + new PowerLawCutoff(2 + 1e-6, 1.9).Phi(r));
            // Curvature in alpha times 1e-12.
            assertRelative(around, at, 1e-10, "Phi(" + r + ")");
        }
    }

    @Test
    void miyamotoNagaiWithoutLengthIsPlummer() {
        Acceleration disc = new MiyamotoNagai(0, 1.3).acceleration(2, 0.4);
        Acceleration sphere = new Plummer(1.3).acceleration(2, 0.4);
        assertRelative(sphere.aR(), disc.aR(), ROUNDING_REL, "aR");
        assertRelative(sphere.az(), disc.az(), ROUNDING_REL, "az");
    }

    @Test
    void refusesParametersWithoutMeaning() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Plummer(bad));
            assertThrows(IllegalArgumentException.class, () -> new Isochrone(bad));
            assertThrows(IllegalArgumentException.class, () -> new Hernquist(bad));
            assertThrows(IllegalArgumentException.class, () -> new NFW(bad));
            assertThrows(IllegalArgumentException.class, () -> new MiyamotoNagai(3, bad));
            assertThrows(IllegalArgumentException.class, () -> new PowerLawCutoff(1.8, bad));
        }
        for (double bad : new double[] {-0.1, 3, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new PowerLawCutoff(bad, 1.9));
        }
        assertThrows(IllegalArgumentException.class, () -> new MiyamotoNagai(-1, 0.28));
        assertThrows(IllegalArgumentException.class, () -> new MiyamotoNagai(Double.NaN, 0.28));
    }

    private interface Function {
        double at(double x);
    }

    /** df/dx at 0 by central differences of sixth order. */
    private static double slope(double h, Function f) {
        return (45 * (f.at(h) - f.at(-h)) - 9 * (f.at(2 * h) - f.at(-2 * h)) + f.at(3 * h) - f.at(-3 * h)) / (60 * h);
    }
}
