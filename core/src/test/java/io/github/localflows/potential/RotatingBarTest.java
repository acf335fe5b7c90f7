package io.github.localflows.potential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RotatingBarTest {
    private static final RotatingBar BAR = RotatingBar.ofStrength(40, 3.5, 0.01, 0.4, 8, 220);

    /** Truncation of the central difference, which a step of 1e-4 kpc makes. */
    private static final double DIFFERENCE_REL = 1e-6;

    private static final double STEP = 1e-4;

    private static final double[][] PLACES = {
        {8, 0, 0}, {7.3, 0.9, 1.2}, {3.5, -1, 0.3}, {2, 2.5, -0.7}, {0.5, 3, 0.1}, {12, -2, -2}
    };

    @Test
    void accelerationIsTheGradientOfThePotential() {
        for (double[] place : PLACES) {
            double R = place[0];
            double phi = place[1];
            double z = place[2];
            CylindricalAcceleration a = BAR.acceleration(R, phi, z);
            double scale = Math.abs(a.aR()) + Math.abs(a.aphi()) + Math.abs(a.az());
            double aR = -(BAR.Phi(R + STEP, phi, z) - BAR.Phi(R - STEP, phi, z)) / (2 * STEP);
            double aphi = -(BAR.Phi(R, phi + STEP, z) - BAR.Phi(R, phi - STEP, z)) / (2 * STEP * R);
            double az = -(BAR.Phi(R, phi, z + STEP) - BAR.Phi(R, phi, z - STEP)) / (2 * STEP);
            assertEquals(aR, a.aR(), DIFFERENCE_REL * scale);
            assertEquals(aphi, a.aphi(), DIFFERENCE_REL * scale);
            assertEquals(az, a.az(), DIFFERENCE_REL * scale);
        }
    }

    @Test
    void cartesianPullIsTheSameAtAnyTime() {
        int n = PLACES.length;
        double[] q = new double[3 * n];
        double[] much = new double[n];
        double[] cos = new double[n];
        double[] sin = new double[n];
        double[] a = new double[3 * n];
        for (int i = 0; i < n; i++) {
            q[i] = PLACES[i][0] * Math.cos(PLACES[i][1]);
            q[n + i] = PLACES[i][0] * Math.sin(PLACES[i][1]);
            q[2 * n + i] = PLACES[i][2];
            much[i] = 1 - 0.1 * i;
            cos[i] = Math.cos(2 * i);
            sin[i] = Math.sin(2 * i);
        }
        BAR.pull(n, q, much, cos, sin, a);
        for (int i = 0; i < n; i++) {
            double phi = PLACES[i][1];
            // The long axis is at i.
            CylindricalAcceleration there = BAR.acceleration(PLACES[i][0], phi - i + BAR.angle(), PLACES[i][2]);
            double aR = a[i] * Math.cos(phi) + a[n + i] * Math.sin(phi);
            double aphi = a[n + i] * Math.cos(phi) - a[i] * Math.sin(phi);
            double rounding = 1e-12 * Math.hypot(there.aR(), there.aphi());
            assertEquals(much[i] * there.aR(), aR, rounding);
            assertEquals(much[i] * there.aphi(), aphi, rounding);
            assertEquals(much[i] * there.az(), a[2 * n + i], rounding);
        }
    }

    /** What Dehnen's alpha is. */
    @Test
    void strengthIsThePartOfTheForceAtTheSun() {
        assertEquals(-0.01 * 220 * 220 / 8, BAR.acceleration(8, BAR.angle(), 0).aR(), 1e-10);
        assertEquals(0, BAR.acceleration(8, BAR.angle(), 0).aphi(), 1e-10);
        // A star ahead of the bar is pulled back.
        assertEquals(-1, Math.signum(BAR.acceleration(8, BAR.angle() + 0.3, 0).aphi()));
    }

    @Test
    void barGrowsFromNoneToAllWithoutAKink() {
        assertEquals(0, RotatingBar.grown(-1));
        assertEquals(0.5, RotatingBar.grown(0.5));
        assertEquals(1, RotatingBar.grown(1.5));
        double e = 1e-3;
        // The first and second derivatives vanish at both ends: the third power is what is left, 10 part³.
        assertEquals(10 * e * e * e, RotatingBar.grown(e), 0.1 * e * e * e);
        assertEquals(1 - 10 * e * e * e, RotatingBar.grown(1 - e), 0.1 * e * e * e);
    }

    @Test
    void refusesWhatIsNoBar() {
        assertThrows(IllegalArgumentException.class, () -> new RotatingBar(40, 0, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> new RotatingBar(40, 3, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new RotatingBar(Double.NaN, 3, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> RotatingBar.ofStrength(40, 9, 0.01, 0, 8, 220));
    }
}
