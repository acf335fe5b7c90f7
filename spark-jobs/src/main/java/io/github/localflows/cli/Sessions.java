package io.github.localflows.cli;

import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import java.util.List;
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
     * A new session with the settings that spark-submit passed on, as far as {@link SparkSettings} lets them pass.
     *
     * @throws UserError when Spark does not start with them
     */
    static SparkSession submitted(String command) {
        SparkSettings.withdraw();
        SparkConf conf = new SparkConf();
        LeftOvers.remove(conf);
        SparkSettings.checkLocalDirectories(conf);
        String master = conf.get("spark.master", "");
        return started(master, () -> {
            SparkSession.Builder builder = SparkSession.builder().appName("localflows " + command);
            SparkSettings.added(conf).forEach(builder::config);
            SparkSettings.pinned(master).forEach(builder::config);
            SparkSession session = builder.getOrCreate();
            // Built when first asked for, with classes and values of the site's settings.
            session.sessionState();
            LeftOvers.mark();
            return session;
        });
    }

    /** What starts, or else which of the options that Spark was given to change. */
    static SparkSession started(String master, Supplier<SparkSession> start) {
        try {
            return start.get();
            // Spark throws checked exceptions that it does not declare, and errors of classes that are not there.
        } catch (Exception | LinkageError e) {
            String reason = reason(e);
            List<String> settings = SparkSettings.quotedIn(reason, new SparkConf());
            throw new UserError(
                    "Spark does not start with --master " + master + " (" + reason + "): "
                            + (settings.isEmpty()
                                    ? "change that or another of the options before the command"
                                    : "change " + String.join(" or ", settings)
                                            + ", among the options before the command or in spark-defaults.conf"),
                    e);
        }
    }

    /** The first line of what the innermost cause says. */
    static String reason(Throwable thrown) {
        Throwable cause = Messages.innermost(thrown);
        String message = cause.getMessage();
        String said = message == null ? cause.toString() : message.strip().split("\\R")[0];
        // Of a class that is missing, or a number that is none, the message is hardly more than that.
        return said.contains(" ") ? said : cause.getClass().getSimpleName() + ": " + said;
    }
}
