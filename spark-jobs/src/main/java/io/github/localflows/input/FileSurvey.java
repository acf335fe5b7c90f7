package io.github.localflows.input;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What is known of a file before its rows are read.
 *
 * <p>No record: these travel from the tasks, and Kryo cannot read one.
 */
abstract class FileSurvey implements Serializable {
    private static final long serialVersionUID = 1;

    /** Tasks of a job; more files or pieces than these share them. */
    static final int MOST_TASKS = 10_000;

    /** What is wrong with the file; null when nothing is. A value, for Spark would repeat a task that throws it, and write of that. */
    protected String mistake;

    /** Looks through a file, in a task. */
    interface Look<S extends FileSurvey> extends Serializable {
        /** @param where the file as the user knows it, to begin messages with */
        S at(Path file, String where, Configuration hadoop);
    }

    /**
     * Looks through all files, a task each.
     *
     * @param what what the user gave, to begin messages with
     * @throws UserError of the first file with which something is wrong
     */
    static <S extends FileSurvey> List<S> all(SparkSession spark, PointFiles given, String what, Look<S> look) {
        ArrayList<String> uris = new ArrayList<>(given.files().stream()
                .map(FileStatus::getPath)
                .map(Path::toString)
                .toList());
        ArrayList<String> names = new ArrayList<>(given.names());
        boolean one = uris.size() == 1;
        SerializableConfiguration hadoop =
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        List<S> surveys = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, uris.size()).boxed().toList(), Math.min(uris.size(), MOST_TASKS))
                .map(i -> look.at(
                        new Path(uris.get(i)), one ? what : what + ", " + Shown.text(names.get(i)), hadoop.value()))
                .collect();
        for (S survey : surveys) {
            if (survey.mistake != null) {
                throw new UserError(survey.mistake);
            }
        }
        return surveys;
    }

    /** Whether a file that cannot be read is not there, for the executors at least. */
    static boolean isMissing(Throwable reason) {
        return reason instanceof FileNotFoundException || reason instanceof NoSuchFileException;
    }

    /** What to say then. */
    static String missing(String where) {
        return where + " is not there for the executors: give a path or URI that all machines share";
    }

    /**
     * Refuses two columns of one name.
     *
     * @param remedy what can be done beside renaming one, to end the message with
     */
    static void requireDistinct(String[] names, String where, String remedy) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            Integer before = seen.put(names[i], i);
            if (before != null) {
                throw new UserError(where + " has two columns called " + Shown.text(names[i]) + " (columns "
                        + (before + 1) + " and " + (i + 1) + "): rename one" + remedy);
            }
        }
    }
}
