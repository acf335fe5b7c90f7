package io.github.localflows.config;

import java.math.BigDecimal;

/**
 * An interval of numbers.
 *
 * @param min lower end
 * @param minIncluded whether it belongs to the interval
 * @param max upper end
 * @param maxIncluded whether it belongs to the interval
 */
public record Interval(double min, boolean minIncluded, double max, boolean maxIncluded) {
    /** The numbers from one to another, both included. */
    public static Interval of(double min, double max) {
        return new Interval(min, true, max, true);
    }

    boolean contains(double value) {
        return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max);
    }

    /** What a value must be, to follow "must be". */
    @Override
    public String toString() {
        return (minIncluded ? ">= " : "> ") + plain(min) + " and " + (maxIncluded ? "<= " : "< ") + plain(max);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
