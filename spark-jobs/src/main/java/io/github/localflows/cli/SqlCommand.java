package io.github.localflows.cli;

import io.github.localflows.config.Choice;
import io.github.localflows.sql.RunSql;
import io.github.localflows.sql.RunViews;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        description = {
            "Answers an SQL query over the run's data sets; without a query lists them with their columns and units.",
            "",
            "Each data set is a view: fiducial, perturbed_200myr, ... (dashes are underscores), accelerations_<data set>,",
            "weak_form_<data set>, potential_<data set>, combined_<data set>, spiral_<data set>, slices_<data set>, jeans_<data set>,",
            "df1d_<data set>, resolution_<data set> and realisations_<declared set>.",
            "Files are read by their format and path: parquet.`PATH`, csv.`PATH` WITH (header = true), json, orc, text.",
            "A query reads and changes nothing; times are UTC; division by zero is an error, try_divide(a, b) gives NULL."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows sql \"SELECT count(*), avg(vphi) FROM fiducial WHERE R BETWEEN 7 AND 9\"",
            "  localflows sql --run runs/paper --format csv \"SELECT z, az FROM accelerations_fiducial_profiles WHERE profile = 'z'\"",
            "  localflows sql",
            "  localflows sql \"DESCRIBE accelerations_fiducial\""
        })
final class SqlCommand implements Callable<Integer> {
    /** What no option looks like: two dashes, and a blank or a line break before any value. */
    private static final Pattern COMMENT = Pattern.compile("--[^=]*?\\s");

    private enum Format {
        TABLE,
        CSV;

        @Override
        public String toString() {
            return Choice.word(this);
        }
    }

    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Parameters(
            paramLabel = "QUERY",
            arity = "0..1",
            description = "the query, in Spark's SQL (default: none, which lists what can be asked)")
    private String query;

    @Option(
            names = "--format",
            paramLabel = "table|csv",
            defaultValue = "table",
            description = "how the answer is written to stdout (default: ${DEFAULT-VALUE})")
    private Format format;

    /** The arguments of the program, a query that begins with a comment indented, lest it be taken for an option. */
    static String[] withoutLeadingDashes(String... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> COMMENT.matcher(argument).lookingAt() ? " " + argument : argument)
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException {
        var spark = localflows.session(spec);
        PrintWriter out = spec.commandLine().getOut();
        if (query == null) {
            listViews(spark, out);
            return 0;
        }
        RunSql.run(spark, options.lookedAt(spark), query, answer -> {
            if (format == Format.CSV) {
                AnswerTable.writeCsv(answer, out);
            } else {
                AnswerTable.write(answer, out);
            }
        });
        return 0;
    }

    private void listViews(SparkSession spark, PrintWriter out) throws IOException {
        if (format == Format.CSV) {
            AnswerTable.writeCsv(RunViews.table(spark, options.lookedAt(spark)), out);
        } else {
            RunViews.lines(spark, options.lookedAt(spark)).forEach(out::println);
        }
    }
}
