package io.github.localflows.potential;

/**
 * Distances whose powers a double cannot hold, and what to do with them: outside {@value #SMALLEST} to {@value #LARGEST} kpc
 * shapes use forms that divide by one length after the other. Within, they use the plain ones, whose bits stay.
 */
final class Extreme {
    /** Below this length its square is lost beside any scale of a galaxy, and its fourth power underflows. */
    static final double SMALLEST = 1e-75;

    /** Above this length all scales of a galaxy are lost beside it, and its fifth power overflows. */
    static final double LARGEST = 1e50;

    private static final double SMALLEST_SQUARE = SMALLEST * SMALLEST;
    private static final double LARGEST_SQUARE = LARGEST * LARGEST;

    private Extreme() {}

    /** Whether a squared distance is extreme; true at zero, false for NaN. */
    static boolean square(double s) {
        return s > LARGEST_SQUARE || s < SMALLEST_SQUARE && s >= 0;
    }

    static boolean isFar(double r) {
        return r > LARGEST;
    }

    static boolean isNear(double r) {
        return r < SMALLEST;
    }

    /** The distance sqrt(R² + z²), whatever its square is; of two finite lengths no more than the largest number. */
    static double distance(double R, double z) {
        double s = R * R + z * z;
        if (!square(s)) {
            return Math.sqrt(s);
        }
        double r = Math.hypot(R, z);
        return r == Double.POSITIVE_INFINITY && Math.max(Math.abs(R), Math.abs(z)) < r ? Double.MAX_VALUE : r;
    }
}
