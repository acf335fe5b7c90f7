package io.github.localflows.potential;

/**
 * The upper incomplete gamma function Gamma(s, x) = ∫ t^(s-1) e^-t dt over t &gt; x, for s of either sign, which
 * libraries leave out.
 */
final class IncompleteGamma {
    /** From here on the continued fraction converges in a few dozen terms; below, the series does. */
    private static final double FRACTION_FROM = 1;

    private static final int MAX_TERMS = 1000;

    private IncompleteGamma() {}

    /**
     * Gamma(s, x) to a relative 1e-14.
     *
     * @param s above -1/2 and up to 1
     * @param x not negative; at 0 the integral diverges for {@code s <= 0}
     */
    static double upper(double s, double x) {
        if (x >= FRACTION_FROM) {
            return fraction(s, x);
        }
        return upperOfLog(s, StrictMath.log(x));
    }

    /** Gamma(s, x) as {@link #upper} for ln x &lt; 0, where x itself may underflow. */
    static double upperOfLog(double s, double logX) {
        // From x to 1, term by term of e^-t: ∫ t^(s+k-1) = (1 - x^(s+k)) / (s+k), by expm1 because s+k may be near 0.
        double sum = 0;
        double term = 1;
        for (int k = 0; k < MAX_TERMS && Math.abs(term) > 1e-18; k++) {
            double power = s + k;
            sum += term * (power == 0 ? -logX : -StrictMath.expm1(power * logX) / power);
            term /= -(k + 1);
        }
        return sum + fraction(s, FRACTION_FROM);
    }

    /** Legendre's continued fraction (DLMF 8.9.2 in its even form), by Lentz's method. */
    private static double fraction(double s, double x) {
        double b = x + 1 - s;
        double c = Double.MAX_VALUE;
        double d = 1 / b;
        double h = d;
        for (int k = 1; k < MAX_TERMS; k++) {
            double a = -k * (k - s);
            b += 2;
            d = 1 / (a * d + b);
            c = b + a / c;
            double factor = c * d;
            h *= factor;
            if (Math.abs(factor - 1) < 1e-16) {
                break;
            }
        }
        return h * StrictMath.exp(-x + s * StrictMath.log(x));
    }
}
