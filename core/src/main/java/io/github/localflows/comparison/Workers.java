package io.github.localflows.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** A fixed number of threads for pieces of work that are all alike. Close it when the work is done. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService executor;

    /** @param threads how many, at least 1; a single one is the caller's own */
    Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads: a fit needs at least one");
        }
        this.threads = threads;
        executor = threads == 1
                ? null
                : Executors.newFixedThreadPool(threads, task -> {
                    Thread thread = new Thread(task, "comparison");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Runs the pieces 0 .. count - 1, and returns when all are done. A thread takes every so many-th of them.
     *
     * @throws CancellationException when the calling thread is interrupted; it stays so
     */
    void forEach(int count, IntConsumer piece) {
        if (executor == null) {
            for (int i = 0; i < count; i++) {
                piece.accept(i);
            }
            return;
        }
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t;
            tasks.add(() -> {
                for (int i = first; i < count; i += threads) {
                    piece.accept(i);
                }
                return null;
            });
        }
        try {
            for (Future<Void> done : executor.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the fit was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("a piece of the fit failed", e.getCause());
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
