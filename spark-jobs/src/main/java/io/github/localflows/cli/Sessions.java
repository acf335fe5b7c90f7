package io.github.localflows.cli;

import io.github.localflows.config.UserError;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Where a command that needs Spark gets it; commands that do not need it never ask. */
@FunctionalInterface
interface Sessions {
    /**
     * The session.
     *
     * @param command the command that runs, for the application's name
     */
    SparkSession open(String command);

    /**
     * A new session with the settings that spark-submit passed on.
     *
     * @throws UserError when Spark does not start with them
     */
    static SparkSession submitted(String command) {
        String master = new SparkConf().get("spark.master", "");
        return started(master, () -> SparkSession.builder()
                .appName("localflows " + command)
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate());
    }

    /** What starts, or else which of the options that Spark was given to change. */
    static SparkSession started(String master, Supplier<SparkSession> start) {
        try {
            return start.get();
            // Spark throws checked exceptions that it does not declare.
        } catch (Exception e) {
            throw new UserError(
                    "Spark does not start with --master " + master + " (" + e.getMessage()
                            + "): change that or another of the options before the command",
                    e);
        }
    }
}
