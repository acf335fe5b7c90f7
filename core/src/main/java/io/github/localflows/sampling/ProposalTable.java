package io.github.localflows.sampling;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;

/**
 * A density close to each population's own, tabulated from it, from which it is easy to draw.
 *
 * <p>In R, |z| and s = vphi/V(R), with V the circular velocity, it is trilinear between nodes, that is a sum of
 * products of triangles, one product a node: to draw, pick a node by its mass, then each coordinate from its
 * triangle. At given (R, z, s) the other two velocities, along the prolate spheroidal coordinates (u, v), are
 * Gaussian, with dispersions interpolated between the nodes, where they are read off f. A quasi-isothermal falls
 * faster than the Gaussian that falls by e where it does, because orbits of more energy are slower, so that it stays
 * below a small multiple of the proposal; how small, {@link StarSampler} finds out.
 */
final class ProposalTable {
    /** Largest step in the square root of R [kpc], in which the nodes are equally spaced: 0.2 kpc at 1, 0.8 at 16. */
    private static final double ROOT_R_STEP = 0.1;

    /**
     * Largest step in asinh(z/Z_SCALE), in which the nodes are equally spaced: 0.06 kpc in the plane, 20% far above.
     */
    private static final double ASINH_Z_STEP = 0.2;

    /** About the height of a thin disc [kpc]. */
    private static final double Z_SCALE = 0.3;

    /** Step in s up to {@link #S_EVEN}, and how the steps grow from there on, where there is next to nothing. */
    private static final double S_STEP = 0.04;

    private static final double S_EVEN = 1.4;
    private static final double S_GROWTH = 1.25;

    /** Where f is read for the node s = 0, at which it jumps. */
    private static final double S_LEAST = 1e-3;

    /** ln of what a double cannot hold beside 1: f has no part beyond where it has fallen by more. */
    private static final double UNDERFLOW = 700;

    /** Velocities at which f is read to see how far it has fallen, in units of V. */
    private static final double[] LADDER = {0.05, 0.1, 0.2, 0.4, 0.8, 1.6};

    /** Least height of a node relative to the population's highest: keeps the proposal positive wherever f is. */
    private static final double FLOOR = 1e-10;

    private final double Delta;
    private final Measure measure;
    private final int populations;
    private final double[] R;
    private final double[] V;
    private final double[] z;
    private final double[] s;

    /** Integral of the proposal over (vu, vv), [population][R][z][s]; likewise the dispersions [km/s]. */
    private final double[] height;

    private final double[] sigmaU;
    private final double[] sigmaV;

    ProposalTable(PopulationDensities f, Region region, Measure measure) {
        this.Delta = f.Delta();
        this.measure = measure;
        this.populations = f.populations();
        R = rootSpaced(region.Rmin(), region.Rmax());
        V = Arrays.stream(R).map(f::circularVelocity).toArray();
        z = asinhSpaced(region.absZmax());
        s = growing(fastest(f));
        int size = populations * R.length * z.length * s.length;
        height = new double[size];
        sigmaU = new double[size];
        sigmaV = new double[size];
        for (int i = 0; i < R.length; i++) {
            for (int j = 0; j < z.length; j++) {
                readOff(f, i, j);
            }
        }
        keepPositive(region);
    }

    private static double[] rootSpaced(double from, double to) {
        double a = Math.sqrt(from);
        double b = Math.sqrt(to);
        int steps = (int) Math.ceil((b - a) / ROOT_R_STEP);
        double[] nodes = new double[steps + 1];
        for (int i = 1; i < steps; i++) {
            double root = a + (b - a) * i / steps;
            nodes[i] = root * root;
        }
        nodes[0] = from;
        nodes[steps] = to;
        return nodes;
    }

    private static double[] asinhSpaced(double to) {
        double x = to / Z_SCALE;
        double b = Math.log(x + Math.sqrt(1 + x * x));
        int steps = (int) Math.ceil(b / ASINH_Z_STEP);
        double[] nodes = new double[steps + 1];
        for (int i = 1; i < steps; i++) {
            nodes[i] = Z_SCALE * Math.sinh(b * i / steps);
        }
        nodes[steps] = to;
        return nodes;
    }

