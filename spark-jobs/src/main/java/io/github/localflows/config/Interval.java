package io.github.localflows.config;

/**
 * An interval of numbers.
 *
 * @param min lower end
 * @param minIncluded whether it belongs to the interval
 * @param max upper end
 * @param maxIncluded whether it belongs to the interval
 */
record Interval(double min, boolean minIncluded, double max, boolean maxIncluded) {
    /** Every finite number. */
    static final Interval FINITE = new Interval(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

    /** Every finite number above 0. */
    static final Interval POSITIVE = new Interval(0, false, Double.POSITIVE_INFINITY, false);

    /** Every finite number from {@code min} up. */
    static Interval atLeast(double min) {
        return new Interval(min, true, Double.POSITIVE_INFINITY, false);
    }

    boolean contains(double value) {
        return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max);
    }

    /** What a value must be, to follow "must be". */
    @Override
    public String toString() {
        boolean bounded = max < Double.POSITIVE_INFINITY;
        if (min == Double.NEGATIVE_INFINITY && !bounded) {
            return "finite";
        }
        String lower = (minIncluded ? ">= " : "> ") + plain(min);
        return bounded ? lower + " and " + (maxIncluded ? "<= " : "< ") + plain(max) : lower;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
