package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LnfGradientsTest {
    /** Some ulps of exp, log and a few sums. */
    private static final double ROUNDING = 1e-14;

    @Test
    void meanIsOfFNotOfLnf() {
        LnfGradients a = one(Math.log(1), 1, 2, 3, 4, 5);
        LnfGradients b = one(Math.log(3), 5, -2, 0, 8, 1);

        LnfGradients mean = LnfGradients.meanOfF(List.of(a, b));

        assertEquals(Math.log(2), mean.lnf()[0], ROUNDING);
        // grad ln((f_a + f_b)/2) = (f_a grad ln f_a + f_b grad ln f_b)/(f_a + f_b), here a quarter and three quarters.
        assertEquals(4, mean.dR()[0], ROUNDING);
        assertEquals(-1, mean.dz()[0], ROUNDING);
        assertEquals(0.75, mean.dvR()[0], ROUNDING);
        assertEquals(7, mean.dvphi()[0], ROUNDING);
        assertEquals(2, mean.dvz()[0], ROUNDING);
    }

    @Test
    void meanSurvivesValuesBeyondTheRangeOfExp() {
        LnfGradients mean = LnfGradients.meanOfF(List.of(one(-2000, 1, 0, 0, 0, 0), one(-2000, 3, 0, 0, 0, 0)));

        assertEquals(-2000, mean.lnf()[0], 2000 * ROUNDING);
        assertEquals(2, mean.dR()[0], ROUNDING);
    }

    @Test
    void vanishingMemberCountsAsZero() {
        LnfGradients nothing = one(Double.NEGATIVE_INFINITY, Double.NaN, 0, 0, 0, 0);
        LnfGradients something = one(1, 7, 0, 0, 0, 0);

        LnfGradients mean = LnfGradients.meanOfF(List.of(nothing, something));
        LnfGradients none = LnfGradients.meanOfF(List.of(nothing, nothing));

        assertEquals(1 - Math.log(2), mean.lnf()[0], ROUNDING);
        assertEquals(7, mean.dR()[0], ROUNDING);
        assertEquals(Double.NEGATIVE_INFINITY, none.lnf()[0]);
        assertEquals(0, none.dR()[0]);
    }

    @Test
    void noMembersHaveNoMean() {
        assertThrows(IllegalArgumentException.class, () -> LnfGradients.meanOfF(List.of()));
    }

    private static LnfGradients one(double lnf, double dR, double dz, double dvR, double dvphi, double dvz) {
        return new LnfGradients(
                new double[] {lnf},
                new double[] {dR},
                new double[] {dz},
                new double[] {dvR},
                new double[] {dvphi},
                new double[] {dvz});
    }
}
