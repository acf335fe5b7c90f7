package io.github.localflows.frame;

/**
 * The zero point of parallaxes of Gaia's early third data release, which the third has too: what measured parallaxes are too large by, on average, as a function of a
 * star's magnitude, colour and ecliptic latitude (Lindegren et al. 2021, A&amp;A 649, A4, equation A3 and tables 9 and 10). To be subtracted from a parallax.
 *
 * <p>It was found for magnitudes {@value #BRIGHTEST} to {@value #FAINTEST}, and for effective wavenumbers {@value #REDDEST} to {@value #BLUEST} or
 * pseudocolours {@value #REDDEST_PSEUDO} to {@value #BLUEST_PSEUDO} per micrometre. Beyond these magnitudes it is that of the nearest.
 */
public final class ParallaxZeroPoint {
    /** What {@code astrometric_params_solved} says of a solution of five parameters. */
    public static final int FIVE_PARAMETERS = 31;

    /** And of one of six, with a pseudocolour. */
    public static final int SIX_PARAMETERS = 95;

    private static final double BRIGHTEST = 6;
    private static final double FAINTEST = 21;
    private static final double REDDEST = 1.1;
    private static final double BLUEST = 1.9;
    private static final double REDDEST_PSEUDO = 1.24;
    private static final double BLUEST_PSEUDO = 1.72;

    private static final double MAS_PER_MICROARCSECOND = 1e-3;

    /** Magnitudes at which coefficients are given, between which they are linear. */
    private static final double[] MAGNITUDES = {
        6.0, 10.8, 11.2, 11.8, 12.2, 12.9, 13.1, 15.9, 16.1, 17.5, 19.0, 20.0, 21.0
    };

    /** Of solutions of five parameters, by magnitude [microarcsec]: of which terms, {@link #COLOUR_5} and {@link #LATITUDE_5} say. */
    private static final double[][] FIVE = {
        {-26.98, -9.62, 27.4, -25.1, 0, -1257, 0, 0},
        {-27.23, -3.07, 23.04, 35.3, 15.7, -1257, 0, 0},
        {-30.33, -9.23, 9.08, -88.4, -11.8, -1257, 0, 0},
        {-33.54, -10.08, 13.28, -126.7, 11.6, -1257, 0, 0},
        {-13.65, -0.07, 9.35, -111.4, 40.6, -1257, 0, 0},
        {-19.53, -1.64, 15.86, -66.8, 20.6, -1257, 0, 0},
        {-37.99, 2.63, 16.14, -5.7, 14, -1257, 107.9, 104.3},
        {-38.33, 5.61, 15.42, 0, 18.7, -1189, 243.8, 155.2},
        {-31.05, 2.83, 8.59, 0, 15.5, -1404, 105.5, 170.7},
        {-29.18, -0.09, 2.41, 0, 24.5, -1165, 189.7, 325},
        {-18.4, 5.98, -6.46, 0, 5.5, 0, 0, 276.6},
        {-12.65, -4.57, -7.46, 0, 97.9, 0, 0, 0},
        {-18.22, -15.24, -18.54, 0, 128.2, 0, 0, 0}
    };

    private static final int[] COLOUR_5 = {0, 0, 0, 1, 1, 2, 3, 4};
    private static final int[] LATITUDE_5 = {0, 1, 2, 0, 1, 0, 0, 0};

    /** Of those of six. */
    private static final double[][] SIX = {
        {-27.85, -7.78, 27.47, -32.1, 14.4, 9.5, -67},
        {-28.91, -3.57, 22.92, 7.7, 12.6, 1.6, -572},
        {-26.72, -8.74, 9.36, -30.3, 5.6, 17.2, -1104},
        {-29.04, -9.69, 13.63, -49.4, 36.3, 17.7, -1129},
        {-12.39, -2.16, 10.23, -92.6, 19.8, 27.6, -365},
        {-18.99, -1.93, 15.9, -57.2, -8, 19.9, -554},
        {-38.29, 2.59, 16.2, -10.5, 1.4, 0.4, -960},
        {-36.83, 4.2, 15.76, 22.3, 11.1, 10, -1367},
        {-28.37, 1.99, 9.28, 50.4, 17.2, 13.7, -1351},
        {-24.68, -1.37, 3.52, 86.8, 19.8, 21.3, -1380},
        {-15.32, 4.01, -6.03, 29.2, 14.1, 0.4, -563},
        {-13.73, -10.92, -8.3, -74.4, 196.4, -42, 536},
        {-29.53, -20.34, -18.74, -39.5, 326.8, -262.3, 1598}
    };

    private static final int[] COLOUR_6 = {0, 0, 0, 1, 1, 1, 2};
    private static final int[] LATITUDE_6 = {0, 1, 2, 0, 1, 2, 0};

    private ParallaxZeroPoint() {}

    /**
     * The zero point [mas].
     *
     * @param solution {@value #FIVE_PARAMETERS} or {@value #SIX_PARAMETERS}
     * @param magnitude mean apparent magnitude G
     * @param colour effective wavenumber of a solution of five parameters, pseudocolour of one of six [1/um]
     * @param eclipticLatitudeDeg [deg]
     * @throws IllegalArgumentException when the solution is another, which has no parallax
     */
    public static double mas(int solution, double magnitude, double colour, double eclipticLatitudeDeg) {
        checkSolution(solution);
        boolean five = solution == FIVE_PARAMETERS;
        double[] ofColour = {
            1,
            Math.max(-0.24, Math.min(0.24, colour - 1.48)),
            cube(Math.min(0.24, Math.max(0, 1.48 - colour))),
            Math.min(0, colour - 1.24),
            Math.max(0, colour - 1.72)
        };
        double s = StrictMath.sin(Math.toRadians(eclipticLatitudeDeg));
        double[] ofLatitude = {1, s, s * s - 1.0 / 3};
        double[][] table = five ? FIVE : SIX;
        int[] colours = five ? COLOUR_5 : COLOUR_6;
        int[] latitudes = five ? LATITUDE_5 : LATITUDE_6;
        double G = Math.max(BRIGHTEST, Math.min(FAINTEST, magnitude));
        int at = 0;
        while (at < MAGNITUDES.length - 2 && G > MAGNITUDES[at + 1]) {
            at++;
        }
        double t = (G - MAGNITUDES[at]) / (MAGNITUDES[at + 1] - MAGNITUDES[at]);
        double sum = 0;
        for (int m = 0; m < colours.length; m++) {
            double q = (1 - t) * table[at][m] + t * table[at + 1][m];
            sum += q * ofColour[colours[m]] * ofLatitude[latitudes[m]];
        }
        return MAS_PER_MICROARCSECOND * sum;
    }

    /** Whether the zero point is known there, with the same arguments. */
    public static boolean isKnown(int solution, double magnitude, double colour) {
        checkSolution(solution);
        boolean five = solution == FIVE_PARAMETERS;
        return magnitude > BRIGHTEST
                && magnitude < FAINTEST
                && colour > (five ? REDDEST : REDDEST_PSEUDO)
                && colour < (five ? BLUEST : BLUEST_PSEUDO);
    }

    private static void checkSolution(int solution) {
        if (solution != FIVE_PARAMETERS && solution != SIX_PARAMETERS) {
            throw new IllegalArgumentException("astrometric_params_solved = " + solution
                    + ": a solution with a parallax has " + FIVE_PARAMETERS + " or " + SIX_PARAMETERS);
        }
    }

    private static double cube(double x) {
        return x * x * x;
    }
}
