package io.github.localflows.stage;

/** Coordinates of positions where stages want accelerations: the same from the same keys, to the bit. */
public final class Nodes {
    private Nodes() {}

    /** Equally spaced values, both ends included exactly. */
    public static double[] between(int n, double min, double max) {
        double[] nodes = new double[n];
        for (int i = 0; i < n; i++) {
            nodes[i] = min + (max - min) * i / (n - 1);
        }
        nodes[n - 1] = max;
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
