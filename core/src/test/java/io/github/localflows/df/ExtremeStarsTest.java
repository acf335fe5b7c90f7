package io.github.localflows.df;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.action.Actions;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import org.junit.jupiter.api.Test;

/** Places and velocities that no galaxy has: actions and ln f are numbers, or there are none, and no star stops the rest. */
class ExtremeStarsTest {
    private static final double[] LENGTHS = {0, 1e-310, 1e-160, 1e-100, 1e-12, 1e-3, 3, 8, 1e6, 1e150, 1e300, Double.NaN
    };
    private static final double[] VELOCITIES = {
        0, -100, 1e-300, 1e-130, 1e-12, 1, 200, 1e4, 1e150, 1e300, Double.POSITIVE_INFINITY, Double.NaN
    };

    private final QuasiIsothermalMixture f = QuasiIsothermalMixture.milkyWay();

    @Test
    void starsHaveActionsAndAFiniteLnfOrNone() {
        int found = 0;
        for (double R : LENGTHS) {
            for (double z : LENGTHS) {
                for (double vphi : VELOCITIES) {
                    for (double vR : new double[] {0, -10, 1e-200, 1e200}) {
                        PhasePoint star = new PhasePoint(R, z, vR, vphi, 5);
                        Actions actions = f.actionFinder().actions(star);
                        LnfGradients gradients = f.gradients(Stars.of(star));
                        double lnf = gradients.lnf()[0];
                        assertEquals(lnf, f.lnf(Stars.of(star))[0]);
                        if (actions.isBound()) {
                            found++;
                            assertTrue(Double.isFinite(actions.Jr() + actions.Jz()), star + " " + actions);
                            assertTrue(Double.isFinite(lnf), star + " ln f = " + lnf);
                            for (double[] component : new double[][] {
                                gradients.dR(), gradients.dz(), gradients.dvR(), gradients.dvphi(), gradients.dvz()
                            }) {
                                assertTrue(Double.isFinite(component[0]), star + " gradient " + component[0]);
                            }
                        } else {
                            assertEquals(Actions.UNBOUND, actions, star.toString());
                            assertEquals(Double.NEGATIVE_INFINITY, lnf, star.toString());
                        }
                    }
                }
            }
        }
        assertTrue(found > 100, found + " stars have actions");
    }

    @Test
    void lnfOfAnyActionsIsANumberOrMinusInfinity() {
        double infinite = Double.POSITIVE_INFINITY;
        double[] values = {0, 1e-310, 1e-100, 1e-10, 1, 1e3, 1e10, 1e100, 1e300, infinite, Double.NaN};
        for (double Jr : values) {
            for (double Jz : values) {
                for (double Lz :
                        new double[] {-1e3, 0, 1e-310, 1e-100, 1e-10, 1, 1e3, 1e6, 1e8, 1e20, 1e100, 1e300, infinite}) {
                    double lnf = f.lnf(new Actions(Jr, Lz, Jz));
                    assertFalse(Double.isNaN(lnf) || lnf == infinite, Jr + ", " + Lz + ", " + Jz + ": " + lnf);
                    if (!(Lz > 0 && Jr < infinite && Jz < infinite && Lz < infinite)) {
                        assertEquals(Double.NEGATIVE_INFINITY, lnf);
                    }
                }
            }
        }
    }
}
