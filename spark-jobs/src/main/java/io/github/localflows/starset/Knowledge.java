package io.github.localflows.starset;

import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.phase.Region;
import java.util.Optional;

/**
 * What is known of the stars of a set beside its table.
 *
 * @param truth the model galaxy that they were drawn from; empty when nobody knows what they were drawn from
 * @param drawnIn the part of space that they fill by construction; empty when they may be anywhere
 * @param velocities whose velocities are known
 * @param added that they are another set's stars with more errors; empty when they are not
 * @param seen which of the stars that there are were seen and are in the table; empty when it is not known that any is missing
 */
public record Knowledge(
        Optional<ModelSettings> truth,
        Optional<Region> drawnIn,
        Velocities velocities,
        Optional<AddedErrors> added,
        Optional<SeenStars> seen) {
    /** Of a set of which nothing is known, but the velocities of all stars. */
    public static final Knowledge NONE =
            new Knowledge(Optional.empty(), Optional.empty(), Velocities.OF_ALL, Optional.empty(), Optional.empty());

    /** Whose velocities are known. */
    public enum Velocities {
        /** All stars have one. */
        OF_ALL,
        /** Some stars have a position alone; the columns of their velocities are null. */
        OF_SOME
    }

    /** Of stars that were drawn from a model. */
    public static Knowledge drawn(ModelSettings truth, Optional<Region> drawnIn) {
        return new Knowledge(Optional.of(truth), drawnIn, Velocities.OF_ALL, Optional.empty(), Optional.empty());
    }

    /** The same where only some of the stars have a velocity. */
    public Knowledge withoutSomeVelocities() {
        return new Knowledge(truth, drawnIn, Velocities.OF_SOME, added, seen);
    }

    /** The same where the table has those stars alone that were seen. */
    public Knowledge withThoseSeen(SeenStars stars) {
        return new Knowledge(truth, drawnIn, velocities, added, Optional.of(stars));
    }

    /** The same where errors of measurement were added to another set's stars. */
    public Knowledge withAddedErrors(AddedErrors errors) {
        return new Knowledge(truth, drawnIn, velocities, Optional.of(errors), seen);
    }
}
