package io.github.localflows.nf.train;

import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowShape;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Fits a flow to rows of features by maximum likelihood. Where rows have weights all losses are weighted means: a row of weight 2
 * counts as two rows of weight 1.
 *
 * <p>Each epoch shuffles the rows, takes one Adam step (Kingma &amp; Ba 2015) a batch against the gradient of the batch's
 * mean of -ln p, and then evaluates the loss over the held-out set, and over the whole training set if the {@link Schedule}
 * asks for it. The weights of the best epoch are kept, or their running average: those with the lowest held-out loss where
 * there is a held-out set (Naik et al. 2022 have none and take the lowest training loss, as is done here without one).
 *
 * <p>Training that diverges - a loss that is NaN, infinite, or 1 nat above that of the untrained flow -
 * is taken back to the end of the last epoch and goes on from there at half the rate, three times at most.
 *
 * <p>The result depends on the shape, the settings, the rows in their order, the seed, and the kernel alone: the same
 * bits whatever the number of threads, and whether it was trained in one go or from {@link Checkpoint} to checkpoint.
 */
public final class FlowTrainer {
    private final FlowShape shape;
    private final TrainingSettings settings;
    private final int threads;
    private final LongSupplier clock;
    /** Null for random ones. */
    private final float[] first;

    /**
     * A trainer without a clock: epochs last 0 s.
     *
     * @param threads that compute at once, at least 1; gradients of a batch take 8 at most, losses any number
     */
    public FlowTrainer(FlowShape shape, TrainingSettings settings, int threads) {
        this(shape, settings, threads, () -> 0);
    }

    /**
     * A trainer.
     *
     * @param threads that compute at once, at least 1; gradients of a batch take 8 at most, losses any number
     * @param clock tells the time [ns], from any beginning, as {@code System::nanoTime}; it decides {@link EpochRecord#seconds}
     *     alone
     */
    public FlowTrainer(FlowShape shape, TrainingSettings settings, int threads, LongSupplier clock) {
        this(shape, settings, threads, clock, null);
    }

