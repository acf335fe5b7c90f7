package io.github.localflows.potential;

import java.util.List;

/**
 * The sum of all spherical parts as one piecewise polynomial in s = r².
 *
 * <p>Every octave of s is cut into {@value #SEGMENTS_PER_OCTAVE} equal segments, so that a segment's number is the
 * leading bits of s as a floating-point number and the place within it the trailing ones: no logarithm, no root, no
 * search. In each segment k(s) = (1/r) dPhi/dr is the polynomial of degree 6 through the seven Chebyshev-Lobatto points,
 * ends included, so k is continuous; Phi is its integral, so that the force is the exact gradient of the Phi that is
 * returned and orbits conserve energy. The nearest singularity of a density with a central cusp is at s = 0, 33 half
 * segments away or more, which bounds the relative error of k by about 33^-7 / 2^6 = 4e-13 times a small number.
 *
 * <p>Outside {@value #R_MIN} to {@value #R_MAX} kpc the shapes themselves are asked.
 */
final class SphericalTable {
    /** Inner edge of the table [kpc]: 2^-10. */
    static final double R_MIN = 0x1p-10;

    /** Outer edge of the table [kpc]: 2^9. */
    static final double R_MAX = 0x1p9;

    private static final int LOG2_SEGMENTS = 4;
    private static final int SEGMENTS_PER_OCTAVE = 1 << LOG2_SEGMENTS;
    private static final int SHIFT = 52 - LOG2_SEGMENTS;
    private static final int FIRST = (int) (Double.doubleToRawLongBits(R_MIN * R_MIN) >>> SHIFT);
    private static final int SEGMENTS = (int) (Double.doubleToRawLongBits(R_MAX * R_MAX) >>> SHIFT) - FIRST;
    private static final long MANTISSA = (1L << 52) - 1;
    private static final long ONE = 0x3FF0000000000000L;

    /** Doubles from one segment to the next: a cache line. */
    private static final int STRIDE = 8;

    private static final int DEGREE = 6;

    private final List<SphericalShape> shapes;
    private final double[] GM;

    /** Coefficients of k in powers of u, the place in the segment from -1/2 to 1/2. */
    private final double[] stiffness = new double[SEGMENTS * STRIDE];

    /** Coefficients of Phi in powers of u. */
    private final double[] depth = new double[SEGMENTS * STRIDE];

    /** The table of the sum of {@code GM[i]} times {@code shapes[i]}. */
    SphericalTable(List<SphericalShape> shapes, double[] GM) {
        this.shapes = List.copyOf(shapes);
        this.GM = GM.clone();
        double[] u = new double[DEGREE + 1];
        double[] k = new double[DEGREE + 1];
        for (int segment = 0; segment < SEGMENTS; segment++) {
            double low = edge(segment);
            double high = edge(segment + 1);
            for (int i = 0; i <= DEGREE; i++) {
                u[i] = -0.5 * StrictMath.cos(Math.PI * i / DEGREE);
                k[i] = exactStiffness(i == 0 ? low : i == DEGREE ? high : low + (u[i] + 0.5) * (high - low));
            }
            Polynomial.interpolate(u, k, stiffness, segment * STRIDE);
            integrate(segment * STRIDE, low, high);
        }
    }

    /** Phi of a segment: the integral of k/2 over s, equally far from the exact Phi at either end. */
    private void integrate(int o, double low, double high) {
        double atLow = 0;
        double atHigh = 0;
        double power = 0.5;
        for (int j = 0; j <= DEGREE; j++) {
            double c = stiffness[o + j] * (high - low) / (2 * (j + 1));
            depth[o + j + 1] = c;
            atLow += (j % 2 == 0 ? -c : c) * power;
            atHigh += c * power;
            power /= 2;
        }
        depth[o] = 0.5 * (exactPhi(low) - atLow + exactPhi(high) - atHigh);
    }

    /** Phi at the squared distance s [kpc²]. */
    double Phi(double s) {
        long bits = Double.doubleToRawLongBits(s);
        int segment = (int) (bits >>> SHIFT) - FIRST;
        if (segment < 0 || segment >= SEGMENTS) {
            return exactPhi(s);
        }
        double[] c = depth;
        int o = segment * STRIDE;
        double u = place(bits);
        // Even and odd powers apart: two short chains of dependent operations instead of a long one.
        double u2 = u * u;
        double even = c[o] + u2 * (c[o + 2] + u2 * (c[o + 4] + u2 * c[o + 6]));
        double odd = c[o + 1] + u2 * (c[o + 3] + u2 * (c[o + 5] + u2 * c[o + 7]));
        return even + u * odd;
    }

    /** (1/r) dPhi/dr at the squared distance s [kpc²]. */
    double stiffness(double s) {
        long bits = Double.doubleToRawLongBits(s);
        int segment = (int) (bits >>> SHIFT) - FIRST;
        if (segment < 0 || segment >= SEGMENTS) {
            return exactStiffness(s);
        }
        double[] c = stiffness;
        int o = segment * STRIDE;
        double u = place(bits);
        double u2 = u * u;
        double even = c[o] + u2 * (c[o + 2] + u2 * (c[o + 4] + u2 * c[o + 6]));
        double odd = c[o + 1] + u2 * (c[o + 3] + u2 * c[o + 5]);
        return even + u * odd;
    }

    /** Fills {@code Phi} for n points (R, z). */
    void Phi(int n, double[] R, double[] z, double[] Phi) {
        for (int i = 0; i < n; i++) {
            Phi[i] = Phi(R[i] * R[i] + z[i] * z[i]);
        }
    }

    /** Fills {@code k} for n points given by R² and z. */
    void stiffness(int n, double[] R2, double[] z, double[] k) {
        for (int i = 0; i < n; i++) {
            k[i] = stiffness(R2[i] + z[i] * z[i]);
        }
    }

    double exactPhi(double s) {
        double r = Math.sqrt(s);
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * shapes.get(i).Phi(r);
        }
        return sum;
    }

    /** Zero at the centre, where every length that it is multiplied by is zero too. */
    double exactStiffness(double s) {
        if (s == 0) {
            return 0;
        }
        double r = Math.sqrt(s);
        double sum = 0;
        for (int i = 0; i < GM.length; i++) {
            sum += GM[i] * shapes.get(i).dPhidr(r);
        }
        return sum / r;
    }

    private static double edge(int segment) {
        return Double.longBitsToDouble((long) (FIRST + segment) << SHIFT);
    }

    private static double place(long bits) {
        return Double.longBitsToDouble((bits << LOG2_SEGMENTS & MANTISSA) | ONE) - 1.5;
    }
}
