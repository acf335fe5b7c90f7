package io.github.localflows.field;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;

/**
 * How far a distribution function is from its own mirror image in the (z, vz) plane, where a disturbed disc winds up into the
 * phase spiral (Antoja et al. 2018, Nature 561, 360).
 *
 * <p>At one R, with vR = 0 and one vphi,
 * <pre>
 *   contrast(z, vz) = f/fbar - 1,   fbar = (f(z, vz) + f(-z, -vz))/2
 * </pre>
 * which is tanh((ln f(z, vz) - ln f(-z, -vz))/2): it lies between -1 and 1, changes its sign from a point to its mirror
 * image, and vanishes for every steady f of a galaxy that is symmetric about its plane. The strength is its root mean square
 * over the plane, weighted by f (or by fbar, which gives the same).
 *
 * <p><b>Accuracy:</b> a strength cannot be negative, so noise in f adds to it. {@link Map#noise} says how much of it an f without
 * any asymmetry would show by the scatter of its ensemble.
 *
 * <p>Immutable and thread-safe.
 */
public final class PhaseSpiral {
    private final double R;
    private final double vphi;
    private final double[] z;
    private final double[] vz;

    /**
     * A grid on the plane.
     *
     * @param R where [kpc, > 0]
     * @param vphi of all points [km/s]
     * @param nz number of heights (>= 2)
     * @param absZmax they reach from -absZmax to absZmax [kpc, > 0]
     * @param nvz number of velocities (>= 2)
     * @param absVzmax they reach from -absVzmax to absVzmax [km/s, > 0]
     */
    public PhaseSpiral(double R, double vphi, int nz, double absZmax, int nvz, double absVzmax) {
        if (!(R > 0 && absZmax > 0 && absVzmax > 0 && nz >= 2 && nvz >= 2)) {
            throw new IllegalArgumentException("phase spiral at R = " + R + " kpc with " + nz + " heights to " + absZmax
                    + " kpc and " + nvz + " velocities to " + absVzmax
                    + " km/s: lengths must be positive and numbers at least 2");
        }
        this.R = R;
        this.vphi = vphi;
        z = nodes(nz, absZmax);
        vz = nodes(nvz, absVzmax);
    }

    /** Equally spaced, the mirror image of each exactly among them. */
    private static double[] nodes(int n, double most) {
        double[] nodes = new double[n];
        for (int i = 0; i < n; i++) {
            nodes[i] = most * (2 * i - (n - 1)) / (n - 1);
        }
        return nodes;
    }

    /** The heights [kpc], rising. */
    public double[] z() {
        return z.clone();
    }

    /** The velocities [km/s], rising. */
    public double[] vz() {
        return vz.clone();
    }

    /** The points of the grid: for each z all vz. */
    public Stars points() {
        Stars points = Stars.allocate(z.length * vz.length);
        Arrays.fill(points.R(), R);
        Arrays.fill(points.vphi(), vphi);
        for (int i = 0; i < points.size(); i++) {
            points.z()[i] = z[i / vz.length];
            points.vz()[i] = vz[i % vz.length];
        }
        return points;
    }

    /**
     * The contrast on the grid, in the order of its points.
     *
     * @param lnf ln f of the ensemble; -Infinity where it vanishes, NaN where it is not known
     * @param contrast from -1 to 1; NaN where f vanishes here and at the mirror image, or is not known
     * @param contrastError 1-sigma error of the contrast; NaN for a single group
     * @param strength root of the f-weighted mean square of the contrast
     * @param strengthError 1-sigma error of the strength; NaN for a single group
     * @param noise root of the f-weighted mean square of {@code contrastError}; NaN for a single group
     */
    public record Map(
            double[] lnf,
            double[] contrast,
            double[] contrastError,
            double strength,
            double strengthError,
            double noise) {}

    /**
     * The contrast of an ensemble averaged in f, with errors from its groups by the {@link Jackknife}.
     *
     * @param members of each member ln f at {@link #points}; the gradients do not matter
     * @param group of each member the number of its group, from 0 without a gap
     */
    public Map map(List<LnfGradients> members, int[] group) {
        double[] lnf = GroupMeans.all(members);
        double[] contrast = contrast(lnf);
        double strength = weightedRms(contrast, lnf);
        List<double[]> without = GroupMeans.without(members, group);
        List<double[]> contrastWithout = without.stream().map(this::contrast).toList();
        Jackknife jackknife = new Jackknife(GroupMeans.count(group));
        double[] errors = new double[contrast.length];
        for (int i = 0; i < errors.length; i++) {
            int point = i;
            errors[i] = jackknife.error(contrastWithout.stream()
                    .mapToDouble(values -> values[point])
                    .toArray());
        }
        double[] strengthWithout = new double[without.size()];
        for (int g = 0; g < strengthWithout.length; g++) {
            strengthWithout[g] = weightedRms(contrastWithout.get(g), without.get(g));
        }
        return new Map(lnf, contrast, errors, strength, jackknife.error(strengthWithout), weightedRms(errors, lnf));
    }

    private double[] contrast(double[] lnf) {
        double[] contrast = new double[lnf.length];
        for (int i = 0; i < lnf.length; i++) {
            // The nodes are symmetric, so the last point is the first one's mirror image, and so on inwards.
            contrast[i] = Math.tanh(0.5 * (lnf[i] - lnf[lnf.length - 1 - i]));
        }
        return contrast;
    }

    /** NaN when no value is known. */
    private static double weightedRms(double[] values, double[] lnf) {
        double largest =
                Arrays.stream(lnf).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
        double weights = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                double weight = Math.exp(lnf[i] - largest);
                weights += weight;
                squares += weight * values[i] * values[i];
            }
        }
        return Math.sqrt(squares / weights);
    }
}
