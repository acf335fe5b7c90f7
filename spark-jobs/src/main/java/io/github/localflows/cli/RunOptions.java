package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.dataset.RunDirectory;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which run a command works on and with which configuration. */
final class RunOptions {
    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "the run directory, a path or URI (default: runs/<name of the configuration file>)")
    private String run;

    @Mixin
    private ConfigOptions config;

    /** The checked configuration. */
    Config config() {
        return config.config();
    }

    /** The run directory, which need not exist. */
    RunDirectory directory(SparkSession spark) {
        return RunDirectory.at(
                Objects.requireNonNullElse(run, "runs/" + config.name()),
                spark.sparkContext().hadoopConfiguration());
    }

    /** The run directory of a command that needs no configuration; a wrong key or value is refused nevertheless. */
    RunDirectory lookedAt(SparkSession spark) {
        config.check();
        return directory(spark);
    }
}
