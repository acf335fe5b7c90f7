package io.github.localflows.accuracy;

/**
 * One component of the acceleration at one position of a profile, where most estimates of it lie, and the exact one there.
 *
 * @param position along the profile [kpc], finite
 * @param value what was found [pc/Myr²]; NaN where there is nothing
 * @param low lower end of its bar, 68% of its distribution, [pc/Myr²]; NaN where none is known
 * @param high upper end of the bar [pc/Myr²]; NaN where none is known
 * @param exact what is true [pc/Myr²]; NaN where nobody knows it
 */
public record ProfilePoint(double position, double value, double low, double high, double exact) {
    /** Refuses a position that is not finite, and a bar that ends below its beginning. */
    public ProfilePoint {
        if (!Double.isFinite(position)) {
            throw new IllegalArgumentException("position " + position + " kpc of a profile: it must be finite.");
        }
        if (low > high) {
            throw new IllegalArgumentException("bar from " + low + " to " + high + " pc/Myr² at " + position
                    + " kpc: its lower end must not be above the upper one.");
        }
    }

    /** Whether what is found has a bar. */
    public boolean hasBar() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    /** Whether the exact acceleration is known here. */
    public boolean hasTruth() {
        return !Double.isNaN(exact);
    }

    /**
     * The signed residual model/exact - 1, which unlike |model|/|exact| - 1 tells a wrong sign.
     *
     * @return NaN where there is nothing to compare, or the exact component vanishes
     */
    public double residual() {
        return residual(value);
    }

    /** The lower end of the bar as a residual; NaN likewise. */
    public double lowResidual() {
        return Math.min(residual(low), residual(high));
    }

    /** The upper end of the bar as a residual; NaN likewise. */
    public double highResidual() {
        return Math.max(residual(low), residual(high));
    }

    private double residual(double of) {
        return exact == 0 ? Double.NaN : of / exact - 1;
    }

    /** Half the length of the bar over the size of what was found; NaN without one, and where what was found vanishes. */
    public double relativeError() {
        return value == 0 ? Double.NaN : 0.5 * (high - low) / Math.abs(value);
    }
}
