package io.github.localflows.cluster;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark jobs are called on Spark's pages and in its event log, while some work goes on in a thread and in those that it starts.
 * Without a name they are called by a line of this program's code. Jobs belong to the group of the command or stage that is at work.
 */
public final class JobName {
    /** The group of jobs, as {@link SparkContext#setJobGroup} calls it. */
    private static final String GROUP = "spark.jobGroup.id";

    /** What a job is for, as {@link SparkContext#setJobDescription} calls it. */
    private static final String DESCRIPTION = "spark.job.description";

    /** What a stage is called, as {@link SparkContext#setCallSite} calls it; the long form still says where it begins. */
    private static final String CALL_SITE = "callSite.short";

    private final SparkContext context;
    private final String group;
    private final String description;

    /** What is done under a name. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    private JobName(SparkSession spark, String group, String description) {
        context = spark.sparkContext();
        this.group = group;
        this.description = description;
    }

    /**
     * The name of a command or a stage.
     *
     * @param group also what its jobs are called that have no other name
     */
    public static JobName ofGroup(SparkSession spark, String group) {
        return new JobName(spark, group, group);
    }

    /** A name that says all. */
    public static JobName of(SparkSession spark, String description) {
        String group = spark.sparkContext().getLocalProperty(GROUP);
        return new JobName(spark, group == null ? description : group, description);
    }

    /** The name of a part of a command's or a stage's work, whose name says the rest. */
    public static JobName ofPart(SparkSession spark, String part) {
        String group = spark.sparkContext().getLocalProperty(GROUP);
        return of(spark, group == null ? part : group + ": " + part);
    }

    /** Does some work under this name; the name from before it then holds again. */
    public <T, E extends Exception> T during(Work<T, E> work) throws E {
        String[] before = List.of(GROUP, DESCRIPTION, CALL_SITE).stream()
                .map(context::getLocalProperty)
                .toArray(String[]::new);
        set(group, description, description);
        try {
            return work.run();
        } finally {
            set(before);
        }
    }

    private void set(String... values) {
        context.setLocalProperty(GROUP, values[0]);
        context.setLocalProperty(DESCRIPTION, values[1]);
        context.setLocalProperty(CALL_SITE, values[2]);
    }
}
