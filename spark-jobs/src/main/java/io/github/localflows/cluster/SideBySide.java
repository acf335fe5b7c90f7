package io.github.localflows.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Several pieces of the driver's work at the same time, each of which runs Spark jobs of its own: one alone would leave executors idle. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * Does all the work, the first pieces first. When a piece fails, those that run are told to end, and no other begins.
     *
     * @param atOnce how many pieces are done at the same time, at least 1
     * @return what came of each, in order
     * @throws IOException when the first failure was one
     */
    public static <T> List<T> run(SparkSession spark, int atOnce, List<? extends Callable<T>> pieces)
            throws IOException {
        if (atOnce == 1 || pieces.size() < 2) {
            List<T> results = new ArrayList<>();
            for (Callable<T> piece : pieces) {
                results.add(call(piece));
            }
            return results;
        }
        SparkContext context = spark.sparkContext();
        String tag = UUID.randomUUID().toString();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(atOnce, pieces.size()));
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> piece : pieces) {
            futures.add(threads.submit(() -> {
                if (failure.get() != null) {
                    return null;
                }
                context.addJobTag(tag);
                try {
                    return piece.call();
                } catch (Throwable e) {
                    // What the others then end with is no news.
                    if (failure.compareAndSet(null, e)) {
                        context.cancelJobsWithTag(tag);
                    }
                    throw e;
                } finally {
                    context.removeJobTag(tag);
                }
            }));
        }
        threads.shutdown();
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        if (failure.get() != null) {
            return call(() -> {
                throw failure.get() instanceof Exception e ? e : new IllegalStateException(failure.get());
            });
        }
        return results;
    }

    /** Null of a piece that failed: the first failure is known by then. */
    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static <T> T call(Callable<T> piece) throws IOException {
        try {
            return piece.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
