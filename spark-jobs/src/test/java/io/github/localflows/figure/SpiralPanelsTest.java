package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.pipeline.MockRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpiralPanelsTest {
    /** A difference of two decimals is rounded. */
    private static final double ROUNDING = 1e-15;

    @Test
    void spiralIsReadAsItsTableIs(@TempDir Path directory) throws IOException {
        MockRun mock = new MockRun(directory);
        mock.addSpiral("fiducial");
        SpiralMap.Panel panel = SpiralPanels.of(SharedSpark.session(), mock.directory(), "fiducial");
        assertArrayEquals(new double[] {-1, 0, 1}, panel.z());
        assertArrayEquals(new double[] {-60, -30, 0, 30, 60}, panel.vz());
        assertTrue(Double.isNaN(panel.contrast()[0]));
        assertEquals(-0.1 + 0.04, panel.contrast()[4], ROUNDING);
        assertEquals(0.1 - 0.04, panel.contrast()[10], ROUNDING);
    }
}
