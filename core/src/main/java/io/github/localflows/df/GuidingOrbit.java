package io.github.localflows.df;

import io.github.localflows.potential.CircularOrbitTable;
import io.github.localflows.potential.CircularOrbits;

/** The guiding radius of one angular momentum and the frequencies there, with their slopes in Lz; for one thread. */
final class GuidingOrbit {
    /** [kpc km/s]: within a light-year of the centre of a galaxy; orbits of less take this one's radius. */
    private static final double LOWEST = 1e-3;

    /** [kpc km/s]: far beyond any galaxy; orbits of more take this one's radius. */
    private static final double HIGHEST = 1e20;

    private final CircularOrbits circular;
    private final CircularOrbitTable table;
    private final double[] values = new double[CircularOrbitTable.SIZE];

    /** [kpc] */
    double Rg;

    double RgSlope;
    /** ln(Omega nu/kappa), frequencies in km/s/kpc. */
    double lnFrequencies;

    double lnFrequenciesSlope;
    /** [km/s/kpc] */
    double kappa;

    double kappaSlope;
    /** [km/s/kpc] */
    double nu;

    double nuSlope;

    GuidingOrbit(CircularOrbits circular, CircularOrbitTable table) {
        this.circular = circular;
        this.table = table;
    }

    void setExact(double Lz) {
        table.fill(Math.max(LOWEST, Math.min(Lz, HIGHEST)), values);
        Rg = values[CircularOrbitTable.RG];
        RgSlope = values[CircularOrbitTable.RG + CircularOrbitTable.DERIVATIVE];
        double Omega = values[CircularOrbitTable.OMEGA];
        frequencies(Omega, values[CircularOrbitTable.OMEGA + CircularOrbitTable.DERIVATIVE] / Omega, 1);
    }

    void set(double Lz, GuidingSpline spline) {
        Rg = spline.value(Lz);
        RgSlope = spline.slope(Lz);
        if (!(Rg > 0 && RgSlope > 0 && Lz <= HIGHEST)) {
            setExact(Lz);
            return;
        }
        double circularLz = circular.Lz(Rg);
        table.fill(circularLz, values);
        double Omega = values[CircularOrbitTable.OMEGA];
        double k = values[CircularOrbitTable.KAPPA];
        double dLzdRg = 0.5 * Rg * k * k / Omega;
        frequencies(Lz / (Rg * Rg), 1 / Lz - 2 * RgSlope / Rg, dLzdRg * RgSlope);
    }

    private void frequencies(double Omega, double lnOmegaSlope, double slope) {
        kappa = values[CircularOrbitTable.KAPPA];
        kappaSlope = values[CircularOrbitTable.KAPPA + CircularOrbitTable.DERIVATIVE] * slope;
        nu = values[CircularOrbitTable.NU];
        nuSlope = values[CircularOrbitTable.NU + CircularOrbitTable.DERIVATIVE] * slope;
        lnFrequencies = Math.log(Omega * nu / kappa);
        lnFrequenciesSlope = lnOmegaSlope + nuSlope / nu - kappaSlope / kappa;
    }
}
