package io.github.localflows.field;

/**
 * A number that was computed from an ensemble, and its error.
 *
 * @param value from all members; NaN where it is not known
 * @param error half the width of its 68.27% interval, see {@link Jackknife}, in the unit of the value; NaN where it is not known
 */
public record Measured(double value, double error) {}
