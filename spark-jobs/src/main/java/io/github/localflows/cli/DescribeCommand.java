package io.github.localflows.cli;

import io.github.localflows.job.DescribeRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "describe",
        description = "Says what a run holds: its finished data sets with their rows, sizes, times and checksums.",
        footerHeading = "%nExamples:%n",
        footer = {"  localflows describe", "  localflows describe --run hdfs:///user/me/runs/paper"})
final class DescribeCommand implements Callable<Integer> {
    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws IOException {
        DescribeRun.run(options.lookedAt(localflows.session(spec)))
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