    private FlowTrainer(FlowShape shape, TrainingSettings settings, int threads, LongSupplier clock, float[] first) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
        }
        this.shape = shape;
        this.settings = settings;
        this.threads = threads;
        this.clock = clock;
        this.first = first;
    }

    /**
     * A trainer whose flows start from weights that are given, and not from random ones.
     *
     * @param parameters of a flow of the same shape, as {@link io.github.localflows.nf.MaskedAutoregressiveFlow#parameters}
     * @throws IllegalArgumentException when their number is not that of the shape
     */
    public FlowTrainer startingFrom(float[] parameters) {
        if (parameters.length != shape.parameters()) {
            throw new IllegalArgumentException(parameters.length + " parameters to start from, for flows of "
                    + shape.parameters() + ": give those of a flow of the same shape");
        }
        return new FlowTrainer(shape, settings, threads, clock, parameters.clone());
    }

    /**
     * Trains one flow.
     *
     * @param data rows to fit
     * @param heldOut rows that are only evaluated; null for none
     * @param seed of the initial weights and the order of the rows: an ensemble's members differ in it
     * @param listener told of each epoch when it has ended
     * @throws IllegalArgumentException when the rows do not fit the shape, are fewer than a batch, hold a number that is
     *     not finite, or a column that is constant
     * @throws TrainingDivergedException when the loss diverges again and again
     */
    public TrainedFlow train(FlowData data, FlowData heldOut, long seed, Consumer<EpochRecord> listener) {
        return train(data, heldOut, seed, null, (epoch, run) -> listener.accept(epoch));
    }

    /**
     * Trains one flow, or goes on with it: from a checkpoint of this training come the same bits as without interruption.
     *
     * @param data rows to fit
     * @param heldOut rows that are only evaluated; null for none
     * @param seed of the initial weights and the order of the rows: an ensemble's members differ in it
     * @param from where to go on; null to begin
     * @param listener told of each epoch when it has ended
     * @throws IllegalArgumentException when the rows do not fit the shape, are fewer than a batch, hold a number that is
     *     not finite, or a column that is constant; and when the checkpoint is of another training
     * @throws TrainingDivergedException when the loss diverges again and again
     */
    public TrainedFlow train(FlowData data, FlowData heldOut, long seed, Checkpoint from, TrainingListener listener) {
        check(data, heldOut);
        if (from != null) {
            obstacle(from, data, heldOut, seed).ifPresent(difference -> {
                throw new IllegalArgumentException(difference);
            });
        }
        Checkpoint start = from != null ? from : TrainingRun.beginning(settings, initial(seed), checksum());
        try (TrainingRun run = new TrainingRun(shape, settings, threads, data, heldOut, seed, start)) {
            while (!run.finished()) {
                EpochRecord ended = run.epoch(clock);
                listener.epochEnded(ended, run::checkpoint);
            }
            return run.trained();
        }
    }

    private float[] initial(long seed) {
        return first == null ? TrainingRun.initialParameters(shape, seed) : first.clone();
    }

    /** Of the weights that are given; as those of rows of one number each. */
    private Optional<String> checksum() {
        return Optional.ofNullable(first).map(weights -> FlowData.of(weights, 1).checksum());
    }

    /**
     * Why a training cannot go on from a checkpoint: it is of another architecture, other settings, rows or another seed,
     * was made with another kernel, or has more epochs than are asked for. Empty when it can.
     */
    public Optional<String> obstacle(Checkpoint checkpoint, FlowData data, FlowData heldOut, long seed) {
        String kernelName;
        try (FlowKernel kernel = FlowKernel.fastest(shape)) {
            kernelName = kernel.name();
        }
        Optional<String> difference = checkpoint.difference(
                TrainingRun.training(shape, settings, data, heldOut, seed, checksum(), kernelName));
        if (difference.isPresent()) {
            return difference.map(what -> "the checkpoint is of another training: " + what);
        }
        if (checkpoint.best().length != shape.parameters()) {
            return Optional.of("the checkpoint has " + checkpoint.best().length + " parameters for a flow of "
                    + shape.parameters());
        }
        if (checkpoint.optimiser().average() == null == settings.averaging() > 0) {
            return Optional.of("the checkpoint " + (settings.averaging() > 0 ? "lacks the" : "has an")
                    + " average of the weights that this training "
                    + (settings.averaging() > 0 ? "keeps" : "does not keep"));
        }
        try {
            settings.schedule().start(settings.learningRate()).restore(checkpoint.learningRate());
        } catch (IllegalArgumentException e) {
            return Optional.of("the checkpoint has " + e.getMessage());
        }
        return checkpoint.epochs() <= settings.epochs()
                ? Optional.empty()
                : Optional.of("the checkpoint has " + checkpoint.epochs() + " epochs, more than the "
                        + settings.epochs() + " that are asked for");
    }

    private void check(FlowData data, FlowData heldOut) {
        data.requireFits(shape);
        if (data.size() < settings.batch()) {
            throw new IllegalArgumentException("the training set has " + data.size() + " rows, fewer than a batch of "
                    + settings.batch() + ": take smaller batches, or give more rows");
        }
        requireFinite(data, "training");
        requireVariation(data);
        if (heldOut != null) {
            heldOut.requireFits(shape);
            if (heldOut.size() == 0) {
                throw new IllegalArgumentException("the held-out set is empty: give it rows, or none of it");
            }
            requireFinite(heldOut, "held-out");
        }
    }

    private static void requireFinite(FlowData data, String set) {
        for (int row = 0; row < data.size(); row++) {
            for (int i = 0; i < data.features() + data.context(); i++) {
                float value = column(data, row, i);
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("row " + row + " of the " + set + " set has " + value + " as "
                            + columnName(data, i) + "; every number must be finite. Leave such rows out.");
                }
            }
        }
    }

    private static void requireVariation(FlowData data) {
        for (int i = 0; i < data.features() + data.context(); i++) {
            boolean constant = true;
            for (int row = 1; row < data.size() && constant; row++) {
                constant = column(data, row, i) == column(data, 0, i);
            }
            if (constant) {
                throw new IllegalArgumentException(columnName(data, i) + " is " + column(data, 0, i) + " in all "
                        + data.size() + " rows of the training set; a constant has no density. Leave it out.");
            }
        }
    }

    private static float column(FlowData data, int row, int i) {
        return i < data.features() ? data.feature(row, i) : data.contextFeature(row, i - data.features());
    }

    private static String columnName(FlowData data, int i) {
        return i < data.features() ? "feature " + i : "context feature " + (i - data.features());
    }
}
