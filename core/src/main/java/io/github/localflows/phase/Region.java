package io.github.localflows.phase;

import java.io.Serializable;
import java.util.Optional;

/**
 * A part of space about the plane: Rmin &lt; R &lt; Rmax, |z| &lt; absZmax.
 *
 * @param Rmin least cylindrical radius [kpc], at least 0
 * @param Rmax largest cylindrical radius [kpc], above Rmin
 * @param absZmax largest distance from the plane [kpc], above 0
 */
public record Region(double Rmin, double Rmax, double absZmax) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when it is empty or has no end */
    public Region {
        if (!(Rmin >= 0 && Rmax > Rmin && Rmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("region " + Rmin + " < R < " + Rmax
                    + " kpc: it must hold some R, no negative one, and end somewhere");
        }
        if (!(absZmax > 0 && absZmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "region |z| < " + absZmax + " kpc: the largest height must be positive and finite");
        }
    }

    /** |R - R0| &lt; halfWidthR, |z| &lt; absZmax. */
    public static Region about(double R0, double halfWidthR, double absZmax) {
        return new Region(R0 - halfWidthR, R0 + halfWidthR, absZmax);
    }

    /** Whether a position [kpc] lies inside, not on the edge. */
    public boolean encloses(double R, double z) {
        return R > Rmin && R < Rmax && Math.abs(z) < absZmax;
    }

    /** Whether a position [kpc] lies inside or on the edge. */
    public boolean contains(double R, double z) {
        return R >= Rmin && R <= Rmax && Math.abs(z) <= absZmax;
    }

    /** What this and another have in common; empty when that is nothing. */
    public Optional<Region> intersection(Region other) {
        double inner = Math.max(Rmin, other.Rmin);
        double outer = Math.min(Rmax, other.Rmax);
        return outer > inner
                ? Optional.of(new Region(inner, outer, Math.min(absZmax, other.absZmax)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Rmin + " < R < " + Rmax + " kpc, |z| < " + absZmax + " kpc";
    }
}
