package io.github.localflows.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;

/**
 * Passes of many rows through a kernel, spread over threads.
 *
 * <p>What is summed is summed within shares of the rows that depend on the number of rows alone, and the shares in their
 * order: the bits do not depend on the number of threads.
 */
final class FlowPasses implements AutoCloseable {
    /** Most shares of a batch, and so most threads that are of use in training. */
    private static final int MOST_SHARES = 16;
    /** A share has about this many rows, for its gradient to cost more than adding it up. */
    private static final int ROWS_PER_SHARE = 512;
    /** Rows of one task when nothing but a sum of logarithms comes out; whole tiles of any kernel. */
    private static final int ROWS_PER_TASK = 2048;

    private final FlowKernel kernel;
    private final int threads;
    private final ExecutorService executor;
    /** [thread] for densities; [share] for gradients, made when first needed. */
    private final List<FlowLane> lanes = new ArrayList<>();

    /** @param kernel stays the caller's to close */
    FlowPasses(FlowKernel kernel, int threads) {
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
        }
        lanes.forEach(FlowLane::close);
        lanes.clear();
    }

    /** The mean of -ln p over all rows. */
    double meanLoss(FlowData data) {
        int tasks = (data.size() + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        double[] sums = new double[tasks];
        lanes(threads);
        // Thread t takes the tasks t, t + threads, ...: all cost the same.
        parallel(threads, thread -> {
            double[] logProb = new double[ROWS_PER_TASK];
            for (int task = thread; task < tasks; task += threads) {
                int from = task * ROWS_PER_TASK;
                int to = Math.min(data.size(), from + ROWS_PER_TASK);
                lanes.get(thread).logProb(data, null, from, to, logProb);
                for (int i = 0; i < to - from; i++) {
                    sums[task] -= logProb[i];
                }
            }
        });
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum / data.size();
    }

    /**
     * The mean of -ln p over the rows {@code order[from..to)} and its gradient.
     *
     * @param order which rows, null for all in their order
     * @param gradient [number of parameters], overwritten
     */
    double lossGradient(FlowData data, int[] order, int from, int to, float[] gradient) {
        int tile = kernel.tile();
        int tiles = (to - from + tile - 1) / tile;
        // A power of two, which 2, 4, ... threads divide evenly.
        int wanted = (to - from + ROWS_PER_SHARE - 1) / ROWS_PER_SHARE;
        int shares = Integer.highestOneBit(Math.max(1, Math.min(MOST_SHARES, wanted)));
        lanes(shares);
        double[] losses = new double[shares];
        float[][] gradients = new float[shares][];
        parallel(shares, share -> {
            FlowLane lane = lanes.get(share);
            lane.clearGradient();
            int start = from + (int) ((long) tiles * share / shares) * tile;
            int end = Math.min(to, from + (int) ((long) tiles * (share + 1) / shares) * tile);
            losses[share] = lane.addLossGradient(data, order, start, end);
            gradients[share] = lane.gradient();
        });
        double loss = losses[0];
        float[] sum = gradients[0];
        for (int share = 1; share < shares; share++) {
            loss += losses[share];
            float[] term = gradients[share];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term[i];
            }
        }
        kernel.unpackGradient(sum, 1f / (to - from), gradient);
        return loss / (to - from);
    }

    private void lanes(int count) {
        while (lanes.size() < count) {
            lanes.add(kernel.lane());
        }
    }

    private void parallel(int tasks, IntConsumer work) {
        if (executor == null) {
            for (int task = 0; task < tasks; task++) {
                work.accept(task);
            }
            return;
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            int number = task;
            calls.add(() -> {
                work.accept(number);
                return null;
            });
        }
        try {
            for (var done : executor.invokeAll(calls)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training a flow", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training thread failed: " + e.getCause(), e.getCause());
        }
    }
}
