package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ColourMapTest {
    /** Eight bits a channel move L* by up to 0.4; more would mean a colour outside sRGB that was cut. */
    private static final double ROUNDING = 0.5;

    @Test
    void sequentialMapGetsLighterInEqualSteps() {
        ColourMap map = ColourMap.sequential();
        for (int i = 0; i <= 20; i++) {
            double fraction = i / 20.0;
            assertEquals(17 + fraction * (91 - 17), lightness(map.colour(fraction)), ROUNDING, "at " + fraction);
        }
    }

    @Test
    void divergingMapIsWhiteInTheMiddleAndDarkerOnTheBlueSide() {
        ColourMap map = ColourMap.diverging();
        for (int i = 0; i <= 20; i++) {
            double half = i / 40.0;
            double blue = 97 - 2 * half * (97 - 20);
            double red = 97 - 2 * half * (97 - 52);
            assertEquals(blue, lightness(map.colour(0.5 - half)), ROUNDING, "at " + (0.5 - half));
            assertEquals(red, lightness(map.colour(0.5 + half)), ROUNDING, "at " + (0.5 + half));
        }
        Color middle = map.colour(0.5);
        assertEquals(middle.getRed(), middle.getBlue());
        assertTrue(map.colour(0).getBlue() > map.colour(0).getRed(), "blue below");
        assertTrue(map.colour(1).getRed() > map.colour(1).getBlue(), "red above");
    }

    @Test
    void neighbouringColoursAreCloseSoThatNoBandShows() {
        // 256 steps through at most 3 x 255 levels: 8 levels a channel leave room for the steepest part.
        for (ColourMap map : new ColourMap[] {ColourMap.sequential(), ColourMap.diverging()}) {
            for (int i = 0; i < 256; i++) {
                Color a = map.colour(i / 256.0);
                Color b = map.colour((i + 1) / 256.0);
                assertTrue(Math.abs(a.getRed() - b.getRed()) <= 8, "red at " + i);
                assertTrue(Math.abs(a.getGreen() - b.getGreen()) <= 8, "green at " + i);
                assertTrue(Math.abs(a.getBlue() - b.getBlue()) <= 8, "blue at " + i);
            }
        }
    }

    @Test
    void valuesBeyondTheEndsTakeTheEndsColourAndNaNIsGrey() {
        ColourScale scale = ColourScale.linear(ColourMap.diverging(), new Range(-2, 2));
        assertEquals(scale.colour(-2), scale.colour(-1e9));
        assertEquals(scale.colour(2), scale.colour(Double.POSITIVE_INFINITY));
        assertEquals(ColourScale.NO_VALUE, scale.colour(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> ColourMap.diverging().colour(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ColourScale(ColourMap.diverging(), 1, 1, 1));
    }

    @Test
    void aSymmetricLogarithmHasADecadeWhereTheLinearPartIs() {
        ColourMap map = ColourMap.diverging();
        ColourScale scale = ColourScale.symmetricLog(map, 10, 1);
        assertEquals(map.colour(0.5), scale.colour(0));
        assertEquals(map.colour(0.625), scale.colour(0.5));
        assertEquals(map.colour(0.75), scale.colour(1));
        assertEquals(map.colour(0.25), scale.colour(-1));
        assertEquals(map.colour(1), scale.colour(10));
        assertEquals(map.colour(0), scale.colour(-1e3));
    }

    /** CIE L* of an sRGB colour, from the standard's own formulae. */
    private static double lightness(Color colour) {
        double Y = 0.2126729 * linear(colour.getRed())
                + 0.7151522 * linear(colour.getGreen())
                + 0.0721750 * linear(colour.getBlue());
        return Y > 216.0 / 24389 ? 116 * Math.cbrt(Y) - 16 : 24389.0 / 27 * Y;
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
