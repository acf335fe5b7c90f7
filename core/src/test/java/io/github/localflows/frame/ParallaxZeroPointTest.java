package io.github.localflows.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ParallaxZeroPointTest {
    /** The vectors have six decimals. */
    private static final double MAS = 1e-6;

    @ParameterizedTest
    @CsvFileSource(resources = "/reference/parallax-zero-point.csv", numLinesToSkip = 1)
    void isThatOfGaiasOwnProgram(Long id, double G, int solution, double colour, double latitude, double expected) {
        assertEquals(expected, ParallaxZeroPoint.mas(solution, G, colour, latitude), MAS);
    }

    @Test
    void isKnownWithinMagnitudesAndColoursAlone() {
        assertTrue(ParallaxZeroPoint.isKnown(31, 15, 1.5));
        assertFalse(ParallaxZeroPoint.isKnown(31, 5.9, 1.5));
        assertFalse(ParallaxZeroPoint.isKnown(31, 21.1, 1.5));
        assertFalse(ParallaxZeroPoint.isKnown(31, 15, 1.05));
        assertTrue(ParallaxZeroPoint.isKnown(31, 15, 1.2));
        assertFalse(ParallaxZeroPoint.isKnown(95, 15, 1.2));
        assertFalse(ParallaxZeroPoint.isKnown(95, 15, Double.NaN));
    }

    @Test
    void ofASolutionWithoutParallaxThereIsNone() {
        assertThrows(IllegalArgumentException.class, () -> ParallaxZeroPoint.mas(3, 15, 1.5, 0));
    }
}
