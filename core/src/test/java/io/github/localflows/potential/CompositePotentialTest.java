package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompositePotentialTest {
    /** The table's accuracy, as {@link CompositePotential} documents it. */
    private static final double TABLE_REL = 1e-11;

    /** One formula written in two ways. */
    private static final double ROUNDING_REL = 1e-14;

    private static final List<SphericalShape> SPHERES = List.of(
            new PowerLawCutoff(1.8, 1.9),
            new NFW(16),
            new Plummer(0.3),
            new Isochrone(2),
            new Hernquist(0.5),
            new Kepler());

    private final CompositePotential milkyWay = MilkyWay.potential();

    @Test
    void tableAgreesWithTheShapesFromTheCentreToTheOutskirts() {
        for (SphericalShape sphere : SPHERES) {
            CompositePotential tabulated = CompositePotential.normalised(8, 220, List.of(new PotentialPart(sphere, 1)));
            double GM = tabulated.GM(0);
            for (double r = 1e-3; r < 300; r *= 1.00171) {
                double cos = 0.6;
                double sin = 0.8;
                double Phi = tabulated.Phi(r * sin, r * cos);
                Acceleration a = tabulated.acceleration(r * sin, r * cos);
                assertRelative(GM * sphere.Phi(r), Phi, TABLE_REL, sphere + ": Phi at r = " + r);
                assertRelative(-GM * sphere.dPhidr(r) * sin, a.aR(), TABLE_REL, sphere + ": aR at r = " + r);
                assertRelative(-GM * sphere.dPhidr(r) * cos, a.az(), TABLE_REL, sphere + ": az at r = " + r);
            }
        }
    }

    @Test
    void outsideTheTableTheShapesAreAsked() {
        for (SphericalShape sphere : SPHERES) {
            CompositePotential tabulated = CompositePotential.normalised(8, 220, List.of(new PotentialPart(sphere, 1)));
            for (double r : new double[] {1e-9, 9e-4, 513, 1e5}) {
                assertRelative(tabulated.GM(0) * sphere.Phi(r), tabulated.Phi(r, 0), ROUNDING_REL, "Phi");
                Acceleration a = tabulated.acceleration(0, -r);
                assertRelative(tabulated.GM(0) * sphere.dPhidr(r), a.az(), ROUNDING_REL, "az");
            }
        }
    }

    @Test
    void tabulatedForceIsTheGradientOfTheTabulatedPhi() {
        // Within a segment Phi is a polynomial of degree 7 in r², which Gauss's rule with 4 points integrates exactly.
        double[] x = {-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526};
        double[] w = {0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538};
        CompositePotential halo = CompositePotential.normalised(8, 220, List.of(new PotentialPart(new NFW(16), 1)));
        for (double low = 1; low < 1.4; low += 0.0625) {
            // r² from low to low + 1/16 is one segment of the octave 1..2.
            double integral = 0;
            for (int i = 0; i < x.length; i++) {
                double R = Math.sqrt(low + 0.03125 * (1 + x[i]));
                integral += w[i] * 0.03125 * -halo.acceleration(R, 0).aR() / (2 * R);
            }
            double rise = halo.Phi(Math.sqrt(low + 0.0624999999999), 0) - halo.Phi(Math.sqrt(low), 0);
            // Rounding of Phi over its rise of one part in 600, and the 1e-13 that is missing at the segment's end.
            assertRelative(integral, rise, 1e-11, "rise of Phi");
        }
    }

    @Test
    void batchesAgreeWithSinglePoints() {
        CompositePotential twoDiscs = CompositePotential.normalised(
                8,
                220,
                List.of(
                        new PotentialPart(new MiyamotoNagai(3, 0.28), 0.5),
                        new PotentialPart(new NFW(16), 0.3),
                        new PotentialPart(new MiyamotoNagai(2, 0.9), 0.2)));
        CompositePotential discsAlone =
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new MiyamotoNagai(3, 0.28), 1)));
        CompositePotential withThinDisc = CompositePotential.normalised(
                8,
                220,
                List.of(
                        new PotentialPart(new ExponentialDisc(3, 0.01), 0.2),
                        new PotentialPart(new MiyamotoNagai(3, 0.28), 0.5),
                        new PotentialPart(new NFW(16), 0.3)));
        for (Potential potential : List.of(milkyWay, twoDiscs, discsAlone, withThinDisc, new Plummer(1))) {
            double[] R = {0, 1e-4, 0.5, 3, 8, 8, 16, 400};
            double[] z = {0.1, 0, -0.2, 0, 2.5, -0.01, 1, -20};
            int n = R.length;
            double[] R2 = new double[n];
            for (int i = 0; i < n; i++) {
                R2[i] = R[i] * R[i];
            }
            double[] Phi = new double[n];
            double[] kR = new double[n];
            double[] kz = new double[n];
            potential.Phi(n, R, z, Phi);
            potential.stiffness(n, R2, z, kR, kz);
            for (int i = 0; i < n; i++) {
                Acceleration a = potential.acceleration(R[i], z[i]);
                assertRelative(potential.Phi(R[i], z[i]), Phi[i], ROUNDING_REL, "Phi");
                assertRelative(a.aR(), -R[i] * kR[i], ROUNDING_REL, "aR");
                assertRelative(a.az(), -z[i] * kz[i], ROUNDING_REL, "az");
                assertTrue(kR[i] > 0 && kz[i] > 0);
            }
        }
    }

    @Test
    void centreIsSafe() {
        assertEquals(0, Math.abs(milkyWay.acceleration(0, 0).aR()));
        assertEquals(0, Math.abs(milkyWay.acceleration(0, 0).az()));
        assertTrue(Double.isFinite(milkyWay.Phi(0, 0)));
        assertTrue(milkyWay.Phi(0, 0) < milkyWay.Phi(1e-6, 0));
    }

    @Test
    void sumOfPartsIsTheSumOfTheirPotentials() {
        double R = 5.5;
        double z = -0.7;
        double Phi = 0;
        double rho = 0;
        for (int i = 0; i < milkyWay.parts().size(); i++) {
            PotentialShape shape = milkyWay.parts().get(i).shape();
            Phi += milkyWay.GM(i) * shape.Phi(R, z);
            rho += milkyWay.GM(i) * shape.density(R, z);
        }
        assertRelative(Phi, milkyWay.Phi(R, z), TABLE_REL, "Phi");
        assertRelative(rho, milkyWay.density(R, z), ROUNDING_REL, "density");
    }

    @Test
    void exponentialDiscIsTheSumOfItsShape() {
        ExponentialDisc disc = new ExponentialDisc(3, 0.05);
        CompositePotential alone = CompositePotential.normalised(8, 220, List.of(new PotentialPart(disc, 1)));
        double GM = alone.GM(0);
        for (double[] p : new double[][] {{8, 0}, {8, 0.03}, {0.5, -0.2}, {14, 3}}) {
            // The terms are up to six times the sum.
            double rounding = 10 * ROUNDING_REL;
            assertRelative(GM * disc.Phi(p[0], p[1]), alone.Phi(p[0], p[1]), rounding, "Phi");
            Acceleration a = alone.acceleration(p[0], p[1]);
            assertRelative(GM * disc.acceleration(p[0], p[1]).aR(), a.aR(), rounding, "aR");
            assertEquals(GM * disc.acceleration(p[0], p[1]).az(), a.az(), rounding * Math.abs(a.aR()));
            assertRelative(GM * disc.density(p[0], p[1]), alone.density(p[0], p[1]), rounding, "density");
        }
        assertRelative(220 * 220, -8 * alone.acceleration(8, 0).aR(), ROUNDING_REL, "v0²");
    }

    @Test
    void refusesSharesThatDoNotAddUpToOne() {
        PotentialPart half = new PotentialPart(new NFW(16), 0.5);
        assertThrows(IllegalArgumentException.class, () -> CompositePotential.normalised(8, 220, List.of(half)));
        assertThrows(IllegalArgumentException.class, () -> CompositePotential.normalised(8, 220, List.of()));
        CompositePotential.normalised(8, 220, List.of(half, half));
    }

    @Test
    void refusesNormalisationsWithoutMeaning() {
        List<PotentialPart> parts = List.of(new PotentialPart(new NFW(16), 1));
        for (double bad : new double[] {0, -8, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> CompositePotential.normalised(bad, 220, parts));
            assertThrows(IllegalArgumentException.class, () -> CompositePotential.normalised(8, bad, parts));
            assertThrows(IllegalArgumentException.class, () -> new PotentialPart(new NFW(16), bad));
        }
    }
}
