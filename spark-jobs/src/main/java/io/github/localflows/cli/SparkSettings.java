package io.github.localflows.cli;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * Which of the settings that a site's {@code spark-defaults.conf} or the user's {@code --conf} brings reach the session. The
 * content of a data set must not depend on them, and a query's answer neither.
 *
 * <table>
 * <caption>Settings that are not taken as they come</caption>
 * <tr><th>setting</th><th>becomes</th><th>because</th></tr>
 * <tr><td>spark.serializer</td><td>Java's</td><td>results of tasks and what is broadcast are records, which Kryo
 * cannot read</td></tr>
 * <tr><td>spark.kryo.*</td><td>nothing required or registered</td><td>Spark ships rows of plain types by Kryo all the
 * same, of classes that a site does not know to register</td></tr>
 * <tr><td>spark.sql.session.timeZone</td><td>UTC</td><td>times are the same text everywhere</td></tr>
 * <tr><td>spark.sql.*</td><td>Spark's default, but for those of {@link #KEPT_SQL}</td><td>ANSI arithmetic, upper and lower
 * case, damaged or missing files, how Parquet is read and written, how output is committed: each changes numbers, or
 * what is refused</td></tr>
 * <tr><td>spark.hadoop.mapreduce.output.*, .mapred.output.*</td><td>Hadoop's default, uncompressed</td><td>a table
 * that is asked for as CSV is CSV</td></tr>
 * <tr><td>spark.hadoop.parquet.*</td><td>Parquet's default</td><td>as for spark.sql.parquet</td></tr>
 * <tr><td>spark.sql.shuffleExchange.maxThreadThreshold, .resultQueryStage.</td><td>16</td><td>each thread of these pools keeps the
 * session that it was started for, for a minute; Spark would start up to 1024</td></tr>
 * <tr><td>spark.sql.hive.filesourcePartitionFileCacheSize</td><td>0</td><td>the listing of each table that was read would stay
 * in the driver's heap, where nobody looks for it again</td></tr>
 * <tr><td>spark.ui.retainedJobs, .retainedStages, spark.sql.ui.retainedExecutions</td><td>100 where there are no pages and nobody has set
 * it</td><td>the driver's heap holds what no page shows</td></tr>
 * <tr><td>spark.executor.killOnFatalError.depth</td><td>0 with a local master</td><td>a task that runs out of heap would
 * end the whole program without a word</td></tr>
 * </table>
 */
final class SparkSettings {
    /** SQL settings of sites that bear on speed, memory and places only, and extensions that people install on purpose. */
    static final List<String> KEPT_SQL = List.of(
            "spark.sql.adaptive.",
            "spark.sql.autoBroadcastJoinThreshold",
            "spark.sql.broadcastTimeout",
            "spark.sql.catalog.",
            "spark.sql.codegen.",
            "spark.sql.extensions",
            "spark.sql.files.maxPartitionBytes",
            "spark.sql.files.openCostInBytes",
            "spark.sql.shuffle.partitions",
            "spark.sql.ui.",
            "spark.sql.warehouse.dir");

    private static final List<String> WITHDRAWN = List.of(
            "spark.sql.",
            "spark.kryo.",
            "spark.hadoop.mapreduce.output.",
            "spark.hadoop.mapred.output.",
            "spark.hadoop.mapreduce.fileoutputcommitter.",
            "spark.hadoop.parquet.");

    private static final Map<String, String> PINNED = Map.of(
            "spark.serializer", "org.apache.spark.serializer.JavaSerializer",
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.shuffleExchange.maxThreadThreshold", "16",
            "spark.sql.resultQueryStage.maxThreadThreshold", "16",
            "spark.sql.hive.filesourcePartitionFileCacheSize", "0",
            // This one wins over what Hadoop's own files say.
            "spark.hadoop.mapreduce.output.fileoutputformat.compress", "false");

    /** How much Spark keeps in the driver's heap of what is done, for its pages. */
    private static final List<String> RETAINED =
            List.of("spark.ui.retainedJobs", "spark.ui.retainedStages", "spark.sql.ui.retainedExecutions");

    private static final String FEW = "100";

