package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs of tests: where they are and how they are configured. */
public final class TestRuns {
    private TestRuns() {}

    /** The run of a name below a test's directory. */
    public static RunDirectory at(Path directory, String name) {
        return RunDirectory.at(
                directory.resolve(name).toString(),
                SharedSpark.session().sparkContext().hadoopConfiguration());
    }

    /** The reference configuration with a test's settings over it, and one run's own over those. */
    public static Config config(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return ConfigLoader.reference(all);
    }
}
