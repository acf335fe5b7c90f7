package io.github.localflows.figure;

import java.util.Arrays;

/**
 * From where to where an axis or a colour scale goes.
 *
 * @param lower its least value
 * @param upper its largest
 */
record Range(double lower, double upper) {
    Range {
        if (!(lower < upper && upper - lower < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "range " + lower + " to " + upper + ": it must be finite and not empty.");
        }
    }

    double length() {
        return upper - lower;
    }

    /** The range of some values without the NaN among them, a fraction of its length wider at both ends. */
    static Range around(double[] values, double margin) {
        double[] known = known(values);
        if (known.length == 0) {
            return new Range(0, 1);
        }
        double lower = known[0];
        double upper = known[known.length - 1];
        double spare = upper > lower ? margin * (upper - lower) : Math.max(1e-3, 1e-3 * Math.abs(lower));
        return new Range(lower - spare, upper + spare);
    }

    /** As {@link #around}, without the tenth part of the values at either end: wild ones must not decide it. */
    static Range usual(double[] values, double margin) {
        return around(middle(values), margin);
    }

    /** As {@link #around} of all values, but on either side no farther beyond those that are not wild than these are apart. */
    static Range nearly(double[] values, double margin) {
        Range all = around(values, margin);
        Range most = usual(values, margin);
        return new Range(
                Math.max(all.lower(), most.lower() - most.length()),
                Math.min(all.upper(), most.upper() + most.length()));
    }

    /** The values without NaN and without the tenth part of the rest at either end. */
    static double[] middle(double[] values) {
        double[] known = known(values);
        return Arrays.copyOfRange(known, known.length / 10, known.length - known.length / 10);
    }

    /** From the outer edge of the first cell to that of the last, of cells of one width with these middles, at least two, rising. */
    static Range edges(double[] middles) {
        double half = 0.5 * (middles[middles.length - 1] - middles[0]) / (middles.length - 1);
        return new Range(middles[0] - half, middles[middles.length - 1] + half);
    }

    /**
     * The symmetrical range, its ends a round number (1, 2 or 5 times a power of ten), that holds nearly all values.
     *
     * @param values those that are NaN do not count
     * @param share how many of them it must hold, from 0 to 1
     * @param least the smallest end that it may have
     * @param most the largest
     */
    static Range symmetrical(double[] values, double share, double least, double most) {
        double[] sizes = known(Arrays.stream(values).map(Math::abs).toArray());
        double wanted = sizes.length == 0 ? least : sizes[(int) Math.round(share * (sizes.length - 1))];
        double end = roundUp(Math.max(least, Math.min(most, wanted)));
        return new Range(-end, end);
    }

    /** A round step that divides the range into about so many parts. */
    double step(int parts) {
        return roundUp(0.75 * length() / parts);
    }

    /** The next of 1, 2, 5 times a power of ten. */
    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        // A shade of tolerance, so that 0.2 is not lifted to 0.5 by its last bit.
        double lead = value / power * (1 - 1e-9);
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    private static double[] known(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    }
}
