package io.github.localflows.input;

import io.github.localflows.artifact.UserPath;
import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * A table of points that the user gives, with its rows in their order: those of several files in the order of the files'
 * names. Each file has its own header or schema; columns are matched by name, and a row is null where its file lacks a column.
 */
public final class PointTable {
    private final String what;
    private final PointFormat format;
    private final List<String> leftOut;
    private final PointSource source;

    private PointTable(String what, PointFormat format, List<String> leftOut, PointSource source) {
        this.what = what;
        this.format = format;
        this.leftOut = leftOut;
        this.source = source;
    }

    /**
     * Opens a file, or a directory of files of one format, and looks through what tells whether it is sound: every footer of
     * Parquet, every line of CSV.
     *
     * @param spark a session of the caller's own, whose settings this may change
     * @param what what the user called it, an option or a key, to begin messages with
     * @param text the path or URI
     * @param encoding that of a CSV without byte order mark; null for UTF-8
     * @param typed whether the reader has types: columns of a CSV that hold numbers are numbers then, else texts as they stand
     * @throws UserError when it is not there, of another format, or damaged
     */
    public static PointTable open(SparkSession spark, String what, String text, Charset encoding, boolean typed)
            throws IOException {
        UserPath path = UserPath.of(what, text, spark.sparkContext().hadoopConfiguration());
        PointFiles files = PointFiles.of(path, what + " " + text);
        if (files.format() == PointFormat.PARQUET && encoding != null) {
            throw new UserError(what + " " + text + " is parquet, which has no --encoding: leave that out");
        }
        PointSource source = files.format() == PointFormat.CSV
                ? CsvPoints.open(spark, files, text, encoding, typed)
                : ParquetPoints.open(spark, files, text, typed);
        return new PointTable(what + " " + text, files.format(), files.leftOut(), source);
    }

    /**
     * Stands for the state of a table's files, by their names, sizes and times of change; they are not opened.
     *
     * @param what what the user called it
     * @param text the path or URI
     * @return empty when the table is not there
     */
    public static Optional<String> state(Configuration hadoop, String what, String text) throws IOException {
        UserPath path = UserPath.of(what, text, hadoop);
        return path.exists()
                ? Optional.of(PointFiles.of(path, what + " " + text).state())
                : Optional.empty();
    }

    /** The option and what the user called the table, to begin messages with. */
    public String what() {
        return what;
    }

    /** The format of its files. */
    public PointFormat format() {
        return format;
    }

    /** The columns of all files. */
    public StructType schema() {
        return source.schema();
    }

    /** How many rows there are. */
    public long count() {
        return files().stream().mapToLong(PointFile::rows).sum();
    }

    List<PointFile> files() {
        return source.files();
    }

    /** The rows, each with its number from 0. */
    public JavaRDD<Tuple2<Long, Row>> rows() {
        return source.rows();
    }

    /** What was left out in reading it, in lines for people. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>(source.remarks());
        if (!leftOut.isEmpty()) {
            remarks.add("left out, for their names begin with _ or .: " + Shown.text(String.join(", ", leftOut)));
        }
        return remarks;
    }

    /**
     * The user's mistake that an error of a task reports, if it is one: Spark says by a condition of its own that a file is
     * damaged.
     *
     * @return null when it is something else
     */
    public UserError damage(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SparkThrowable spark
                    && spark.getCondition() != null
                    && spark.getCondition().startsWith("FAILED_READ_FILE")) {
                return new UserError(
                        what + " cannot be read as " + format + ", it is damaged: "
                                + Shown.text(Messages.firstLine(Messages.innermost(e))),
                        error);
            }
        }
        return null;
    }
}
