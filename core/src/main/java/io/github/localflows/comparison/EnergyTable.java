package io.github.localflows.comparison;

/**
 * ln of a {@link VerticalDf} before it is normalised, as a function of E_z alone: from a table where it reaches, exact above.
 *
 * <p>Many stars need few energies: a table of a few thousand, with cubic Hermite interpolation, takes the place of two exponentials and
 * a logarithm a star.
 *
 * <p><b>Accuracy:</b> of a sum of exponentials whose rates lie within r of each other, the fourth derivative of the logarithm is
 * the fourth cumulant of the rates and at most r⁴/8, so that the interpolation is off by at most (h r)⁴/3072, h the step: with h =
 * sigma²/16 of the coldest population, 5e-9 a star.
 */
final class EnergyTable {
    /** In squares of the least dispersion. */
    private static final double STEP = 1.0 / 16;

    /** Rates of the exponentials [s²/km²]; that of the hottest population with stars apart, whose exponential is taken out of the sum. */
    private final double rateOfHottest;

    private final double excess1;
    private final double excess2;
    private final double amplitude1;
    private final double amplitude2;
    private final double amplitude3;

    private final double perStep;
    /** Value, and slope times the step, of one energy after the other. */
    private final double[] nodes;

    /** How many steps the table covers. */
    private final int steps;

    /**
     * A table from E_z = 0.
     *
     * @param highest no energy above this is needed [km²/s²]
     * @param mostNodes the table is no longer than this, and then ends below {@code highest}
     */
    EnergyTable(VerticalDf df, double highest, int mostNodes) {
        double rate1 = 1 / (df.sigma1() * df.sigma1());
        double rate2 = 1 / (df.sigma2() * df.sigma2());
        // Of a population without stars nothing would be left where the others' exponentials have vanished beside it.
        rateOfHottest = df.c3() > 0 ? 1 / (df.sigma3() * df.sigma3()) : df.c2() > 0 ? rate2 : rate1;
        excess1 = rate1 - rateOfHottest;
        excess2 = Math.max(0, rate2 - rateOfHottest);
        amplitude1 = df.c1() / df.sigma1() / Math.sqrt(2 * Math.PI);
        amplitude2 = df.c2() / df.sigma2() / Math.sqrt(2 * Math.PI);
        amplitude3 = df.c3() / df.sigma3() / Math.sqrt(2 * Math.PI);
        double step = STEP / rate1;
        perStep = 1 / step;
        int needed = (int) Math.min(mostNodes, highest * perStep + 2);
        steps = Math.max(0, needed - 1);
        nodes = new double[2 * needed];
        for (int i = 0; i < needed; i++) {
            double Ez = i * step;
            double f1 = amplitude1 * Math.exp(-excess1 * Ez);
            double f2 = amplitude2 * Math.exp(-excess2 * Ez);
            double f = f1 + f2 + amplitude3;
            nodes[2 * i] = Math.log(f) - rateOfHottest * Ez;
            nodes[2 * i + 1] = -step * (rateOfHottest + (excess1 * f1 + excess2 * f2) / f);
        }
    }

    /** ln of sum_i c_i exp(-E_z/sigma_i²)/(sqrt(2 pi) sigma_i), at E_z >= 0 [km²/s²]. */
    double at(double Ez) {
        double x = Ez * perStep;
        if (!(x < steps)) {
            return Math.log(amplitude1 * Math.exp(-excess1 * Ez) + amplitude2 * Math.exp(-excess2 * Ez) + amplitude3)
                    - rateOfHottest * Ez;
        }
        int node = (int) x;
        double t = x - node;
        double value = nodes[2 * node];
        double slope = nodes[2 * node + 1];
        double rise = nodes[2 * node + 2] - value;
        double nextSlope = nodes[2 * node + 3];
        return value + t * (slope + t * (3 * rise - 2 * slope - nextSlope + t * (slope + nextSlope - 2 * rise)));
    }
}
