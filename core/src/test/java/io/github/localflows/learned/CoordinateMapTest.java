package io.github.localflows.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinateMapTest {
    private static final CoordinateMap BOUNDED = new CoordinateMap.Bounded(7, 9);
    private static final CoordinateMap LINEAR = new CoordinateMap.Linear(220, 100);
    /** Of the tabulated quantiles, which have 14 digits. */
    private static final double TABLE = 1e-11;
    /** Of a few operations in double precision on numbers of about one. */
    private static final double ROUNDING = 1e-14;
    /** Of differences over a millionth of the distance from an end: the square of that, and rounding over it. */
    private static final double DIFFERENCE = 1e-6;

    @Test
    void boundedIsTheQuantileOfTheNormalDistribution() {
        assertEquals(0, BOUNDED.feature(8), 0);
        // 84.134474606854% of the normal distribution lie below 1, 97.724986805182% below 2.
        assertEquals(1, BOUNDED.feature(7 + 2 * 0.84134474606854), TABLE);
        assertEquals(-2, BOUNDED.feature(9 - 2 * 0.97724986805182), TABLE);
        assertEquals(Math.sqrt(2 * Math.PI) / 2, BOUNDED.slope(0), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(doubles = {7.0001, 7.05, 7.7, 8, 8.3, 8.95, 8.9999})
    void derivativesAreThoseOfTheFeature(double R) {
        double h = 1e-6 * Math.min(R - 7, 9 - R);
        double width = (R + h) - (R - h);
        double feature = BOUNDED.feature(R);
        double above = BOUNDED.feature(R + h);
        double below = BOUNDED.feature(R - h);
        assertEquals(1, BOUNDED.slope(feature) * width / (above - below), DIFFERENCE);
        assertEquals(Math.log(BOUNDED.slope(feature) / BOUNDED.slope(0)), BOUNDED.lnStretch(feature), ROUNDING);
        double dln = (BOUNDED.lnStretch(above) - BOUNDED.lnStretch(below)) / width;
        assertEquals(dln, BOUNDED.dlnSlope(feature), DIFFERENCE * (1 + Math.abs(dln)));
        assertEquals(R, BOUNDED.coordinate(feature), ROUNDING * R);
    }

    @Test
    void boundedRisesFromEndToEnd() {
        assertTrue(BOUNDED.feature(Math.nextUp(7.0)) < BOUNDED.feature(7.1));
        assertTrue(BOUNDED.feature(Math.nextDown(9.0)) > BOUNDED.feature(8.9));
        assertEquals(Double.NEGATIVE_INFINITY, BOUNDED.feature(7));
        assertEquals(Double.POSITIVE_INFINITY, BOUNDED.feature(9));
        assertTrue(Double.isNaN(BOUNDED.feature(Double.NaN)));
        assertTrue(BOUNDED.coordinate(-6) > 7 && BOUNDED.coordinate(6) < 9);
        assertEquals(7, BOUNDED.coordinate(-40), 0);
        assertEquals(9, BOUNDED.coordinate(40), 0);
    }

    @Test
    void whatIsRoundedToAnEndIsFiniteAllTheSame() {
        // Next to 0 doubles lie so close that the place in the range is rounded to the end itself.
        double first = new CoordinateMap.Bounded(0, 2).feature(Double.MIN_VALUE);
        assertTrue(first < -8 && Double.isFinite(first), "first " + first);
        double last = new CoordinateMap.Bounded(-2, 0).feature(-Double.MIN_VALUE);
        assertTrue(last > 8 && Double.isFinite(last), "last " + last);
    }

    @Test
    void linearIsShiftAndScale() {
        assertEquals(-0.3, LINEAR.feature(190), ROUNDING);
        assertEquals(190, LINEAR.coordinate(-0.3), ROUNDING * 190);
        assertEquals(0.01, LINEAR.slope(-0.3), 0);
        assertEquals(0, LINEAR.lnStretch(-0.3), 0);
        assertEquals(0, LINEAR.dlnSlope(-0.3), 0);
    }

    @Test
    void refusesMapsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Bounded(9, 7));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Bounded(7, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Linear(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateMap.Linear(Double.NaN, 1));
    }
}
