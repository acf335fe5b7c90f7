package io.github.localflows.action;

import io.github.localflows.potential.Potential;

/**
 * The potential in the plane as a function of s = sinh² u = (R/Delta)², with its first two derivatives.
 *
 * <p>The radial action by the fudge sees the potential at v = pi/2 only, and needs it some twenty times a star. Between
 * {@link #INNERMOST} and {@link #OUTERMOST} every binade of s is cut into {@link #CELLS_PER_BINADE} equal cells, found
 * from the exponent and the leading bits of s without a logarithm; in each a quintic has the potential's own value, slope
 * and curvature at both ends. For power laws in R it is off by less than 1e-11 of the value. Inside the innermost
 * radius the potential is held constant.
 */
final class MidplaneTable {
    /** Smallest tabulated radius [kpc], as small as the pericentres of stars that fall almost straight in. */
    private static final double INNERMOST = 1e-6;

    /** Largest tabulated radius [kpc]. */
    static final double OUTERMOST = 1e6;

    private static final int LEADING_BITS = 5;
    private static final int CELLS_PER_BINADE = 1 << LEADING_BITS;
    private static final int SHIFT = 52 - LEADING_BITS;
    private static final int ORDER = 6;

    private final long firstCell;
    private final double innermost;
    private final double outermost;
    private final double[] coefficients;

    MidplaneTable(Potential potential, double Delta) {
        double Delta2 = Delta * Delta;
        firstCell = Double.doubleToRawLongBits(INNERMOST * INNERMOST / Delta2) >>> SHIFT;
        long lastCell = Double.doubleToRawLongBits(OUTERMOST * OUTERMOST / Delta2) >>> SHIFT;
        innermost = Double.longBitsToDouble(firstCell << SHIFT);
        outermost = Double.longBitsToDouble(lastCell << SHIFT);
        int cells = Math.toIntExact(lastCell - firstCell);
        coefficients = new double[ORDER * cells];
        double[] left = valueSlopeCurvature(potential, Delta, innermost);
        for (int cell = 0; cell < cells; cell++) {
            double s = Double.longBitsToDouble((firstCell + cell) << SHIFT);
            double next = Double.longBitsToDouble((firstCell + cell + 1) << SHIFT);
            double[] right = valueSlopeCurvature(potential, Delta, next);
            quintic(left, right, next - s, ORDER * cell);
            left = right;
        }
    }

    /** The largest s of the table. */
    double outermost() {
        return outermost;
    }

    /** Phi [km²/s²] at {@code s} up to {@link #outermost}. */
    double value(double s) {
        if (!(s >= innermost)) {
            return coefficients[0];
        }
        int c = offset(s);
        double d = s - cellStart(s);
        double[] a = coefficients;
        return a[c] + d * (a[c + 1] + d * (a[c + 2] + d * (a[c + 3] + d * (a[c + 4] + d * a[c + 5]))));
    }

    /** dPhi/ds [km²/s²]. */
    double slope(double s) {
        if (!(s >= innermost)) {
            return 0;
        }
        int c = offset(s);
        double d = s - cellStart(s);
        double[] a = coefficients;
        return a[c + 1] + d * (2 * a[c + 2] + d * (3 * a[c + 3] + d * (4 * a[c + 4] + d * (5 * a[c + 5]))));
    }

    /** d²Phi/ds² [km²/s²]. */
    double curvature(double s) {
        if (!(s >= innermost)) {
            return 0;
        }
        int c = offset(s);
        double d = s - cellStart(s);
        double[] a = coefficients;
        return 2 * a[c + 2] + d * (6 * a[c + 3] + d * (12 * a[c + 4] + d * (20 * a[c + 5])));
    }

    private int offset(double s) {
        return ORDER * (int) ((Double.doubleToRawLongBits(s) >>> SHIFT) - firstCell);
    }

    private static double cellStart(double s) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(s) >>> SHIFT) << SHIFT);
    }

    private static double[] valueSlopeCurvature(Potential potential, double Delta, double s) {
        double R = Delta * Math.sqrt(s);
        double dPhidR = -potential.acceleration(R, 0).aR();
        double dRds = 0.5 * R / s;
        double d2Rds2 = -0.25 * R / (s * s);
        return new double[] {potential.Phi(R, 0), dPhidR * dRds, potential.d2PhidR2(R) * dRds * dRds + dPhidR * d2Rds2};
    }

    /** The quintic through value, slope and curvature at 0 and h, in powers of the distance from 0. */
    private void quintic(double[] left, double[] right, double h, int at) {
        double value = (right[0] - left[0] - h * (left[1] + 0.5 * h * left[2])) / (h * h * h);
        double slope = (right[1] - left[1] - h * left[2]) / (h * h);
        double curvature = (right[2] - left[2]) / h;
        coefficients[at] = left[0];
        coefficients[at + 1] = left[1];
        coefficients[at + 2] = 0.5 * left[2];
        coefficients[at + 3] = 10 * value - 4 * slope + 0.5 * curvature;
        coefficients[at + 4] = (-15 * value + 7 * slope - curvature) / h;
        coefficients[at + 5] = (6 * value - 3 * slope + 0.5 * curvature) / (h * h);
    }
}
