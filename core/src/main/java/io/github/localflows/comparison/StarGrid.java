package io.github.localflows.comparison;

import java.util.Arrays;

/**
 * Stars' heights and vertical velocities as weights on the nodes of a grid, for sums of smooth functions over the stars.
 *
 * <pre>
 *   sum over stars of g(|z|, |vz|) = sum over nodes of w g(node),     w = sum over stars of L(z) L(vz)
 * </pre>
 * L are the Lagrange polynomials of the six nodes about a star: the sum on the right is that of the interpolated g, so nothing is
 * shifted as it would be by counting stars in bins. The nodes are equally far apart in asinh(z/0.3 kpc) and asinh(vz/60 km/s), which
 * is 7.5 pc and 1.7 km/s at 0, or a half, a quarter ... of that in finer grids, and g is even in both, so that the polynomials reach
 * across the plane.
 *
 * <p><b>Accuracy:</b> {@code StarGridTest} has it for the ln f of a {@link VerticalDf}. A g that changes within a few steps is
 * not interpolated: {@link #serves}.
 *
 * <p>Immutable and thread-safe.
 */
final class StarGrid {
    private static final double Z_SCALE = 0.3;
    private static final double Z_STEP = 1.0 / 40;
    private static final double V_SCALE = 60;
    private static final double V_STEP = 1.0 / 35;

    /** Six nodes: two below the star's interval, two above. */
    private static final int POINTS = 6;

    private static final int BELOW = 2;

    /** Colder populations [km/s] change within a few steps of 1.7 km/s, of a half of it those half as cold: {@code StarGridTest} has the error. */
    private static final double LEAST_SIGMA = 7;

    /** Heights of the rows of nodes [kpc]. */
    private final double[] z;
    /** vz²/2 of the columns of nodes [km²/s²]. */
    private final double[] kinetic;
    /** [row][column], up to the last column with stars near it. */
    private final double[][] weights;
    /** The least dispersion that it serves [km/s]. */
    private final double leastSigma;

    private StarGrid(double[] z, double[] kinetic, double[][] weights, double leastSigma) {
        this.z = z;
        this.kinetic = kinetic;
        this.weights = weights;
        this.leastSigma = leastSigma;
    }

    /**
     * The grid of some stars.
     *
     * @param z heights of either sign [kpc], [n]
     * @param vz vertical velocities of either sign [km/s], [n]
     * @param counts how much each star counts, [n]
     * @param refinement how many times as dense as the coarsest its nodes are along each axis, at least 1
     */
    static StarGrid of(double[] z, double[] vz, double[] counts, int refinement) {
        double zStep = Z_STEP / refinement;
        double vStep = V_STEP / refinement;
        double[][] weights = new double[nodes(z, Z_SCALE, zStep)][nodes(vz, V_SCALE, vStep)];
        int[] lengths = new int[weights.length];
        double[] ofZ = new double[POINTS];
        double[] ofV = new double[POINTS];
        for (int star = 0; star < z.length; star++) {
            int row = polynomials(coordinate(z[star], Z_SCALE, zStep), ofZ);
            int column = polynomials(coordinate(vz[star], V_SCALE, vStep), ofV);
            for (int i = 0; i < POINTS; i++) {
                int at = Math.abs(row + i);
                lengths[at] = Math.max(lengths[at], column + POINTS);
                double ofRow = counts[star] * ofZ[i];
                for (int j = 0; j < POINTS; j++) {
                    weights[at][Math.abs(column + j)] += ofRow * ofV[j];
                }
            }
        }
        Arrays.setAll(weights, row -> Arrays.copyOf(weights[row], lengths[row]));
        double[] heights = new double[weights.length];
        Arrays.setAll(heights, row -> Z_SCALE * Math.sinh(row * zStep));
        double[] kinetic = new double[Arrays.stream(lengths).max().orElse(0)];
        Arrays.setAll(kinetic, column -> {
            double v = V_SCALE * Math.sinh(column * vStep);
            return 0.5 * v * v;
        });
        return new StarGrid(heights, kinetic, weights, LEAST_SIGMA / refinement);
    }

    private static double coordinate(double value, double scale, double step) {
        double x = Math.abs(value) / scale;
        return Math.log(x + Math.sqrt(x * x + 1)) / step;
    }

    private static int nodes(double[] values, double scale, double step) {
        double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
        return (int) coordinate(most, scale, step) + POINTS - BELOW + 1;
    }

    /** The Lagrange polynomials at {@code x} of the nodes about it; returns the first of them, which may be below 0. */
    private static int polynomials(double x, double[] values) {
        int first = (int) x - BELOW;
        for (int i = 0; i < POINTS; i++) {
            double product = 1;
            for (int j = 0; j < POINTS; j++) {
                if (j != i) {
                    product *= (x - first - j) / (i - j);
                }
            }
            values[i] = product;
        }
        return first;
    }

    /** How many nodes the sum runs over. */
    int size() {
        return Arrays.stream(weights).mapToInt(row -> row.length).sum();
    }

    /** Whether ln f of a distribution is smooth enough for the grid. */
    boolean serves(VerticalDf df) {
        return df.sigma1() >= leastSigma;
    }

    /** The largest vz²/2 of a node [km²/s²]. */
    double highestKinetic() {
        return kinetic[kinetic.length - 1];
    }

    /** The largest height of a node [kpc]. */
    double highest() {
        return z[z.length - 1];
    }

    /** The sum over the stars of a function of their energy in a potential. */
    double sum(VerticalPotential potential, EnergyTable g) {
        double sum = 0;
        for (int row = 0; row < z.length; row++) {
            double phi = potential.phi(z[row]);
            double[] w = weights[row];
            double ofRow = 0;
            for (int column = 0; column < w.length; column++) {
                ofRow += w[column] * g.at(phi + kinetic[column]);
            }
            sum += ofRow;
        }
        return sum;
    }
}
