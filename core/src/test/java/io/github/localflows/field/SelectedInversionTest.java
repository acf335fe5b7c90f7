package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.AbsoluteMagnitudes;
import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.df.Selection;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.MilkyWay;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The inversion of the mixture as a survey sees it. */
class SelectedInversionTest {
    private static final QuasiIsothermalMixture MIXTURE = QuasiIsothermalMixture.milkyWay();
    private static final MagnitudeLimit LIMIT =
            new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, new Sun(8, 0.01, -10, 231, 7), Math.PI / 25);
    private static final BoltzmannInversion INVERSION =
            new BoltzmannInversion(new VelocityShell(200, 220, 10, 50), Weighting.F, Estimator.SQUARES, 1);

    /** Sums and differences of logarithms of some tens: what the inversion makes of their rounding. */
    private static final double ROUNDING = 1e-10;

    /** The mixture's own departure from a steady state at these places; measured 4e-4. */
    private static final double FUDGE = 2e-3;

    /** f S, by adding logarithms. */
    private record Seen(DistributionFunction f, Selection selection) implements DistributionFunction {
        @Override
        public double[] lnf(Stars stars) {
            return gradients(stars).lnf();
        }

        @Override
        public LnfGradients gradients(Stars stars) {
            LnfGradients all = f.gradients(stars);
            for (int i = 0; i < all.size(); i++) {
                Selection.Seen seen = selection.at(stars.R()[i], stars.z()[i]);
                all.lnf()[i] += seen.lnS();
                all.dR()[i] += seen.dR();
                all.dz()[i] += seen.dz();
            }
            return all;
        }
    }

    private static AccelerationEstimate estimate(Ensemble ensemble, double R, double z) {
        return INVERSION
                .estimates(ensemble, List.of(new Position(0, R, z)))
                .get(0)
                .all();
    }

    @Test
    void correctedStarsHaveTheAccelerationOfAll() {
        Ensemble corrected = Ensemble.of(new Seen(MIXTURE, LIMIT)).dividedBy(LIMIT);
        for (double R : new double[] {7.3, 8, 8.6}) {
            for (double z : new double[] {-0.7, 0.3, 0.5}) {
                AccelerationEstimate all = estimate(Ensemble.of(MIXTURE), R, z);
                AccelerationEstimate found = estimate(corrected, R, z);
                Acceleration exact = MilkyWay.potential().acceleration(R, z);
                assertEquals(all.aR(), found.aR(), ROUNDING * Math.abs(all.aR()));
                assertEquals(all.az(), found.az(), ROUNDING * Math.abs(all.aR()));
                assertEquals(exact.az(), found.az(), FUDGE * Math.abs(exact.az()));
            }
        }
    }

    @Test
    void starsThatAreNotCorrectedPullToThePlane() {
        // The seen become fewer with height beside all, as if they were held by more mass: by more than a tenth.
        double all = estimate(Ensemble.of(MIXTURE), 8, 0.7).az();
        double seen = estimate(Ensemble.of(new Seen(MIXTURE, LIMIT)), 8, 0.7).az();
        assertTrue(seen / all > 1.1, seen + " " + all);
    }

    @Test
    void groupsStay() {
        Ensemble three = Ensemble.of(List.of(MIXTURE, MIXTURE, MIXTURE));
        assertEquals(3, three.dividedBy(LIMIT).groups().length);
    }

    @Test
    void whereNothingIsSeenThereIsNoAcceleration() {
        MagnitudeLimit near = new MagnitudeLimit(-2, AbsoluteMagnitudes.DISC, LIMIT.sun(), LIMIT.halfWidthPhi());
        AccelerationEstimate found = estimate(Ensemble.of(MIXTURE).dividedBy(near), 8.5, 0);
        assertFalse(found.solved());
        assertEquals(Outcome.TOO_FEW_VELOCITIES, found.outcome());
    }
}