    /** The variable of the environment that wins over Spark's setting. */
    private static final String LOCAL_DIRECTORIES = "SPARK_LOCAL_DIRS";

    /** Less room than this is a full disk [bytes]. */
    private static final long LEAST_ROOM = 16L << 20;

    private SparkSettings() {}

    /** Whether a setting of the site's or the user's is left out. */
    static boolean isWithdrawn(String key) {
        return WITHDRAWN.stream().anyMatch(key::startsWith) && KEPT_SQL.stream().noneMatch(key::startsWith);
    }

    /** The settings that the session gets whatever others say. */
    static Map<String, String> pinned(String master) {
        Map<String, String> pinned = new TreeMap<>(PINNED);
        if (master.startsWith("local")) {
            pinned.put("spark.executor.killOnFatalError.depth", "0");
        }
        return pinned;
    }

    /** Settings that nobody has made, and that the session gets then. */
    static Map<String, String> added(SparkConf conf) {
        Map<String, String> added = new TreeMap<>();
        if (!conf.getBoolean("spark.ui.enabled", true)) {
            RETAINED.stream().filter(key -> !conf.contains(key)).forEach(key -> added.put(key, FEW));
        }
        return added;
    }

    /** Removes the settings that are left out from those that spark-submit passed on, as system properties. */
    static void withdraw() {
        for (Tuple2<String, String> setting : new SparkConf().getAll()) {
            if (isWithdrawn(setting._1())) {
                System.clearProperty(setting._1());
            }
        }
    }

    /**
     * Makes sure that there is a directory for Spark's temporary files: without one Spark ends the program itself.
     *
     * @throws UserError when none can be written or has room
     */
    static void checkLocalDirectories(SparkConf conf) {
        List<String> obstacles = new ArrayList<>();
        for (String directory : localDirectories(conf)) {
            String obstacle = obstacle(directory);
            if (obstacle == null) {
                return;
            }
            obstacles.add(directory + ": " + obstacle);
        }
        throw new UserError("Spark has no place for its temporary files (" + String.join("; ", obstacles)
                + "): name a directory that can be written and has room, "
                + (System.getenv(LOCAL_DIRECTORIES) == null
                        ? "with --conf spark.local.dir=DIR before the command"
                        : "in " + LOCAL_DIRECTORIES));
    }

    /** The directories for Spark's temporary files, as they are named. */
    static List<String> localDirectories(SparkConf conf) {
        String named = Objects.requireNonNullElse(
                System.getenv(LOCAL_DIRECTORIES), conf.get("spark.local.dir", System.getProperty("java.io.tmpdir")));
        return Stream.of(named.split(",")).map(String::strip).toList();
    }

    /** @throws InvalidPathException when a name is none of a directory */
    static Path localDirectory(String name) {
        return Path.of(name.replaceFirst("^file:(//)?", ""));
    }

    /** Why Spark cannot write into a directory, or null. */
    private static String obstacle(String name) {
        try {
            Path directory = Files.createDirectories(localDirectory(name));
            Files.delete(Files.createTempFile(directory, "localflows", null));
            long room = directory.toFile().getUsableSpace();
            return room < LEAST_ROOM ? "only " + (room >> 10) + " kB are free" : null;
        } catch (IOException | InvalidPathException e) {
            return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
        }
    }

    /** The settings that a message is about, as {@code key=value}: those whose key or value it quotes. */
    static List<String> quotedIn(String message, SparkConf conf) {
        List<String> quoted = new ArrayList<>();
        for (Tuple2<String, String> setting : conf.getAll()) {
            boolean says = message.contains(setting._1())
                    || setting._2().length() > 3 && message.contains(setting._2()) && !isOurs(setting._1());
            if (says) {
                quoted.add(setting._1() + "=" + setting._2());
            }
        }
        if (conf.getBoolean("spark.eventLog.enabled", false)
                && message.contains(conf.get("spark.eventLog.dir", "/tmp/spark-events"))) {
            quoted.add("spark.eventLog.enabled=true");
        }
        return quoted;
    }

    private static boolean isOurs(String key) {
        return List.of("spark.master", "spark.app.name", "spark.jars", "spark.submit.deployMode")
                        .contains(key)
                || PINNED.containsKey(key);
    }
}
