package io.github.localflows.field;

import io.github.localflows.phase.Region;
import java.util.Optional;

/**
 * Where flows know f: inside of the training volume, and not too near to its edge.
 *
 * @param volume the training volume
 * @param edge least distance from its edge [kpc, >= 0]
 */
public record Reach(Region volume, double edge) {
    /** Grids are so regular that a node is at a round distance from the edge; rounding should not decide it [kpc]. */
    private static final double ROUNDING = 1e-9;

    /** Why flows do not know f at a position [kpc]; empty where they do. */
    public Optional<Outcome> refusal(double R, double z) {
        double inside = Math.min(Math.min(R - volume.Rmin(), volume.Rmax() - R), volume.absZmax() - Math.abs(z));
        if (inside <= ROUNDING) {
            return Optional.of(new Outcome("outside the training volume"));
        }
        return inside < edge - ROUNDING
                ? Optional.of(new Outcome("within " + edge + " kpc of the edge of the training volume"))
                : Optional.empty();
    }
}
