package io.github.localflows.sql;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.ActiveSession;
import io.github.localflows.cluster.JobName;
import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.command.DescribeFunctionCommand;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Answers an SQL query over the data sets of a run, each of them a view: stars by the name of their data set, with
 * underscores for dashes, accelerations as {@code accelerations_<data set>}, potentials as {@code weak_form_<data set>}, {@code potential_<data set>} and {@code combined_<data set>}, phase spirals as {@code spiral_<data set>}, and what
 * {@code compare} made as {@code jeans_<data set>} and {@code df1d_<data set>}.
 *
 * <p>A query reads and changes nothing, see {@link ReadOnlyQuery}. Besides the views it may read files, as {@code
 * parquet.`path`}, {@code csv}, {@code json}, {@code orc} or {@code text}. Only the views that it names are made, so that
 * a data set that is damaged stands in nobody's way who does not ask for it. What the session was given as settings of
 * Spark's SQL does not change answers.
 */
public final class RunSql {
    /** Settings of Spark's SQL that answers depend on, or what a query may see. The time zone is the program's. */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.session.timeZone",
            "UTC",
            "spark.sql.ansi.enabled",
            "true",
            // Else ${env:NAME} in a query is replaced by what the environment has.
            "spark.sql.variable.substitute",
            "false",
            "spark.sql.binaryOutputStyle",
            "HEX",
            ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED,
            "true");

    /** Settings that say how an answer is worked out, not what it is: the user's stay. */
    private static final Set<String> KEPT =
            Set.of("spark.sql.shuffle.partitions", "spark.sql.autoBroadcastJoinThreshold");

    private static final String SQL_SETTING = "spark.sql.";

    private static final StructType SHOWN_VIEW = new StructType()
            .add("namespace", DataTypes.StringType)
            .add("viewName", DataTypes.StringType)
            .add("isTemporary", DataTypes.BooleanType);

    private final SparkSession spark;
    private final SortedMap<String, List<Path>> views;
    private final Damage damage;

    private RunSql(SparkSession spark, SortedMap<String, List<Path>> views, Damage damage) {
        this.spark = spark;
        this.views = views;
        this.damage = damage;
    }

    /** What becomes of the answer while it is there. */
    @FunctionalInterface
    public interface Reader {
        void read(Dataset<Row> answer) throws IOException;
    }

    /** Looks whether the files of a finished data set are those that its manifest tells of. */
    @FunctionalInterface
    interface Damage {
        /** What is wrong and what to do, or nothing. */
        Optional<String> of(Path dataset) throws IOException;
    }

    /**
     * Answers a query.
     *
     * @param reader gets the answer, whose rows are computed as it reads them
     * @throws UserError when the run has no data sets, or the query is wrong or does more than ask
     */
    public static void run(org.apache.spark.sql.SparkSession session, RunDirectory run, String query, Reader reader)
            throws IOException {
        run(session, run, query, reader, run::damage);
    }

    /** @param damage what a data set is looked at with before it is read */
    static void run(
            org.apache.spark.sql.SparkSession session, RunDirectory run, String query, Reader reader, Damage damage)
            throws IOException {
        QueryBounds.check(query);
        RunSql sql = new RunSql(session(session), views(run), damage);
        List<String> files = new ArrayList<>();
        try {
            ActiveSession.during(
                    sql.spark, () -> JobName.ofGroup(sql.spark, "sql").during(() -> {
                        reader.read(sql.answer(sql.parsed(query), files));
                        return null;
                    }));
            // Spark throws checked exceptions that it does not declare.
        } catch (Exception e) {
            throw mistake(e, files);
        } catch (StackOverflowError e) {
            throw tooComplex(e);
        }
    }

    /** A session without views, in which a query means the same whatever the settings of the given one. */
    private static SparkSession session(org.apache.spark.sql.SparkSession given) {
        SparkSession spark = (SparkSession) given.newSession();
        try {
            // Reads the settings that Spark was started with, and refuses a value that is none.
            spark.sessionState();
        } catch (Exception e) {
            throw new UserError(
                    "sql: a setting of Spark's is wrong: " + Messages.firstLine(Messages.innermost(e))
                            + " Change it where it is given: --conf before the command, or spark-defaults.conf",
                    e);
        }
        CollectionConverters.asJava(spark.conf().getAll()).keySet().stream()
                .filter(key -> key.startsWith(SQL_SETTING) && !KEPT.contains(key))
                .filter(spark.conf()::isModifiable)
                .forEach(spark.conf()::unset);
        SETTINGS.forEach(spark.conf()::set);
        return spark;
    }

    /** The views of a run and where their data lie: of one that two data sets would have, both. */
    private static SortedMap<String, List<Path>> views(RunDirectory run) throws IOException {
        // As Spark does: names of views do not know upper from lower case.
        SortedMap<String, List<Path>> views = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (RunViews.View view : RunViews.of(run)) {
            views.computeIfAbsent(view.name(), first -> new ArrayList<>()).add(view.directory());
        }
        return views;
    }

    private LogicalPlan parsed(String query) throws ParseException {
        LogicalPlan statement = spark.sessionState().sqlParser().parsePlan(query);
        ReadOnlyQuery.checkParsed(statement, spark.sessionState().sqlParser());
        return statement;
    }

    /** @param files gets what the query reads by the names of files */
    private Dataset<Row> answer(LogicalPlan statement, List<String> files) throws IOException {
        if (statement instanceof ShowViews show) {
            return shownViews(show.pattern(), "viewName");
        }
        if (statement instanceof ShowTables show) {
            return shownViews(show.pattern(), "tableName");
        }
        if (statement instanceof ShowFunctions show) {
            return shownFunctions(show);
        }
        if (statement instanceof DescribeFunction || statement instanceof DescribeFunctionCommand) {
            return byLine(rows(statement));
        }
        for (LogicalPlan child : CollectionConverters.asJava(statement.children())) {
            if (child instanceof UnresolvedTableOrView view) {
                makeView(CollectionConverters.asJava(view.multipartIdentifier()), RunViews::withUnits);
                return rows(statement);
            }
        }
        LogicalPlan query = withTables(
                ReadOnlyQuery.query(statement),
                files,
                statement instanceof DescribeQueryCommand ? RunViews::withUnits : UnaryOperator.identity());
        LogicalPlan analysed = spark.sessionState()
                .executePlan(query, CommandExecutionMode.SKIP())
                .analyzed();
        ReadOnlyQuery.checkAnalysed(analysed, spark.sessionState().sqlParser());
        if (statement instanceof ExplainCommand explain) {
            return byLine(rows(new ExplainCommand(query, explain.mode())));
        }
        return rows(
                statement instanceof DescribeQueryCommand describe
                        ? new DescribeQueryCommand(describe.queryText(), query)
                        : query);
    }

    private Dataset<Row> rows(LogicalPlan statement) {
        return Dataset$.MODULE$.ofRows(spark, statement);
    }

    /** The texts of a column with a row for each of their lines. */
    private Dataset<Row> byLine(Dataset<Row> texts) {
        List<String> lines = texts.collectAsList().stream()
                .flatMap(row -> row.getString(0).lines())
                .toList();
        return spark.createDataset(lines, Encoders.STRING()).toDF(texts.columns());
    }

    /**
     * All views, those of damaged data sets too: a query that names one says what is wrong. Spark itself would ask its
     * catalogue, which begins with making a directory for tables.
     */
    private Dataset<Row> shownViews(Option<String> pattern, String column) {
        List<Row> rows = new ArrayList<>();
        for (String name : matching(views.keySet(), pattern)) {
            rows.add(RowFactory.create("", name, true));
        }
        return spark.createDataFrame(rows, SHOWN_VIEW).withColumnRenamed("viewName", column);
    }

    private Dataset<Row> shownFunctions(ShowFunctions show) {
        List<String> matching = show.systemScope() ? matching(ReadOnlyQuery.functions(), show.pattern()) : List.of();
        return spark.createDataset(matching, Encoders.STRING()).toDF("function");
    }

    private static List<String> matching(Set<String> names, Option<String> pattern) {
        var all = CollectionConverters.asScala(List.copyOf(names)).toSeq();
        return pattern.isEmpty()
                ? CollectionConverters.asJava(all)
                : CollectionConverters.asJava(StringUtils.filterPattern(all, pattern.get()));
    }

    /**
     * A query over views that are there, and over files that are opened: Spark itself would first look for tables of such a
     * name, and take brackets in a path for a pattern.
     *
     * @param shown what the query sees of the table of a view
     */
    private LogicalPlan withTables(LogicalPlan query, List<String> files, UnaryOperator<Dataset<Row>> shown)
            throws IOException {
        ParserInterface parser = spark.sessionState().sqlParser();
        LogicalPlan substituted = CTESubstitution.apply(query);
        for (UnresolvedRelation relation : ReadOnlyQuery.relations(substituted, parser)) {
            if (ReadOnlyQuery.isFile(relation)) {
                files.add(relation.multipartIdentifier().apply(1));
            } else {
                makeView(CollectionConverters.asJava(relation.multipartIdentifier()), shown);
            }
        }
        return substituted.transformWithSubqueries(new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(LogicalPlan plan) {
                return plan instanceof PlanWithUnresolvedIdentifier
                        || plan instanceof UnresolvedRelation relation && ReadOnlyQuery.isFile(relation);
            }

            @Override
            public LogicalPlan apply(LogicalPlan plan) {
                if (plan instanceof PlanWithUnresolvedIdentifier identifier) {
                    LogicalPlan named = ReadOnlyQuery.named(identifier, parser);
                    return isDefinedAt(named) ? apply(named) : named;
                }
                UnresolvedRelation file = (UnresolvedRelation) plan;
                var opened = Storage.reader(spark)
                        .format(file.multipartIdentifier().apply(0))
                        .options(file.options())
                        .load(file.multipartIdentifier().apply(1));
                return ((org.apache.spark.sql.classic.Dataset<Row>) opened).logicalPlan();
            }
        });
    }

    private void makeView(List<String> name, UnaryOperator<Dataset<Row>> shown) throws IOException {
        List<Path> directories = name.size() == 1 ? views.getOrDefault(name.get(0), List.of()) : List.of();
        if (directories.isEmpty()) {
            throw new UserError("sql: [TABLE_OR_VIEW_NOT_FOUND] The table or view `" + String.join("`.`", name)
                    + "` cannot be found. Check its name: the views of this run are "
                    + String.join(", ", views.keySet())
                    + "; files are read as parquet.`PATH` (csv, json, orc, text)");
        }
        Path directory = directories.get(0);
        if (directories.size() > 1) {
            throw new UserError("sql: " + name.get(0) + " is " + directory + " as well as " + directories.get(1)
                    + ", for names of views know no upper from lower case and no hyphen from underscore: remove one of"
                    + " these directories, and make it again under another name if you need it");
        }
        Optional<String> wrong = damage.of(directory);
        if (wrong.isPresent()) {
            throw new UserError("sql: " + name.get(0) + " cannot be read: " + wrong.get());
        }
        try {
            shown.apply(Storage.reader(spark).parquet(directory.toString())).createOrReplaceTempView(name.get(0));
        } catch (Exception e) {
            throw unreadable(directory.toString(), e);
        }
    }

    private static UserError unreadable(String files, Exception e) {
        return new UserError(
                "sql: " + files + " cannot be read: " + sentence(Messages.firstLine(Messages.innermost(e)))
                        + ". Look whether its files are there, whole and open to you: a data set whose files are damaged is made"
                        + " anew by its stage with --overwrite",
                e);
    }

    private static UserError tooComplex(Throwable cause) {
        return new UserError(
                "sql: the query is too deeply nested, or has too long a chain of operators, UNIONs or common table"
                        + " expressions, for Spark: ask for it in parts, or put lists of values into a file",
                cause);
    }

    /** A wrong query, or a file that cannot be read, is the user's mistake; anything else goes on as it is. */
    private static RuntimeException mistake(Exception thrown, List<String> files) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UserError mistake) {
                return mistake;
            }
            // Spark wraps an overflow that it meets while it makes code.
            boolean overflow = e instanceof StackOverflowError
                    || String.valueOf(e.getMessage()).contains("StackOverflowError");
            if (overflow || String.valueOf(e.getMessage()).contains("Max iterations")) {
                return tooComplex(thrown);
            }
            if (e instanceof SparkThrowable spark && spark.getCondition() != null && !spark.isInternalError()) {
                if (spark.getCondition().startsWith("FAILED_TO_PARSE_TOO_COMPLEX")) {
                    return tooComplex(thrown);
                }
                if (spark.getCondition().startsWith("FAILED_READ_FILE")) {
                    return unreadable(spark.getMessageParameters().getOrDefault("path", "a file"), thrown);
                }
                return new UserError("sql: " + sentence(Messages.firstLine(e)), thrown);
            }
        }
        if (!files.isEmpty() && isOfFiles(thrown)) {
            return unreadable(String.join(", ", new TreeSet<>(files)), thrown);
        }
        if (isOfSpark(thrown)) {
            String why = Objects.requireNonNullElse(Messages.innermost(thrown).getMessage(), "it fails within Spark");
            return new UserError(
                    "sql: Spark cannot work this query out: "
                            + sentence(why.lines().findFirst().orElse("").replace("[INTERNAL_ERROR] ", ""))
                            + ". Ask otherwise, or look at the arguments of its functions",
                    thrown);
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    private static boolean isOfFiles(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            // Hadoop's for a path that is none, a scheme that it does not know, a directory that cannot be listed.
            if (e instanceof IOException
                    || e instanceof IllegalArgumentException
                    || e instanceof UnsupportedOperationException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether Spark failed of itself over a query: a query has nothing but Spark's own functions, some of which go to pieces over
     * arguments that they were not made for.
     */
    private static boolean isOfSpark(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof SparkThrowable spark && spark.isInternalError()) {
                return true;
            }
        }
        Throwable innermost = Messages.innermost(thrown);
        boolean within = innermost != thrown && thrown instanceof SparkException
                || Arrays.stream(innermost.getStackTrace()).limit(1).anyMatch(frame -> frame.getClassName()
                        .startsWith("org.apache.spark.sql."));
        return within && innermost instanceof RuntimeException;
    }

    /** What Spark says, without advice that does nothing here. */
    private static String sentence(String message) {
        return message.replaceAll(" If necessary set \\S*spark\\.sql\\.ansi\\.enabled\\S* to \\S*false\\S*[^.]*\\.", "")
                .replaceAll("[;.]$", "");
    }
}
