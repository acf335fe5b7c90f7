package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.localflows.config.UserError;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.starset.TableRows;
import io.github.localflows.table.StarBatch;
import org.junit.jupiter.api.Test;

class VaryingCoordinatesTest {
    @Test
    void aStarWithoutFeaturesIsToldWithItsRow() {
        PhasePoint fast = new PhasePoint(8, 0.1, 1, 220, 1e300);
        StarBatch batch = new StarBatch(new int[] {1}, new int[] {2}, Stars.of(fast));
        FlowData features = FlowData.of(new float[] {0, 0, 0, 0, Float.POSITIVE_INFINITY}, 5);
        VaryingCoordinates varying = new VaryingCoordinates(new TableRows("mine", "a.csv", 100), 5);
        UserError e = assertThrows(UserError.class, () -> varying.add(batch, features, 0));
        assertEquals(
                "stars/mine has a star (seed 1, star 2; row 103 of a.csv) whose vz is 1.0E300 km/s, which is too far from the"
                        + " others to learn from: leave it out of the star set",
                e.getMessage());
    }
}
