package io.github.localflows.field;

import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The mass density that a field of accelerations needs, by Poisson's equation.
 *
 * <p>rho = -div a/(4 pi G) with div a = (1/R) d(R aR)/dR + daz/dz in axisymmetry. A derivative is that of the parabola
 * fitted by least squares to the nodes of a window about the node (Savitzky and Golay 1964, Anal. Chem. 36, 1627): with
 * independent errors of a, the density's fall with the window's width to the power 3/2, where those of a difference of
 * neighbours rise with the inverse of the spacing. The error of the method grows with the square of the window's width. A
 * window ends where the grid does, or at the first node without an acceleration; three nodes, the least, make it the
 * central difference inside the grid and the one-sided one of second order at its edges.
 */
public final class MassDensity {
    /** How unequal the steps of a regular grid may be: what writing it with seven digits does. */
    private static final double SPACING_REL = 1e-4;

    /** A derivative of second order needs so many nodes in a direction. */
    static final int FEWEST_NODES = 3;

    private static final double PC_PER_KPC = 1000;

    /** Enough for the exact surface density of a disc of some 0.1 kpc, whose error then is below 1e-5. */
    private static final int EXACT_NODES = 1001;

    private MassDensity() {}

    /**
     * Over which part of the grid a derivative is taken.
     *
     * @param halfWidthR it reaches so far to either side in R [kpc, >= 0], at least to the next node
     * @param halfWidthz the same in z [kpc, >= 0]
     */
    public record Window(double halfWidthR, double halfWidthz) implements Serializable {
        private static final long serialVersionUID = 1;

        /** @throws IllegalArgumentException when a half-width is negative or not finite */
        public Window {
            check(halfWidthR, "R");
            check(halfWidthz, "z");
        }

        private static void check(double halfWidth, String name) {
            if (!(halfWidth >= 0 && halfWidth < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("half-width " + halfWidth + " kpc of the window in " + name
                        + ": it must be finite and not negative");
            }
        }
    }

    /**
     * The density on a regular grid.
     *
     * @param R [nR] radii [kpc], positive, ascending in equal steps, at least 3
     * @param z [nz] heights [kpc], ascending in equal steps, at least 3
     * @param aR [nR][nz] radial acceleration [km²/s²/kpc], NaN where missing
     * @param az [nR][nz] vertical acceleration [km²/s²/kpc], NaN where missing
     * @param window over which derivatives are taken
     * @return [nR][nz] mass density [Msun/pc³], NaN where the acceleration is missing, there or at too many nodes around
     */
    public static double[][] density(double[] R, double[] z, double[][] aR, double[][] az, Window window) {
        double stepR = step(R, "R");
        double stepz = step(z, "z");
        if (!(R[0] > 0)) {
            throw new IllegalArgumentException("R starts at " + R[0] + " kpc: the grid must not touch the axis");
        }
        requireShape(aR, R.length, z.length, "aR");
        requireShape(az, R.length, z.length, "az");
        int reachR = reach(window.halfWidthR(), stepR);
        int reachz = reach(window.halfWidthz(), stepz);
        double[][] density = new double[R.length][z.length];
        double[] fluxR = new double[R.length];
        for (int j = 0; j < z.length; j++) {
            for (int i = 0; i < R.length; i++) {
                fluxR[i] = R[i] * aR[i][j];
            }
            for (int i = 0; i < R.length; i++) {
                double divergence = derivative(fluxR, i, reachR) / stepR / R[i] + derivative(az[i], j, reachz) / stepz;
                density[i][j] = -divergence * Units.DENSITY_PER_LAPLACIAN;
            }
        }
        return density;
    }

    /**
     * The curl dR(az) - dz(aR) on a regular grid.
     *
     * @param R as above
     * @param z as above
     * @param aR [nR nz] radial acceleration [km²/s²/kpc], for each R all z, NaN where missing
     * @param az likewise, vertical
     * @param window over which derivatives are taken
     * @return [nR nz] [km²/s²/kpc²], NaN where the acceleration is missing, there or at too many nodes around
     */
    static double[] curl(double[] R, double[] z, double[] aR, double[] az, Window window) {
        double stepR = step(R, "R");
        double stepz = step(z, "z");
        int reachR = reach(window.halfWidthR(), stepR);
        int reachz = reach(window.halfWidthz(), stepz);
        double[] curl = new double[R.length * z.length];
        double[] alongR = new double[R.length];
        for (int i = 0; i < R.length; i++) {
            double[] alongz = Arrays.copyOfRange(aR, i * z.length, (i + 1) * z.length);
            for (int j = 0; j < z.length; j++) {
                for (int k = 0; k < R.length; k++) {
                    alongR[k] = az[k * z.length + j];
                }
                curl[i * z.length + j] = derivative(alongR, i, reachR) / stepR - derivative(alongz, j, reachz) / stepz;
            }
        }
        return curl;
    }

