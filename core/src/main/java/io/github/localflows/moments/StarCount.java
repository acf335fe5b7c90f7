package io.github.localflows.moments;

import java.io.Serializable;

/** How many stars sums are over, and how much they count; what the kinds of sums share. */
abstract class StarCount implements Serializable {
    private static final long serialVersionUID = 1;

    /** Stars inside of the volume. */
    long stars;

    /** Sum of the stars' weights, and of their squares. */
    double weights;

    double squares;

    /** Adds other stars. */
    void addCount(StarCount others) {
        stars += others.stars;
        weights += others.weights;
        squares += others.squares;
    }

    static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** How many stars were inside of the volume. */
    public long stars() {
        return stars;
    }

    /** As how many stars of one weight they scatter (Kish 1965): fewer than there are where weights differ. */
    public double effectiveStars() {
        return stars == 0 ? 0 : weights * weights / squares;
    }
}
