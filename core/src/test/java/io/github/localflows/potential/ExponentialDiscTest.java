package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.units.Units;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialDiscTest {
    private static final ReferenceFile GALPY = ReferenceFile.read("exponential-disc.csv");

    /** Sums of terms up to 130 times the result: of a density at R = 16 kpc. */
    private static final double ROUNDING_REL = 1e-12;

    /** The quadrature's, and that of galpy's values. */
    private static final double SURFACE_REL = 1e-9;

    /** A table of frequencies: see {@link CircularOrbitTable}. */
    private static final double TABLE_REL = 1e-9;

    private static ExponentialDisc disc(int row) {
        return new ExponentialDisc(GALPY.value(row, "hR"), GALPY.value(row, "hz"));
    }

    @Test
    void discIsThatOfGalpy() {
        for (int row = 0; row < GALPY.size(); row++) {
            ExponentialDisc disc = disc(row);
            double R = GALPY.value(row, "R");
            double z = GALPY.value(row, "z");
            String where = disc + " at " + R + ", " + z;
            Acceleration a = disc.acceleration(R, z);
            assertRelative(GALPY.value(row, "Phi"), disc.Phi(R, z), ROUNDING_REL, "Phi of " + where);
            assertRelative(GALPY.value(row, "aR"), a.aR(), ROUNDING_REL, "aR of " + where);
            assertEquals(GALPY.value(row, "az"), a.az(), ROUNDING_REL * Math.abs(a.aR()), "az of " + where);
            double unit = 4 * Math.PI * Units.DENSITY_PER_LAPLACIAN;
            assertRelative(GALPY.value(row, "rho") * unit, disc.density(R, z), ROUNDING_REL, "density of " + where);
            assertRelative(
                    GALPY.value(row, "surface") * 1000 * unit,
                    disc.surfaceDensity(R),
                    SURFACE_REL,
                    "surface density of " + where);
        }
    }

    @Test
    void discIsNearlyExponentialAsItSays() {
        for (int row = 0; row < GALPY.size(); row++) {
            double R = GALPY.value(row, "R") / 3;
            double z = Math.abs(GALPY.value(row, "z")) / GALPY.value(row, "hz");
            double hz = GALPY.value(row, "hz");
            String where = "R = " + R + " hR, z = " + z + " hz, hz = " + hz + " kpc";
            double surface = GALPY.value(row, "surface") / GALPY.value(row, "surface_exponential") - 1;
            double aR = GALPY.value(row, "aR") / GALPY.value(row, "aR_exponential") - 1;
            if (hz > 0.3) {
                continue; // what the class says is of thin discs
            }
            assertTrue(Math.abs(surface) < (R < 3.4 ? 0.04 : R < 4.1 ? 0.1 : 0.5), where + ": surface " + surface);
            if (z == 0 && R > 1.3) {
                assertTrue(Math.abs(aR) < 0.025, where + ": aR " + aR);
            }
            if (z > 0 && R > 1.3 && R < 3.4) {
                double az = GALPY.value(row, "az") / GALPY.value(row, "az_exponential") - 1;
                assertTrue(az < (z < 1.5 ? 0.1 : 0.05) && az > -0.1, where + ": az " + az);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5})
    void densityIsPositiveEverywhere(double ratio) {
        ExponentialDisc disc = new ExponentialDisc(1, ratio);
        for (double R = 1e-3; R < 1e4; R *= 1.3) {
            assertTrue(disc.density(R, 0) > 0, "R = " + R);
            assertTrue(disc.density(0, R) > 0, "z = " + R);
            for (double z = 1e-6; z < 1e4; z *= 2.1) {
                assertTrue(disc.density(R, z) > 0, "R = " + R + ", z = " + z);
            }
        }
    }

    @Test
    void discOfASurfaceDensityHasIt() {
        ExponentialDisc disc = new ExponentialDisc(3, 0.05);
        PotentialPart part = PotentialPart.ofSurfaceDensity(disc, 10, 8, 220);
        CompositePotential galaxy =
                CompositePotential.normalised(8, 220, List.of(part, new PotentialPart(new NFW(16), 1 - part.share())));
        // Above a thin sheet the force is 2 pi G times what is below; the disc's own curvature takes some of it.
        double above = -galaxy.GM(0) * disc.acceleration(8, 0.6).az() / (2 * Math.PI * Units.G * 1e6);
        assertEquals(10, above, 0.5);
        assertEquals(10, galaxy.GM(0) * disc.surfaceDensity(8), 1e-10);
        // That the share 0.09 makes 10 Msun/pc² is from the literature, where both are round.
        assertEquals(0.09, part.share(), 0.001);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 10", "0.01, 20", "0.05, 10", "0.1, 20"})
    void frequenciesAreThoseOfTheForce(double hz, double surfaceDensity) {
        CompositePotential galaxy = ThinDisc.galaxy(hz, surfaceDensity);
        CircularOrbits circular = new CircularOrbits(galaxy);
        CircularOrbitTable table = circular.tabulated();
        double[] values = new double[CircularOrbitTable.SIZE];
        for (double R : new double[] {2, 8, 15}) {
            double h = 1e-4;
            double Omega2 = -galaxy.acceleration(R, 0).aR() / R;
            double dOmega2 = -(galaxy.acceleration(R + h, 0).aR() / (R + h)
                            - galaxy.acceleration(R - h, 0).aR() / (R - h))
                    / (2 * h);
            double small = 1e-4 * hz;
            double nu2 = -galaxy.acceleration(R, small).az() / small;
            // Differences of second order over 1e-4 of the scales.
            double difference = 1e-7;
            assertRelative(Math.sqrt(Omega2), circular.Omega(R), 1e-14, "Omega");
            assertRelative(Math.sqrt(R * dOmega2 + 4 * Omega2), circular.kappa(R), difference, "kappa");
            assertRelative(Math.sqrt(nu2), circular.nu(R), difference, "nu");
            table.fill(circular.Lz(R), values);
            assertRelative(R, values[CircularOrbitTable.RG], TABLE_REL, "tabulated Rg");
            assertRelative(circular.kappa(R), values[CircularOrbitTable.KAPPA], TABLE_REL, "tabulated kappa");
            assertRelative(circular.nu(R), values[CircularOrbitTable.NU], TABLE_REL, "tabulated nu");
        }
        // In the plane the thin disc has most of the density, and so of nu².
        double nu2 = circular.nu(8) * circular.nu(8);
        double rest = new CircularOrbits(MilkyWay.potential()).nu(8);
        assertTrue(hz > 0.01 || nu2 > 3 * rest * rest, nu2 + " " + rest * rest);
    }

    @Test
    void refusesWhatWasNotFitted() {
        assertThrows(IllegalArgumentException.class, () -> new ExponentialDisc(3, 1.501));
        assertThrows(IllegalArgumentException.class, () -> new ExponentialDisc(0, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new ExponentialDisc(3, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ExponentialDisc(Double.POSITIVE_INFINITY, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> PotentialPart.ofSurfaceDensity(new ExponentialDisc(3, 0.1), Double.NaN, 8, 220));
    }
}
