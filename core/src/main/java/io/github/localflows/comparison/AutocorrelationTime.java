package io.github.localflows.comparison;

/**
 * The integrated autocorrelation time of a series: how many of its values are worth one independent value.
 *
 * <pre>
 *   tau(M) = 1 + 2 sum_{t=1}^{M} rho(t),     M the least number with M >= 5 tau(M)
 * </pre>
 * Method: Sokal (1997, in Functional Integration, NATO ASI 361, 131, sect. 3). The autocovariance is taken about the mean of
 * all walkers and averaged over them, so that walkers that stay in different places show.
 *
 * <p><b>Accuracy:</b> too small for series shorter than about 50 tau (Foreman-Mackey et al. 2013, PASP 125, 306).
 */
final class AutocorrelationTime {
    /** Sokal's window, in autocorrelation times. */
    private static final double WINDOW = 5;

    private AutocorrelationTime() {}

    /**
     * The time, in steps of the series.
     *
     * @param series [walkers][steps]
     * @return at least about 1 for what is not anticorrelated; NaN for constant series
     */
    static double of(double[][] series) {
        int steps = series[0].length;
        double mean = 0;
        for (double[] walker : series) {
            for (double value : walker) {
                mean += value / steps / series.length;
            }
        }
        double variance = autocovariance(series, mean, 0);
        double tau = 1;
        for (int lag = 1; lag < steps && lag < WINDOW * tau; lag++) {
            tau += 2 * autocovariance(series, mean, lag) / variance;
        }
        return variance > 0 ? tau : Double.NaN;
    }

    private static double autocovariance(double[][] series, double mean, int lag) {
        int steps = series[0].length;
        double sum = 0;
        for (double[] walker : series) {
            for (int i = lag; i < steps; i++) {
                sum += (walker[i] - mean) * (walker[i - lag] - mean);
            }
        }
        // Divided by all steps, not by those that have a partner: less noise at long lags.
        return sum / steps / series.length;
    }
}
