package io.github.localflows.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResidualStatisticsTest {
    /** Residuals are one division and one subtraction of numbers near 1. */
    private static final double ROUNDING = 1e-15;

    private static final Zone ZONE = new Zone(7.2, 8.8, 0.3, 1.5);

    private static AccelerationPoint point(double R, double z, double az, double error) {
        return new AccelerationPoint(R, z, -5, az, Double.NaN, error, -5, -2, null);
    }

    private static AccelerationPoint unsolved(double R, double z) {
        return new AccelerationPoint(
                R, z, Double.NaN, Double.NaN, Double.NaN, Double.NaN, -5, -2, "too few velocities");
    }

    @Test
    void residualComparesSizesWhateverTheSign() {
        assertEquals(0.1, Component.AZ.residual(point(8, 1, -2.2, Double.NaN)), ROUNDING);
        assertEquals(0.1, Component.AZ.residual(point(8, 1, 2.2, Double.NaN)), ROUNDING);
        assertEquals(-0.5, Component.AZ.residual(point(8, 1, -1, Double.NaN)), ROUNDING);
    }

    @Test
    void residualIsNaNRatherThanInfiniteWhereTheExactComponentVanishes() {
        AccelerationPoint inPlane = new AccelerationPoint(8, 0, -5, 0.01, Double.NaN, Double.NaN, -5, -0.0, null);
        assertTrue(Double.isNaN(Component.AZ.residual(inPlane)));
        assertEquals(0, Component.AR.residual(inPlane));
    }

    @Test
    void mediansAreThoseOfThePointsInTheZone() {
        List<AccelerationPoint> field = List.of(
                point(8, 1, -2.2, Double.NaN), // +0.1
                point(8, -1, -1.4, Double.NaN), // -0.3
                point(8, 0.5, -1.96, Double.NaN), // -0.02
                point(8, 0.1, -20, Double.NaN), // too low
                point(8, 1.6, -20, Double.NaN), // too high
                point(7.2, 1, -20, Double.NaN), // on the edge
                point(8.9, 1, -20, Double.NaN)); // too far out
        ResidualStatistics statistics = ResidualStatistics.of(field, Component.AZ, ZONE);
        assertEquals(3, statistics.points());
        assertEquals(3, statistics.compared());
        assertEquals(0.1, statistics.medianAbsResidual(), ROUNDING);
        assertEquals(-0.02, statistics.medianResidual(), ROUNDING);
        assertTrue(Double.isNaN(statistics.withinOneSigma()));
    }

    @Test
    void errorsAreOfTheRightLengthWhere68PercentOfThePositionsAreWithinOne() {
        // Off by 0.1, 0.2, ... 1.0 with errors of 0.5: 68% are within 1.4 of these. In the plane there is no az to err.
        List<AccelerationPoint> field =
                new ArrayList<>(List.of(new AccelerationPoint(8, 0, -5, 3, 1, 0.01, -5, -0.0, null)));
        for (int i = 1; i <= 10; i++) {
            field.add(point(8, 0.1 * i, -2 - 0.1 * i, 0.5));
        }
        ResidualStatistics statistics = ResidualStatistics.of(field, Component.AZ, new Zone(7.2, 8.8, 0, 1.5));
        assertEquals(10, statistics.withError());
        assertEquals(0.5, statistics.withinOneSigma(), ROUNDING);
        assertEquals((0.1 + 0.6827 * 0.9) / 0.5, statistics.errorsOf68(), 1e-4);
        assertEquals(1.1, statistics.medianPull(), 1e-12);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        List<AccelerationPoint> field =
                List.of(point(8, 1, -2.2, Double.NaN), point(8, -1, -2.4, Double.NaN)); // +0.1, +0.2
        assertEquals(0.15, ResidualStatistics.of(field, Component.AZ, ZONE).medianAbsResidual(), ROUNDING);
    }

    @Test
    void unsolvedPointsCountButAreNotCompared() {
        List<AccelerationPoint> field = List.of(point(8, 1, -2.2, Double.NaN), unsolved(8, 0.9));
        ResidualStatistics statistics = ResidualStatistics.of(field, Component.AZ, ZONE);
        assertEquals(2, statistics.points());
        assertEquals(1, statistics.compared());
        assertEquals(0.1, statistics.medianAbsResidual(), ROUNDING);
    }

    @Test
    void coverageIsTheShareOfErrorBarsThatReachTheExactValue() {
        List<AccelerationPoint> field = List.of(
                point(8, 1, -2.2, 0.3),
                point(8, 0.9, -2.2, 0.1),
                point(8, 0.8, -1.9, 0.2),
                point(8, 0.7, -1.9, 0.2),
                unsolved(8, 0.6));
        assertEquals(0.75, ResidualStatistics.of(field, Component.AZ, ZONE).withinOneSigma(), ROUNDING);
    }

    @Test
    void medianPullIsTheBiasInUnitsOfTheError() {
        List<AccelerationPoint> field = List.of(
                point(8, 1, -2.2, 0.1), // +2
                point(8, 0.9, 2.4, 0.1), // +4, whatever the sign
                point(8, 0.8, -1.9, 0.2), // -0.5
                point(8, 0.7, -1.9, Double.NaN));
        assertEquals(2, ResidualStatistics.of(field, Component.AZ, ZONE).medianPull(), 1e-14);
        assertTrue(Double.isNaN(
                ResidualStatistics.of(field.subList(3, 4), Component.AZ, ZONE).medianPull()));
    }

    @Test
    void anEmptyZoneHasNoMedian() {
        ResidualStatistics statistics = ResidualStatistics.of(List.of(), Component.AR, ZONE);
        assertEquals(0, statistics.points());
        assertTrue(Double.isNaN(statistics.medianAbsResidual()));
        assertTrue(Double.isNaN(statistics.medianResidual()));
    }

    @Test
    void aZoneThatStartsInThePlaneHoldsThePlane() {
        assertTrue(new Zone(7.2, 8.8, 0, 1.5).contains(8, 0));
        assertFalse(ZONE.contains(8, 0.3));
        assertFalse(ZONE.contains(8, -1.5));
        assertTrue(ZONE.contains(8, -1.4));
        assertEquals("|z| < 1.5 kpc", new Zone(7.2, 8.8, 0, 1.5).heights());
        assertEquals("0.3 < |z| < 1.5 kpc", ZONE.heights());
    }

    @Test
    void impossibleZonesAndPointsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Zone(8.8, 7.2, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Zone(7.2, 8.8, 0, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> point(Double.NaN, 0, 1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AccelerationPoint(8, 0, 1, 1, Double.NaN, Double.NaN, 1, 1, "singular"));
    }
}
