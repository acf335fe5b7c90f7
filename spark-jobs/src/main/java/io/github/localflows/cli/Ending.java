package io.github.localflows.cli;

import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.DriverMemory;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * How a command ends that cannot go on.
 *
 * @param code the exit code
 * @param line what is wrong, where, and what to do
 */
record Ending(int code, String line) {
    /** The exit code of a failure of ours. */
    static final int FAILURE = 1;

    /** The exit code of a mistake of the user's. */
    static final int MISTAKE = 2;

    /** More characters of either end than a line has. */
    private static final int LONGEST_END = 2000;

    /** What the names of the classes begin with, and the names of files contain, that load ND4J's native libraries. */
    private static final List<String> ND4J =
            List.of("org.bytedeco", "org.nd4j", "javacpp", "nd4jcpu", "openblas", "io.github.localflows.flow");

    /** What the names contain of Java's own libraries that draw letters. */
    private static final List<String> FONTS = List.of("sun.font", "sun.awt", "java.awt", "fontmanager", "freetype");

    /** What file systems say of a place that the user may not read or write. */
    private static final Pattern CLOSED =
            Pattern.compile("Permission denied|Invalid directory or I/O error|Read-only file system");

    /** What they say of one that is full. */
    private static final Pattern FULL = Pattern.compile("No space left on device|[Qq]uota exceeded");

    /** The scheme of a local path, and the slashes that begin it. */
    private static final Pattern LOCAL = Pattern.compile("(?<![\\w/])file:/+");

    private static final String ACCESSIBLE =
            ": make it one that can be read and written, or name another (for Spark's temporary files before the command:"
                    + " --conf spark.local.dir=DIR)";

    Ending {
        line = oneLine(line);
    }

    /** What whatever was thrown means. */
    static Ending of(Throwable thrown) {
        List<Throwable> causes = causes(thrown);
        for (Throwable e : causes) {
            if (e instanceof UserError) {
                return new Ending(MISTAKE, e.getMessage());
            }
        }
        if (DriverMemory.isShort(thrown)) {
            return new Ending(MISTAKE, DriverMemory.shortage("failed", thrown).getMessage());
        }
        if (causes.stream().anyMatch(StackOverflowError.class::isInstance)) {
            return new Ending(
                    MISTAKE,
                    "the configuration, the query or the table is nested too deeply: make it flatter, or give Java a larger"
                            + " stack (--driver-java-options -Xss64m before the command)");
        }
        for (Throwable e : causes) {
            String outside = outside(e);
            if (outside != null) {
                return new Ending(MISTAKE, outside);
            }
            if (e instanceof LinkageError || e instanceof InternalError) {
                String reason = reason(causes);
                if (isAbout(causes, ND4J)) {
                    return new Ending(
                            MISTAKE,
                            "the native libraries of ND4J cannot be loaded (" + reason
                                    + "): name a directory with 500 MB of room that programs may run from (before the command:"
                                    + " --driver-java-options -D" + NativeCache.PROPERTY
                                    + "=DIR, and for executors on a cluster --conf spark.executor.extraJavaOptions=-D"
                                    + NativeCache.PROPERTY + "=DIR)");
                }
                if (isAbout(causes, FONTS)) {
                    return new Ending(
                            MISTAKE,
                            "this Java cannot draw letters (" + reason
                                    + "): install its libraries (Debian, Ubuntu: apt install libfreetype6 fontconfig)");
                }
            }
        }
        Throwable innermost = causes.get(causes.size() - 1);
        boolean says = innermost == thrown || thrown.toString().contains(reason(causes));
        return new Ending(FAILURE, "failed: " + thrown + (says ? "" : ", because of " + innermost));
    }

    /** What to do when a file system is not as the user takes it to be; null when an error is not about that. */
    private static String outside(Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof ConnectException || e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return "a file system or server does not answer (" + message
                    + "): check the host and port of the URIs given";
        }
        if (e instanceof ClassNotFoundException && message.contains("FileSystem")) {
            return "the classes of a file system are not there (" + message
                    + "): name its jars before the command (--jars FILE,..., or --packages, as org.apache.hadoop:hadoop-aws:VERSION"
                    + " for s3a), or give a path";
        }
        if (message.contains("File name too long")) {
            return message + ": give a shorter one, of 255 bytes at most between two slashes";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied: " + message + ACCESSIBLE;
        }
        // Of a library that cannot be loaded there is more to say.
        if (e instanceof LinkageError || e instanceof InternalError) {
            return null;
        }
        if (e instanceof AccessControlException || CLOSED.matcher(message).find()) {
            return line(message, CLOSED) + ACCESSIBLE;
        }
        return FULL.matcher(message).find()
                ? line(message, FULL)
                        + ": make room there, or name another place (for Spark's temporary files before the command: --conf"
                        + " spark.local.dir=DIR)"
                : null;
    }

    /** The line of a message that has the words, for Spark's messages have stack traces in them; else the first. */
    private static String line(String message, Pattern words) {
        return message.lines()
                .filter(line -> words.matcher(line).find())
                .findFirst()
                .orElseGet(() -> message.lines().findFirst().orElse(""))
                .strip();
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable e = thrown; e != null && !causes.contains(e); e = e.getCause()) {
            causes.add(e);
        }
        return causes;
    }

    /** The innermost cause that says something. */
    private static String reason(List<Throwable> causes) {
        String reason = "";
        for (Throwable e : causes) {
            reason = Objects.requireNonNullElse(e.getMessage(), reason);
        }
        return reason.isEmpty() ? causes.get(causes.size() - 1).toString() : reason;
    }

    private static boolean isAbout(List<Throwable> causes, List<String> names) {
        return causes.stream()
                .flatMap(e -> Stream.concat(
                        Stream.of(String.valueOf(e.getMessage())),
                        Stream.of(e.getStackTrace()).limit(1).map(StackTraceElement::getClassName)))
                .anyMatch(text -> names.stream().anyMatch(text::contains));
    }

    /** A text for people, in which local paths have no scheme where a path alone is a local one. */
    static String withLocalPaths(String text) {
        Option<SparkSession> session = SparkSession.getDefaultSession();
        boolean local = session.isDefined()
                && Storage.isLocalByDefault(session.get().sparkContext().hadoopConfiguration());
        return local ? LOCAL.matcher(text).replaceAll("/") : text;
    }

    /** A text as one line of a length that can be read, see {@link Shown#line}. */
    static String oneLine(String text) {
        String given = Objects.requireNonNullElse(text, "").strip();
        if (given.length() > 2 * LONGEST_END) {
            // What is cut in the end need not be looked at first.
            given = given.substring(0, LONGEST_END) + given.substring(given.length() - LONGEST_END);
        }
        return Shown.line(String.join(" ", given.split("(\\s*\\R)+\\s*")));
    }
}
