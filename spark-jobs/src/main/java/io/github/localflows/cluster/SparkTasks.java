package io.github.localflows.cluster;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.Success$;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Runs a function over a list of pieces of work, one Spark task each, with progress and readable errors. */
public final class SparkTasks {
    /** What one task does; a pure function of its piece of work but for the files it writes. */
    public interface Task<T, U> extends Serializable {
        U run(T piece) throws Exception;
    }

    /**
     * What a task gave and how long it took.
     *
     * @param seconds of wall time, of the attempt that succeeded
     */
    public record Result<U>(U value, double seconds) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private SparkTasks() {}

    /** What the driver does with a result. */
    public interface Taker<U> {
        void take(int piece, Result<U> result) throws IOException;
    }

    /**
     * Hands over each piece's result as soon as it is there, one at a time and each once, however many tasks failed and
     * were repeated; none after this has ended, in whatever way.
     *
     * @param what the work, for progress and messages
     * @param range which pieces of it, for Spark's pages
     * @param taker called on a thread of Spark's scheduler, which waits for it; what it throws ends the work: tasks that
     *     run are told so, see {@link TaskContext#isInterrupted}
     * @throws UserError when a task ended with one
     */
    public static <T, U> void run(
            SparkSession spark, String what, String range, List<T> pieces, Task<T, U> task, Taker<U> taker) {
        if (pieces.isEmpty()) {
            return;
        }
        SparkContext context = spark.sparkContext();
        String tag = UUID.randomUUID().toString();
        context.addJobTag(tag);
        try (Progress progress = Progress.of(what, pieces.size(), "tasks")) {
            Listener listener = new Listener(tag, progress);
            context.addSparkListener(listener);
            try (Handover<U> handover = new Handover<>(taker)) {
                JobName.of(spark, what + ": " + range).during(() -> {
                    RDD<Result<U>> results = JavaSparkContext.fromSparkContext(context)
                            .parallelize(pieces, pieces.size())
                            .map(piece -> timed(task, piece))
                            .rdd();
                    context.runJob(results, new Only<>(), handover::give, ClassTag$.MODULE$.apply(Result.class));
                    return null;
                });
            } finally {
                context.removeJobTag(tag);
                context.removeSparkListener(listener);
            }
        } catch (RuntimeException | Error e) {
            cancel(context, tag);
            throw e;
            // Scala throws what it likes: runJob() can end with SparkException, which is checked.
        } catch (Exception e) {
            // For all that a taker throws its job goes on.
            cancel(context, tag);
            throw readable(what, e);
        }
    }

    /**
     * Does work of several Spark jobs, with progress.
     *
     * @param what the work, for progress and for Spark's pages
     * @param tasks how many tasks the jobs have
     * @return what came of it, and the sum of its tasks' times
     */
    public static <T> Result<T> watched(SparkSession spark, String what, long tasks, Callable<T> work)
            throws Exception {
        SparkContext context = spark.sparkContext();
        String tag = UUID.randomUUID().toString();
        context.addJobTag(tag);
        try (Progress progress = Progress.of(what, tasks, "tasks")) {
            Listener listener = new Listener(tag, progress);
            context.addSparkListener(listener);
            try {
                T value = JobName.of(spark, what).during(work::call);
                // Events of tasks come after their results.
                context.listenerBus().waitUntilEmpty();
                return new Result<>(value, listener.seconds());
            } finally {
                context.removeSparkListener(listener);
            }
        } finally {
            context.removeJobTag(tag);
        }
    }

    /** The one element of a partition. */
    private static final class Only<U> extends AbstractFunction1<Iterator<U>, U> implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public U apply(Iterator<U> partition) {
            return partition.next();
        }
    }

    private static void cancel(SparkContext context, String tag) {
        if (!context.isStopped()) {
            context.cancelJobsWithTag(tag);
        }
    }

    /** Hands results over until it is closed, for tasks may end after the work has. */
    private static final class Handover<U> implements AutoCloseable {
        private final Taker<U> taker;
        private boolean closed;

        private Handover(Taker<U> taker) {
            this.taker = taker;
        }

        synchronized BoxedUnit give(Object piece, Result<U> result) {
            if (!closed) {
                try {
                    taker.take((Integer) piece, result);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return BoxedUnit.UNIT;
        }

        /** Waits for the taker. */
        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    private static <T, U> Result<U> timed(Task<T, U> task, T piece) throws Exception {
        long start = System.nanoTime();
        U value = task.run(piece);
        return new Result<>(value, (System.nanoTime() - start) * 1e-9);
    }

    /** A number that no other attempt of any task of this session has. */
    public static long attempt() {
        return TaskContext.get().taskAttemptId();
    }

    /** The user's mistake that an error of Spark's reports, or too little memory, or else the error with what is not Spark's in the message. */
    public static RuntimeException readable(String what, Throwable error) {
        Throwable reason = error;
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof UserError mistake) {
                return new UserError(mistake.getMessage(), error);
            }
            if (reason instanceof SparkException || reason instanceof UncheckedIOException) {
                reason = e;
            }
        }
        if (DriverMemory.isShort(error)) {
            return DriverMemory.shortage(what, error);
        }
        return new IllegalStateException(
                what + " failed: " + (reason instanceof IOException ? reason.getMessage() : reason), error);
    }

    /** Counts the finished tasks of the jobs of one tag. */
    private static final class Listener extends SparkListener {
        private final String tag;
        private final Progress progress;
        private final List<Integer> stages = new ArrayList<>();
        private volatile double seconds;

        private Listener(String tag, Progress progress) {
            this.tag = tag;
            this.progress = progress;
        }

        @Override
        public void onJobStart(SparkListenerJobStart start) {
            String tags = start.properties() == null ? null : start.properties().getProperty("spark.job.tags");
            if (tags != null && List.of(tags.split(",")).contains(tag)) {
                start.stageIds().foreach(id -> stages.add((Integer) id));
            }
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (stages.contains(end.stageId()) && end.reason() == Success$.MODULE$) {
                progress.step(1, "");
                seconds += end.taskMetrics().executorRunTime() * 1e-3;
            }
        }

        private double seconds() {
            return seconds;
        }
    }
}
