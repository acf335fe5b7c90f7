package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fields with aR = 0 and az = -s z of slabs, whose density s/(4 pi G) is the same everywhere. */
class GridDensityTest {
    private static final double[] R = {7, 7.5, 8, 8.5, 9};
    private static final double[] Z = {-1.5, -1, -0.5, 0, 0.5, 1, 1.5};
    private static final MassDensity.Window WINDOW = new MassDensity.Window(0.5, 0.5);

    /** Density of a slab with s = 1 km²/s²/kpc² [Msun/pc³]. */
    private static final double PER_S = 1 / (4 * Math.PI * Units.G * Units.PC3_PER_KPC3);

    /** Of sums of some ten numbers of order one. */
    private static final double ROUNDING_REL = 1e-12;

    @Test
    void densityAndErrorAreThoseOfTheGroups() {
        GridDensity density = GridDensity.of(R, Z, slabs(3000, 2900, 3100, 3060), WINDOW);

        double error = new Jackknife(3).error(new double[] {2900 * PER_S, 3100 * PER_S, 3060 * PER_S});
        assertClose(3000 * PER_S, error, density.at(0, 0));
        assertClose(3000 * PER_S, error, density.at(2, 6));
        Column column = density.column(8.2);
        assertClose(3000 * PER_S, error, column.density(0));
        assertClose(3000 * PER_S, error, column.density(-1.3));
        // 2 absZ rho, in Msun/pc².
        assertClose(2 * 1100 * 3000 * PER_S, 2 * 1100 * error, column.surfaceDensity(1.1));
    }

    @Test
    void singleGroupHasNoError() {
        GridDensity density = GridDensity.of(R, Z, slabs(3000), WINDOW);

        assertClose(3000 * PER_S, Double.NaN, density.at(1, 1));
        assertClose(2 * 1100 * 3000 * PER_S, Double.NaN, density.column(8).surfaceDensity(1.1));
    }

    @Test
    void refusedPositionsAreGapsAndAColumnAtANodeNeedsNoOther() {
        List<EnsembleEstimate> estimates = slabs(3000, 2900, 3100);
        for (int iz = 0; iz < Z.length; iz++) {
            estimates.set(4 * Z.length + iz, EnsembleEstimate.unsolved(Outcome.SINGULAR));
        }

        GridDensity density = GridDensity.of(R, Z, estimates, WINDOW);

        double error = new Jackknife(2).error(new double[] {2900 * PER_S, 3100 * PER_S});
        assertClose(Double.NaN, Double.NaN, density.at(4, 0));
        assertClose(3000 * PER_S, error, density.at(3, 0));
        assertClose(3000 * PER_S, error, density.column(8.5).density(0));
        assertClose(Double.NaN, Double.NaN, density.column(8.6).density(0));
    }

    @Test
    void gridOfTwoRadiiHasNoDensity() {
        List<EnsembleEstimate> estimates = slabs(3000, 2900, 3100).subList(0, 2 * Z.length);

        GridDensity density = GridDensity.of(new double[] {7, 7.5}, Z, estimates, WINDOW);

        assertClose(Double.NaN, Double.NaN, density.at(0, 3));
    }

    @Test
    void columnsBeyondTheGridAreRefused() {
        GridDensity density = GridDensity.of(R, Z, slabs(3000), WINDOW);

        assertTrue(density.holdsColumn(9, 1.5));
        assertFalse(density.holdsColumn(9.1, 1.5));
        assertFalse(density.holdsColumn(8, 1.6));
        assertThrows(IllegalArgumentException.class, () -> density.column(6.9));
        assertThrows(IllegalArgumentException.class, () -> density.column(8).density(1.6));
        assertThrows(IllegalArgumentException.class, () -> density.column(8).surfaceDensity(1.6));
    }

    @Test
    void estimatesThatDoNotFitAreRefused() {
        List<EnsembleEstimate> tooFew = slabs(3000).subList(1, R.length * Z.length);
        assertThrows(IllegalArgumentException.class, () -> GridDensity.of(R, Z, tooFew, WINDOW));
        List<EnsembleEstimate> mixed = slabs(3000, 2900, 3100);
        mixed.set(0, slabs(3000, 2900, 3100, 3060).get(0));
        assertThrows(IllegalArgumentException.class, () -> GridDensity.of(R, Z, mixed, WINDOW));
    }

    /** The estimates on the grid, s of all members first, then without each group. */
    private static List<EnsembleEstimate> slabs(double s, double... without) {
        List<EnsembleEstimate> estimates = new ArrayList<>();
        for (int i = 0; i < R.length * Z.length; i++) {
            double z = Z[i % Z.length];
            List<AccelerationEstimate> others = new ArrayList<>();
            for (double other : without) {
                others.add(AccelerationEstimate.solved(0, 0, -other * z, 1, 0));
            }
            estimates.add(new EnsembleEstimate(AccelerationEstimate.solved(0, 0, -s * z, 1, 0), others));
        }
        return estimates;
    }

    private static void assertClose(double value, double error, Measured measured) {
        assertEquals(value, measured.value(), tolerance(value));
        // A difference of values, which are rounded.
        assertEquals(error, measured.error(), tolerance(value));
    }

    private static double tolerance(double value) {
        return Double.isNaN(value) ? 0 : ROUNDING_REL * Math.abs(value);
    }
}
