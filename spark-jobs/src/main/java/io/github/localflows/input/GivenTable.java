package io.github.localflows.input;

import io.github.localflows.artifact.UserPath;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A table as the user gives it: by an option of a command, or by a key of the configuration.
 *
 * @param giver the option or key, to begin messages with, such as {@code --points} or {@code stars.mine.table =}
 * @param path the path or URI of a file, or of a directory of files
 * @param encoding of a CSV without byte order mark; empty for UTF-8
 * @param encodingGiver by what the user gives another encoding, such as {@code --encoding}
 */
public record GivenTable(String giver, String path, Optional<Charset> encoding, String encodingGiver) {
    /** Refuses what is missing. */
    public GivenTable {
        for (Object part : new Object[] {giver, path, encoding, encodingGiver}) {
            Objects.requireNonNull(part, "given table");
        }
    }

    /** What the user gave, to begin messages with. */
    public String what() {
        return giver + " " + path;
    }

    /** Where its files lie. */
    public UserPath place(Configuration hadoop) {
        return UserPath.of(giver, path, hadoop);
    }

    /**
     * Stands for the state of its files, by their names, sizes and times of change; they are not opened.
     *
     * @return empty when the table is not there
     */
    public Optional<String> state(Configuration hadoop) throws IOException {
        return place(hadoop).exists() ? Optional.of(PointFiles.of(this, hadoop).state()) : Optional.empty();
    }

    /** The mistake that it is not there. */
    public UserError missing() {
        return new UserError(what()
                + " does not exist: give the path of a file or directory, from where the command is run, or a URI");
    }
}
