package io.github.localflows.expansion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.phase.Region;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.interpolation.SplineInterpolator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PotentialGridTest {
    private static PotentialFile.Content content(boolean even) {
        PotentialBasis basis = new PotentialBasis(8, 1, 2, List.of(0.2, 0.8), even);
        double[] c = new double[basis.size()];
        Arrays.setAll(c, k -> k == 0 ? 5500 : 60 + 10.0 * (k % 5));
        PotentialExpansion expansion =
                new PotentialExpansion(basis, Arrays.stream(c).boxed().toList());
        return new PotentialFile.Content(PotentialEstimate.withoutErrors(expansion), Region.about(8, 0.9, 2.4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withinTheVolumeItIsThePotentialButForAConstant(boolean even) {
        PotentialFile.Content content = content(even);
        PotentialExpansion potential = content.potential().expansion();
        PotentialGrid grid = PotentialGrid.of(content);
        int checked = 0;
        double constant = Double.NaN;
        for (int i = 0; i < grid.R().length; i++) {
            for (int j = 0; j < grid.z().length; j++) {
                assertTrue(grid.Phi()[i][j] < 0);
                double R = grid.R()[i];
                double z = grid.z()[j];
                if (content.volume().contains(R, z)) {
                    double here = grid.Phi()[i][j] - potential.Phi(R, z);
                    constant = Double.isNaN(constant) ? here : constant;
                    assertEquals(constant, here, 1e-8);
                    assertEquals(-potential.acceleration(R, z).aR(), grid.dPhidR()[i][j], 1e-9);
                    assertEquals(-potential.acceleration(R, z).az(), grid.dPhidz()[i][j], 1e-9);
                    checked++;
                }
            }
        }
        assertEquals(41 * (even ? 41 : 81), checked);
        assertEquals(0, grid.R()[0]);
        assertEquals(17.8, grid.R()[grid.R().length - 1], 1e-12);
        assertEquals(even ? 0 : -2.4, grid.z()[0]);
    }

    @Test
    void splinesBetweenTheNodesHaveTheForces() {
        PotentialFile.Content content = content(true);
        PotentialExpansion potential = content.potential().expansion();
        PotentialGrid grid = PotentialGrid.of(content);
        int i = 30;
        int j = 17;
        double R0 = grid.R()[i];
        double z0 = grid.z()[j];
        assertTrue(content.volume().contains(R0, z0), R0 + ", " + z0);
        UnivariateFunction alongz = new SplineInterpolator().interpolate(grid.z(), grid.dPhidz()[i]);
        for (double z = 0.013; z < 2.2; z *= 1.31) {
            double exact = -potential.acceleration(R0, z).az();
            assertEquals(exact, alongz.value(z), 1e-4 * exact, "z = " + z);
        }
        double[] column =
                Arrays.stream(grid.dPhidR()).mapToDouble(row -> row[j]).toArray();
        UnivariateFunction alongR = new SplineInterpolator().interpolate(grid.R(), column);
        for (double R = 7.25; R < 8.8; R += 0.0711) {
            double exact = -potential.acceleration(R, z0).aR();
            assertEquals(exact, alongR.value(R), 1e-4 * exact, "R = " + R);
        }
    }

    @Test
    void agamaIsToldWhichPotentialsAreEven() throws IOException {
        for (boolean even : new boolean[] {true, false}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PotentialGrid.of(content(even)).writeAgama(out);
            String text = out.toString(StandardCharsets.US_ASCII);
            assertTrue(text.contains("\nsymmetry=" + (even ? "Axisymmetric" : "None") + "\n"));
        }
    }

    @Test
    void beyondItTheDerivativesAreThoseOfWhatStandsThere() {
        PotentialGrid grid = PotentialGrid.of(content(true));
        int n = grid.R().length;
        // Of the parabola inside and of the logarithm outside, by differences over a step of the grid.
        for (int j : new int[] {0, 20, 40}) {
            double rise = grid.Phi()[1][j] - grid.Phi()[0][j];
            double mean = 0.5 * (grid.dPhidR()[1][j] + grid.dPhidR()[0][j]);
            assertEquals(mean * grid.R()[1], rise, 1e-9 * Math.abs(grid.Phi()[1][j]));
            assertEquals(
                    grid.dPhidR()[n - 1][j] * grid.R()[n - 1],
                    grid.dPhidR()[n - 2][j] * grid.R()[n - 2],
                    1e-9 * Math.abs(grid.dPhidR()[n - 1][j] * grid.R()[n - 1]));
        }
        for (int i : new int[] {2, n - 3}) {
            double dz = (grid.Phi()[i][2] - grid.Phi()[i][0]) / (grid.z()[2] - grid.z()[0]);
            assertEquals(grid.dPhidz()[i][1], dz, 0.03 * Math.abs(dz));
        }
        assertEquals(0, grid.dPhidR()[0][3], "on the axis");
    }

    @Test
    void arraysAreWhatNumpyReads() throws IOException {
        PotentialGrid grid = PotentialGrid.of(content(true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        grid.writeNpz(out);
        Map<String, NpyArray> arrays = Npz.read(new ByteArrayInputStream(out.toByteArray()));
        assertArrayEquals(
                new int[] {grid.R().length, grid.z().length}, arrays.get("Phi").shape());
        assertEquals(grid.dPhidz()[3][5], arrays.get("dPhidz").doubles()[3 * grid.z().length + 5]);
        assertArrayEquals(grid.R(), arrays.get("R").doubles());
    }

    @Test
    void agamaFindsEachBlockWhereItLooks() throws IOException {
        PotentialGrid grid = PotentialGrid.of(content(true));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        grid.writeAgama(out);
        List<String> lines = out.toString(StandardCharsets.US_ASCII).lines().toList();
        assertEquals("type=CylSpline", lines.get(1));
        assertEquals("gridSizeR=" + grid.R().length, lines.get(2));
        assertEquals("gridSizez=" + grid.z().length, lines.get(3));
        int block = grid.R().length + 4;
        int first = lines.indexOf("#Phi");
        assertEquals("#dPhi/dR", lines.get(first + block));
        assertEquals("#dPhi/dz", lines.get(first + 2 * block));
        assertEquals("", lines.get(first + block - 1));
        assertEquals("0\t#m", lines.get(first + 1));
        assertEquals(grid.z().length + 1, lines.get(first + 2).split("\t").length);
        String[] row = lines.get(first + 3 + 20).split("\t");
        assertEquals(grid.R()[20], Double.parseDouble(row[0]));
        assertTrue(IntStream.range(0, grid.z().length)
                .allMatch(j -> Math.abs(Double.parseDouble(row[j + 1]) / grid.Phi()[20][j] - 1) < 1e-13));
    }
}
