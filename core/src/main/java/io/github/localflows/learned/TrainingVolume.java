package io.github.localflows.learned;

/**
 * Where the stars lay that a flow was trained on: Rmin &lt; R &lt; Rmax, |z| &lt; absZmax. Beyond it a flow's density is an
 * extrapolation.
 *
 * @param Rmin least cylindrical radius [kpc], at least 0
 * @param Rmax largest cylindrical radius [kpc], above Rmin
 * @param absZmax largest distance from the plane [kpc], above 0
 */
public record TrainingVolume(double Rmin, double Rmax, double absZmax) {
    /** @throws IllegalArgumentException for an empty volume */
    public TrainingVolume {
        if (!(Rmin >= 0 && Rmax > Rmin && Rmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "training volume: " + Rmin + " < R < " + Rmax + " kpc must hold some R and no negative one");
        }
        if (!(absZmax > 0 && absZmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("training volume: absZmax = " + absZmax + " kpc must be positive");
        }
    }

    /** |R - R0| &lt; halfWidthR, |z| &lt; absZmax. */
    public static TrainingVolume about(double R0, double halfWidthR, double absZmax) {
        return new TrainingVolume(R0 - halfWidthR, R0 + halfWidthR, absZmax);
    }

    /** Whether a position lies inside. */
    public boolean contains(double R, double z) {
        return R > Rmin && R < Rmax && Math.abs(z) < absZmax;
    }
}
