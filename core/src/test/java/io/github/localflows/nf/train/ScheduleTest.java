package io.github.localflows.nf.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void plateauFollowsPyTorchExactly() throws IOException {
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ScheduleTest.class.getResourceAsStream("/reference/plateau-schedule.csv"), StandardCharsets.UTF_8))) {
            lines = reader.lines().skip(1).toList();
        }
        assertEquals(260, lines.size());
        LearningRate rate = Schedule.Plateau.original().start(1e-3);
        for (String line : lines) {
            String[] columns = line.split(",");
            rate.epochEnded(Double.parseDouble(columns[1]));
            assertEquals(Double.parseDouble(columns[2]), rate.rate(0.5), "after epoch " + columns[0]);
            assertEquals(rate.rate(0.5) <= 2e-6, rate.exhausted());
        }
        assertTrue(rate.exhausted());
    }

    @Test
    void cosineWarmsUpAndFallsToZero() {
        LearningRate rate = Schedule.Cosine.standard().start(3e-3);
        double rounding = 1e-18;
        assertEquals(0, rate.rate(0), rounding);
        assertEquals(1.5e-3, rate.rate(0.025), rounding);
        assertEquals(3e-3, rate.rate(0.05), rounding);
        assertEquals(1.5e-3, rate.rate(0.525), rounding);
        assertEquals(0, rate.rate(1), rounding);
        assertFalse(rate.exhausted());
    }

    @Test
    void refusesImpossibleSettings() {
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Plateau(1, 5, 1e-6, 10, 2e-6));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Plateau(Double.NaN, 5, 1e-6, 10, 2e-6));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Plateau(0.5, -1, 1e-6, 10, 2e-6));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Plateau(0.5, 5, 1e-6, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(1));
        Schedule schedule = Schedule.Cosine.standard();
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(0, 10, 1e-3, schedule));
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(10, 0, 1e-3, schedule));
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(10, 10, Double.NaN, schedule));
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(10, 10, 1e-3, schedule, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TrainingSettings(10, 10, 1e-3, schedule, 0, -1));
    }
}
