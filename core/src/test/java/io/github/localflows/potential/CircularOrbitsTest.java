package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CircularOrbitsTest {
    /** The table of the spheres is within 1e-11; the frequencies follow it. */
    private static final double TABLE_REL = 1e-11;

    @Test
    void guidingRadiusInvertsTheAngularMomentum() {
        CircularOrbits orbits = new CircularOrbits(MilkyWay.potential());
        for (double R = 1e-4; R < 1e4; R *= 1.37) {
            assertRelative(R, orbits.Rg(orbits.Lz(R)), TABLE_REL, "Rg");
        }
    }

    @Test
    void sunsCircleHasTheNormalisedVelocity() {
        CircularOrbits orbits = new CircularOrbits(MilkyWay.potential());
        assertRelative(220 / 8.0, orbits.Omega(8), TABLE_REL, "Omega");
        assertRelative(220 * 8.0, orbits.Lz(8), TABLE_REL, "Lz");
    }

    @Test
    void pointMassHasOneFrequency() {
        CircularOrbits orbits =
                new CircularOrbits(CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Kepler(), 1))));
        for (double R : new double[] {0.01, 1, 8, 77}) {
            double Omega = Math.sqrt(8 * 220 * 220 / (R * R * R));
            assertRelative(Omega, orbits.Omega(R), TABLE_REL, "Omega");
            assertRelative(Omega, orbits.kappa(R), TABLE_REL, "kappa");
            assertRelative(Omega, orbits.nu(R), TABLE_REL, "nu");
        }
    }

    @Test
    void homogeneousCoreIsHarmonic() {
        // Far inside Plummer's b: kappa = 2 Omega, nu = Omega, up to (R/b)² = 1e-12.
        CircularOrbits orbits = new CircularOrbits(
                CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Plummer(1000), 1))));
        double Omega = orbits.Omega(1e-3);
        assertRelative(2 * Omega, orbits.kappa(1e-3), TABLE_REL, "kappa");
        assertRelative(Omega, orbits.nu(1e-3), TABLE_REL, "nu");
    }

    @Test
    void refusesAnLzWithoutCircularOrbit() {
        CircularOrbits orbits = new CircularOrbits(MilkyWay.potential());
        for (double Lz : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> orbits.Rg(Lz));
        }
    }
}
