package io.github.localflows.cli;

import io.github.localflows.config.UserError;
import io.github.localflows.job.DriverMemory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: parses the command line, runs one command, and turns whatever goes wrong into a line and an exit code. */
@Command(
        name = "localflows",
        mixinStandardHelpOptions = true,
        versionProvider = LocalFlows.Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpWidth = 120,
        description = "Gravitational accelerations from the positions and velocities of stars, by normalising flows.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:your mistake: one line says what, where and what to do", "1:our failure"})
public final class LocalFlows implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFlows.class);
    private static final int FAILURE = 1;
    private static final int MISTAKE = 2;

    private final Sessions sessions;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "when something fails, show where in the program")
    private boolean stacktrace;

    LocalFlows(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Runs a command and ends the Java virtual machine with its exit code. */
    public static void main(String[] arguments) {
        int code = FAILURE;
        try {
            code = execute(
                    Sessions::submitted,
                    new PrintWriter(System.out, true),
                    new PrintWriter(System.err, true),
                    arguments);
        } finally {
            SparkSession.getDefaultSession().foreach(session -> {
                session.stop();
                return null;
            });
            // spark-submit passes on only this; without it threads that some library left would keep us here.
            System.exit(code);
        }
    }

    /**
     * Runs a command.
     *
     * @param sessions where Spark comes from
     * @param out for results
     * @param err for mistakes and failures
     * @param arguments the command and its options
     * @return the exit code
     */
    static int execute(Sessions sessions, PrintWriter out, PrintWriter err, String... arguments) {
        LocalFlows localflows = new LocalFlows(sessions);
        CommandLine line = new CommandLine(localflows);
        StageCommand.addAll(localflows, line);
        line.addSubcommand(new EvaluateCommand())
                .addSubcommand(new SqlCommand())
                .addSubcommand(new DescribeCommand());
        // Once the commands are there, which would inherit it.
        line.getCommandSpec()
                .usageMessage()
                .customSynopsis("localflows [spark-submit options] COMMAND [options]")
                .footer(
                        "",
                        "Before the command stand options of spark-submit: --master URL (default: local[*]), --driver-memory SIZE"
                                + " (default: 4g), ...");
        line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, given) -> localflows.mistake(mistake))
                .setExecutionExceptionHandler((thrown, command, parsed) -> localflows.failure(thrown));
        try {
            return line.execute(SqlCommand.withoutLeadingDashes(arguments));
        } catch (OutOfMemoryError e) {
            // An error, which goes past the handlers.
            return localflows.failure(new IllegalStateException(e));
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The Spark session, for a command that needs it. */
    SparkSession session(CommandSpec command) {
        return sessions.open(command.name());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private int mistake(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String message = oneLine(mistake.getMessage());
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            message = unmatched(unmatched);
        }
        command.getErr()
                .println("localflows: " + message + " (`"
                        + command.getCommandSpec().qualifiedName() + " --help` says what there is)");
        return MISTAKE;
    }

    private static String unmatched(UnmatchedArgumentException mistake) {
        String unknown = mistake.getUnmatched().get(0);
        String what = "too many arguments, from ";
        if (unknown.startsWith("-")) {
            what = "unknown option ";
        } else if (mistake.getCommandLine().getParent() == null) {
            what = "unknown command ";
        }
        List<String> suggestions = mistake.getSuggestions();
        return what + unknown + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?");
    }

    private int failure(Exception thrown) {
        PrintWriter err = spec.commandLine().getErr();
        if (stacktrace) {
            thrown.printStackTrace(err);
        }
        LOG.debug("the command failed", thrown);
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UserError) {
                err.println("localflows: " + oneLine(e.getMessage()));
                return MISTAKE;
            }
        }
        if (DriverMemory.isShort(thrown)) {
            err.println("localflows: " + DriverMemory.shortage("failed", thrown).getMessage());
            return MISTAKE;
        }
        err.println("localflows: failed: " + oneLine(thrown.toString())
                + (stacktrace ? "" : " (--stacktrace shows where)"));
        return FAILURE;
    }

    private static String oneLine(String message) {
        return String.join(" ", Objects.requireNonNullElse(message, "").strip().split("\\s*\\R\\s*"));
    }

    /** The version that Maven wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = LocalFlows.class.getPackage().getImplementationVersion();
            return new String[] {"localflows " + Objects.requireNonNullElse(version, "(unpackaged)")};
        }
    }
}
