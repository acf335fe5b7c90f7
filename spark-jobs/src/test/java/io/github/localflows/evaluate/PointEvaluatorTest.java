package io.github.localflows.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.typesafe.config.Config;
import io.github.localflows.df.HernquistSphere;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointEvaluatorTest {
    /** Of the fudge with a focal distance next to nothing; measured 1e-8. */
    private static final double ACTIONS_REL = 1e-7;

    /** The rounding of GM. */
    private static final double LNF = 1e-12;

    @Test
    void sphereHasActionsAndItsOwnDistributionFunction() {
        Config config = ConfigLoader.reference(List.of(
                "potential.parts=[{ type = hernquist, share = 1, scaleRadius = 8 }]",
                "df.type=hernquist",
                "actions.focalDistance=1e-3"));
        Stars stars = Stars.of(
                new PhasePoint(8, 0.3, 20, 150, -30),
                new PhasePoint(5, 4, -60, 90, 100),
                new PhasePoint(8, 0.3, 20, -150, -30));
        PointEvaluator.Answers answers;
        try (PointEvaluator evaluator =
                new PointEvaluator(ModelSettings.from(config), List.of(Quantity.ACTIONS, Quantity.DF), null)) {
            answers = evaluator.answers(stars, new long[] {0, 1, 2});
        }

        Object[] Lz = answers.columns().get(1);
        Object[] Jz = answers.columns().get(2);
        double[] lnf = new HernquistSphere(4 * 220 * 220 * 8, 8).lnf(stars);
        for (int i = 0; i < stars.size(); i++) {
            assertEquals(lnf[i], (double) answers.columns().get(3)[i], LNF);
            assertNull(answers.reasons()[i]);
        }
        for (int i = 0; i < 2; i++) {
            // In a sphere the vertical action is what angular momentum is not about the axis.
            double expected = angularMomentum(stars.point(i)) - (double) Lz[i];
            assertEquals(expected, (double) Jz[i], ACTIONS_REL * expected);
        }
        assertNull(Jz[2]);
    }

    private static double angularMomentum(PhasePoint star) {
        double x = -star.z() * star.vphi();
        double y = star.z() * star.vR() - star.R() * star.vz();
        double z = star.R() * star.vphi();
        return Math.sqrt(x * x + y * y + z * z);
    }
}
