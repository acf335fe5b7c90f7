package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.phase.Stars;

/** Gradients of ln f by central differences of fourth order at two steps, extrapolated. */
final class Differences {
    private static final double[] STEPS = {2e-3, 1e-3, 0.2, 0.2, 0.1};
    private static final double[] WEIGHTS = {1, -8, 8, -1};
    private static final int[] OFFSETS = {-2, -1, 1, 2};

    private Differences() {}

    /**
     * Compares all gradients with differences over {@code scale} times the usual steps; a deviation may be
     * {@code relative} times the gradient plus {@code units[c]}.
     */
    static void assertGradients(DistributionFunction f, Stars stars, double relative, double[] units, double scale) {
        LnfGradients found = f.gradients(stars);
        double[][] components = {found.dR(), found.dz(), found.dvR(), found.dvphi(), found.dvz()};
        double[][] columns = {stars.R(), stars.z(), stars.vR(), stars.vphi(), stars.vz()};
        for (int c = 0; c < columns.length; c++) {
            double[] coarse = differences(f, stars, columns[c], scale * STEPS[c]);
            double[] fine = differences(f, stars, columns[c], 0.5 * scale * STEPS[c]);
            for (int i = 0; i < stars.size(); i++) {
                double expected = fine[i] + (fine[i] - coarse[i]) / 15;
                assertEquals(
                        expected,
                        components[c][i],
                        relative * (Math.abs(expected) + units[c]),
                        "coordinate " + c + " of " + stars.point(i));
            }
        }
    }

    private static double[] differences(DistributionFunction f, Stars stars, double[] column, double step) {
        double[] saved = column.clone();
        double[] sum = new double[column.length];
        for (int k = 0; k < WEIGHTS.length; k++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = saved[i] + OFFSETS[k] * step;
            }
            double[] lnf = f.lnf(stars);
            for (int i = 0; i < column.length; i++) {
                sum[i] += WEIGHTS[k] * lnf[i] / (12 * step);
            }
        }
        System.arraycopy(saved, 0, column, 0, column.length);
        return sum;
    }
}
