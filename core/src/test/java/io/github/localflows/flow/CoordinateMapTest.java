package io.github.localflows.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateMapTest {
    private static final CoordinateMap BOUNDED = new CoordinateMap.Bounded(7, 9);
    private static final CoordinateMap LINEAR = new CoordinateMap.Linear(220, 100);

    @Test
    void boundedIsTheQuantileOfTheNormalDistribution() {
        assertEquals(0, BOUNDED.feature(8), 0);
        // 84.134474606854% of the normal distribution lie below 1, 97.724986805182% below 2.
        assertEquals(1, BOUNDED.feature(7 + 2 * 0.84134474606854), 1e-12);
        assertEquals(-2, BOUNDED.feature(9 - 2 * 0.97724986805182), 1e-11);
        assertEquals(Math.sqrt(2 * Math.PI) / 2, BOUNDED.slope(8), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(doubles = {7.0001, 7.05, 7.7, 8, 8.3, 8.95, 8.9999})
    void derivativesAreThoseOfTheFeature(double R) {
        double h = 1e-6 * Math.min(R - 7, 9 - R);
        double slope = (BOUNDED.feature(R + h) - BOUNDED.feature(R - h)) / (2 * h);
        assertEquals(1, BOUNDED.slope(R) / slope, 1e-6);
        double dln = (Math.log(BOUNDED.slope(R + h)) - Math.log(BOUNDED.slope(R - h))) / (2 * h);
        assertEquals(dln, BOUNDED.dlnSlope(R), 1e-6 * (1 + Math.abs(dln)));
        assertEquals(R, BOUNDED.coordinate(BOUNDED.feature(R)), 1e-14 * R);
    }

    @Test
    void boundedRisesFromEndToEndAndIsFiniteBetween() {
        double first = BOUNDED.feature(Math.nextUp(7.0));
        double last = BOUNDED.feature(Math.nextDown(9.0));
        assertTrue(Double.isFinite(first) && first < BOUNDED.feature(7.1), "first " + first);
        assertTrue(Double.isFinite(last) && last > BOUNDED.feature(8.9), "last " + last);
        assertEquals(Double.NEGATIVE_INFINITY, BOUNDED.feature(7));
        assertEquals(Double.POSITIVE_INFINITY, BOUNDED.feature(9));
        assertEquals(0, BOUNDED.slope(6.9));
        assertEquals(0, BOUNDED.dlnSlope(9.1));
        // A feature of noise however far out is a star of the range.
        assertTrue(BOUNDED.coordinate(-6) > 7 && BOUNDED.coordinate(6) < 9);
        assertTrue(BOUNDED.coordinate(-40) >= 7 && BOUNDED.coordinate(40) <= 9);
    }

    @Test
    void linearIsShiftAndScale() {
        assertEquals(-0.3, LINEAR.feature(190), 1e-15);
        assertEquals(190, LINEAR.coordinate(-0.3), 1e-12);
        assertEquals(0.01, LINEAR.slope(190), 0);
        assertEquals(0, LINEAR.dlnSlope(190), 0);
    }

    @Test
    void refusesMapsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Bounded(9, 7));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Bounded(7, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Linear(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Linear(Double.NaN, 1));
    }
}
