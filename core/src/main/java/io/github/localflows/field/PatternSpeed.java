package io.github.localflows.field;

import java.io.Serializable;
import java.util.List;

/**
 * The angular speed of the frame in which a distribution function is steady.
 *
 * @param value [km/s/kpc], positive with the disc's rotation
 * @param error of an ensemble, see {@link Jackknife}; NaN where it is not known
 * @param without the value without each group of the ensemble's members; empty where it is the same without any
 */
public record PatternSpeed(double value, double error, List<Double> without) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Parts of the stars, each learned by flows of its own, that decide one; without one of them there must be two. */
    public static final int FEWEST_PARTS = 3;

    /** Of a frame that does not rotate. */
    public static final PatternSpeed INERTIAL = given(0);

    /** Copies. */
    public PatternSpeed {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a frame that rotates at " + value + " km/s/kpc: it must be finite");
        }
        without = List.copyOf(without);
    }

    /** One that is known from elsewhere [km/s/kpc]. */
    public static PatternSpeed given(double value) {
        return new PatternSpeed(value, Double.NaN, List.of());
    }

    /** The value that goes with what is found without a group. */
    double without(int group) {
        return without.isEmpty() ? value : without.get(group);
    }
}
