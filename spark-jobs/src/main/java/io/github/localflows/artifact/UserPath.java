package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Secrets;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A path or URI that the user gave to an option, and its file system.
 *
 * @param path as it was given
 * @param fileSystem where it lies, see {@link Storage}
 */
public record UserPath(Path path, FileSystem fileSystem) {
    /** Hadoop takes whatever stands before a colon for a scheme; to a user {@code stars_16:00.csv} is a file. */
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

    /** Hadoop has file systems for these, which can neither be listed nor written. */
    private static final Pattern WEB = Pattern.compile("(?i)(https?|ftp|sftp):/.*", Pattern.DOTALL);

    /**
     * What an option names.
     *
     * @param option the option, for messages
     * @throws UserError when it is no path, has a password in it, or is of a file system that Hadoop does not know
     */
    public static UserPath of(String option, String text, Configuration hadoop) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new UserError(option + " is no path: give the name of a file or directory");
        }
        if (WEB.matcher(text).matches()) {
            throw new UserError(
                    option + " " + Shown.text(text)
                            + " is an address of the web, which is no file system to work on: download it first, and give its path");
        }
        if (Secrets.hasPassword(text)) {
            throw new UserError(option + Secrets.refusal());
        }
        try {
            Path path = URI.matcher(text).matches() ? new Path(text) : new Path(null, null, text);
            return new UserPath(path, Storage.of(path, hadoop));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    option + " " + Shown.text(text) + ": " + Messages.firstLine(e)
                            + "; give a path or the URI of a file system that Hadoop knows (file, hdfs, ...)",
                    e);
        }
    }

    /** The path with its file system, from the root. */
    public Path qualified() {
        return fileSystem.makeQualified(path);
    }

    /** Whether there is anything. */
    public boolean exists() throws IOException {
        return fileSystem.exists(path);
    }
}
