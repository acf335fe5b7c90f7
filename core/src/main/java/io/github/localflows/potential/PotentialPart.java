package io.github.localflows.potential;

import java.util.Objects;

/**
 * One part of a galaxy.
 *
 * @param shape its form
 * @param share the share of v0² = R0 dPhi/dR at (R0, 0) that it supplies, positive; the shares of all parts add up to 1
 */
public record PotentialPart(PotentialShape shape, double share) {
    public PotentialPart {
        Objects.requireNonNull(shape, "a part of a potential needs a shape");
        if (!(share > 0 && share < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("share = " + share + " of " + shape
                    + ": must be positive and finite; the shares of all parts add up to 1.");
        }
    }

    /**
     * A disc of a given surface density.
     *
     * @param surfaceDensity at R0, over all z [Msun/pc²], positive
     * @param R0 the radius at which shares are taken [kpc]
     * @param v0 the circular velocity there [km/s]
     */
    public static PotentialPart ofSurfaceDensity(ExponentialDisc disc, double surfaceDensity, double R0, double v0) {
        double GM = surfaceDensity / disc.surfaceDensity(R0);
        return new PotentialPart(disc, -GM * R0 * disc.acceleration(R0, 0).aR() / (v0 * v0));
    }
}
