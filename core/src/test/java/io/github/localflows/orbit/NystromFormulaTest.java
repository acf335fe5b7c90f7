package io.github.localflows.orbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NystromFormulaTest {
    /** How far a measured order may be off: the next power of the step is not yet negligible. */
    private static final double ORDER = 0.35;

    /** Sums of nine fractions. */
    private static final double ROUNDING = 1e-14;

    @Test
    void errorFallsWithTheEighthPowerOfTheStep() {
        double coarse = Math.abs(pendulum(16)[0] - pendulum(4096)[0]);
        double fine = Math.abs(pendulum(32)[0] - pendulum(4096)[0]);
        assertTrue(fine > 1e-14, "above rounding");
        assertEquals(8, Math.log(coarse / fine) / Math.log(2), ORDER);
    }

    @Test
    void errorEstimateFallsWithTheSeventhPowerOfTheStep() {
        double coarse = firstError(0.2);
        double fine = firstError(0.1);
        assertEquals(7, Math.log(coarse / fine) / Math.log(2), ORDER);
    }

    @Test
    void constantForceIsFollowedExactly() {
        double[] sum = new double[1];
        double[][] ones = new double[NystromFormula.STAGES][];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = new double[] {1};
        }
        for (int stage = 1; stage < NystromFormula.STAGES; stage++) {
            NystromFormula.POSITION[stage].fill(1, ones, sum);
            double c = NystromFormula.time(stage);
            assertEquals(0.5 * c * c, sum[0], ROUNDING, "stage " + stage);
        }
        NystromFormula.VELOCITY.fill(1, ones, sum);
        assertEquals(1, sum[0], ROUNDING);
        NystromFormula.POSITION_ERROR.fill(1, ones, sum);
        assertEquals(0, sum[0], ROUNDING);
        NystromFormula.VELOCITY_ERROR.fill(1, ones, sum);
        assertEquals(0, sum[0], ROUNDING);
    }

    /** Angle and velocity of a pendulum, q'' = -sin q, after time 8 in equal steps. */
    private static double[] pendulum(int steps) {
        double h = 8.0 / steps;
        double q = 1.1;
        double v = 0.9;
        double[][] a = new double[NystromFormula.STAGES][1];
        double[] sum = new double[1];
        a[0][0] = -Math.sin(q);
        for (int step = 0; step < steps; step++) {
            q = stages(q, v, h, a);
            NystromFormula.VELOCITY.fill(1, a, sum);
            v += h * sum[0];
            a[0][0] = a[NystromFormula.STAGES - 1][0];
        }
        return new double[] {q, v};
    }

    private static double firstError(double h) {
        double[][] a = new double[NystromFormula.STAGES][1];
        double[] sum = new double[1];
        a[0][0] = -Math.sin(1.1);
        stages(1.1, 0.9, h, a);
        NystromFormula.VELOCITY_ERROR.fill(1, a, sum);
        return Math.abs(h * sum[0]);
    }

    /** Fills the accelerations of a step's stages; the last place. */
    private static double stages(double q, double v, double h, double[][] a) {
        double[] sum = new double[1];
        double place = q;
        for (int i = 1; i < NystromFormula.STAGES; i++) {
            NystromFormula.POSITION[i].fill(1, a, sum);
            place = q + h * (NystromFormula.time(i) * v + h * sum[0]);
            a[i][0] = -Math.sin(place);
        }
        return place;
    }
}
