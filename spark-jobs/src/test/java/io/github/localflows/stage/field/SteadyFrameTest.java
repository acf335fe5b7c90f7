package io.github.localflows.stage.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.field.PatternSpeed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyFrameTest {
    @Test
    void whatFlowsSayIsKeptWithItsError() {
        SteadyFrame frame = new SteadyFrame(false, new PatternSpeed(41.62, 3.14, List.of(40.0, 42.0, 43.0)));

        assertTrue(frame.isDecided());
        assertEquals("is steady in a frame that rotates at 41.6 +- 3.1 km/s/kpc", frame.sentence());
        assertEquals(Map.of("patternSpeedKmSKpc", 41.62, "patternSpeedErrorKmSKpc", 3.14), frame.figures());
    }

    @Test
    void whatIsGivenIsInTheRecipeAlone() {
        SteadyFrame frame = new SteadyFrame(true, PatternSpeed.given(45));

        assertTrue(frame.isDecided());
        assertTrue(frame.sentence().startsWith("is taken as steady in a frame that rotates at 45.0"), frame.sentence());
        assertEquals(Map.of(), frame.figures());
    }

    @Test
    void whatNobodySaysIsToldAsSuch() {
        SteadyFrame frame = new SteadyFrame(false, PatternSpeed.INERTIAL);

        assertFalse(frame.isDecided());
        assertTrue(frame.sentence().startsWith("decides no pattern speed"), frame.sentence());
        assertEquals(Map.of(), frame.figures());
    }
}
