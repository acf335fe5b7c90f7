package io.github.localflows.field;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;

/**
 * A plane through phase space on which a learned f and the exact one are compared, as in figure 1 of Naik et al. (2022, MNRAS
 * 511, 1609): two coordinates run over a grid, the other three are those of its centre.
 *
 * <p>A learned f is a density of stars: how many there are in all is no part of it. So each f is divided by its own integral over
 * the slice (by the trapezoidal rule), and both then by one number, that of one of them at a reference point:
 * <pre>
 *   shown(x, y) = [f(x, y) / ∫∫ f dx dy] / [g(reference) / ∫∫ g dx dy]
 * </pre>
 * Beyond a region of space, and where it is not known within, f counts as 0 in the integral.
 *
 * <p>Immutable and thread-safe.
 */
public final class PhaseSlice {
    /** Two coordinates of phase space. */
    public enum Plane {
        /** Positions. */
        R_Z("R,z"),
        /** Velocities in the plane of the disc. */
        VR_VPHI("vR,vphi"),
        /** The vertical motion. */
        Z_VZ("z,vz");

        private final String coordinates;

        Plane(String coordinates) {
            this.coordinates = coordinates;
        }

        /** The names of both, with a comma between them. */
        public String coordinates() {
            return coordinates;
        }

        private PhasePoint at(PhasePoint centre, double x, double y) {
            return switch (this) {
                case R_Z -> new PhasePoint(x, y, centre.vR(), centre.vphi(), centre.vz());
                case VR_VPHI -> new PhasePoint(centre.R(), centre.z(), x, y, centre.vz());
                case Z_VZ -> new PhasePoint(centre.R(), x, centre.vR(), centre.vphi(), y);
            };
        }

        private double x(PhasePoint point) {
            return switch (this) {
                case R_Z -> point.R();
                case VR_VPHI -> point.vR();
                case Z_VZ -> point.z();
            };
        }

        private double y(PhasePoint point) {
            return switch (this) {
                case R_Z -> point.z();
                case VR_VPHI -> point.vphi();
                case Z_VZ -> point.vz();
            };
        }
    }

    private final Plane plane;
    private final PhasePoint centre;
    private final double[] x;
    private final double[] y;

    /**
     * A square grid about a centre.
     *
     * @param plane the coordinates that run
     * @param centre its middle, whose other coordinates all its points have; R > 0
     * @param halfWidthX of the first coordinate [kpc or km/s, > 0]
     * @param halfWidthY of the second [kpc or km/s, > 0]
     * @param points of each coordinate (>= 2)
     */
    public PhaseSlice(Plane plane, PhasePoint centre, double halfWidthX, double halfWidthY, int points) {
        if (!(centre.R() > 0 && halfWidthX > 0 && halfWidthY > 0 && points >= 2)) {
            throw new IllegalArgumentException("slice in " + plane.coordinates() + " about " + centre + " of "
                    + halfWidthX + " x " + halfWidthY + " with " + points
                    + " points a side: R and half widths must be positive, the points at least 2");
        }
        this.plane = plane;
        this.centre = centre;
        x = nodes(points, plane.x(centre), halfWidthX);
        y = nodes(points, plane.y(centre), halfWidthY);
    }

    private static double[] nodes(int n, double centre, double halfWidth) {
        double[] nodes = new double[n];
        for (int i = 0; i < n; i++) {
            nodes[i] = centre + halfWidth * (2 * i - (n - 1)) / (n - 1);
        }
        return nodes;
    }

    /** The coordinates that run. */
    public Plane plane() {
        return plane;
    }

    /** The points of the grid: for each value of the first coordinate all of the second, both rising. */
    public Stars points() {
        Stars points = Stars.allocate(x.length * y.length);
        for (int i = 0; i < points.size(); i++) {
            points.set(i, plane.at(centre, x[i / y.length], y[i % y.length]));
        }
        return points;
    }

    /**
     * ln f at {@link #points} of an f that counts as 0 beyond a region, and where it is not known.
     *
     * @param lnf at the points, -Infinity where f vanishes, NaN where it is not known
     */
    public double[] within(Region known, double[] lnf) {
        double[] inside = lnf.clone();
        Stars points = points();
        for (int i = 0; i < inside.length; i++) {
            if (!known.encloses(points.R()[i], points.z()[i]) || Double.isNaN(inside[i])) {
                inside[i] = Double.NEGATIVE_INFINITY;
            }
        }
        return inside;
    }

    /**
     * ln of the integral of f over the slice.
     *
     * @param lnf at {@link #points}, -Infinity where f vanishes
     * @return -Infinity when f vanishes everywhere
     */
    public double lnIntegral(double[] lnf) {
        double largest = Arrays.stream(lnf).max().orElseThrow();
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (int i = 0; i < lnf.length; i++) {
            sum += weight(i / y.length, x.length) * weight(i % y.length, y.length) * Math.exp(lnf[i] - largest);
        }
        return largest + Math.log(sum * (x[1] - x[0]) * (y[1] - y[0]));
    }

    private static double weight(int i, int n) {
        return i == 0 || i == n - 1 ? 0.5 : 1;
    }

    /**
     * A learned f on the slice.
     *
     * @param f divided by its integral and by the unit; 0 where it vanishes, NaN where it is not known
     * @param error 1-sigma error of f: f times that of ln f; NaN where f vanishes or is not known, and for a single group
     */
    public record Map(double[] f, double[] error) {}

    /**
     * An f divided by its integral over the slice and by a unit; one group of members has no error.
     *
     * @param known where anything is known of f
     * @param members of each ln f at {@link #points}, NaN where it is not known; the gradients do not matter
     * @param group of each member the number of its group, from 0 without a gap
     * @param lnUnit ln of what f, divided by its integral, is divided by in turn
     */
    public Map map(Region known, List<LnfGradients> members, int[] group, double lnUnit) {
        double[] all = GroupMeans.all(members);
        double[] lnf = normalised(known, all);
        List<double[]> without = GroupMeans.without(members, group).stream()
                .map(mean -> normalised(known, mean))
                .toList();
        Jackknife jackknife = new Jackknife(GroupMeans.count(group));
        double[] f = new double[lnf.length];
        double[] error = new double[lnf.length];
        for (int i = 0; i < f.length; i++) {
            int point = i;
            f[i] = Double.isNaN(all[i]) ? Double.NaN : Math.exp(lnf[i] - lnUnit);
            // -Infinity minus itself is NaN: an f that vanishes has no error of its logarithm.
            error[i] = f[i]
                    * jackknife.error(
                            without.stream().mapToDouble(mean -> mean[point]).toArray());
        }
        return new Map(f, error);
    }

    private double[] normalised(Region known, double[] lnf) {
        double[] inside = within(known, lnf);
        double lnIntegral = lnIntegral(inside);
        return Arrays.stream(inside).map(value -> value - lnIntegral).toArray();
    }
}
