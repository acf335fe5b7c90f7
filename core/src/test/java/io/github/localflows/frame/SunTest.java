package io.github.localflows.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.units.Units;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SunTest {
    private static final Sun SUN = new Sun(8, 0.01, -10, 231, 7);

    /** Some tens of roundings, of numbers up to 20 kpc and 400 km/s. */
    private static final double ROUNDING = 1e-11;

    /** A milliarcsecond in rad. */
    private static final double MAS = Math.PI / (180 * 3600e3);

    /** Central differences over 60 years: the curvature of the motion and rounding leave so much. */
    private static final double DIFFERENCE_REL = 1e-7;

    private static Galactocentric random(SplittableRandom random) {
        return new Galactocentric(
                new PhasePoint(
                        random.nextDouble(1, 16),
                        random.nextDouble(-3, 3),
                        random.nextGaussian(0, 50),
                        random.nextGaussian(200, 50),
                        random.nextGaussian(0, 40)),
                random.nextDouble(-Math.PI, Math.PI));
    }

    @Test
    void starsComeBackToWhereTheyWere() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            Galactocentric star = random(random);
            Galactocentric back = SUN.place(SUN.observe(star));
            assertEquals(star.phi(), back.phi(), ROUNDING);
            assertEquals(star.point().R(), back.point().R(), ROUNDING);
            assertEquals(star.point().z(), back.point().z(), ROUNDING);
            assertEquals(star.point().vR(), back.point().vR(), 10 * ROUNDING);
            assertEquals(star.point().vphi(), back.point().vphi(), 10 * ROUNDING);
            assertEquals(star.point().vz(), back.point().vz(), 10 * ROUNDING);
        }
    }

    /** Longitude, latitude and distance of a star and a Sun that both move on straight lines. */
    private static double[] sky(Galactocentric star, double years) {
        double kpc = Units.KPC_PER_MYR_AT_KM_S * years * 1e-6;
        PhasePoint p = star.point();
        double cos = Math.cos(star.phi());
        double sin = Math.sin(star.phi());
        double x = 8 - p.R() * cos + kpc * (-10 - (p.vR() * cos - p.vphi() * sin));
        double y = p.R() * sin + kpc * (p.vR() * sin + p.vphi() * cos - 231);
        double z = p.z() - 0.01 + kpc * (p.vz() - 7);
        double d = Math.sqrt(x * x + y * y + z * z);
        return new double[] {Math.atan2(y, x), Math.asin(z / d), d};
    }

    @Test
    void motionsAreTheChangesOfThePlaceInTheSky() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 200; i++) {
            Galactocentric star = random(random);
            Observables observed = SUN.observe(star);
            double[] now = sky(star, 0);
            double turn = Math.IEEEremainder(observed.longitude() - now[0], 2 * Math.PI);
            assertEquals(0, turn, ROUNDING);
            assertEquals(now[1], observed.latitude(), ROUNDING);
            assertEquals(1 / now[2], observed.parallaxMas(), ROUNDING);
            double years = 30;
            double[] before = sky(star, -years);
            double[] after = sky(star, years);
            double l = Math.IEEEremainder(after[0] - before[0], 2 * Math.PI) / (2 * years) * Math.cos(now[1]) / MAS;
            double b = (after[1] - before[1]) / (2 * years) / MAS;
            double r = (after[2] - before[2]) / (2 * years) / (Units.KPC_PER_MYR_AT_KM_S * 1e-6);
            double perMasYr = Units.KM_S_PER_MAS_YR_KPC / observed.parallaxMas();
            // In velocities, of which the largest sets the scale.
            double scale = 1000 * Math.max(1, 1 / (now[2] * now[2]));
            assertEquals(l * perMasYr, observed.muLMasYr() * perMasYr, DIFFERENCE_REL * scale);
            assertEquals(b * perMasYr, observed.muBMasYr() * perMasYr, DIFFERENCE_REL * scale);
            assertEquals(r, observed.vLosKmS(), DIFFERENCE_REL * scale);
        }
    }

    @Test
    void theCentreIsAtLongitudeZeroAndTheRotationAt90Degrees() {
        Observables centre = SUN.observe(new Galactocentric(new PhasePoint(4, 0.01, 0, 220, 0), 0));
        assertEquals(0, centre.longitude(), ROUNDING);
        assertEquals(0, centre.latitude(), ROUNDING);
        assertEquals(0.25, centre.parallaxMas(), ROUNDING);
        // The Sun goes outwards at -10 km/s, so it comes nearer.
        assertEquals(-10, centre.vLosKmS(), ROUNDING);
        assertEquals(-11 / (4 * Units.KM_S_PER_MAS_YR_KPC), centre.muLMasYr(), ROUNDING);
        Observables ahead = SUN.observe(new Galactocentric(new PhasePoint(8, 0.01, 0, 220, 0), 1e-6));
        assertEquals(Math.PI / 2, ahead.longitude(), 1e-5);
    }

    @Test
    void aStarStraightAboveHasAPlace() {
        Galactocentric above = new Galactocentric(new PhasePoint(8, 1.01, 3, 220, 5), 0);
        Observables observed = SUN.observe(above);
        assertEquals(Math.PI / 2, observed.latitude(), ROUNDING);
        assertEquals(-2, observed.vLosKmS(), ROUNDING);
        PhasePoint back = SUN.place(observed).point();
        assertEquals(3, back.vR(), ROUNDING);
        assertEquals(220, back.vphi(), 10 * ROUNDING);
    }

    @Test
    void noPlaceHasAParallaxThatIsNotPositive() {
        Observables observed = SUN.observe(new Galactocentric(new PhasePoint(9, 0, 0, 220, 0), 0));
        for (double parallax : new double[] {0, -0.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> SUN.place(observed.measuring(parallax, 0, 0, 0)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "NaN, 0, 0", "8, Infinity, 0", "8, 0, NaN"})
    void aSunMustBeSomewhere(double R, double z, double vx) {
        assertThrows(IllegalArgumentException.class, () -> new Sun(R, z, vx, 231, 7));
    }
}
