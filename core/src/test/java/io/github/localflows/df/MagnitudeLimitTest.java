package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.analysis.integration.IterativeLegendreGaussIntegrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagnitudeLimitTest {
    private static final Sun SUN = new Sun(8, 0.01, -10, 231, 7);
    private static final double SECTOR = Math.PI / 25;
    private static final MagnitudeLimit M20 = new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, SUN, SECTOR);

    /** The distance at which a star of magnitude 12 has 20: 10^(1 + 8/5) pc. */
    private static final double ALL_WITHIN = 0.3981071705534973;

    /** Standard deviations of a Monte Carlo mean that are believed; of 3e-4 of all fixed sets of numbers it is more than 3.6. */
    private static final double SIGMAS = 3.6;

    /** The adaptive quadrature of the other code, asked for 1e-11. */
    private static final double QUADRATURE = 1e-10;

    /** Differences over 1e-3 kpc, extrapolated, of a function that bends over some 0.1 kpc. */
    private static final double DIFFERENCE = 1e-7;

    /** Close to the sphere where all stars are just seen the second derivative is infinite, which the differences feel. */
    private static final double DIFFERENCE_AT_KINK = 1e-2;

    private static double S(MagnitudeLimit limit, double R, double z) {
        return Math.exp(limit.at(R, z).lnS());
    }

    /** As physics.md writes it, in pc. */
    private static double seen(double distance) {
        double x = Math.min(12, 25 - 5 * Math.log10(1000 * distance));
        return (Math.exp(0.55 * x) - Math.exp(-2.75)) / (Math.exp(6.6) - Math.exp(-2.75));
    }

    @ParameterizedTest
    @CsvSource({"8, 0.01", "8, 0.3", "8.3, -0.2", "8.6, 0", "7.1, 0", "8.9, 2.4", "7, -2.5"})
    void fractionIsThatOfDrawnStars(double R, double z) {
        int n = 200_000;
        int seen = 0;
        PhasePoint point = new PhasePoint(R, z, 0, 220, 0);
        UniformRandomProvider random = RandomStreams.stream(1, Purpose.SEEN, 3, 5);
        for (int i = 0; i < n; i++) {
            if (M20.sees(point, random)) {
                seen++;
            }
        }
        double S = S(M20, R, z);
        assertEquals(S, (double) seen / n, SIGMAS * Math.sqrt(S * (1 - S) / n));
    }

    @ParameterizedTest
    @CsvSource({
        "20, 8, 0.01",
        "20, 8, 0.3",
        "20, 8.6, 0",
        "20, 8.9, 2.4",
        "20, 1, 0",
        "12, 8, 0.01",
        "12, 8.0001, 0.01",
        "5, 8, 0.5"
    })
    void fractionIsThatOfAnotherQuadrature(double m, double R, double z) {
        MagnitudeLimit limit = new MagnitudeLimit(m, AbsoluteMagnitudes.DISC, SUN, SECTOR);
        IterativeLegendreGaussIntegrator other =
                new IterativeLegendreGaussIntegrator(20, 1e-11, 1e-11 * S(limit, R, z));
        double D2 = (R - 8) * (R - 8) + (z - 0.01) * (z - 0.01);
        double kink = azimuth(limit.allWithin(), D2, R);
        double end = azimuth(limit.noneBeyond(), D2, R);
        double rest = end == kink
                ? 0
                : other.integrate(
                        100_000_000,
                        phi -> {
                            double s = Math.sin(phi / 2);
                            return limit.fraction(Math.sqrt(D2 + 32 * R * s * s));
                        },
                        kink,
                        end);
        double expected = (kink + rest) / SECTOR;
        assertEquals(expected, S(limit, R, z), QUADRATURE * expected);
    }

    @Test
    void fractionAtADistanceIsTheOneOfTheMagnitudes() {
        for (double distance : new double[] {0.01, 0.39, 0.4, 1, 3, 100, 900}) {
            assertEquals(seen(distance), M20.fraction(distance), 1e-14);
        }
        assertEquals(0, M20.fraction(1001));
        assertEquals(ALL_WITHIN, M20.allWithin(), 1e-14);
        assertEquals(1000, M20.noneBeyond(), 1e-10);
        assertTrue(M20.sees(11.999, ALL_WITHIN));
        assertFalse(M20.sees(12.001, ALL_WITHIN));
    }

    @Test
    void everyStarIsSeenWhereTheWholeSectorIsNear() {
        MagnitudeLimit narrow = new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, SUN, 0.02);
        assertEquals(Selection.Seen.ALL, narrow.at(8.2, 0.1));
        assertTrue(narrow.at(8.4, 0.1).lnS() < 0);
        // The sector of the experiment reaches a kiloparsec to either side.
        assertTrue(S(M20, 8, 0.01) < 1);
    }

    @Test
    void nothingIsSeenBeyondTheBrightestStar() {
        MagnitudeLimit short1 = new MagnitudeLimit(-2, AbsoluteMagnitudes.DISC, SUN, SECTOR);
        assertEquals(10e-3 * Math.pow(10, 3 / 5.0), short1.noneBeyond(), 1e-15);
        assertEquals(Selection.Seen.NOTHING, short1.at(8.05, 0));
        assertTrue(S(short1, 8.01, 0.01) > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0.2",
        "8, -0.2",
        "8.2, 0.01",
        "8.5, 0.4",
        "7.2, -1.3",
        "9, 2.5",
        "8.39, 0.01",
        "8.41, 0.01",
        "8.28, 0.3"
    })
    void gradientIsThatOfTheFraction(double R, double z) {
        double D = Math.hypot(R - 8, z - 0.01);
        double tolerance = Math.abs(D - ALL_WITHIN) < 0.02 ? DIFFERENCE_AT_KINK : DIFFERENCE;
        Selection.Seen seen = M20.at(R, z);
        double byR = slope(h -> M20.at(R + h, z).lnS());
        double byZ = slope(h -> M20.at(R, z + h).lnS());
        assertEquals(byR, seen.dR(), tolerance * (1 + Math.abs(byR)));
        assertEquals(byZ, seen.dz(), tolerance * (1 + Math.abs(byZ)));
    }

    /** Where in the sector the distance from the Sun is d. */
    private static double azimuth(double d, double D2, double R) {
        return Math.min(SECTOR, 2 * Math.asin(Math.min(1, Math.sqrt(Math.max(0, d * d - D2) / (32 * R)))));
    }

    private static double slope(java.util.function.DoubleUnaryOperator f) {
        double step = 1e-3;
        double coarse = (f.applyAsDouble(step) - f.applyAsDouble(-step)) / (2 * step);
        double fine = (f.applyAsDouble(step / 2) - f.applyAsDouble(-step / 2)) / step;
        return fine + (fine - coarse) / 3;
    }

    @Test
    void fractionIsTheIntegralOfItsGradientAcrossTheKink() {
        // From 0.2 to 1 kpc above the Sun, through the sphere where all are just seen.
        IterativeLegendreGaussIntegrator quadrature = new IterativeLegendreGaussIntegrator(20, 1e-10, 1e-10);
        double above = quadrature.integrate(10_000_000, z -> M20.at(8, z).dz(), 0.2, 0.01 + ALL_WITHIN)
                + quadrature.integrate(10_000_000, z -> M20.at(8, z).dz(), 0.01 + ALL_WITHIN, 1);
        assertEquals(M20.at(8, 1).lnS() - M20.at(8, 0.2).lnS(), above, 1e-8);
    }

    @Test
    void gradientIsContinuousAcrossTheKink() {
        double z = 0.01 + ALL_WITHIN;
        double before = M20.at(8, z - 1e-9).dz();
        double after = M20.at(8, z + 1e-9).dz();
        // The derivative grows as the root of the distance from the kink.
        assertEquals(before, after, 1e-3 * Math.abs(after));
        assertTrue(after < -0.1);
    }

    @Test
    void magnitudesAreDrawnAsTheirDistributionSays() {
        UniformRandomProvider random = RandomStreams.stream(2, Purpose.SEEN);
        int n = 100_000;
        int[] below = new int[3];
        double[] edges = {6, 9, 11};
        for (int i = 0; i < n; i++) {
            double M = AbsoluteMagnitudes.DISC.draw(random);
            assertTrue(M >= -5 && M <= 12);
            for (int k = 0; k < edges.length; k++) {
                below[k] += M < edges[k] ? 1 : 0;
            }
        }
        for (int k = 0; k < edges.length; k++) {
            double p = AbsoluteMagnitudes.DISC.fractionBrighterThan(edges[k]);
            assertEquals(p, (double) below[k] / n, SIGMAS * Math.sqrt(p * (1 - p) / n));
        }
    }

    @Test
    void seenStarsAtOneAzimuthAreThoseNearEnough() {
        Galactocentric ahead = new Galactocentric(new PhasePoint(8, 0.01, 0, 220, 0), 0.05);
        double distance = 16 * Math.sin(0.025);
        double M = 20 - 10 - 5 * Math.log10(distance);
        assertTrue(M20.sees(M - 1e-9, ahead));
        assertFalse(M20.sees(M + 1e-9, ahead));
    }

    @Test
    void dividingChangesTheGradientInSpaceAlone() {
        Stars stars = Stars.of(
                new PhasePoint(8.7, 0.9, 20, 200, -10),
                new PhasePoint(8.7, 0.9, -20, 240, 10),
                new PhasePoint(7.4, -0.3, 0, 220, 0));
        LnfGradients f = QuasiIsothermalMixture.milkyWay().gradients(stars);
        Selection.Seen[] seen = M20.at(stars);
        LnfGradients all = f.dividedBy(seen);
        for (int i = 0; i < stars.size(); i++) {
            Selection.Seen there = M20.at(stars.R()[i], stars.z()[i]);
            assertEquals(there, seen[i]);
            assertEquals(f.lnf()[i] - there.lnS(), all.lnf()[i]);
            assertEquals(f.dR()[i] - there.dR(), all.dR()[i]);
            assertEquals(f.dz()[i] - there.dz(), all.dz()[i]);
            assertEquals(f.dvR()[i], all.dvR()[i]);
            assertEquals(f.dvphi()[i], all.dvphi()[i]);
            assertEquals(f.dvz()[i], all.dvz()[i]);
        }
    }

    @Test
    void whereNothingIsSeenNothingIsKnown() {
        Stars stars = Stars.of(new PhasePoint(8, 0, 0, 220, 0));
        LnfGradients all = QuasiIsothermalMixture.milkyWay()
                .gradients(stars)
                .dividedBy(new Selection.Seen[] {Selection.Seen.NOTHING});
        assertTrue(Double.isNaN(all.lnf()[0]) && Double.isNaN(all.dz()[0]) && Double.isNaN(all.dvz()[0]));
    }

    @Test
    void whatIsNoLimitIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MagnitudeLimit(Double.NaN, AbsoluteMagnitudes.DISC, SUN, SECTOR));
        assertThrows(IllegalArgumentException.class, () -> new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, SUN, 0));
        assertThrows(IllegalArgumentException.class, () -> new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, SUN, 2));
        assertThrows(IllegalArgumentException.class, () -> new AbsoluteMagnitudes(0.55, 12, -5));
        assertThrows(IllegalArgumentException.class, () -> new AbsoluteMagnitudes(Double.NaN, -5, 12));
        assertThrows(IllegalArgumentException.class, () -> new AbsoluteMagnitudes(0.55, Double.NEGATIVE_INFINITY, 12));
        assertThrows(IllegalArgumentException.class, () -> M20.at(0, 0));
        assertThrows(IllegalArgumentException.class, () -> M20.at(8, Double.NaN));
    }
}
