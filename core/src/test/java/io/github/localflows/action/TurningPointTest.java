package io.github.localflows.action;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.phase.Stars;
import io.github.localflows.potential.MilkyWay;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TurningPointTest {
    private static final int STEPS = 40_000;

    /**
     * Where the search for a turning point starts next to an extremum of p_u², Halley's step vanishes: one star in 2e7 of
     * the Milky Way's, such as this one at vR = 339.30019, lost a third of its Jr to that.
     */
    @Test
    void radialActionRisesWithRadialVelocityThroughEveryStart() {
        Stars stars = Stars.allocate(STEPS);
        Arrays.fill(stars.R(), 3.212002179868477);
        Arrays.fill(stars.z(), 0.11956025428147485);
        Arrays.fill(stars.vphi(), 60.524063391947024);
        Arrays.fill(stars.vz(), -63.13243624786335);
        for (int i = 0; i < STEPS; i++) {
            stars.vR()[i] = 339.25 + 0.1 * i / STEPS;
        }
        double[] Jr = new double[STEPS];
        new StaeckelActionFinder(MilkyWay.potential(), 3.6).actions(stars, Jr, new double[STEPS], new double[STEPS]);

        for (int i = 1; i < STEPS; i++) {
            assertTrue(Jr[i] > Jr[i - 1], "vR = " + stars.vR()[i] + ": Jr = " + Jr[i] + " after " + Jr[i - 1]);
        }
    }
}
