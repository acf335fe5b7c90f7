package io.github.localflows.field;

import io.github.localflows.phase.Region;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where flows know f: inside of the training volume, and not too near to its edge.
 *
 * @param volume the training volume
 * @param azimuth half the width of the sector about the Sun whose azimuths flows see [rad]; empty where they take stars as axisymmetric
 * @param edge least distance from its edge [kpc, >= 0]
 */
public record Reach(Region volume, OptionalDouble azimuth, double edge) {
    /** Grids are so regular that a node is at a round distance from the edge; rounding should not decide it [kpc]. */
    private static final double ROUNDING = 1e-9;

    /** Of flows that take stars as axisymmetric. */
    public Reach(Region volume, double edge) {
        this(volume, OptionalDouble.empty(), edge);
    }

    /** Why flows do not know f at a position at the Sun's azimuth [kpc]; empty where they do. */
    public Optional<Outcome> refusal(double R, double z) {
        return refusal(R, 0, z);
    }

    /** Why flows do not know f at a position [kpc, rad, kpc]; empty where they do. */
    public Optional<Outcome> refusal(double R, double phi, double z) {
        double inside = Math.min(Math.min(R - volume.Rmin(), volume.Rmax() - R), volume.absZmax() - Math.abs(z));
        if (azimuth.isPresent()) {
            inside = Math.min(inside, R * (azimuth.getAsDouble() - Math.abs(phi)));
        }
        if (inside <= ROUNDING) {
            return Optional.of(new Outcome("outside the training volume"));
        }
        return inside < edge - ROUNDING
                ? Optional.of(new Outcome("within " + edge + " kpc of the edge of the training volume"))
                : Optional.empty();
    }
}
