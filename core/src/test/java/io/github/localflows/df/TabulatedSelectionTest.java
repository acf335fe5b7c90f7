package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.frame.Sun;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class TabulatedSelectionTest {
    private static double[] nodes(double from, double to, int n) {
        double[] nodes = new double[n];
        for (int i = 0; i < n; i++) {
            // Not equally far apart.
            double x = (double) i / (n - 1);
            nodes[i] = from + (to - from) * (x + 0.1 * Math.sin(Math.PI * x));
        }
        return nodes;
    }

    private static TabulatedSelection of(double[] R, double[] z, DoubleBinaryOperator S) {
        double[][] table = new double[R.length][z.length];
        for (int i = 0; i < R.length; i++) {
            for (int k = 0; k < z.length; k++) {
                table[i][k] = S.applyAsDouble(R[i], z[k]);
            }
        }
        return new TabulatedSelection(R, z, table);
    }

    /** The largest errors of ln S and of its gradient against the limit that the table was made of. */
    private static double[] errors(MagnitudeLimit limit, int n) {
        TabulatedSelection table = of(
                nodes(6.5, 9.5, n),
                nodes(-2.5, 2.5, n),
                (R, z) -> Math.exp(limit.at(R, z).lnS()));
        double value = 0;
        double slope = 0;
        for (double R = 6.6; R < 9.4; R += 0.03) {
            for (double z = -2.4; z < 2.4; z += 0.05) {
                Selection.Seen expected = limit.at(R, z);
                Selection.Seen found = table.at(R, z);
                value = Math.max(value, Math.abs(found.lnS() - expected.lnS()));
                slope = Math.max(slope, Math.abs(found.dR() - expected.dR()));
                slope = Math.max(slope, Math.abs(found.dz() - expected.dz()));
            }
        }
        return new double[] {value, slope};
    }

    @Test
    void aSmoothFractionComesBackAndFinerNodesAreBetterByTheirOrder() {
        // Of a Sun far below the table ln S is smooth.
        MagnitudeLimit limit = new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, new Sun(8, -6, 0, 220, 0), 0.2);
        double[] coarse = errors(limit, 11);
        double[] fine = errors(limit, 21);
        // h is 0.6 kpc at most. Half of it, a sixteenth in ln S and an eighth in the gradient, but for the edges.
        assertTrue(coarse[0] < 2e-3 && coarse[1] < 2e-2, coarse[0] + ", " + coarse[1]);
        assertTrue(fine[0] < coarse[0] / 8 && fine[1] < coarse[1] / 5, fine[0] + ", " + fine[1]);
    }

    @Test
    void gradientsAreThoseOfWhatIsInterpolatedAndContinuous() {
        TabulatedSelection table =
                of(nodes(7, 9, 6), nodes(-1, 1, 7), (R, z) -> 0.5 + 0.4 * Math.sin(3 * R) * Math.cos(2 * z));
        double step = 1e-6;
        for (double R = 7.05; R < 8.95; R += 0.11) {
            for (double z = -0.95; z < 0.95; z += 0.13) {
                Selection.Seen seen = table.at(R, z);
                double dR = (table.at(R + step, z).lnS() - table.at(R - step, z).lnS()) / (2 * step);
                double dz = (table.at(R, z + step).lnS() - table.at(R, z - step).lnS()) / (2 * step);
                // Rounding, and a kink of the second derivative within the step.
                assertEquals(dR, seen.dR(), 1e-4);
                assertEquals(dz, seen.dz(), 1e-4);
            }
        }
        double node = nodes(7, 9, 6)[2];
        assertEquals(
                table.at(node - 1e-12, 0.3).dR(), table.at(node + 1e-12, 0.3).dR(), 1e-9);
        assertEquals(
                table.at(node - 1e-12, 0.3).dz(), table.at(node + 1e-12, 0.3).dz(), 1e-9);
    }

    @Test
    void nothingIsSeenBeyondTheGridOrBesideANodeWhereNothingIs() {
        double[] R = {7, 7.5, 8, 8.5, 9};
        double[] z = {-1, 0, 1};
        TabulatedSelection table = of(R, z, (atR, atz) -> atR == 9 && atz == 1 ? 0 : atR / 9);
        assertEquals(Math.log(8.0 / 9), table.at(8, 0.2).lnS(), 1e-14);
        assertEquals(1 / 8.2, table.at(8.2, -0.7).dR(), 1e-4);
        assertEquals(Selection.Seen.NOTHING, table.at(8.7, 0.2));
        assertEquals(Selection.Seen.NOTHING, table.at(6.999, 0.2));
        assertEquals(Selection.Seen.NOTHING, table.at(8, 1.001));
        // A number of stars does for a fraction.
        TabulatedSelection counts = of(R, z, (atR, atz) -> 1000 * atR);
        assertEquals(Math.log(8.0 / 9), counts.at(8, 0.2).lnS(), 1e-14);
    }

    @Test
    void tablesThatAreNoneAreRefused() {
        double[] two = {7, 9};
        double[] heights = {-1, 1};
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(
                    IllegalArgumentException.class, () -> of(two, heights, (R, z) -> R == 7 && z == 1 ? wrong : 1));
        }
        assertThrows(IllegalArgumentException.class, () -> of(two, heights, (R, z) -> R == 7 ? 0 : 1));
        assertThrows(IllegalArgumentException.class, () -> of(new double[] {7}, heights, (R, z) -> 1));
        assertThrows(IllegalArgumentException.class, () -> of(new double[] {9, 7}, heights, (R, z) -> 1));
        assertThrows(IllegalArgumentException.class, () -> of(new double[] {0, 7}, heights, (R, z) -> 1));
        assertThrows(
                IllegalArgumentException.class, () -> new TabulatedSelection(two, heights, new double[][] {{1, 1}}));
        assertThrows(IllegalArgumentException.class, () -> of(two, heights, (R, z) -> 1)
                .at(-1, 0));
    }
}
