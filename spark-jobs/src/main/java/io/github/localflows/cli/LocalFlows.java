package io.github.localflows.cli;

import io.github.localflows.config.Shown;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkUserAppException;
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
import picocli.CommandLine.TypeConversionException;
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
        exitCodeList = {
            "0:done",
            "2:your mistake: one line says what, where and what to do",
            "1:our failure",
            "129, 130, 143:interrupted by a signal"
        })
public final class LocalFlows implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFlows.class);

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

    /**
     * Runs a command and ends the Java virtual machine with its exit code.
     *
     * @throws SparkUserAppException with the exit code, when YARN is to end it and the command failed
     */
    public static void main(String[] arguments) throws SparkUserAppException {
        Interruption.heed();
        Thread.setDefaultUncaughtExceptionHandler(LocalFlows::uncaught);
        int code = Ending.FAILURE;
        try {
            NativeCache.choose();
            code = execute(
                    Sessions::submitted,
                    new PrintWriter(System.out, true),
                    new PrintWriter(System.err, true),
                    arguments);
            SparkSession.getDefaultSession().foreach(session -> {
                session.stop();
                return null;
            });
        } catch (Throwable e) {
            // What is not the command's: memory that is too small even for its last line, a session that does not stop.
            LOG.debug("the program failed", e);
            if (code == 0 || code == Ending.FAILURE) {
                Ending ending = Ending.of(e);
                System.err.println("localflows: " + ending.line());
                code = ending.code();
            }
        } finally {
            if (!isOnYarn()) {
                // spark-submit passes on only this; without it threads that some library left would keep us here.
                Interruption.exit(code);
            }
        }
        // YARN's application master takes an exit for a failure, whatever its code.
        if (code != 0) {
            throw new SparkUserAppException(code, null);
        }
    }

    /** Whether this is a driver within YARN's application master. */
    private static boolean isOnYarn() {
        return "yarn".equals(System.getProperty("spark.master"))
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    /** An exception of some thread of Spark's is Spark's to mend; after an error nobody might end the program. */
    private static void uncaught(Thread thread, Throwable thrown) {
        LOG.debug("uncaught in thread {}", thread.getName(), thrown);
        if (thrown instanceof Error && !Interruption.hasBegun()) {
            Ending ending = Ending.of(thrown);
            System.err.println("localflows: " + Ending.withLocalPaths(ending.line()));
            Interruption.exit(ending.code());
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
        CommandLine line = localflows.commandLine();
        line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Charset.class, LocalFlows::encoding)
                .registerConverter(Path.class, LocalFlows::path)
                .setParameterExceptionHandler((mistake, given) -> localflows.mistake(mistake))
                .setExecutionExceptionHandler((thrown, command, parsed) -> localflows.failure(thrown));
        try {
            return line.execute(SqlCommand.withoutLeadingDashes(arguments));
        } catch (Throwable e) {
            // Errors go past the handlers.
            return localflows.failure(e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The program's commands with their options. */
    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        StageCommand.addAll(this, line);
        line.addSubcommand(new EvaluateCommand())
                .addSubcommand(new TestPotentialCommand())
                .addSubcommand(new MockCatalogueCommand())
                .addSubcommand(new SqlCommand())
                .addSubcommand(new DescribeCommand());
        // Once the commands are there, which would inherit it.
        line.getCommandSpec()
                .usageMessage()
                .customSynopsis("localflows [spark-submit options] COMMAND [options]")
                .footer(
                        "",
                        "Before the command stand options of spark-submit: --master URL (default: local[*]), --driver-memory SIZE"
                                + " (default: 4g), ...",
                        "",
                        "Examples:",
                        "  localflows pipeline",
                        "  localflows describe",
                        "  localflows --driver-memory 8g pipeline --config conf/laptop.conf --run runs/first",
                        "  localflows sql --help");
        return line;
    }

    /** The Spark session, for a command that needs it. */
    SparkSession session(CommandSpec command) {
        return sessions.open(command.name());
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given; there are "
                        + String.join(", ", spec.commandLine().getSubcommands().keySet()));
    }

    /** Picocli's own converters would name Java's exceptions. */
    private static Charset encoding(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "there is no encoding \"" + Shown.text(name) + "\"; give one such as UTF-8 or ISO-8859-1");
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("\"" + Shown.text(name) + "\" is no name of a file");
        }
    }

    private int mistake(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String message = mistake.getMessage();
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            message = unmatched(unmatched);
        }
        command.getErr()
                .println("localflows: " + Ending.oneLine(message) + " (`"
                        + command.getCommandSpec().qualifiedName() + " --help` says what there is)");
        return Ending.MISTAKE;
    }

    private static String unmatched(UnmatchedArgumentException mistake) {
        String unknown = mistake.getUnmatched().get(0);
        String what = "too many arguments, from ";
        if (unknown.startsWith("-")) {
            // A value may be anything, a password too.
            unknown = unknown.split("=", 2)[0];
            what = "unknown option ";
        } else if (mistake.getCommandLine().getParent() == null) {
            what = "unknown command ";
        }
        List<String> suggestions = mistake.getSuggestions();
        return what + unknown + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?");
    }

    private int failure(Throwable thrown) {
        LOG.debug("the command failed", thrown);
        Ending ending = Ending.of(thrown);
        if (Interruption.hasBegun()) {
            return ending.code();
        }
        PrintWriter err = spec.commandLine().getErr();
        if (stacktrace) {
            thrown.printStackTrace(err);
        }
        boolean explain = ending.code() == Ending.FAILURE && !stacktrace;
        err.println(
                "localflows: " + Ending.withLocalPaths(ending.line()) + (explain ? " (--stacktrace shows where)" : ""));
        return ending.code();
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
