package io.github.localflows.stage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Coordinates of positions where stages want accelerations: the same from the same keys, to the bit. */
public final class Nodes {
    private Nodes() {}

    /**
     * Equally spaced values, both ends included exactly. The ends are taken for the decimals that they are written as, and each
     * value is the nearest to the exact one: a query for {@code z = 0.3} finds it, and -z is there wherever z is when the ends are.
     *
     * @param n how many (>= 2)
     */
    public static double[] between(int n, double min, double max) {
        BigDecimal first = BigDecimal.valueOf(min);
        BigDecimal last = BigDecimal.valueOf(max);
        BigDecimal steps = BigDecimal.valueOf(n - 1);
        double[] nodes = new double[n];
        Arrays.setAll(nodes, i -> first.multiply(BigDecimal.valueOf(n - 1 - i))
                .add(last.multiply(BigDecimal.valueOf(i)))
                .divide(steps, MathContext.DECIMAL128)
                .doubleValue());
        return nodes;
    }

    /**
     * Refuses ends of a range that are the wrong way round.
     *
     * @param key the configuration's, to which min and max are added
     * @throws IllegalArgumentException unless min is less than max
     */
    public static void requireOrdered(double min, double max, String key) {
        if (!(min < max)) {
            throw new IllegalArgumentException(
                    key + "min = " + min + " kpc must be less than " + key + "max = " + max + " kpc");
        }
    }
}
