package io.github.localflows.stage.potential;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.field.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitPotentialTest {
    private static final List<Position> POSITIONS = List.of(new Position(0, 8, 0.3), new Position(1, 8, 0.4));

    @Test
    void positionsThatAnEarlierVersionRoundedAreTheSame() {
        assertTrue(FitPotential.isAt(
                POSITIONS, new double[] {8, 8}, new double[] {0.2999999999999998, 0.40000000000000036}));
    }

    @Test
    void positionsElsewhereAreOthers() {
        assertFalse(FitPotential.isAt(POSITIONS, new double[] {8, 8}, new double[] {0.3, 0.401}));
        assertFalse(FitPotential.isAt(POSITIONS, new double[] {8, 8.001}, new double[] {0.3, 0.4}));
        assertFalse(FitPotential.isAt(POSITIONS, new double[] {8}, new double[] {0.3}));
    }
}
