package io.github.localflows.potential;

/** Checks of the parameters of potentials. */
final class Arguments {
    private Arguments() {}

    /** @throws IllegalArgumentException unless {@code value} is positive and finite */
    static void positive(double value, String name, String unit) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " = " + value + ": must be positive and finite. Give it in " + unit + ".");
        }
    }
}
