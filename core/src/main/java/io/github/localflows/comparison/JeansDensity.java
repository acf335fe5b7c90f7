package io.github.localflows.comparison;

import io.github.localflows.df.Measure;

/** Integrals over cells of what {@link JeansModel} says of the density, in stars' measure. */
final class JeansDensity {
    private JeansDensity() {}

    /** What the number of stars between two radii is proportional to when nu does not change: of R dR, or of dR for a slice. */
    static double radialIntegral(Measure measure, double Rmin, double Rmax) {
        return measure == Measure.VOLUME ? 0.5 * (Rmax * Rmax - Rmin * Rmin) : Rmax - Rmin;
    }

    /** The mean of exp(-(R - R0)/hR) between two radii, weighted by R, or not at all for a slice. */
    static double radialMean(Measure measure, double Rmin, double Rmax, double R0, double hR) {
        double middle = 0.5 * (Rmin + Rmax);
        double x = 0.5 * (Rmax - Rmin) / hR;
        // Mean of exp(-t x) and of t exp(-t x) over -1 < t < 1; series where the closed form cancels.
        double mean = x < 1e-2 ? 1 + x * x / 6 : Math.sinh(x) / x;
        double first = x < 1e-2 ? -x / 3 * (1 + x * x / 10) : (mean - Math.cosh(x)) / x;
        double lean = measure == Measure.VOLUME ? 0.5 * (Rmax - Rmin) / middle : 0;
        return Math.exp(-(middle - R0) / hR) * (mean + lean * first);
    }

    /** The mean of sech²(z/hz) between two heights, both at least 0. */
    static double verticalMean(double zMin, double zMax, double hz) {
        double width = (zMax - zMin) / hz;
        // tanh b - tanh a = sinh(b - a)/(cosh a cosh b), without the cancellation; with exp, which does not overflow
        // here.
        double a = Math.exp(-2 * zMin / hz);
        double b = Math.exp(-2 * zMax / hz);
        return 2 * a * -Math.expm1(-2 * width) / ((1 + a) * (1 + b)) / width;
    }
}
