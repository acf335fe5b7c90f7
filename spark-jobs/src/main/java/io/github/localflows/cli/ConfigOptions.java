package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.config.ConfigLoader;
import io.github.localflows.config.UserError;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.job.FlowOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The options that say with which configuration a command works. */
final class ConfigOptions {
    /** Set by submit/localflows, so that the default configuration is found from any directory. */
    private static final String HOME = "LOCALFLOWS_HOME";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "the configuration, HOCON (default: conf/quickstart.conf; conf/reference.conf lists all keys)")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "one key of the configuration, over the file's; may be repeated (commands that only look at a run"
                            + " check it and no more)")
    private List<String> settings = new ArrayList<>();

    /** The checked configuration. */
    Config config() {
        return ConfigLoader.load(file(), settings);
    }

    /** The checked configuration of a run, with what was set over it. */
    Config configOf(RunDirectory run) throws IOException {
        if (!run.fileSystem().exists(run.configuration())) {
            throw new UserError(
                    "--run " + run + " has no " + run.configuration().getName()
                            + " to take the galaxy from: run `pipeline` there, or give the configuration by --config");
        }
        return ConfigLoader.load(
                run.readText(run.configuration()), run.configuration().toString(), settings);
    }

    /** The checked configuration of flows' run, with what was set over it. */
    Config configOf(FlowOrigin flows) {
        return ConfigLoader.load(flows.configuration(), flows.where(), settings);
    }

    /** The file, for people. */
    String path() {
        return file().toString();
    }

    /** Whether a file was named. */
    boolean hasFile() {
        return file != null;
    }

    /** Refuses a wrong key or value, on behalf of a command that needs none. */
    void check() {
        if (!settings.isEmpty()) {
            config();
        }
    }

    /** The name of the configuration, without its ending. */
    String name() {
        return file().getFileName().toString().replaceFirst("\\.conf$", "");
    }

    private Path file() {
        return file != null
                ? file
                : Path.of(Objects.requireNonNullElse(System.getenv(HOME), "")).resolve("conf/quickstart.conf");
    }
}
