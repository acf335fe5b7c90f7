package io.github.localflows.df;

import java.util.Arrays;

/**
 * A fraction S(R, z) of stars seen that is known at the nodes of a rectangular grid.
 *
 * <p>ln S is a bicubic polynomial in each cell (Hermite), whose derivatives at the nodes are those of the polynomial through the {@value
 * #NODES} nearest nodes of a line, or as many as there are in a row where something is seen. ln S and its gradient are continuous. A cell
 * with a corner where nothing is seen, S = 0, is not seen, and neither is what lies beyond the grid.
 *
 * <p><b>Accuracy:</b> of a smooth ln S and nodes at a distance h, h<sup>4</sup> times its fourth derivatives in ln S, and h³ in the gradient.
 *
 * <p>Immutable and thread-safe.
 */
public final class TabulatedSelection implements Selection {
    private static final long serialVersionUID = 1;

    /** Nodes of a line that decide a derivative. */
    private static final int NODES = 5;

    private final double[] R;
    private final double[] z;
    /** ln S at the nodes, [R][z]; NaN where nothing is seen. */
    private final double[][] lnS;
    /** Its derivatives [per kpc, per kpc²]. */
    private final double[][] dR;

    private final double[][] dz;
    private final double[][] dRdz;

    /**
     * @param R radii of the nodes [kpc], positive and rising, at least 2
     * @param z heights of the nodes [kpc], rising, at least 2
     * @param S the fraction seen at each node, [R][z], in any unit: only its gradient matters to accelerations. 0 or less where nothing is
     *     seen
     * @throws IllegalArgumentException when the nodes are no grid, a number is not finite, or nothing is seen in any cell
     */
    public TabulatedSelection(double[] R, double[] z, double[][] S) {
        requireRising(R, "R");
        requireRising(z, "z");
        if (!(R[0] > 0)) {
            throw new IllegalArgumentException("the first radius is " + R[0] + " kpc: it must be positive");
        }
        if (S.length != R.length || Arrays.stream(S).anyMatch(row -> row.length != z.length)) {
            throw new IllegalArgumentException(
                    "S must have a number for each of " + R.length + " radii and " + z.length + " heights");
        }
        this.R = R.clone();
        this.z = z.clone();
        double most = 0;
        for (int i = 0; i < R.length; i++) {
            for (int k = 0; k < z.length; k++) {
                if (!Double.isFinite(S[i][k])) {
                    throw new IllegalArgumentException(
                            "S = " + S[i][k] + " at R = " + R[i] + ", z = " + z[k] + " kpc: it must be finite");
                }
                most = Math.max(most, S[i][k]);
            }
        }
        lnS = new double[R.length][z.length];
        for (int i = 0; i < R.length; i++) {
            for (int k = 0; k < z.length; k++) {
                // A fraction, whatever the unit.
                lnS[i][k] = S[i][k] > 0 ? Math.log(S[i][k] / Math.max(1, most)) : Double.NaN;
            }
        }
        dR = transposed(derivatives(this.R, transposed(lnS)));
        dz = derivatives(this.z, lnS);
        dRdz = derivatives(this.z, dR);
        boolean seen = false;
        for (int i = 0; i + 1 < R.length; i++) {
            for (int k = 0; k + 1 < z.length; k++) {
                seen |= isSeen(i, k);
            }
        }
        if (!seen) {
            throw new IllegalArgumentException(
                    "S is positive at all four corners of no cell of the grid: nothing is seen anywhere");
        }
    }

    private static void requireRising(double[] nodes, String name) {
        if (nodes.length < 2) {
            throw new IllegalArgumentException(
                    nodes.length + " different values of " + name + ": a grid needs two at least");
        }
        for (int i = 0; i < nodes.length; i++) {
            if (!Double.isFinite(nodes[i]) || i > 0 && !(nodes[i] > nodes[i - 1])) {
                throw new IllegalArgumentException("the values of " + name + " must be finite and rise, and after "
                        + nodes[Math.max(0, i - 1)] + " comes " + nodes[i]);
            }
        }
    }

