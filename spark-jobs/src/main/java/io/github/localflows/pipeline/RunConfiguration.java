package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** The configuration that a run keeps in its {@code config.conf}. */
public final class RunConfiguration {
    private RunConfiguration() {}

    /**
     * The configuration that a run keeps.
     *
     * @param settings texts {@code key=value} to set over it
     * @return a checked configuration; empty when the run keeps none
     * @throws UserError when it is not a valid one
     */
    public static Optional<Config> of(RunDirectory run, List<String> settings) throws IOException {
        Optional<String> kept = text(run);
        return kept.map(text -> ConfigLoader.load(text, run.configuration().toString(), settings));
    }

    /** As {@link #of(RunDirectory, List)}, to ask about the model galaxy: its grid need not be where the flows know f. */
    public static Optional<Config> galaxy(RunDirectory run, List<String> settings) throws IOException {
        Optional<String> kept = text(run);
        return kept.map(text -> ConfigLoader.model(text, run.configuration().toString(), settings));
    }

    /** What the run keeps, as it is written; empty when it keeps none. */
    public static Optional<String> text(RunDirectory run) throws IOException {
        Path file = run.configuration();
        return run.fileSystem().exists(file) ? Optional.of(run.readText(file)) : Optional.empty();
    }
}
