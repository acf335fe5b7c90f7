package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RangeTest {
    @Test
    void allValuesAreInTheRangeButWildOnes() {
        double[] values = IntStream.rangeClosed(0, 20).mapToDouble(i -> i).toArray();
        assertEquals(new Range(0, 20), Range.nearly(values, 0));
        values[20] = 30;
        assertEquals(new Range(0, 30), Range.nearly(values, 0), "steep at its end");
        values[20] = 1000;
        // 2 to 18 are not wild, and 16 apart.
        assertEquals(new Range(0, 34), Range.nearly(values, 0));
        values[20] = Double.NaN;
        assertEquals(new Range(0, 19), Range.nearly(values, 0));
    }

    @Test
    void symmetricalRangeEndsAtARoundNumberThatHoldsTheAskedShare() {
        double[] values = {-0.1, 3, -7, 2, Double.NaN, 1, 1, 1, 1, 1, 400};
        assertEquals(new Range(-10, 10), Range.symmetrical(values, 0.9, 0.1, 50));
        assertEquals(new Range(-50, 50), Range.symmetrical(values, 1, 0.1, 50));
        assertEquals(new Range(-0.2, 0.2), Range.symmetrical(new double[] {0.2, -0.2}, 0.9, 0.1, 50));
        assertEquals(new Range(-0.1, 0.1), Range.symmetrical(new double[] {Double.NaN}, 0.9, 0.1, 50));
    }

    @Test
    void rangeAroundValuesLeavesOutNaNAndNeverIsEmpty() {
        assertEquals(new Range(-1, 6), Range.around(new double[] {5, Double.NaN, 0}, 0.2));
        assertEquals(new Range(0, 1), Range.around(new double[] {Double.NaN}, 0.2));
        assertEquals(new Range(1.998, 2.002), Range.around(new double[] {2, 2}, 0.2));
        assertThrows(IllegalArgumentException.class, () -> new Range(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Range(1, 1));
    }

    @Test
    void stepsAreRoundNumbers() {
        assertEquals(1, new Range(6.97, 9.03).step(2));
        assertEquals(0.5, new Range(-1.75, 1.75).step(6));
        assertEquals(10, new Range(-23, 23).step(4));
    }
}