    private static double[][] transposed(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < columns.length; k++) {
                columns[k][i] = rows[i][k];
            }
        }
        return columns;
    }

    /** The derivatives along each line at its nodes; NaN where nothing is seen or a node has no neighbour that is. */
    private static double[][] derivatives(double[] x, double[][] lines) {
        double[][] all = new double[lines.length][x.length];
        for (int line = 0; line < lines.length; line++) {
            double[] values = lines[line];
            Arrays.fill(all[line], Double.NaN);
            int from = 0;
            while (from < x.length) {
                int to = from;
                while (to < x.length && !Double.isNaN(values[to])) {
                    to++;
                }
                for (int i = from; i < to && to - from > 1; i++) {
                    int n = Math.min(NODES, to - from);
                    int first = Math.max(from, Math.min(i - n / 2, to - n));
                    all[line][i] = derivative(x, values, first, n, i);
                }
                from = to + 1;
            }
        }
        return all;
    }

    /** At node i, of the polynomial through n nodes (Lagrange). */
    private static double derivative(double[] x, double[] values, int first, int n, int i) {
        double sum = 0;
        for (int j = first; j < first + n; j++) {
            if (j != i) {
                double weight = 1 / (x[j] - x[i]);
                for (int m = first; m < first + n; m++) {
                    if (m != i && m != j) {
                        weight *= (x[i] - x[m]) / (x[j] - x[m]);
                    }
                }
                // The derivatives of all polynomials add up to 0.
                sum += weight * (values[j] - values[i]);
            }
        }
        return sum;
    }

    /** Whether the cell beyond a node is seen. */
    private boolean isSeen(int i, int k) {
        return !Double.isNaN(lnS[i][k] + lnS[i + 1][k] + lnS[i][k + 1] + lnS[i + 1][k + 1]);
    }

    @Override
    public Seen at(double atR, double atz) {
        if (!(atR > 0 && atR < Double.POSITIVE_INFINITY && Math.abs(atz) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "R = " + atR + " kpc, z = " + atz + " kpc: both must be finite, and R positive");
        }
        int i = cell(R, atR);
        int k = cell(z, atz);
        if (i < 0 || k < 0 || !isSeen(i, k)) {
            return Seen.NOTHING;
        }
        double[] alongR = hermite(atR - R[i], R[i + 1] - R[i]);
        double[] alongz = hermite(atz - z[k], z[k + 1] - z[k]);
        double value = 0;
        double slopeR = 0;
        double slopez = 0;
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                double f = lnS[i + a][k + b];
                double fR = dR[i + a][k + b];
                double fz = dz[i + a][k + b];
                double fRz = dRdz[i + a][k + b];
                // Of the function alone and of its slope along z, times the polynomials of z or their slopes.
                double ofz = f * alongz[b] + fz * alongz[2 + b];
                double ofRz = fR * alongz[b] + fRz * alongz[2 + b];
                value += ofz * alongR[a] + ofRz * alongR[2 + a];
                slopeR += ofz * alongR[4 + a] + ofRz * alongR[6 + a];
                slopez += (f * alongz[4 + b] + fz * alongz[6 + b]) * alongR[a]
                        + (fR * alongz[4 + b] + fRz * alongz[6 + b]) * alongR[2 + a];
            }
        }
        return new Seen(Math.min(0, value), slopeR, slopez);
    }

    /** The cell of a value, its edges included; -1 beyond the grid. */
    private static int cell(double[] nodes, double value) {
        if (!(value >= nodes[0] && value <= nodes[nodes.length - 1])) {
            return -1;
        }
        int found = Arrays.binarySearch(nodes, value);
        return Math.min(found >= 0 ? found : -found - 2, nodes.length - 2);
    }

    /**
     * The cubic polynomials that are 1 at the first end, 1 at the second, have the slope 1 at the first, and at the second, and nothing else of
     * these; and their derivatives.
     */
    private static double[] hermite(double x, double width) {
        double t = x / width;
        double s = 1 - t;
        return new double[] {
            s * s * (1 + 2 * t),
            t * t * (1 + 2 * s),
            width * t * s * s,
            -width * s * t * t,
            -6 * t * s / width,
            6 * t * s / width,
            s * (s - 2 * t),
            t * (t - 2 * s)
        };
    }
}
