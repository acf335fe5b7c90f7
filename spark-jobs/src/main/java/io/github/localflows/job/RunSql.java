package io.github.localflows.job;

import io.github.localflows.config.UserError;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.dataset.Storage;
import io.github.localflows.table.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Answers an SQL query over the data sets of a run, each of them a view: stars by the name of their data set, with
 * underscores for dashes, accelerations as {@code accelerations_<data set>}, phase spirals as {@code spiral_<data set>}.
 */
public final class RunSql {
    /** How a statement may begin that only asks. */
    private static final Set<String> ASKING =
            Set.of("select", "with", "values", "from", "table", "show", "describe", "desc", "explain");

    /** Of these, what a query may begin with that is no command: a command within would change something. */
    private static final Set<String> QUERYING = Set.of("select", "with", "values", "from", "table");

    private RunSql() {}

    /** What becomes of the answer while it is there. */
    @FunctionalInterface
    public interface Reader {
        void read(Dataset<Row> answer) throws IOException;
    }

    /**
     * Answers a query.
     *
     * @param reader gets the answer, whose rows are computed as it reads them
     * @throws UserError when the run has no data sets, or the query is wrong or does more than ask
     */
    public static void run(SparkSession session, RunDirectory run, String query, Reader reader) throws IOException {
        SparkSession spark = session.newSession();
        SortedMap<String, Path> views = views(run);
        views.forEach((name, directory) -> createView(spark, name, directory));
        String first = query.strip()
                .replaceFirst("^\\(+\\s*", "")
                .split("[\\s(*]", 2)[0]
                .toLowerCase(Locale.ROOT);
        if (!ASKING.contains(first)) {
            throw new UserError(
                    "sql answers questions and changes nothing, so a query begins with SELECT (or WITH, SHOW,"
                            + " DESCRIBE, ...), not with \"" + first + "\"");
        }
        try {
            // WITH and FROM may lead up to an INSERT, and a view of files is written through.
            if (QUERYING.contains(first) && changes(parsed(spark, query))) {
                throw new UserError("sql answers questions and changes nothing: leave the INSERT out of the query");
            }
            reader.read(spark.sql(query));
            // Spark throws checked exceptions that it does not declare.
        } catch (Exception e) {
            throw mistake(e, views.keySet());
        }
    }

    private static LogicalPlan parsed(SparkSession spark, String query) throws ParseException {
        return ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .sqlParser()
                .parsePlan(query);
    }

    private static boolean changes(LogicalPlan plan) {
        return plan instanceof ParsedStatement
                || plan instanceof Command
                || plan instanceof InsertIntoDir
                || CollectionConverters.asJava(plan.children()).stream().anyMatch(RunSql::changes);
    }

    /** The views of a run and where their data lie. */
    static SortedMap<String, Path> views(RunDirectory run) throws IOException {
        if (!run.exists()) {
            throw new UserError("there is no run directory " + run
                    + ": give the --run of one that exists, or make it with `pipeline`");
        }
        SortedMap<String, Path> views = new TreeMap<>();
        for (String dataset : run.starDatasets()) {
            views.put(dataset.replace('-', '_'), run.stars(dataset));
        }
        for (String dataset : run.accelerationDatasets()) {
            views.put("accelerations_" + dataset.replace('-', '_'), run.accelerations(dataset));
        }
        for (String dataset : run.spiralDatasets()) {
            views.put("spiral_" + dataset.replace('-', '_'), run.spiral(dataset));
        }
        if (views.isEmpty()) {
            throw new UserError(run + " holds no finished data set: run `sample` (or `pipeline`) first");
        }
        return views;
    }

    private static void createView(SparkSession spark, String name, Path directory) {
        try {
            Storage.reader(spark).parquet(directory.toString()).createOrReplaceTempView(name);
        } catch (Exception e) {
            throw new UserError(
                    directory + " cannot be read as Parquet (" + Messages.firstLine(e)
                            + "): remove it and run its stage again",
                    e);
        }
    }

    /** A wrong query is the user's mistake; anything else goes on as it is. */
    private static RuntimeException mistake(Exception thrown, Set<String> views) {
        if (thrown instanceof UserError mistake) {
            return mistake;
        }
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof SparkThrowable spark && spark.getCondition() != null && !spark.isInternalError()) {
                List<String> message = new ArrayList<>();
                message.add(Messages.firstLine(e).replaceAll(";$", ""));
                if (spark.getCondition().startsWith("TABLE_OR_VIEW_NOT_FOUND")) {
                    message.add("the views of this run are " + String.join(", ", views));
                }
                return new UserError("sql: " + String.join("; ", message), thrown);
            }
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
