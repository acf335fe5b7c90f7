package io.github.localflows.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;

/**
 * Which colour stands for which value.
 *
 * @param map the colours
 * @param lower the value that takes the first colour
 * @param upper the value that takes the last
 * @param linear beyond this distance from 0 equal ratios, not equal steps, are equally far apart in colour; infinite for a scale that
 *     is linear throughout
 */
record ColourScale(ColourMap map, double lower, double upper, double linear) {
    /** What has no value: a grey that neither map passes through. */
    static final Color NO_VALUE = new Color(0xb0b0b0);

    /** Of the scale's length: an end that was made of the largest value holds it. */
    private static final double ROUNDING = 1e-9;

    ColourScale {
        if (!(lower < upper && upper - lower < Double.POSITIVE_INFINITY && linear > 0)) {
            throw new IllegalArgumentException(
                    "colours from " + lower + " to " + upper + ": the range must be finite and not empty.");
        }
    }

    /** From minus to plus an end, linear near 0 and logarithmic beyond, so that weak and strong contrasts both show. */
    static ColourScale symmetricLog(ColourMap map, double end, double linear) {
        return new ColourScale(map, -end, end, linear);
    }

    /** Equal steps of the value are equal steps of colour. */
    static ColourScale linear(ColourMap map, Range range) {
        return new ColourScale(map, range.lower(), range.upper(), Double.POSITIVE_INFINITY);
    }

    /** The colour of a value; grey for NaN. */
    Color colour(double value) {
        double from = place(lower);
        return Double.isNaN(value) ? NO_VALUE : map.colour((place(value) - from) / (place(upper) - from));
    }

    /** Where a value stands on the scale: in units of {@code linear} up to 1, then a decade from 1 to 2 and so on. */
    private double place(double value) {
        if (Double.isInfinite(linear)) {
            return value;
        }
        double size = Math.abs(value) / linear;
        return Math.signum(value) * (size <= 1 ? size : 1 + Math.log10(size));
    }

    /** Whether a value lies so far below it that its colour is that of another. */
    boolean isBelow(double value) {
        return value < lower - ROUNDING * (upper - lower);
    }

    /** Whether a value lies above it likewise. */
    boolean isAbove(double value) {
        return value > upper + ROUNDING * (upper - lower);
    }

    /** An axis along its colours, with numbers at about so many parts. */
    NumberAxis axis(int parts) {
        Range range = new Range(place(lower), place(upper));
        if (Double.isInfinite(linear)) {
            return Plots.axis(range, range.step(parts), 2);
        }
        return Plots.axis(range, ticks(), this::place);
    }

    /** 0, the linear part's ends, and their multiples by ten, on both sides. */
    private double[] ticks() {
        return DoubleStream.concat(
                        DoubleStream.of(0),
                        DoubleStream.iterate(linear, size -> size <= upper * (1 + 1e-9), size -> 10 * size)
                                .flatMap(size -> DoubleStream.of(-size, size)))
                .sorted()
                .toArray();
    }

    /**
     * A pixel for each value, x to the right and y up.
     *
     * @param values for each of {@code across} values of x all of y
     */
    BufferedImage image(int across, double[] values) {
        int down = values.length / across;
        BufferedImage image = new BufferedImage(across, down, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < across; i++) {
            for (int k = 0; k < down; k++) {
                image.setRGB(i, down - 1 - k, colour(values[i * down + k]).getRGB());
            }
        }
        return image;
    }
}
