package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.pipeline.Stage;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command of a stage. */
@Command(footerHeading = "%nExamples:%n")
final class StageCommand implements Callable<Integer> {
    private final LocalFlows localflows;
    private final Stage stage;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--overwrite",
            description = "replace what was made with another configuration (figures and reports always are)")
    private boolean overwrite;

    private StageCommand(LocalFlows localflows, Stage stage) {
        this.localflows = localflows;
        this.stage = stage;
    }

    /** Adds the commands of all stages to the program. */
    static void addAll(LocalFlows localflows, CommandLine program) {
        for (Stage stage : Stage.values()) {
            CommandLine command = new CommandLine(new StageCommand(localflows, stage));
            command.getCommandSpec()
                    .usageMessage()
                    .description(stage.description())
                    .footer(stage.examples().stream()
                            .map(example -> "  " + example)
                            .toArray(String[]::new));
            program.addSubcommand(stage.command(), command);
        }
    }

    @Override
    public Integer call() throws IOException {
        Config config = options.config(
                () -> localflows.session(spec), spec.commandLine().getOut()::println);
        if (stage.resumes()) {
            Interruption.resumable();
        }
        SparkSession spark = localflows.session(spec);
        stage.run(
                spark,
                options.directory(spark),
                config,
                overwrite,
                spec.commandLine().getOut()::println);
        return 0;
    }
}
