package io.github.localflows.potential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.units.Units;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Distances whose squares are no numbers, and the centre. */
class ExtremeCoordinatesTest {
    /** A few roundings. */
    private static final double ROUNDING_REL = 1e-14;

    /** Logarithms and powers of numbers with hundreds of digits before or after the point. */
    private static final double POWER_REL = 1e-12;

    /** Differences of ln |aR| of an NFW halo, whose slope falls as 1/ln r. */
    private static final double SLOPE_REL = 1e-5;

    private static final double[] LENGTHS = {
        0, 1e-310, 1e-300, 1e-200, 1e-150, 1e-80, 1e-70, 1e-12, 1, 1e6, 1e49, 1e51, 1e100, 1e150, 1e155, 1e200, 1e300,
        1.7e308
    };

    private final CompositePotential milkyWay = MilkyWay.potential();

    static Stream<PotentialShape> shapes() {
        return PotentialShapesTest.shapes();
    }

    static Stream<Potential> potentials() {
        return Stream.concat(Stream.of(MilkyWay.potential()), shapes());
    }

    @ParameterizedTest
    @MethodSource("potentials")
    void noFinitePointGivesWhatIsNotANumber(Potential potential) {
        for (double R : LENGTHS) {
            for (double z : LENGTHS) {
                for (double side : new double[] {1, -1}) {
                    String where = potential + " at " + R + ", " + side * z;
                    Acceleration a = potential.acceleration(R, side * z);
                    double[] batch = new double[1];
                    potential.Phi(1, new double[] {R}, new double[] {side * z}, batch);
                    assertFalse(Double.isNaN(potential.Phi(R, side * z)), "Phi of " + where);
                    assertEquals(potential.Phi(R, side * z), batch[0], Math.abs(batch[0]) * ROUNDING_REL, where);
                    assertFalse(Double.isNaN(a.aR()) || Double.isNaN(a.az()), a + " of " + where);
                    assertTrue(potential.density(R, side * z) >= 0, "density of " + where);
                    assertTrue(R > 0 || a.aR() == 0, "aR on the axis, " + where);
                    assertTrue(z > 0 || a.az() == 0, "az in the plane, " + where);
                }
            }
            assertFalse(Double.isNaN(potential.d2PhidR2(R)), potential + " d2PhidR2 at " + R);
            assertFalse(Double.isNaN(potential.d2Phidz2(R)), potential + " d2Phidz2 at " + R);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void formsMeetWhereOneTakesOver(PotentialShape shape) {
        for (double edge : new double[] {Extreme.SMALLEST, Extreme.LARGEST}) {
            double low = edge * (1 - 1e-15);
            double high = edge * (1 + 1e-15);
            for (double[] direction : new double[][] {{1, 0}, {0, 1}, {0.6, 0.8}}) {
                double R0 = low * direction[0];
                double z0 = low * direction[1];
                double R1 = high * direction[0];
                double z1 = high * direction[1];
                String where = shape + " at " + edge;
                assertRelative(shape.Phi(R0, z0), shape.Phi(R1, z1), POWER_REL, "Phi of " + where);
                assertRelative(
                        shape.acceleration(R0, z0).aR(),
                        shape.acceleration(R1, z1).aR(),
                        POWER_REL,
                        "aR of " + where);
                assertRelative(
                        shape.acceleration(R0, z0).az(),
                        shape.acceleration(R1, z1).az(),
                        POWER_REL,
                        "az of " + where);
                assertRelative(shape.density(R0, z0), shape.density(R1, z1), POWER_REL, "density of " + where);
            }
            assertRelative(shape.d2Phidz2(low), shape.d2Phidz2(high), POWER_REL, "d2Phidz2 of " + shape);
            assertRelative(shape.d2PhidR2(low), shape.d2PhidR2(high), POWER_REL, "d2PhidR2 of " + shape);
        }
    }

    @Test
    void massesAreKeplersFromFarAway() {
        for (PotentialShape shape :
                List.of(new Plummer(1.3), new Isochrone(2), new Hernquist(3), new PowerLawCutoff(1.8, 1.9))) {
            for (double r : new double[] {1e51, 1e100, 1e150}) {
                assertRelative(-1 / r, shape.Phi(0.6 * r, 0.8 * r), ROUNDING_REL, shape + " Phi at " + r);
                Acceleration a = shape.acceleration(0.6 * r, 0.8 * r);
                assertRelative(-0.6 / r / r, a.aR(), ROUNDING_REL, shape + " aR at " + r);
                assertRelative(-0.8 / r / r, a.az(), ROUNDING_REL, shape + " az at " + r);
            }
            assertRelative(-1e-300, shape.Phi(1e300, 0), ROUNDING_REL, shape + " Phi at 1e300");
        }
        double r = 1e150;
        NFW nfw = new NFW(16);
        double ln = Math.log(r) - Math.log(16);
        assertRelative(-ln / r, nfw.Phi(r, 0), POWER_REL, "NFW Phi");
        assertRelative(-(ln - 1) / r / r, nfw.acceleration(r, 0).aR(), POWER_REL, "NFW aR");
        assertRelative(-1e-200, new MiyamotoNagai(3, 0.28).Phi(1e200, 0), ROUNDING_REL, "disc");
        assertRelative(-1e-200, new MiyamotoNagai(3, 0.28).Phi(0, 1e200), ROUNDING_REL, "disc");
    }

    @Test
    void cuspsArePowersNextToTheCentre() {
        // M(r) = (r/rc)^(3-alpha)/Gamma(5/2-alpha/2): for alpha = 1, Gamma(2) = 1 and the force is 1/rc².
        PowerLawCutoff flat = new PowerLawCutoff(1, 2);
        for (double r : new double[] {1e-70, 1e-80, 1e-200, 1e-300}) {
            assertRelative(-0.25, flat.acceleration(r, 0).aR(), POWER_REL, "at " + r);
            assertRelative(0.5 / 256, -new NFW(16).acceleration(0, r).az(), POWER_REL, "NFW at " + r);
        }
        PowerLawCutoff steep = new PowerLawCutoff(2, 2);
        assertRelative(
                steep.Phi(1e-70) - steep.Phi(1e-60), steep.Phi(1e-300) - steep.Phi(1e-290), POWER_REL, "a logarithm");
    }

    @Test
    void isochroneDensityIsRightFarOut() {
        // b/(2 pi r⁴) (Binney & Tremaine 2008, below eq. 2.49); the plain form lost all digits at 1e17 kpc.
        double r = 1e20;
        assertRelative(
                4 * Math.PI * 2 / (2 * Math.PI) / r / r / r / r * Units.DENSITY_PER_LAPLACIAN,
                new Isochrone(2).density(r, 0),
                POWER_REL,
                "density");
    }

    @Test
    void frequenciesHaveTheirLimits() {
        CircularOrbits harmonic = new CircularOrbits(new Plummer(2));
        double Omega = Math.sqrt(1 / 8.0);
        for (double R : new double[] {0, 1e-300, 1e-150, 1e-80, 1e-12}) {
            assertRelative(Omega, harmonic.Omega(R), POWER_REL, "Omega at " + R);
            assertRelative(2 * Omega, harmonic.kappa(R), POWER_REL, "kappa at " + R);
            assertRelative(Omega, harmonic.nu(R), POWER_REL, "nu at " + R);
        }
        CircularOrbits galaxy = new CircularOrbits(milkyWay);
        assertEquals(Double.POSITIVE_INFINITY, galaxy.Omega(0));
        assertEquals(Double.POSITIVE_INFINITY, galaxy.kappa(0));
        assertEquals(Double.POSITIVE_INFINITY, galaxy.nu(0));
        // M ~ r^1.2 in the cusp: Omega² ~ r^-1.8, kappa²/Omega² = 4 - 1.8.
        assertRelative(Math.pow(10, 0.9 * 100), galaxy.Omega(1e-300) / galaxy.Omega(1e-200), 1e-9, "Omega in the cusp");
        for (double R : new double[] {1e-70, 1e-150, 1e-200, 1e-300}) {
            assertRelative(Math.sqrt(2.2), galaxy.kappa(R) / galaxy.Omega(R), POWER_REL, "kappa at " + R);
            assertRelative(1, galaxy.nu(R) / galaxy.Omega(R), POWER_REL, "nu at " + R);
        }
        CircularOrbits far = new CircularOrbits(new Kepler());
        assertRelative(1e-225, far.Omega(1e150), POWER_REL, "Omega far out");
        assertRelative(1e-225, far.kappa(1e150), POWER_REL, "kappa far out");
        assertTrue(Double.isNaN(far.nu(1e150)), "its square underflows");
        assertTrue(Double.isNaN(far.Omega(1e200)), "the force underflows");
        double R = 1e49;
        assertRelative(
                galaxy.kappa(R) / galaxy.Omega(R), galaxy.kappa(1e51) / galaxy.Omega(1e51), SLOPE_REL * 100, "NFW");
    }

    @Test
    void whatIsNotANumberGivesNone() {
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        for (double[] p : new double[][] {{nan, 0}, {0, nan}, {nan, nan}, {infinite, nan}}) {
            assertTrue(Double.isNaN(milkyWay.Phi(p[0], p[1])));
            assertTrue(Double.isNaN(milkyWay.density(p[0], p[1])));
            Acceleration a = milkyWay.acceleration(p[0], p[1]);
            assertTrue(Double.isNaN(a.aR()) || Double.isNaN(a.az()), a.toString());
        }
        for (double[] p : new double[][] {{infinite, 0}, {0, -infinite}, {infinite, infinite}}) {
            double Phi = milkyWay.Phi(p[0], p[1]);
            assertTrue(Double.isNaN(Phi) || Phi == 0, "Phi = " + Phi);
        }
        CircularOrbits galaxy = new CircularOrbits(milkyWay);
        assertTrue(Double.isNaN(galaxy.Omega(nan)) && Double.isNaN(galaxy.kappa(nan)) && Double.isNaN(galaxy.nu(nan)));
    }

    private static void assertRelative(double expected, double actual, double tolerance, String what) {
        assertEquals(expected, actual, Math.abs(expected) * tolerance, what);
    }
}
