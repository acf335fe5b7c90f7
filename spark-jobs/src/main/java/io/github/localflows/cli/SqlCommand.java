package io.github.localflows.cli;

import io.github.localflows.job.RunSql;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
            "Answers an SQL query over the run's data sets.",
            "",
            "Each data set is a view: fiducial, perturbed_200myr, ... (dashes are underscores), and accelerations_<data set>."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows sql \"SELECT count(*), avg(vphi) FROM fiducial WHERE R BETWEEN 7 AND 9\"",
            "  localflows sql --run runs/paper --format csv \"SELECT z, az FROM accelerations_fiducial_profiles WHERE profile = 'z'\"",
            "  localflows sql \"SHOW VIEWS\""
        })
final class SqlCommand implements Callable<Integer> {
    private enum Format {
        TABLE,
        CSV
    }

    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Parameters(paramLabel = "QUERY", description = "the query, in Spark's SQL")
    private String query;

    @Option(
            names = "--format",
            paramLabel = "table|csv",
            defaultValue = "table",
            description = "how the answer is written to stdout (default: ${DEFAULT-VALUE})")
    private Format format;

    @Override
    public Integer call() throws IOException {
        var spark = localflows.session(spec);
        PrintWriter out = spec.commandLine().getOut();
        RunSql.run(spark, options.lookedAt(spark), query, answer -> {
            if (format == Format.CSV) {
                AnswerTable.writeCsv(answer, out);
            } else {
                AnswerTable.write(answer, out);
            }
        });
        return 0;
    }
}
