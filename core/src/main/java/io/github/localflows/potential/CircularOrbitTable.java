package io.github.localflows.potential;

/**
 * Guiding radius and frequencies as smooth functions of Lz with their derivatives, for loops over stars.
 *
 * <p>Every octave of Lz is cut into {@value #SEGMENTS_PER_OCTAVE} equal segments, found from the leading bits of Lz; in
 * each a polynomial of degree 7 through the Chebyshev-Lobatto points stands for each quantity. Relative error of values
 * below 1e-11 and of derivatives below 1e-9 (asserted in {@code CircularOrbitTableTest}). Outside
 * {@value #LZ_MIN} to {@value #LZ_MAX} kpc km/s the exact orbit is found, a thousand times slower, and its derivatives by
 * differences, as accurately.
 *
 * <p>Immutable and thread-safe; {@link #fill} allocates nothing within the table. Building one takes some 10 ms.
 */
public final class CircularOrbitTable {
    /** Place of Rg [kpc] in what {@link #fill} writes. */
    public static final int RG = 0;

    /** Place of Omega [km/s/kpc]. */
    public static final int OMEGA = 1;

    /** Place of kappa [km/s/kpc]. */
    public static final int KAPPA = 2;

    /** Place of nu [km/s/kpc]. */
    public static final int NU = 3;

    /** How far after a quantity its derivative with respect to Lz stands. */
    public static final int DERIVATIVE = 4;

    /** How many numbers {@link #fill} writes. */
    public static final int SIZE = 8;

    /** Lower edge of the table [kpc km/s]: 2^-4. */
    static final double LZ_MIN = 0x1p-4;

    /** Upper edge of the table [kpc km/s]: 2^17. */
    static final double LZ_MAX = 0x1p17;

    private static final int LOG2_SEGMENTS = 4;
    private static final int SEGMENTS_PER_OCTAVE = 1 << LOG2_SEGMENTS;
    private static final int SHIFT = 52 - LOG2_SEGMENTS;
    private static final int FIRST = (int) (Double.doubleToRawLongBits(LZ_MIN) >>> SHIFT);
    private static final int SEGMENTS = (int) (Double.doubleToRawLongBits(LZ_MAX) >>> SHIFT) - FIRST;
    private static final long MANTISSA = (1L << 52) - 1;
    private static final long ONE = 0x3FF0000000000000L;

    private static final int QUANTITIES = 4;
    private static final int DEGREE = 7;
    private static final int STRIDE = QUANTITIES * (DEGREE + 1);

    /** Relative step of the differences outside the table: its fourth power and rounding over it are both small. */
    private static final double DIFFERENCE = 2e-3;

    private final CircularOrbits orbits;

    /** Per segment and quantity, coefficients in powers of the place in the segment from -1/2 to 1/2. */
    private final double[] coefficients = new double[SEGMENTS * STRIDE];

    CircularOrbitTable(CircularOrbits orbits) {
        this.orbits = orbits;
        double[] u = new double[DEGREE + 1];
        double[][] f = new double[QUANTITIES][DEGREE + 1];
        for (int segment = 0; segment < SEGMENTS; segment++) {
            double low = edge(segment);
            double high = edge(segment + 1);
            for (int i = 0; i <= DEGREE; i++) {
                u[i] = -0.5 * StrictMath.cos(Math.PI * i / DEGREE);
                double Lz = i == 0 ? low : i == DEGREE ? high : low + (u[i] + 0.5) * (high - low);
                double Rg = orbits.Rg(Lz);
                f[RG][i] = Rg;
                f[OMEGA][i] = orbits.Omega(Rg);
                f[KAPPA][i] = orbits.kappa(Rg);
                f[NU][i] = orbits.nu(Rg);
            }
            for (int q = 0; q < QUANTITIES; q++) {
                Polynomial.interpolate(u, f[q], coefficients, segment * STRIDE + q * (DEGREE + 1));
            }
        }
    }

    /**
     * Rg, Omega, kappa and nu of the circular orbit of angular momentum Lz, then their derivatives with respect to Lz.
     *
     * @param Lz angular momentum [kpc km/s], positive
     * @param values [{@value #SIZE} or more] filled at {@link #RG}, {@link #OMEGA}, {@link #KAPPA}, {@link #NU} and at
     *     each of these plus {@link #DERIVATIVE}
     * @throws IllegalArgumentException when Lz is not positive and finite
     */
    public void fill(double Lz, double[] values) {
        long bits = Double.doubleToRawLongBits(Lz);
        int segment = (int) (bits >>> SHIFT) - FIRST;
        if (segment < 0 || segment >= SEGMENTS) {
            fillExactly(Lz, values);
            return;
        }
        double u = Double.longBitsToDouble((bits << LOG2_SEGMENTS & MANTISSA) | ONE) - 1.5;
        double u2 = u * u;
        // The octave's lower end is a power of two, so its inverse is too, with the mirrored exponent.
        double perLz = SEGMENTS_PER_OCTAVE * Double.longBitsToDouble((2046 - (bits >>> 52)) << 52);
        double[] c = coefficients;
        int o = segment * STRIDE;
        for (int q = 0; q < QUANTITIES; q++, o += DEGREE + 1) {
            double even = c[o] + u2 * (c[o + 2] + u2 * (c[o + 4] + u2 * c[o + 6]));
            double odd = c[o + 1] + u2 * (c[o + 3] + u2 * (c[o + 5] + u2 * c[o + 7]));
            values[q] = even + u * odd;
            double slopeOdd = 2 * c[o + 2] + u2 * (4 * c[o + 4] + u2 * (6 * c[o + 6]));
            double slopeEven = c[o + 1] + u2 * (3 * c[o + 3] + u2 * (5 * c[o + 5] + u2 * (7 * c[o + 7])));
            values[q + DERIVATIVE] = (slopeEven + u * slopeOdd) * perLz;
        }
    }

    private void fillExactly(double Lz, double[] values) {
        double Rg = orbits.Rg(Lz);
        double Omega = orbits.Omega(Rg);
        double kappa = orbits.kappa(Rg);
        values[RG] = Rg;
        values[OMEGA] = Omega;
        values[KAPPA] = kappa;
        values[NU] = orbits.nu(Rg);
        // From Lz = R² Omega and kappa² = R dOmega²/dR + 4 Omega².
        double dRgdLz = 2 * Omega / (Rg * kappa * kappa);
        values[RG + DERIVATIVE] = dRgdLz;
        values[OMEGA + DERIVATIVE] = dRgdLz * (kappa * kappa - 4 * Omega * Omega) / (2 * Rg * Omega);
        double h = DIFFERENCE * Rg;
        values[KAPPA + DERIVATIVE] = dRgdLz
                * (8 * (orbits.kappa(Rg + h) - orbits.kappa(Rg - h))
                        - (orbits.kappa(Rg + 2 * h) - orbits.kappa(Rg - 2 * h)))
                / (12 * h);
        values[NU + DERIVATIVE] = dRgdLz
                * (8 * (orbits.nu(Rg + h) - orbits.nu(Rg - h)) - (orbits.nu(Rg + 2 * h) - orbits.nu(Rg - 2 * h)))
                / (12 * h);
    }

    private static double edge(int segment) {
        return Double.longBitsToDouble((long) (FIRST + segment) << SHIFT);
    }
}
