package io.github.localflows.df;

import io.github.localflows.potential.CircularOrbits;

/**
 * The cubic spline of {@link GuidingRadius#AS_GALPY}, Rg(Lz) for one scale length: "not-a-knot" at both ends, the first
 * and last cubic continued outwards.
 */
final class GuidingSpline {
    private static final int KNOTS = 51;

    /** First knot over the angular momentum of the circular orbit at R0. */
    private static final double FIRST = 0.01;

    /** Radius of the last knot in scale lengths. */
    private static final double LAST = 5;

    private final double first;
    private final double spacing;
    private final double[] Rg = new double[KNOTS];

    /** Second derivatives times the spacing squared over six. */
    private final double[] bend = new double[KNOTS];

    GuidingSpline(CircularOrbits circular, double R0, double hR) {
        first = FIRST * circular.Lz(R0);
        spacing = (circular.Lz(LAST * hR) - first) / (KNOTS - 1);
        for (int i = 0; i < KNOTS; i++) {
            Rg[i] = circular.Rg(first + spacing * i);
        }
        // With b[i] for bend, b[i-1] + 4 b[i] + b[i+1] = second difference of Rg at inner knots; a third derivative
        // that
        // is continuous at the second knot, b[0] - 2 b[1] + b[2] = 0, leaves 6 b[1] there. Likewise at the other end.
        int last = KNOTS - 1;
        bend[1] = secondDifference(1) / 6;
        bend[last - 1] = secondDifference(last - 1) / 6;
        double[] above = new double[KNOTS];
        for (int i = 2; i < last - 1; i++) {
            double pivot = 4 - above[i - 1];
            above[i] = 1 / pivot;
            bend[i] = (secondDifference(i) - bend[i - 1]) / pivot;
        }
        for (int i = last - 2; i >= 2; i--) {
            bend[i] -= above[i] * bend[i + 1];
        }
        bend[0] = 2 * bend[1] - bend[2];
        bend[last] = 2 * bend[last - 1] - bend[last - 2];
    }

    private double secondDifference(int i) {
        return Rg[i - 1] - 2 * Rg[i] + Rg[i + 1];
    }

    /** Rg [kpc]. */
    double value(double Lz) {
        int i = cell(Lz);
        double b = (Lz - first) / spacing - i;
        double a = 1 - b;
        return a * Rg[i] + b * Rg[i + 1] + a * (a * a - 1) * bend[i] + b * (b * b - 1) * bend[i + 1];
    }

    /** dRg/dLz [s/km]. */
    double slope(double Lz) {
        int i = cell(Lz);
        double b = (Lz - first) / spacing - i;
        double a = 1 - b;
        return (Rg[i + 1] - Rg[i] - (3 * a * a - 1) * bend[i] + (3 * b * b - 1) * bend[i + 1]) / spacing;
    }

    private int cell(double Lz) {
        return (int) Math.max(0, Math.min((Lz - first) / spacing, KNOTS - 2));
    }
}
