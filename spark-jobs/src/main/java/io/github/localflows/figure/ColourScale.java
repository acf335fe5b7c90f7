package io.github.localflows.figure;

import java.awt.Color;

/**
 * Which colour stands for which value.
 *
 * @param map the colours
 * @param lower the value that takes the first colour
 * @param upper the value that takes the last
 */
record ColourScale(ColourMap map, double lower, double upper) {
    /** What has no value: a grey that neither map passes through. */
    static final Color NO_VALUE = new Color(0xb0b0b0);

    ColourScale {
        if (!(lower < upper && upper - lower < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "colours from " + lower + " to " + upper + ": the range must be finite and not empty.");
        }
    }

    /** The colour of a value; grey for NaN. */
    Color colour(double value) {
        return Double.isNaN(value) ? NO_VALUE : map.colour((value - lower) / (upper - lower));
    }
}
