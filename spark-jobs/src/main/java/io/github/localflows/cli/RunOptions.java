package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which run a command works on and with which configuration. */
final class RunOptions {
    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "the run directory, a path or URI (default: runs/<name of the configuration file>); without --config"
                            + " its own configuration holds, if it has one")
    private String run;

    @Mixin
    private ConfigOptions config;

    /**
     * The checked configuration: of the file that was named, else that of the run that was named, else that of the default
     * file.
     *
     * @param spark reaches the run
     * @param told told in a line when it is that of the run
     */
    Config config(Supplier<SparkSession> spark, Consumer<String> told) throws IOException {
        if (run == null || config.hasFile()) {
            return config.config();
        }
        RunDirectory directory = directory(spark.get());
        Optional<Config> kept = config.keptIn(directory);
        kept.ifPresent(
                one -> told.accept("configuration: that of the run, " + directory.inWords(directory.configuration())));
        return kept.orElseGet(config::config);
    }

    /** The run directory, which need not exist. */
    RunDirectory directory(SparkSession spark) {
        return RunDirectory.at(
                Objects.requireNonNullElse(run, "runs/" + config.name()),
                spark.sparkContext().hadoopConfiguration());
    }

    /** The run directory of a command that needs no configuration; a wrong key or value is refused nevertheless. */
    RunDirectory lookedAt(SparkSession spark) throws IOException {
        if (config.hasSettings()) {
            config(() -> spark, line -> {});
        }
        return directory(spark);
    }
}
