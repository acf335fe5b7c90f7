package io.github.localflows.comparison;

/**
 * One parameter of a model, with its flat prior.
 *
 * @param name as in the field, such as {@code sigma1}
 * @param unit in words, such as {@code km/s}; {@code 1} for a plain number
 * @param least the prior is zero here and below
 * @param most the prior is zero here and above
 */
public record Parameter(String name, String unit, double least, double most) {
    /** @throws IllegalArgumentException when the prior is empty or has no end */
    public Parameter {
        if (!(most > least && Double.isFinite(most - least))) {
            throw new IllegalArgumentException("prior of " + name + " from " + least + " to " + most + " " + unit
                    + ": it must have a width, and end somewhere");
        }
    }

    /** Whether the prior of a value is above zero. */
    public boolean allows(double value) {
        return value > least && value < most;
    }

    /** The value at a fraction, 0 to 1, of the prior's width. */
    double at(double fraction) {
        return least + fraction * (most - least);
    }
}
