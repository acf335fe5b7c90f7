package io.github.localflows.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementErrorsTest {
    private static final int DRAWS = 200_000;

    /** Five standard deviations of a standard deviation's estimate. */
    private static final double SCATTER_REL = 5 / Math.sqrt(2.0 * DRAWS);

    private static final Observables EXACT = new Observables(0.6, 0, 0.8, 0.5, -3, 4, 20);

    @Test
    void measurementsScatterByTheirErrors() {
        MeasurementErrors errors = new MeasurementErrors(0.025, 0.03, 1);
        SplittableRandom random = new SplittableRandom(3);
        double[] squares = new double[4];
        for (int i = 0; i < DRAWS; i++) {
            Observables seen = errors.scattered(EXACT, random::nextGaussian);
            assertEquals(0.6, seen.toCentre());
            squares[0] += Math.pow(seen.parallaxMas() - 0.5, 2);
            squares[1] += Math.pow(seen.muLMasYr() + 3, 2);
            squares[2] += Math.pow(seen.muBMasYr() - 4, 2);
            squares[3] += Math.pow(seen.vLosKmS() - 20, 2);
        }
        double[] expected = {0.025, 0.03, 0.03, 1};
        for (int k = 0; k < 4; k++) {
            assertEquals(1, Math.sqrt(squares[k] / DRAWS) / expected[k], SCATTER_REL);
        }
    }

    @Test
    void withoutErrorsNothingChanges() {
        assertEquals(EXACT, new MeasurementErrors(0, 0, 0).scattered(EXACT, () -> 1));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "0, NaN, 0", "0, 0, Infinity"})
    void errorsAreNumbersThatCanBe(double parallax, double motion, double velocity) {
        assertThrows(IllegalArgumentException.class, () -> new MeasurementErrors(parallax, motion, velocity));
    }
}
