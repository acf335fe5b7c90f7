package io.github.localflows.cli;

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

    /** A new session with the settings that spark-submit passed on. */
    static SparkSession submitted(String command) {
        return SparkSession.builder()
                .appName("localflows " + command)
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
    }
}
