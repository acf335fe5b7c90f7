package io.github.localflows.sampling;

/**
 * The part of space in which stars are drawn: Rmin &lt;= R &lt;= Rmax, |z| &lt;= absZmax.
 *
 * @param Rmin inner edge [kpc], positive
 * @param Rmax outer edge [kpc], beyond {@code Rmin}
 * @param absZmax largest height above or below the plane [kpc], positive
 */
public record SampleRegion(double Rmin, double Rmax, double absZmax) {
    /** @throws IllegalArgumentException when the region is empty, unbounded or touches the axis */
    public SampleRegion {
        if (!(Rmin > 0 && Rmin < Rmax && Rmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sample region " + Rmin + " < R < " + Rmax
                    + " kpc: the edges must be positive, finite and in ascending order");
        }
        if (!(absZmax > 0 && absZmax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "sample region |z| < " + absZmax + " kpc: the largest height must be positive and finite");
        }
    }

    /** Whether a position lies inside, edges included. */
    public boolean contains(double R, double z) {
        return R >= Rmin && R <= Rmax && Math.abs(z) <= absZmax;
    }
}
