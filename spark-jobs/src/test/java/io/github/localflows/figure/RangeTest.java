package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RangeTest {
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
