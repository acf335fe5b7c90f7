package io.github.localflows.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void betweenTwoValuesQuantilesAreLinear() {
        double[] rising = {1, 2, 4};
        assertEquals(1, Quantiles.ofSorted(rising, 0));
        assertEquals(1.5, Quantiles.ofSorted(rising, 0.25));
        assertEquals(2, Quantiles.ofSorted(rising, 0.5));
        assertEquals(3, Quantiles.ofSorted(rising, 0.75));
        assertEquals(4, Quantiles.ofSorted(rising, 1));
        assertEquals(7, Quantiles.ofSorted(new double[] {7}, 0.3));
    }

    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoMiddleValues() {
        assertEquals(3, Quantiles.median(new double[] {9, 1, 3}));
        assertEquals(2, Quantiles.median(new double[] {9, 1, 3, -5}));
        assertEquals(Double.NaN, Quantiles.median(new double[0]));
    }
}
