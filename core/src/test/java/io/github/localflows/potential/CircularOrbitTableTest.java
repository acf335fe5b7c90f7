package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CircularOrbitTableTest {
    /** The truncation that the class documents. */
    private static final double VALUE_REL = 1e-11;

    /** Likewise; a derivative loses the width of a segment. */
    private static final double DERIVATIVE_REL = 1e-9;

    private final CircularOrbits orbits = new CircularOrbits(MilkyWay.potential());
    private final CircularOrbitTable table = orbits.tabulated();

    @Test
    void agreesWithTheExactOrbitsAtAnyLz() {
        double[] values = new double[CircularOrbitTable.SIZE];
        for (double Lz = 0.03; Lz < 3e5; Lz *= 1.0123) {
            double Rg = orbits.Rg(Lz);
            table.fill(Lz, values);
            assertRelative(Rg, values[CircularOrbitTable.RG], VALUE_REL, "Rg at Lz = " + Lz);
            assertRelative(orbits.Omega(Rg), values[CircularOrbitTable.OMEGA], VALUE_REL, "Omega at Lz = " + Lz);
            assertRelative(orbits.kappa(Rg), values[CircularOrbitTable.KAPPA], VALUE_REL, "kappa at Lz = " + Lz);
            assertRelative(orbits.nu(Rg), values[CircularOrbitTable.NU], VALUE_REL, "nu at Lz = " + Lz);
        }
    }

    @Test
    void derivativesAreThoseOfTheExactOrbits() {
        double[] values = new double[CircularOrbitTable.SIZE];
        // A step of 3e-3 makes the error of a sixth-order difference 1e-15 times a small number, its rounding 1e-13.
        double step = 3e-3;
        for (double Lz = 0.03; Lz < 3e5; Lz *= 1.0223) {
            table.fill(Lz, values);
            double h = Lz * step;
            for (int q = 0; q < 4; q++) {
                double expected = (45 * (exact(q, Lz + h) - exact(q, Lz - h))
                                - 9 * (exact(q, Lz + 2 * h) - exact(q, Lz - 2 * h))
                                + (exact(q, Lz + 3 * h) - exact(q, Lz - 3 * h)))
                        / (60 * h);
                assertRelative(
                        expected,
                        values[q + CircularOrbitTable.DERIVATIVE],
                        DERIVATIVE_REL,
                        "derivative of quantity " + q + " at Lz = " + Lz);
            }
        }
    }

    @Test
    void keplerFrequenciesFollowThePowerLaws() {
        CircularOrbits kepler =
                new CircularOrbits(CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Kepler(), 1))));
        CircularOrbitTable keplerTable = kepler.tabulated();
        double GM = 8 * 220 * 220;
        double[] values = new double[CircularOrbitTable.SIZE];
        for (double Lz = 40; Lz < 1e4; Lz *= 1.7) {
            keplerTable.fill(Lz, values);
            double Rg = Lz * Lz / GM;
            double Omega = GM * GM / (Lz * Lz * Lz);
            assertRelative(Rg, values[CircularOrbitTable.RG], VALUE_REL, "Rg");
            assertRelative(Omega, values[CircularOrbitTable.OMEGA], VALUE_REL, "Omega");
            assertRelative(Omega, values[CircularOrbitTable.KAPPA], VALUE_REL, "kappa");
            assertRelative(Omega, values[CircularOrbitTable.NU], VALUE_REL, "nu");
            int derivative = CircularOrbitTable.DERIVATIVE;
            assertRelative(2 * Rg / Lz, values[CircularOrbitTable.RG + derivative], DERIVATIVE_REL, "dRg/dLz");
            assertRelative(-3 * Omega / Lz, values[CircularOrbitTable.NU + derivative], DERIVATIVE_REL, "dnu/dLz");
        }
    }

    @Test
    void refusesAnLzWithoutCircularOrbit() {
        double[] values = new double[CircularOrbitTable.SIZE];
        for (double Lz : new double[] {0, -1000, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> table.fill(Lz, values));
        }
    }

    private double exact(int quantity, double Lz) {
        double Rg = orbits.Rg(Lz);
        return switch (quantity) {
            case CircularOrbitTable.RG -> Rg;
            case CircularOrbitTable.OMEGA -> orbits.Omega(Rg);
            case CircularOrbitTable.KAPPA -> orbits.kappa(Rg);
            default -> orbits.nu(Rg);
        };
    }
}
