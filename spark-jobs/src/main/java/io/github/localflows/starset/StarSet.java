package io.github.localflows.starset;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
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
 * @param flows how many flows learn it, where that is not what the configuration says for all sets
 */
public record StarSet(
        String name,
        String stage,
        Optional<String> from,
        StageConfiguration settings,
        Optional<ModelSettings> truth,
        Optional<Region> drawnIn,
        Optional<Integer> flows) {
    private static final String MEMBERS = "train.members";
    private static final String PARTS = "train.parts";

    /** Refuses what is missing. */
    public StarSet {
        for (Object part : new Object[] {name, stage, from, settings, truth, drawnIn, flows}) {
            Objects.requireNonNull(part, "star set");
        }
    }

    /** A configuration of the run as it holds for this set. */
    public Config of(Config run) {
        if (flows.isEmpty()) {
            return run;
        }
        // Each part of the stars needs a flow.
        int parts = Math.min(run.getInt(PARTS), flows.get());
        return run.withValue(MEMBERS, ConfigValueFactory.fromAnyRef((long) flows.get()))
                .withValue(PARTS, ConfigValueFactory.fromAnyRef((long) parts));
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