    private static double[] growing(double to) {
        DoubleStream.Builder nodes = DoubleStream.builder();
        double step = S_STEP;
        for (double at = 0; at < to; at += step) {
            nodes.add(at);
            if (at > S_EVEN) {
                step *= S_GROWTH;
            }
        }
        return nodes.add(to).build().toArray();
    }

    /** The s by which every population has vanished at every R: orbits are unbound, or f is too small for a double. */
    private double fastest(PopulationDensities f) {
        double most = S_EVEN;
        for (int i = 0; i < R.length; i++) {
            Stars points = Stars.allocate(2);
            points.set(0, new PhasePoint(R[i], 0, 0, V[i], 0));
            double[][] lnf;
            boolean there;
            do {
                points.set(1, new PhasePoint(R[i], 0, 0, most * V[i], 0));
                lnf = f.lnf(points);
                there = false;
                for (double[] population : lnf) {
                    there |= population[1] > population[0] - UNDERFLOW;
                }
                if (there) {
                    most *= 1.1;
                }
            } while (there);
        }
        return most;
    }

    /** Heights and dispersions of all nodes at (R, z). */
    private void readOff(PopulationDensities f, int i, int j) {
        int reads = 1 + 2 * LADDER.length;
        double cosine = cosine(R[i], z[j]);
        double sine = sine(cosine);
        Stars points = Stars.allocate(s.length * reads);
        Arrays.fill(points.R(), R[i]);
        Arrays.fill(points.z(), z[j]);
        for (int l = 0; l < s.length; l++) {
            int at = l * reads;
            Arrays.fill(points.vphi(), at, at + reads, Math.max(s[l], S_LEAST) * V[i]);
            for (int step = 0; step < LADDER.length; step++) {
                double v = LADDER[step] * V[i];
                points.vR()[at + 1 + step] = v * cosine;
                points.vz()[at + 1 + step] = v * sine;
                points.vR()[at + 1 + LADDER.length + step] = -v * sine;
                points.vz()[at + 1 + LADDER.length + step] = v * cosine;
            }
        }
        double[][] lnf = f.lnf(points);
        for (int k = 0; k < populations; k++) {
            for (int l = 0; l < s.length; l++) {
                int at = l * reads;
                int node = index(k, i, j, l);
                sigmaU[node] = V[i] * sigma(lnf[k][at], lnf[k], at + 1);
                sigmaV[node] = V[i] * sigma(lnf[k][at], lnf[k], at + 1 + LADDER.length);
                // Without its fall at Lz = 0, which is too steep for a table and only lowers f.
                double rotating = 0.5 * (1 + Math.tanh(R[i] * points.vphi()[at] / f.L0()));
                height[node] = 2
                        * Math.PI
                        * sigmaU[node]
                        * sigmaV[node]
                        * jacobian(R[i], V[i])
                        * Math.exp(lnf[k][at])
                        / rotating;
            }
        }
    }

    /** The dispersion, in units of V, of the Gaussian that has fallen by e where f has. */
    private static double sigma(double peak, double[] lnf, int first) {
        int step = 0;
        while (step < LADDER.length - 1 && peak - lnf[first + step] < 1) {
            step++;
        }
        double v = LADDER[step];
        double fall = peak - lnf[first + step];
        if (!(fall > 0 && fall < Double.POSITIVE_INFINITY)) {
            return v; // no f at all, or none at this step
        }
        if (step == 0) {
            return v / Math.sqrt(2 * fall);
        }
        // Between two steps -ln f is close to a power of v.
        double before = Math.max(peak - lnf[first + step - 1], 1e-3 * fall);
        double power = Math.log(fall / before) / Math.log(v / LADDER[step - 1]);
        return v * Math.pow(fall, -1 / power) * Math.sqrt(0.5);
    }

