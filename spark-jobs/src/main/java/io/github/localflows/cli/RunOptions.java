package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.config.ConfigLoader;
import io.github.localflows.dataset.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options that say which run a command works on and with which configuration. */
final class RunOptions {
    /** Set by submit/localflows, so that the default configuration is found from any directory. */
    private static final String HOME = "LOCALFLOWS_HOME";

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "the run directory, a path or URI (default: runs/<name of the configuration file>)")
    private String run;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "the configuration, HOCON (default: conf/quickstart.conf; conf/reference.conf lists all keys)")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one key of the configuration, over the file's; may be repeated")
    private List<String> settings = new ArrayList<>();

    /** The checked configuration. */
    Config config() {
        return ConfigLoader.load(file(), settings);
    }

    /** The run directory, which need not exist. */
    RunDirectory directory(SparkSession spark) {
        String name = file().getFileName().toString().replaceFirst("\\.conf$", "");
        return RunDirectory.at(
                Objects.requireNonNullElse(run, "runs/" + name),
                spark.sparkContext().hadoopConfiguration());
    }

    private Path file() {
        return file != null
                ? file
                : Path.of(Objects.requireNonNullElse(System.getenv(HOME), "")).resolve("conf/quickstart.conf");
    }
}
