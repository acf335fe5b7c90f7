package io.github.localflows.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class UnsolvedTest {
    private static String inWords(Predicate<AccelerationPoint> outside) {
        List<AccelerationPoint> field = new ArrayList<>();
        for (double R : new double[] {7, 7.5, 8, 8.5, 9}) {
            for (double z : new double[] {-1, 0, 1}) {
                AccelerationPoint solved = new AccelerationPoint(R, z, -6, -z, 1, 1, Double.NaN, Double.NaN, null);
                field.add(
                        outside.test(solved)
                                ? new AccelerationPoint(
                                        R,
                                        z,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        Double.NaN,
                                        "outside the training volume")
                                : solved);
            }
        }
        return Unsolved.of(field).inWords();
    }

    @Test
    void radiiAtWhichNothingIsSolvedAreNamed() {
        assertEquals(
                "6 of 15 positions are unsolved, all at R = 7 and 9 kpc: outside the training volume.",
                inWords(point -> point.R() == 7 || point.R() == 9));
    }

    @Test
    void scatteredPositionsAreCounted() {
        assertEquals(
                "4 of 15 positions are unsolved: outside the training volume.",
                inWords(point -> point.R() == 7 || point.R() == 8 && point.z() == 0));
        assertEquals("15 of 15 positions are unsolved: outside the training volume.", inWords(point -> true));
        assertEquals("All 15 positions are solved.", inWords(point -> false));
    }
}
