package io.github.localflows.cli;

import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.DescribeRun;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "describe",
        description = {
            "Says what a run holds, from what it was made, and how accurate it is.",
            "",
            "A line for each finished data set with its rows, size and time, by which command and from what it was made; with which",
            "software; the accuracy of the accelerations, as the last report has it, and whether the stars are steady."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows describe",
            "  localflows describe --checksums --run runs/first",
            "  localflows describe --run hdfs:///user/me/runs/paper"
        })
final class DescribeCommand implements Callable<Integer> {
    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--checksums",
            description =
                    "show the checksum of each data set's content in place of what it was made from; equal ones mean equal content")
    private boolean checksums;

    @Override
    public Integer call() throws IOException {
        DescribeRun.Description description = DescribeRun.run(
                options.lookedAt(localflows.session(spec)),
                checksums ? DescribeRun.Column.CHECKSUM : DescribeRun.Column.MADE);
        description.lines().forEach(spec.commandLine().getOut()::println);
        List<Path> damaged = description.damaged();
        if (!damaged.isEmpty()) {
            throw new UserError(
                    damaged.size() + " of the data sets " + (damaged.size() == 1 ? "is" : "are")
                            + " not what the manifest says (first: " + damaged.get(0)
                            + "), see the table: put back what was there, or run the stage that made it again with --overwrite");
        }
        return 0;
    }
}