    /**
     * The surface density of a column.
     *
     * @param z ascending heights [kpc]
     * @param rho density at these heights [Msun/pc³], linear between them
     * @param absZ the column reaches from -absZ to absZ [kpc], within z
     * @return its integral [Msun/pc²], NaN where a density that it needs is NaN
     */
    public static double surfaceDensity(double[] z, double[] rho, double absZ) {
        if (!(absZ > 0 && z[0] <= -absZ && z[z.length - 1] >= absZ)) {
            throw new IllegalArgumentException(
                    "a column of |z| < " + absZ + " kpc needs heights on both sides beyond it; there are " + z[0]
                            + " to " + z[z.length - 1] + " kpc");
        }
        double sum = 0;
        for (int j = 1; j < z.length; j++) {
            double from = Math.max(z[j - 1], -absZ);
            double to = Math.min(z[j], absZ);
            if (to > from) {
                double middle = (0.5 * (from + to) - z[j - 1]) / (z[j] - z[j - 1]);
                sum += (to - from) * (rho[j - 1] + middle * (rho[j] - rho[j - 1]));
            }
        }
        return sum * PC_PER_KPC;
    }

    /** The mass of a known potential within a height of the plane at a radius [Msun/pc²]. */
    public static double surfaceDensity(Potential potential, double R, double absZ) {
        double[] heights = new double[EXACT_NODES];
        double[] rho = new double[EXACT_NODES];
        for (int i = 0; i < EXACT_NODES; i++) {
            heights[i] = i == EXACT_NODES - 1 ? absZ : absZ * (2.0 * i / (EXACT_NODES - 1) - 1);
            rho[i] = potential.density(R, heights[i]);
        }
        return surfaceDensity(heights, rho, absZ);
    }

    /** Derivative by the node's number at node i; NaN without three nodes in an unbroken row. */
    private static double derivative(double[] y, int i, int reach) {
        if (Double.isNaN(y[i])) {
            return Double.NaN;
        }
        int from = i;
        while (from > 0 && i - from < reach && !Double.isNaN(y[from - 1])) {
            from--;
        }
        int to = i;
        while (to < y.length - 1 && to - i < reach && !Double.isNaN(y[to + 1])) {
            to++;
        }
        if (to - from < 2 && to < y.length - 1 && !Double.isNaN(y[to + 1])) {
            to++;
        }
        if (to - from < 2 && from > 0 && !Double.isNaN(y[from - 1])) {
            from--;
        }
        if (to - from < 2) {
            return Double.NaN;
        }
        double[] S = new double[5];
        for (int k = from; k <= to; k++) {
            double t = k - i;
            S[0] += 1;
            S[1] += t;
            S[2] += t * t;
            S[3] += t * t * t;
            S[4] += t * t * t * t;
        }
        // The slope at t = 0 of the parabola is the sum of (u0 + u1 t + u2 t²) y by Cramer's rule.
        double u0 = S[2] * S[3] - S[1] * S[4];
        double u1 = S[0] * S[4] - S[2] * S[2];
        double u2 = S[1] * S[2] - S[0] * S[3];
        double slope = 0;
        for (int k = from; k <= to; k++) {
            double t = k - i;
            slope += (u0 + u1 * t + u2 * t * t) * y[k];
        }
        return slope / (u0 * S[1] + u1 * S[2] + u2 * S[3]);
    }

    private static int reach(double halfWidth, double step) {
        return (int) Math.max(1, Math.round(halfWidth / step));
    }

    private static double step(double[] nodes, String name) {
        int n = nodes.length;
        if (n < FEWEST_NODES) {
            throw new IllegalArgumentException(
                    n + " values of " + name + ": a derivative of second order needs at least " + FEWEST_NODES);
        }
        double step = (nodes[n - 1] - nodes[0]) / (n - 1);
        for (int i = 1; i < n; i++) {
            if (!(step > 0 && Math.abs(nodes[i] - nodes[i - 1] - step) <= SPACING_REL * step)) {
                throw new IllegalArgumentException(name + " goes from " + nodes[i - 1] + " to " + nodes[i]
                        + " kpc where the mean step is " + step + ": the grid must ascend in equal steps");
            }
        }
        return step;
    }

    private static void requireShape(double[][] values, int nR, int nz, String name) {
        boolean fits = values.length == nR;
        for (int i = 0; fits && i < nR; i++) {
            fits = values[i].length == nz;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    name + " is not [" + nR + "][" + nz + "]: one row for each R, one column for each z");
        }
    }
}
