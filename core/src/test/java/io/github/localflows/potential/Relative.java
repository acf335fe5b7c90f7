package io.github.localflows.potential;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Comparison by relative error. */
final class Relative {
    private Relative() {}

    static void assertRelative(double expected, double actual, double tolerance, String what) {
        assertTrue(
                Math.abs(actual - expected) <= Math.abs(expected) * tolerance,
                () -> what + ": expected " + expected + ", found " + actual + ", relative error "
                        + (actual - expected) / expected + " above " + tolerance);
    }
}
