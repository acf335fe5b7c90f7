package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.HernquistSphere;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.Hernquist;
import io.github.localflows.potential.PotentialPart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inversion of an f that is exactly stationary: what is left is rounding. */
class SphereInversionTest {
    /** Rounding of the 3 x 3 system, and the potential's table; measured 1.3e-13 of |a|. */
    private static final double ROUNDING = 1e-12;

    private static final CompositePotential POTENTIAL =
            CompositePotential.normalised(8, 220, List.of(new PotentialPart(new Hernquist(8), 1)));

    @ParameterizedTest
    @CsvSource({"F, SQUARES", "LNF, SQUARES", "FOURTH_ROOT_F, MOMENTS", "LNF, MOMENTS"})
    void accelerationIsThePotentialsToRounding(Weighting weighting, Estimator estimator) {
        List<Position> positions = new ArrayList<>();
        for (double R : new double[] {0.5, 4, 8, 12}) {
            for (double z : new double[] {-3, 0, 0.01, 2, 6}) {
                positions.add(new Position(positions.size(), R, z));
            }
        }

        List<AccelerationEstimate> estimates = new BoltzmannInversion(
                        new VelocityShell(400, 0, 20, 200), weighting, estimator, 1)
                .estimates(Ensemble.of(HernquistSphere.in(POTENTIAL)), positions).stream()
                        .map(EnsembleEstimate::all)
                        .toList();

        for (int p = 0; p < positions.size(); p++) {
            Position position = positions.get(p);
            Acceleration exact = POTENTIAL.acceleration(position.R(), position.z());
            double size = Math.hypot(exact.aR(), exact.az());
            AccelerationEstimate estimate = estimates.get(p);
            assertTrue(estimate.solved());
            assertEquals(exact.aR(), estimate.aR(), ROUNDING * size, "" + position);
            assertEquals(0, estimate.aphi(), ROUNDING * size, "" + position);
            assertEquals(exact.az(), estimate.az(), ROUNDING * size, "" + position);
        }
    }
}
