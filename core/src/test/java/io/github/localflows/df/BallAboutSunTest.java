package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.frame.Sun;
import org.junit.jupiter.api.Test;

class BallAboutSunTest {
    private static final Sun SUN = new Sun(8, 0.02, 0, 220, 0);

    @Test
    void theFractionIsThatOfTheAzimuthsInTheBall() {
        BallAboutSun ball = new BallAboutSun(SUN, 3);
        double widest = Math.asin(3.0 / 8);
        for (double[] place : new double[][] {{8, 0.02}, {6, 1}, {9.5, -2}, {5.2, 0.3}, {10.9, 0.1}}) {
            Selection.Seen seen = ball.at(place[0], place[1]);
            double phi = Math.exp(seen.lnS()) * widest;
            // At the largest azimuth the star is as far away as the ball reaches.
            double across = place[0] * place[0] + 64 - 2 * place[0] * 8 * Math.cos(phi);
            double distance = Math.sqrt(across + (place[1] - 0.02) * (place[1] - 0.02));
            assertEquals(3, distance, 1e-13);
            assertTrue(seen.lnS() <= 0, "a fraction");
        }
    }

    @Test
    void gradientsAreThoseOfTheFraction() {
        double step = 1e-5;
        for (BallAboutSun ball : new BallAboutSun[] {new BallAboutSun(SUN, 3), new BallAboutSun(SUN, 9)}) {
            for (double[] place : new double[][] {{8, 0.02}, {6, 1}, {9.5, -2}, {5.2, 0.3}}) {
                double R = place[0];
                double z = place[1];
                Selection.Seen seen = ball.at(R, z);
                // Central differences: 1e-10 of the third derivative, and rounding.
                assertEquals((ball.at(R + step, z).lnS() - ball.at(R - step, z).lnS()) / (2 * step), seen.dR(), 1e-8);
                assertEquals((ball.at(R, z + step).lnS() - ball.at(R, z - step).lnS()) / (2 * step), seen.dz(), 1e-8);
            }
        }
    }

    @Test
    void azimuthsEndAtTheBall() {
        BallAboutSun ball = new BallAboutSun(SUN, 3);
        double phi = ball.azimuth(7.5, 0.8);
        double x = 7.5 * Math.cos(phi) - SUN.R();
        double y = 7.5 * Math.sin(phi);
        assertEquals(3, Math.sqrt(x * x + y * y + (0.8 - SUN.z()) * (0.8 - SUN.z())), 1e-12);
        assertEquals(0, ball.azimuth(11.5, 0));
        assertEquals(Math.PI, new BallAboutSun(SUN, 9).azimuth(0.5, 0));
    }

    @Test
    void nothingIsSeenBeyondAndAllNearTheAxisOfAWideBall() {
        BallAboutSun ball = new BallAboutSun(SUN, 3);
        assertEquals(Selection.Seen.NOTHING, ball.at(11.001, 0.02));
        assertEquals(Selection.Seen.NOTHING, ball.at(8, 3.02));
        assertEquals(0, ball.weightOfAll(2, 8, 4));
        assertEquals(Selection.Seen.ALL, new BallAboutSun(SUN, 9).at(0.5, 0));
        // Widest where the line of sight touches the circle.
        double R = Math.sqrt(64 - 9);
        assertEquals(0, ball.at(R, 0.02).lnS(), 1e-14);
        assertEquals(0, ball.at(R, 0.02).dR(), 1e-13);
    }

    @Test
    void aBallThatIsNoneIsRefused() {
        for (double radius : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new BallAboutSun(SUN, radius));
        }
        assertThrows(IllegalArgumentException.class, () -> new BallAboutSun(new Sun(0, 0, 0, 220, 0), 1));
        assertThrows(IllegalArgumentException.class, () -> new BallAboutSun(SUN, 1).at(Double.NaN, 0));
    }
}
