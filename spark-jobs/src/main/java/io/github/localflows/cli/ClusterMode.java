package io.github.localflows.cli;

import com.typesafe.config.ConfigRenderOptions;
import io.github.localflows.config.ConfigReader;
import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.ConfigLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command whose driver runs on the cluster ({@code --deploy-mode cluster}), where the files of this machine are not: its
 * configuration is checked here, and goes with it as an argument, files that it includes among it. Paths that mean nothing there
 * are refused.
 */
final class ClusterMode {
    /** The hidden option that takes a configuration there that the user named. */
    static final String SENT = "--sent-config";

    /** The hidden option that takes the default configuration there. */
    static final String SENT_DEFAULT = "--sent-default";

    private static final String CONFIG = "--config";
    private static final String SET = "--set";
    private static final String RUN = "--run";
    private static final Set<String> PLACES = Set.of(RUN, "--points", "--out", "--flow");

    /** Commands whose answer is what they print, or a file here. */
    private static final Set<String> ANSWERING = Set.of("sql", "describe", "test-potential", "mock-catalogue", "help");

    /** The command that reads the galaxy of its configuration and no more. */
    private static final String EVALUATE = "evaluate";

    private static final Pattern FAILED =
            Pattern.compile("(?i)application (application_\\S+) (?:finished with|is) (\\w+ ?\\w*)");
    private static final Pattern ANYWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*|/.*", Pattern.DOTALL);

    /** Options of spark-submit's that have no value. */
    private static final Set<String> FLAGS = Set.of("--verbose", "--supervise", "--load-spark-defaults");

    /** More than this does not fit among the arguments of a program [characters]. */
    private static final int LONGEST = 100_000;

    private ClusterMode() {}

    /** Whether spark-submit's options, as its launcher orders them, ask for a driver on the cluster. */
    static boolean isAskedFor(List<String> options) {
        int mode = options.lastIndexOf("--deploy-mode");
        return mode >= 0
                ? options.get(mode + 1).equals("cluster")
                : options.contains("spark.submit.deployMode=cluster");
    }

    /**
     * The arguments after the job jar, as the driver on the cluster needs them.
     *
     * @param command the command and its options, as the user gave them
     * @param defaultConfiguration the file that holds without {@code --config}
     * @throws UserError when the configuration is wrong, or a path is one of this machine's working directory
     */
    static List<String> sent(List<String> command, Path defaultConfiguration) {
        if (command.isEmpty() || command.get(0).startsWith("-")) {
            return command;
        }
        if (ANSWERING.contains(command.get(0))) {
            throw new UserError("the answer of `" + command.get(0)
                    + "` would stay on the cluster: run it with --deploy-mode client");
        }
        List<String> sent = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        Path file = null;
        boolean hasRun = false;
        for (int i = 0; i < command.size(); i++) {
            String option = command.get(i);
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            String name = equals > 0 ? option.substring(0, equals) : option;
            boolean hasValue = name.equals(CONFIG) || name.equals(SET) || PLACES.contains(name);
            if (!hasValue || equals < 0 && i + 1 == command.size()) {
                sent.add(option);
                continue;
            }
            String value = equals > 0 ? option.substring(equals + 1) : command.get(++i);
            if (name.equals(CONFIG)) {
                file = Path.of(value);
                continue;
            }
            if (name.equals(SET)) {
                settings.add(value);
            } else {
                checkPlace(name, value);
            }
            hasRun |= name.equals(RUN);
            sent.addAll(List.of(name, value));
        }
        boolean evaluates = command.get(0).equals(EVALUATE);
        if (!hasRun && !evaluates) {
            throw new UserError("--deploy-mode cluster needs --run with a place that all machines share, such as"
                    + " hdfs:///user/me/runs/first: the driver works on another machine");
        }
        Path named = file;
        Path sentFile = Objects.requireNonNullElse(named, defaultConfiguration);
        sent.add(1, named == null ? SENT_DEFAULT : SENT);
        sent.add(2, configuration(sentFile, settings, evaluates));
        return sent;
    }

    private static void checkPlace(String option, String value) {
        if (!ANYWHERE.matcher(value).matches()) {
            throw new UserError(option + " " + value + " is a path below this machine's working directory, and with"
                    + " --deploy-mode cluster the driver works on another: give a URI, such as hdfs:///user/me/" + value
                    + ", or a path from the root that all machines share");
        }
    }

    private static String configuration(Path file, List<String> settings, boolean evaluates) {
        if (evaluates) {
            ConfigLoader.model(file, settings);
        } else {
            ConfigLoader.load(file, settings);
        }
        String text = new ConfigReader().file(file).root().render(ConfigRenderOptions.concise());
        String argument = new Sent(file.getFileName().toString(), text).argument();
        if (argument.length() > LONGEST) {
            throw new UserError(file + " is too long to go to the cluster (" + argument.length()
                    + " characters, at most " + LONGEST + "): run it with --deploy-mode client");
        }
        return argument;
    }

    /**
     * How a driver on the cluster failed, for the user.
     *
     * @param thrown what Spark's client threw
     * @return empty when it is not about such a driver
     */
    static Optional<String> failure(Throwable thrown) {
        Matcher application = FAILED.matcher(String.valueOf(thrown.getMessage()));
        return application.find()
                ? Optional.of(
                        "the driver on the cluster ended with " + application.group(2) + ": `yarn logs -applicationId "
                                + application.group(1) + "` shows why, from its line that begins with localflows:")
                : Optional.empty();
    }

    /** The arguments with the command's changed, behind the job jar. */
    static String[] changed(String[] arguments, Path defaultConfiguration) {
        List<String> all = Arrays.asList(arguments);
        int jar = 0;
        while (jar < all.size() && all.get(jar).startsWith("-")) {
            jar += FLAGS.contains(all.get(jar)) ? 1 : 2;
        }
        if (jar >= all.size() || !isAskedFor(all.subList(0, jar))) {
            return arguments;
        }
        List<String> changed = new ArrayList<>(all.subList(0, jar + 1));
        changed.addAll(sent(all.subList(jar + 1, all.size()), defaultConfiguration));
        return changed.toArray(String[]::new);
    }

    /**
     * A configuration that came along.
     *
     * @param name the name of its file
     * @param text HOCON
     */
    record Sent(String name, String text) {
        /** As an argument that no shell on the way changes. */
        String argument() {
            return name + ":"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What an argument holds. */
        static Sent of(String argument) {
            int colon = argument.lastIndexOf(':');
            try {
                return new Sent(
                        argument.substring(0, Math.max(0, colon)),
                        new String(
                                Base64.getUrlDecoder().decode(argument.substring(colon + 1)), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new UserError(SENT + " is for --deploy-mode cluster alone: use --config", e);
            }
        }
    }
}
