package io.github.localflows.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.localflows.phase.PhasePoint;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class GalactocentricFrameTest {
    /** As the reference says: relative to the distance, and to 1e3 km/s. */
    private static final double REFERENCE = 1e-10;

    private static final double FAST = 1e3;

    /** Some tens of roundings of numbers up to 30 kpc and 500 km/s. */
    private static final double ROUNDING = 1e-9;

    private static final int DRAWS = 1_000_000;

    /** Of a covariance of so many draws, 5 sigma, in units of the two standard deviations; and a parallax is not linear to 0.1%. */
    private static final double SAMPLING = 5 * Math.sqrt(2.0 / DRAWS) + 2e-3;

    private static void assertAt(
            Galactocentric star, double distance, double R, double z, double vR, double vphi, double vz, double phi) {
        double length = REFERENCE * distance;
        double velocity = REFERENCE * FAST;
        assertEquals(R, star.point().R(), length);
        assertEquals(z, star.point().z(), length);
        // A star that is nearly on the axis has directions that are as much less certain.
        double turned = 1 + distance / R;
        assertEquals(vR, star.point().vR(), velocity * turned);
        assertEquals(vphi, star.point().vphi(), velocity * turned);
        assertEquals(vz, star.point().vz(), velocity);
        assertEquals(0, Math.IEEEremainder(phi - star.phi(), 2 * Math.PI), length / R);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/reference/galactocentric.csv", numLinesToSkip = 1)
    void starsAreWhereAstropyPlacesThem(
            double ra,
            double dec,
            double parallax,
            double pmRa,
            double pmDec,
            double vLos,
            double aR,
            double az,
            double avR,
            double avphi,
            double avz,
            double aphi,
            double pR,
            double pz,
            double pvR,
            double pvphi,
            double pvz,
            double pphi) {
        Astrometry star = new Astrometry(ra, dec, parallax, pmRa, pmDec, vLos);
        assertAt(GalactocentricFrame.ASTROPY_V4_0.place(star), 1 / parallax, aR, az, avR, avphi, avz, aphi);
        assertAt(GalactocentricFrame.PAPER.place(star), 1 / parallax, pR, pz, pvR, pvphi, pvz, pphi);
    }

    @Test
    void starsComeBackToWhereTheyWere() {
        SplittableRandom random = new SplittableRandom(1);
        GalactocentricFrame frame = GalactocentricFrame.ASTROPY_V4_0;
        for (int i = 0; i < 1000; i++) {
            PhasePoint point = new PhasePoint(
                    random.nextDouble(1, 16),
                    random.nextDouble(-3, 3),
                    random.nextGaussian(0, 50),
                    random.nextGaussian(200, 50),
                    random.nextGaussian(0, 40));
            Galactocentric star = new Galactocentric(point, random.nextDouble(-Math.PI, Math.PI));
            Galactocentric back = frame.place(frame.observe(star));
            assertEquals(star.phi(), back.phi(), ROUNDING);
            assertEquals(point.R(), back.point().R(), ROUNDING);
            assertEquals(point.z(), back.point().z(), ROUNDING);
            assertEquals(point.vR(), back.point().vR(), FAST * ROUNDING);
            assertEquals(point.vphi(), back.point().vphi(), FAST * ROUNDING);
            assertEquals(point.vz(), back.point().vz(), FAST * ROUNDING);
        }
    }

    private static AstrometryErrors errors() {
        // Ten times Gaia's, so that every term of the covariance counts; those of the position 0.1 deg, so that they do
        // at all.
        double[] correlations = {0.3, -0.2, 0.1, 0.4, 0.25, -0.3, 0.2, 0.5, -0.1, 0.15};
        return new AstrometryErrors(new double[] {3.6e5, 2.5e5, 0.01, 0.3, 0.2, 2}, correlations);
    }

    @Test
    void covarianceIsThatOfAMillionRealisations() {
        GalactocentricFrame frame = GalactocentricFrame.PAPER;
        Astrometry star = new Astrometry(123, 40, 0.9, 5, -7, 30);
        AstrometryErrors errors = errors();
        SplittableRandom random = new SplittableRandom(2);
        double[] sum = new double[6];
        double[][] products = new double[6][6];
        double[] middle = coordinates(frame.place(star));
        for (int i = 0; i < DRAWS; i++) {
            double[] drawn = coordinates(frame.place(errors.scattered(star, 1, random::nextGaussian)));
            for (int a = 0; a < 6; a++) {
                double of = drawn[a] - middle[a];
                sum[a] += of;
                for (int b = 0; b <= a; b++) {
                    products[a][b] += of * (drawn[b] - middle[b]);
                }
            }
        }
        double[][] expected = frame.covariance(star, errors);
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b <= a; b++) {
                double found = products[a][b] / DRAWS - sum[a] * sum[b] / DRAWS / DRAWS;
                double unit = Math.sqrt(expected[a][a] * expected[b][b]);
                assertEquals(expected[a][b] / unit, found / unit, SAMPLING, "coordinates " + a + ", " + b);
                assertEquals(expected[a][b], expected[b][a]);
            }
        }
    }

    private static double[] coordinates(Galactocentric star) {
        PhasePoint p = star.point();
        return new double[] {p.R(), star.phi(), p.z(), p.vR(), p.vphi(), p.vz()};
    }

    @Test
    void errorsHaveTheCovarianceThatTheyAreMadeOf() {
        AstrometryErrors errors = errors();
        assertEquals(0.01 * 0.01, errors.covariance(2, 2), 1e-16);
        assertEquals(0.25 * 2.5e5 * 0.01, errors.covariance(1, 2), ROUNDING);
        assertEquals(0.15 * 0.3 * 0.2, errors.covariance(4, 3), ROUNDING);
        assertEquals(0, errors.covariance(5, 0));
    }

    @Test
    void refusesWhatIsNoCovarianceAndWhatHasNoPlace() {
        double[] impossible = {0.9, 0.9, 0, 0, -0.9, 0, 0, 0, 0, 0};
        double[] one = {1, 1, 1, 1, 1, 1};
        assertThrows(IllegalArgumentException.class, () -> new AstrometryErrors(one, impossible));
        assertThrows(IllegalArgumentException.class, () -> AstrometryErrors.independent(1, 1, -1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> AstrometryErrors.independent(1, 1, Double.NaN, 1, 1, 1));
        Astrometry behind = new Astrometry(0, 0, -1, 0, 0, 0);
        assertThrows(IllegalArgumentException.class, () -> GalactocentricFrame.PAPER.place(behind));
    }
}
