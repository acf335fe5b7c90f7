package io.github.localflows.table;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of a run that fits on the driver, such as one of accelerations, read whole and seen to be what was written. */
public final class SmallTable {
    private final Path directory;
    private final List<Row> rows;

    private SmallTable(Path directory, List<Row> rows) {
        this.directory = directory;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @throws UserError when it is not there, damaged, or not what its manifest says
     */
    public static SmallTable read(SparkSession spark, RunDirectory run, Path directory) throws IOException {
        Manifest manifest = run.checked(directory);
        List<Row> rows;
        String checksum;
        try {
            rows = JobName.ofPart(spark, "read " + directory.getParent().getName() + "/" + directory.getName())
                    .during(() ->
                            Storage.reader(spark).parquet(directory.toString()).collectAsList());
            checksum = ContentChecksum.of(rows).hex();
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw unreadable(directory, e);
        }
        if (!checksum.equals(manifest.checksum())) {
            throw damaged(directory, "its rows have the checksum " + checksum + ", not " + manifest.checksum(), null);
        }
        return new SmallTable(directory, rows);
    }

    /** The rows, in the order of their file. */
    public List<Row> rows() {
        return rows;
    }

    /** Whether there is a column of that name. */
    public boolean has(String name) {
        return !rows.isEmpty() && List.of(rows.get(0).schema().fieldNames()).contains(name);
    }

    /**
     * Where a column stands.
     *
     * @throws UserError when there is none of that name, for another version of the program has made the table
     */
    public int column(String name) {
        if (!has(name)) {
            throw damaged(directory, "it has no column " + name, null);
        }
        return rows.get(0).schema().fieldIndex(name);
    }

    /** What to throw when Spark fails to read an artifact: the user's mistake where it names a file, else what it is. */
    public static RuntimeException unreadable(Path directory, Throwable error) {
        String said = null;
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof UserError mistake) {
                return new UserError(mistake.getMessage(), error);
            }
            String message = String.valueOf(e.getMessage());
            if (message.contains(directory.getName() + "/") && !message.startsWith("Job aborted")) {
                said = Messages.firstLine(Messages.innermost(e));
            }
        }
        // Not the files: too little memory, say.
        return said == null ? SparkTasks.readable("reading " + directory, error) : damaged(directory, said, error);
    }

    private static UserError damaged(Path directory, String how, Throwable cause) {
        return new UserError(
                directory + " cannot be read (" + how
                        + "): put back what was there, or move it away and run the stage that made it again",
                cause);
    }
}
