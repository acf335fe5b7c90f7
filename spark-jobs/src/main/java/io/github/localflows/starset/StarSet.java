package io.github.localflows.starset;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.ModelSettings;
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
 * @param known what is known of its stars
 * @param own keys of the configuration that have values of their own for this set
 */
public record StarSet(
        String name, String stage, Optional<String> from, StageConfiguration settings, Knowledge known, Config own) {
    private static final String MEMBERS = "train.members";
    private static final String PARTS = "train.parts";

    /** Refuses what is missing. */
    public StarSet {
        for (Object part : new Object[] {name, stage, from, settings, known, own}) {
            Objects.requireNonNull(part, "star set");
        }
    }

    /** A set that has no keys of its own. */
    public StarSet(String name, String stage, Optional<String> from, StageConfiguration settings, Knowledge known) {
        this(name, stage, from, settings, known, ConfigFactory.empty());
    }

    /** The model galaxy that its stars were drawn from; empty when nobody knows what they were drawn from. */
    public Optional<ModelSettings> truth() {
        return known.truth();
    }

    /** Whether some of its stars have a position alone. */
    public boolean lacksVelocities() {
        return known.velocities() == Knowledge.Velocities.OF_SOME;
    }

    /** The same set with keys of its own. */
    public StarSet with(Config ownKeys) {
        return new StarSet(name, stage, from, settings, known, ownKeys);
    }

    /** A configuration of the run as it holds for this set. */
    public Config of(Config run) {
        Config whole = own.withFallback(run);
        if (!own.hasPath(MEMBERS) || own.hasPath(PARTS)) {
            return whole;
        }
        // Each part of the stars needs a flow.
        long parts = Math.min(run.getLong(PARTS), own.getLong(MEMBERS));
        return whole.withValue(PARTS, ConfigValueFactory.fromAnyRef(parts));
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