    private void keepPositive(Region region) {
        int stride = height.length / populations;
        for (int k = 0; k < populations; k++) {
            double highest = 0;
            for (int node = k * stride; node < (k + 1) * stride; node++) {
                highest = Math.max(highest, height[node]);
            }
            if (!(highest > 0 && highest < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("population " + (k + 1) + " has a largest density of " + highest
                        + " in " + region
                        + ": it needs stars there to draw. Change its scale length or dispersion, or the region.");
            }
            for (int node = k * stride; node < (k + 1) * stride; node++) {
                height[node] = Math.max(height[node], FLOOR * highest);
            }
        }
    }

    /** What turns f into a density in (R, |z|, s, vu, vv), up to a constant. */
    private double jacobian(double R, double V) {
        return measure == Measure.VOLUME ? R * V : V;
    }

    /** The R component of the unit vector along u at z >= 0, which is along (R/tanh u, z tanh u). */
    private double cosine(double R, double z) {
        double x = R / Delta;
        double y = z / Delta;
        double r2 = x * x + y * y;
        double separation = Math.sqrt((x * x + (1 - y) * (1 - y)) * (x * x + (1 + y) * (1 + y)));
        double sinh2 = r2 >= 1 ? 0.5 * (r2 - 1 + separation) : 2 * x * x / (1 - r2 + separation);
        double along = R * (1 + sinh2);
        double across = z * sinh2;
        return along / Math.sqrt(along * along + across * across);
    }

    private static double sine(double cosine) {
        return Math.sqrt(Math.max(0, 1 - cosine * cosine));
    }

    private int index(int k, int i, int j, int l) {
        return ((k * R.length + i) * z.length + j) * s.length + l;
    }

    /** One proposed point, and what deciding on it takes; reused for the next. */
    static final class Proposal {
        /** Population. */
        int k;

        /** What f of the population is to be compared with. */
        double envelope;

        private double R;
        private double z;
        private double vR;
        private double vphi;
        private double vz;

        /** Cell of the table and the place in it, from 0 to 1. */
        private int i;

        private int j;
        private int l;
        private double tR;
        private double tz;
        private double ts;

        /** To the other side of the plane, where f is the same. */
        void mirror() {
            z = -z;
            vz = -vz;
        }

        void copyTo(Stars stars, int row) {
            stars.R()[row] = R;
            stars.z()[row] = z;
            stars.vR()[row] = vR;
            stars.vphi()[row] = vphi;
            stars.vz()[row] = vz;
        }
    }

    /** Mass of every node: what {@link #propose} wants its nodes picked by. */
    double[] masses() {
        double[] masses = new double[height.length];
        for (int k = 0; k < populations; k++) {
            for (int i = 0; i < R.length; i++) {
                for (int j = 0; j < z.length; j++) {
                    for (int l = 0; l < s.length; l++) {
                        int node = index(k, i, j, l);
                        masses[node] = height[node] * base(R, i) * base(z, j) * base(s, l);
                    }
                }
            }
        }
        return masses;
    }

    /** Draws a point at z >= 0 from the triangles of a node that was picked by {@link #masses}. */
    void propose(int node, UniformRandomProvider random, ContinuousSampler gauss, Proposal to) {
        int l = node % s.length;
        int rest = node / s.length;
        int j = rest % z.length;
        rest /= z.length;
        to.k = rest / R.length;
        double x = triangle(R, rest % R.length, random.nextDouble());
        to.i = cell(R, x);
        to.tR = x - to.i;
        x = triangle(z, j, random.nextDouble());
        to.j = cell(z, x);
        to.tz = x - to.j;
        // Rounding must not carry a star over the region's edge.
        to.R = Math.min(mix(R[to.i], R[to.i + 1], to.tR), R[to.i + 1]);
        to.z = Math.min(mix(z[to.j], z[to.j + 1], to.tz), z[to.j + 1]);
        move(l, random, gauss, to);
    }

    /** Mass of every [population][s] at one position, z >= 0: what {@link #proposeAt} wants its nodes picked by. */
    double[] massesAt(double R, double z) {
        Proposal at = new Proposal();
        place(R, z, at);
        double[] masses = new double[populations * s.length];
        for (int k = 0; k < populations; k++) {
            for (int l = 0; l < s.length; l++) {
                int n = index(k, at.i, at.j, l);
                int m = n + this.z.length * s.length;
                double inner = mix(height[n], height[n + s.length], at.tz);
                double outer = mix(height[m], height[m + s.length], at.tz);
                masses[k * s.length + l] = mix(inner, outer, at.tR) * base(s, l);
            }
        }
        return masses;
    }

    /** Draws a velocity at a position, z >= 0, from the triangle of a node that was picked by {@link #massesAt}. */
    void proposeAt(double R, double z, int node, UniformRandomProvider random, ContinuousSampler gauss, Proposal to) {
        to.k = node / s.length;
        place(R, z, to);
        move(node % s.length, random, gauss, to);
    }

    private void place(double R, double z, Proposal to) {
        to.R = R;
        to.z = z;
        to.i = containing(this.R, R);
        to.tR = (R - this.R[to.i]) / (this.R[to.i + 1] - this.R[to.i]);
        to.j = containing(this.z, z);
        to.tz = (z - this.z[to.j]) / (this.z[to.j + 1] - this.z[to.j]);
    }

    private void move(int l, UniformRandomProvider random, ContinuousSampler gauss, Proposal to) {
        double x = triangle(s, l, random.nextDouble());
        to.l = cell(s, x);
        to.ts = x - to.l;
        int node = index(to.k, to.i, to.j, to.l);
        double sU = trilinear(sigmaU, node, to);
        double sV = trilinear(sigmaV, node, to);
        double localV = mix(V[to.i], V[to.i + 1], to.tR);
        double cosine = cosine(to.R, to.z);
        double sine = sine(cosine);
        double gaussU = gauss.sample();
        double gaussV = gauss.sample();
        to.vR = gaussU * sU * cosine - gaussV * sV * sine;
        to.vz = gaussU * sU * sine + gaussV * sV * cosine;
        to.vphi = mix(s[to.l], s[to.l + 1], to.ts) * localV;
        double density = Math.exp(-0.5 * (gaussU * gaussU + gaussV * gaussV)) / (2 * Math.PI * sU * sV);
        to.envelope = trilinear(height, node, to) * density / jacobian(to.R, localV);
    }

    private static double base(double[] nodes, int i) {
        return below(nodes, i) + above(nodes, i);
    }

    private static double below(double[] nodes, int i) {
        return i == 0 ? 0 : nodes[i] - nodes[i - 1];
    }

    private static double above(double[] nodes, int i) {
        return i == nodes.length - 1 ? 0 : nodes[i + 1] - nodes[i];
    }

    /** Where, counted in nodes, a uniform number falls under the triangle of node i. */
    private static double triangle(double[] nodes, int i, double uniform) {
        double below = below(nodes, i);
        double above = above(nodes, i);
        double x = uniform * (below + above);
        return x < below || above == 0 ? i - 1 + Math.sqrt(x / below) : i + 1 - Math.sqrt(1 - (x - below) / above);
    }

    private static int cell(double[] nodes, double x) {
        return Math.min((int) x, nodes.length - 2);
    }

    private static int containing(double[] nodes, double x) {
        int found = Arrays.binarySearch(nodes, x);
        return Math.min(found >= 0 ? found : -found - 2, nodes.length - 2);
    }

    private static double mix(double a, double b, double t) {
        return a + t * (b - a);
    }

    private double trilinear(double[] a, int node, Proposal at) {
        int up = node + s.length;
        int out = node + z.length * s.length;
        int both = out + s.length;
        double inner = mix(mix(a[node], a[node + 1], at.ts), mix(a[up], a[up + 1], at.ts), at.tz);
        double outer = mix(mix(a[out], a[out + 1], at.ts), mix(a[both], a[both + 1], at.ts), at.tz);
        return mix(inner, outer, at.tR);
    }
}
