package io.github.localflows.starset;

import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.phase.Region;
import java.util.Objects;
import java.util.Optional;

/**
 * A named table of stars, as a run's configuration has it: by what it is made, from what, and what is known of it. Whoever
 * works with the stars asks this, and never how the set comes about.
 *
 * @param name as the configuration and the run directory have it
 * @param stage the command that makes it, such as {@code evolve}
 * @param from the star set that it is made from; empty for one that is not made from another
 * @param settings the keys of the configuration that decide its stars
 * @param truth the model galaxy that its stars were drawn from; empty when nobody knows what they were drawn from
 * @param drawnIn the part of space that its stars fill by construction; empty when they may be anywhere
 */
public record StarSet(
        String name,
        String stage,
        Optional<String> from,
        StageConfiguration settings,
        Optional<ModelSettings> truth,
        Optional<Region> drawnIn) {
    /** Refuses what is missing. */
    public StarSet {
        for (Object part : new Object[] {name, stage, from, settings, truth, drawnIn}) {
            Objects.requireNonNull(part, "star set");
        }
    }

    /** The name as an SQL identifier, dashes as underscores. */
    public static String view(String name) {
        return name.replace('-', '_');
    }

    /** The name of the set. */
    @Override
    public String toString() {
        return name;
    }
}
