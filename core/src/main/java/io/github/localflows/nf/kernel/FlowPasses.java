package io.github.localflows.nf.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes of many rows through a kernel, spread over threads.
 *
 * <p>What is summed is summed within shares of the rows that depend on the number of rows alone, and the shares in their
 * order: the bits do not depend on the number of threads.
 */
public final class FlowPasses implements AutoCloseable {
    /**
     * Most shares of a batch, and so most threads that are of use in training: each has a gradient of its own to fill and to add
     * up, which costs 1% of a batch of 10,000 rows for 2 shares.
     */
    private static final int MOST_SHARES = 8;
    /** A share has about this many rows, for its gradient to cost more than adding it up. */
    private static final int ROWS_PER_SHARE = 512;
    /** Rows of one task when nothing but a sum of logarithms comes out; whole tiles of any kernel. */
    private static final int ROWS_PER_TASK = 512;

    private static final String INTERRUPTED = "interrupted while training a flow";

    private final FlowKernel kernel;
    private final int threads;
    private final ExecutorService executor;
    /** [thread], made when first needed. */
    private final List<FlowLane> lanes = new ArrayList<>();
    /** [share], made when first needed. */
    private final List<float[]> gradients = new ArrayList<>();

    /** @param kernel stays the caller's to close */
    public FlowPasses(FlowKernel kernel, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
        }
        this.kernel = kernel;
        this.threads = threads;
        executor = threads == 1
                ? null
                : Executors.newFixedThreadPool(threads, task -> {
                    Thread thread = new Thread(task, "flow-training");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
            awaitEnd();
        }
        lanes.forEach(FlowLane::close);
        lanes.clear();
    }

    /** Whoever was interrupted has left its threads at work, in the lanes' native memory. */
    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                if (executor.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The mean of -ln p over all rows, weighted where they have weights. */
    public double meanLoss(FlowData data) {
        int tasks = (data.size() + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        double[] sums = new double[tasks];
        parallel(tasks, (task, lane) -> {
            int from = task * ROWS_PER_TASK;
            int to = Math.min(data.size(), from + ROWS_PER_TASK);
            double[] logProb = new double[to - from];
            lane.logProb(data, null, from, to, logProb);
            for (int i = 0; i < logProb.length; i++) {
                sums[task] -= data.count(from + i) * logProb[i];
            }
        });
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum / data.size();
    }

    /**
     * The mean of -ln p over the rows {@code order[from..to)} and its gradient; each term times its row's weight, in units of the mean of
     * all rows and not of these, so that means of random rows have the expectation of that of all.
     *
     * @param order which rows, null for all in their order
     * @param gradient [number of parameters], overwritten
     */
    public double lossGradient(FlowData data, int[] order, int from, int to, float[] gradient) {
        int tile = kernel.tile();
        int tiles = (to - from + tile - 1) / tile;
        // A power of two, which 2, 4, ... threads divide evenly.
        int wanted = (to - from + ROWS_PER_SHARE - 1) / ROWS_PER_SHARE;
        int shares = Integer.highestOneBit(Math.max(1, Math.min(MOST_SHARES, wanted)));
        while (gradients.size() < shares) {
            gradients.add(new float[kernel.gradientSize()]);
        }
        double[] losses = new double[shares];
        parallel(shares, (share, lane) -> {
            int start = from + (int) ((long) tiles * share / shares) * tile;
            int end = Math.min(to, from + (int) ((long) tiles * (share + 1) / shares) * tile);
            losses[share] = lane.lossGradient(data, order, start, end, gradients.get(share));
        });
        double loss = 0;
        for (double part : losses) {
            loss += part;
        }
        // Share by share, as one thread would; each thread takes a stretch of the parameters.
        float[] sum = gradients.get(0);
        int workers = Math.min(threads, shares);
        int stretch = (sum.length + workers - 1) / workers;
        parallel(workers, (worker, lane) -> {
            int end = Math.min(sum.length, (worker + 1) * stretch);
            for (int share = 1; share < shares; share++) {
                add(gradients.get(share), sum, worker * stretch, end);
            }
        });
        kernel.unpackGradient(sum, 1f / (to - from), gradient);
        return loss / (to - from);
    }

    private static void add(float[] term, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += term[i];
        }
    }

    /** A task of many, done with a lane of the thread that does it. */
    private interface Work {
        void accept(int task, FlowLane lane);
    }

    /** Does the tasks {@code 0..tasks}, each thread taking the next when it has done one. */
    private void parallel(int tasks, Work work) {
        int workers = Math.min(threads, tasks);
        while (lanes.size() < workers) {
            lanes.add(kernel.lane());
        }
        if (workers == 1) {
            for (int task = 0; task < tasks; task++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException(INTERRUPTED);
                }
                work.accept(task, lanes.get(0));
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        List<Callable<Void>> calls = new ArrayList<>();
        for (FlowLane lane : lanes.subList(0, workers)) {
            calls.add(() -> {
                // Interrupted when the pass is given up: its results are not used.
                for (int task = next.getAndIncrement();
                        task < tasks && !Thread.currentThread().isInterrupted();
                        task = next.getAndIncrement()) {
                    work.accept(task, lane);
                }
                return null;
            });
        }
        try {
            for (var done : executor.invokeAll(calls)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(INTERRUPTED, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training thread failed: " + e.getCause(), e.getCause());
        }
    }
}
