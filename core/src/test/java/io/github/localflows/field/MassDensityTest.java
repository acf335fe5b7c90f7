package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.units.Units;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class MassDensityTest {
    /** Msun; a Plummer sphere with a scale length of b. */
    private static final double M = 5e10;

    private static final double B = 3;

    /** Second order: halving the step divides the error by 4; the fourth-order term still shows at 0.1 kpc. */
    private static final double ORDER_RATIO = 4;

    private static final double ORDER_RATIO_TOLERANCE = 0.3;

    /** Central differences. */
    private static final MassDensity.Window NEXT_NODE = new MassDensity.Window(0, 0);

    /** Of sums of some ten products of order ten. */
    private static final double ROUNDING = 1e-11;

    @Test
    void plummerSphereHasItsDensity() {
        Grid grid = new Grid(2, 4, -1, 1, 81);

        double[][] rho = grid.density();

        for (int i = 0; i < grid.R.length; i++) {
            for (int j = 0; j < grid.z.length; j++) {
                double exact = plummerDensity(grid.R[i], grid.z[j]);
                // Step 0.025 kpc against a scale of 3 kpc: (h/b)² = 7e-5, times the third derivatives' coefficients;
                // three times
                // as much at the one-sided edges.
                assertEquals(1, rho[i][j] / exact, 1e-3);
            }
        }
    }

    @Test
    void errorFallsWithSquareOfSpacingInsideAndAtEdges() {
        double[] coarse = new Grid(2, 4, -1, 1, 21).errors();
        double[] fine = new Grid(2, 4, -1, 1, 41).errors();

        assertEquals(ORDER_RATIO, coarse[0] / fine[0], ORDER_RATIO_TOLERANCE);
        assertEquals(ORDER_RATIO, coarse[1] / fine[1], ORDER_RATIO_TOLERANCE);
    }

    @Test
    void densityIsMissingWhereAccelerationIsAndWindowsEndThere() {
        Grid grid = new Grid(2, 4, -1, 1, 21);
        grid.aR[10][10] = Double.NaN;
        grid.az[10][10] = Double.NaN;

        double[][] rho = MassDensity.density(grid.R, grid.z, grid.aR, grid.az, new MassDensity.Window(0.3, 0.3));

        for (int i = 0; i < 21; i++) {
            for (int j = 0; j < 21; j++) {
                if (i == 10 && j == 10) {
                    assertTrue(Double.isNaN(rho[i][j]));
                } else {
                    // Windows of 0.3 kpc, one-sided ones too, on a scale of 3 kpc: (0.3/3)² and numbers of order one.
                    assertEquals(1, rho[i][j] / plummerDensity(grid.R[i], grid.z[j]), 0.03, i + ", " + j);
                }
            }
        }
    }

    @Test
    void tooFewAccelerationsInARowHaveNoDensity() {
        Grid grid = new Grid(2, 4, -1, 1, 5);
        for (double[] row : grid.az) {
            row[2] = Double.NaN;
        }

        double[][] rho = MassDensity.density(grid.R, grid.z, grid.aR, grid.az, NEXT_NODE);

        for (double[] row : rho) {
            for (double value : row) {
                assertTrue(Double.isNaN(value));
            }
        }
    }

    @Test
    void parabolasHaveTheirDerivativeInEveryWindow() {
        // R aR = R² and az = z + z²/2 are parabolas: div a = 2 + 1 + z exactly, whatever the window.
        Grid grid = new Grid(2, 4, -1, 1, 9);
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) {
                grid.aR[i][j] = grid.R[i];
                grid.az[i][j] = grid.z[j] + 0.5 * grid.z[j] * grid.z[j];
            }
        }
        double perDivergence = -1 / (4 * Math.PI * Units.G * Units.PC3_PER_KPC3);

        for (double halfWidth : new double[] {0, 0.25, 0.5, 0.75, 5}) {
            double[][] rho =
                    MassDensity.density(grid.R, grid.z, grid.aR, grid.az, new MassDensity.Window(halfWidth, halfWidth));
            for (int i = 0; i < 9; i++) {
                for (int j = 0; j < 9; j++) {
                    assertEquals(3 + grid.z[j], rho[i][j] / perDivergence, ROUNDING);
                }
            }
        }
    }

    @Test
    void windowReducesNoiseAsItsWidthToThePowerThreeHalves() {
        // Errors of az of 1, no others: a window of 2 m + 1 nodes a step h apart has a derivative's variance of
        // 1/(h² sum k²) = 3/(h² m (m + 1) (2 m + 1)).
        int n = 3001;
        double[] R = {2, 3, 4};
        double[] z = new double[n];
        double[][] az = new double[3][n];
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(5L);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (int j = 0; j < n; j++) {
            z[j] = 0.01 * j;
            for (double[] row : az) {
                row[j] = normal.sample();
            }
        }
        double perDivergence = 1 / (4 * Math.PI * Units.G * Units.PC3_PER_KPC3);
        for (int m : new int[] {1, 4, 16}) {
            double[][] rho = MassDensity.density(R, z, new double[3][n], az, new MassDensity.Window(0, 0.01 * m));
            double squares = 0;
            for (double[] row : rho) {
                for (int j = m; j < n - m; j++) {
                    squares += row[j] * row[j] / 3 / (n - 2 * m);
                }
            }
            double expected = perDivergence / 0.01 * Math.sqrt(3.0 / (m * (m + 1) * (2 * m + 1)));
            // 9,000 densities, of which those closer than 2 m are correlated: some 3% of a standard deviation at m =
            // 16.
            assertEquals(1, Math.sqrt(squares) / expected, 0.1);
        }
    }

    @Test
    void columnOfLinearDensityHasItsSurfaceDensity() {
        double[] z = {-1.5, -1, -0.5, 0, 0.5, 1, 1.5};
        double[] rho = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            rho[j] = 0.1 * (2 - Math.abs(z[j]));
        }
        // 2 (2 Z - Z²/2) 0.1 Msun/pc³ kpc
        assertEquals(2 * (2 * 1.1 - 0.5 * 1.1 * 1.1) * 100, MassDensity.surfaceDensity(z, rho, 1.1), 1e-10);
        assertEquals(2 * (2 * 1.5 - 0.5 * 1.5 * 1.5) * 100, MassDensity.surfaceDensity(z, rho, 1.5), 1e-10);
        assertThrows(IllegalArgumentException.class, () -> MassDensity.surfaceDensity(z, rho, 1.6));
    }

    @Test
    void unusableGridsAreRefused() {
        double[] regular = {1, 2, 3};
        double[][] field = new double[3][3];
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(new double[] {1, 2}, regular, new double[2][3], new double[2][3], NEXT_NODE));
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(new double[] {1, 2, 4}, regular, field, field, NEXT_NODE));
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(new double[] {3, 2, 1}, regular, field, field, NEXT_NODE));
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(new double[] {0, 1, 2}, regular, field, field, NEXT_NODE));
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(regular, regular, new double[3][2], field, NEXT_NODE));
        assertThrows(
                IllegalArgumentException.class,
                () -> MassDensity.density(new double[] {1, Double.NaN, 3}, regular, field, field, NEXT_NODE));
        assertThrows(IllegalArgumentException.class, () -> new MassDensity.Window(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new MassDensity.Window(0, Double.NaN));
    }

    private static double plummerDensity(double R, double z) {
        double r2 = R * R + z * z;
        return 3 * M / (4 * Math.PI * B * B * B) * Math.pow(1 + r2 / (B * B), -2.5) / Units.PC3_PER_KPC3;
    }

    private static final class Grid {
        private final double[] R;
        private final double[] z;
        private final double[][] aR;
        private final double[][] az;

        Grid(double Rmin, double Rmax, double zmin, double zmax, int n) {
            R = new double[n];
            z = new double[n];
            aR = new double[n][n];
            az = new double[n][n];
            for (int i = 0; i < n; i++) {
                R[i] = Rmin + (Rmax - Rmin) * i / (n - 1);
                z[i] = zmin + (zmax - zmin) * i / (n - 1);
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double perLength = -Units.G * M * Math.pow(R[i] * R[i] + z[j] * z[j] + B * B, -1.5);
                    aR[i][j] = perLength * R[i];
                    az[i][j] = perLength * z[j];
                }
            }
        }

        double[][] density() {
            return MassDensity.density(R, z, aR, az, NEXT_NODE);
        }

        /** Root mean square error inside and at the corner of smallest R and z. */
        double[] errors() {
            double[][] rho = density();
            double squares = 0;
            int count = 0;
            for (int i = 1; i < R.length - 1; i++) {
                for (int j = 1; j < z.length - 1; j++) {
                    double error = rho[i][j] - plummerDensity(R[i], z[j]);
                    squares += error * error;
                    count++;
                }
            }
            double corner = Math.abs(rho[0][0] - plummerDensity(R[0], z[0]));
            return new double[] {Math.sqrt(squares / count), corner};
        }
    }
}
