package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.evaluate.FlowOrigin;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.pipeline.RunConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    @Option(
            names = ClusterMode.SENT,
            hidden = true,
            paramLabel = "NAME:BASE64",
            description = "the configuration that the user named, from the machine where the command was given")
    private String sent;

    @Option(
            names = ClusterMode.SENT_DEFAULT,
            hidden = true,
            paramLabel = "NAME:BASE64",
            description = "the default configuration, from the machine where the command was given")
    private String sentDefault;

    /** The checked configuration. */
    Config config() {
        return sent().map(came -> ConfigLoader.load(came.text(), came.name(), settings))
                .orElseGet(() -> ConfigLoader.load(file(), settings));
    }

    /** The configuration, checked as far as the model galaxy goes. */
    Config galaxy() {
        return sent().map(came -> ConfigLoader.model(came.text(), came.name(), settings))
                .orElseGet(() -> ConfigLoader.model(file(), settings));
    }

    /** The configuration that came along to a driver on the cluster. */
    private Optional<ClusterMode.Sent> sent() {
        return Optional.ofNullable(sent)
                .or(() -> Optional.ofNullable(sentDefault))
                .map(ClusterMode.Sent::of);
    }

    /** The checked configuration that a run keeps, with what was set over it; empty when it keeps none. */
    Optional<Config> keptIn(RunDirectory run) throws IOException {
        return RunConfiguration.of(run, settings);
    }

    /** The configuration of a run, checked as far as the model galaxy goes, with what was set over it. */
    Config configOf(RunDirectory run) throws IOException {
        return RunConfiguration.galaxy(run, settings)
                .orElseThrow(() -> new UserError("--run " + run + " has no "
                        + run.configuration().getName()
                        + " to take the galaxy from: run `pipeline` there, or give the configuration by --config"));
    }

    /** The configuration of flows' run, checked as far as the model galaxy goes, with what was set over it. */
    Config configOf(FlowOrigin flows) {
        return ConfigLoader.model(flows.configuration(), flows.where(), settings);
    }

    /** The file, for people. */
    String path() {
        return sent().map(ClusterMode.Sent::name).orElseGet(() -> file().toString());
    }

    /** Whether a file was named. */
    boolean hasFile() {
        return file != null || sent != null;
    }

    /** Whether keys were set. */
    boolean hasSettings() {
        return !settings.isEmpty();
    }

    /** The name of the configuration, without its ending. */
    String name() {
        return Path.of(path()).getFileName().toString().replaceFirst("\\.conf$", "");
    }

    private Path file() {
        return file != null ? file : defaultFile();
    }

    /** The configuration that holds when none is named. */
    static Path defaultFile() {
        return Path.of(Objects.requireNonNullElse(System.getenv(HOME), "")).resolve("conf/quickstart.conf");
    }
}
