package io.github.localflows.frame;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * The covariance of the errors of a star's six measurements, in the order right ascension times cos dec, declination, parallax [mas],
 * the proper motion's two components [mas/yr], line-of-sight velocity [km/s].
 *
 * <p>Immutable.
 */
public final class AstrometryErrors implements Serializable {
    private static final long serialVersionUID = 1;

    /** How many measurements there are. */
    public static final int MEASUREMENTS = 6;

    /** How many of them have correlations: the line-of-sight velocity is another instrument's. */
    public static final int CORRELATED = 5;

    /** How many correlations these have. */
    public static final int CORRELATIONS = CORRELATED * (CORRELATED - 1) / 2;

    /** Catalogues hold correlations with 7 digits: those of a covariance without inverse may seem so much off. */
    private static final double ROUNDED = 1e-5;

    private final double[] deviations;

    /** Lower triangular, with rows of length 1: the root of the matrix of correlations. */
    private final double[][] root;

    /**
     * Errors by their standard deviations and correlations.
     *
     * @param deviations six standard deviations, in the order above [&gt;= 0]
     * @param correlations ten of the first five, by rows of the upper triangle as Gaia has them: ra_dec, ra_parallax, ra_pmra,
     *     ra_pmdec, dec_parallax, ... [-1 to 1]
     * @throws IllegalArgumentException when a number is out of its range, or the correlations are those of no covariance
     */
    public AstrometryErrors(double[] deviations, double[] correlations) {
        if (deviations.length != MEASUREMENTS || correlations.length != CORRELATIONS) {
            throw new IllegalArgumentException("errors of " + deviations.length + " measurements with "
                    + correlations.length + " correlations: give " + MEASUREMENTS + " and " + CORRELATIONS);
        }
        for (double deviation : deviations) {
            if (!(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "standard deviations " + Arrays.toString(deviations) + ": none may be negative or infinite");
            }
        }
        this.deviations = deviations.clone();
        double[][] matrix = new double[MEASUREMENTS][MEASUREMENTS];
        int at = 0;
        for (int i = 0; i < MEASUREMENTS; i++) {
            matrix[i][i] = 1;
            for (int j = i + 1; j < CORRELATED; j++) {
                double correlation = correlations[at++];
                if (!(Math.abs(correlation) <= 1)) {
                    throw new IllegalArgumentException("a correlation of " + correlation + ": it must be -1 to 1");
                }
                matrix[j][i] = correlation;
            }
        }
        root = root(matrix);
    }

    /** Errors without correlations. */
    public static AstrometryErrors independent(double... deviations) {
        return new AstrometryErrors(deviations, new double[CORRELATIONS]);
    }

    /** The lower triangle of Cholesky's decomposition; what rounding has made of a variance of 0 is 0. */
    private static double[][] root(double[][] matrix) {
        double[][] L = new double[MEASUREMENTS][MEASUREMENTS];
        for (int i = 0; i < MEASUREMENTS; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= L[i][k] * L[j][k];
                }
                if (i != j) {
                    L[i][j] = L[j][j] > 0 ? rest / L[j][j] : 0;
                } else if (rest < -ROUNDED) {
                    throw new IllegalArgumentException(
                            "the correlations of the errors are those of no covariance: one variance would be negative");
                } else {
                    L[i][i] = rest > ROUNDED * ROUNDED ? Math.sqrt(rest) : 0;
                }
            }
        }
        return L;
    }

    /** How much of the error of measurement i the independent source k of unit variance makes: the covariance is their product. */
    double source(int i, int k) {
        return deviations[i] * root[i][k];
    }

    /** The covariance of two of the measurements, by their numbers in the order above. */
    public double covariance(int i, int j) {
        double correlation = 0;
        for (int k = 0; k <= Math.min(i, j); k++) {
            correlation += root[i][k] * root[j][k];
        }
        return correlation * deviations[i] * deviations[j];
    }

    /**
     * A star measured once more: with errors of this covariance, times a number.
     *
     * @param variance how many times these errors' variance the added ones have [&gt;= 0]
     * @param normal numbers of the standard normal distribution; six are taken
     */
    public Astrometry scattered(Astrometry star, double variance, DoubleSupplier normal) {
        double[] draws = new double[MEASUREMENTS];
        Arrays.setAll(draws, i -> normal.getAsDouble());
        double[] errors = new double[MEASUREMENTS];
        double factor = Math.sqrt(variance);
        for (int i = 0; i < MEASUREMENTS; i++) {
            double sum = 0;
            for (int k = 0; k <= i; k++) {
                sum += root[i][k] * draws[k];
            }
            errors[i] = factor * deviations[i] * sum;
        }
        double perDegree = 1 / GalactocentricFrame.MAS_PER_DEGREE;
        double cosDec = StrictMath.cos(Math.toRadians(star.decDeg()));
        double ra = star.raDeg() + (cosDec > 0 ? errors[0] * perDegree / cosDec : 0);
        double dec = star.decDeg() + errors[1] * perDegree;
        return new Astrometry(
                ra,
                Math.max(-90, Math.min(90, dec)),
                star.parallaxMas() + errors[2],
                star.pmRaMasYr() + errors[3],
                star.pmDecMasYr() + errors[4],
                star.vLosKmS() + errors[5]);
    }
}
