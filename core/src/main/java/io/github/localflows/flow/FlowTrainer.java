package io.github.localflows.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a flow to rows of features by maximum likelihood.
 *
 * <p>Each epoch shuffles the rows, takes one Adam step (Kingma &amp; Ba 2015) a batch against the gradient of the batch's
 * mean of -ln p, and then evaluates the loss over the whole training set, which drives the {@link Schedule}, and over
 * the held-out set. The weights of the best epoch are kept: the one with the lowest held-out loss where there is a
 * held-out set (Naik et al. 2022 have none and take the lowest training loss, as is done here without one).
 *
 * <p>The result depends on the shape, the settings, the rows in their order, the seed, and the kernel alone: the same
 * bits whatever the number of threads.
 */
public final class FlowTrainer {
    private static final Logger LOG = LoggerFactory.getLogger(FlowTrainer.class);
    /** Purposes of the random streams of a seed. */
    private static final long WEIGHTS = 0x5745494748545331L;

    private static final long SHUFFLE = 0x53485546464C4531L;

    private final FlowShape shape;
    private final TrainingSettings settings;
    private final int threads;

    /** @param threads that compute at once, at least 1; more than 16 are of no use */
    public FlowTrainer(FlowShape shape, TrainingSettings settings, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
        }
        this.shape = shape;
        this.settings = settings;
        this.threads = threads;
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
     * @throws IllegalStateException when the loss becomes NaN or infinite
     */
    public TrainedFlow train(FlowData data, FlowData heldOut, long seed, Consumer<EpochRecord> listener) {
        float[] start = MaskedAutoregressiveFlow.initialParameters(shape, stream(seed, WEIGHTS, 0));
        return train(data, heldOut, seed, start, listener);
    }

    TrainedFlow train(FlowData data, FlowData heldOut, long seed, float[] start, Consumer<EpochRecord> listener) {
        check(data, heldOut);
        int n = data.size();
        int batch = settings.batch();
        int stepsPerEpoch = (n + batch - 1) / batch;
        double steps = (double) stepsPerEpoch * settings.epochs();
        float[] parameters = start.clone();
        float[] best = start.clone();
        float[] gradient = new float[start.length];
        EpochRecord bestEpoch = null;
        List<EpochRecord> history = new ArrayList<>();
        LearningRate learningRate = settings.schedule().start(settings.learningRate());

        try (FlowKernel kernel = FlowKernel.fastest(shape);
                FlowPasses passes = new FlowPasses(kernel, threads);
                Adam adam = new Adam(start)) {
            LOG.info("training on {} rows with {}, {} threads", n, kernel.name(), threads);
            kernel.load(parameters);
            for (int epoch = 0; epoch < settings.epochs() && !learningRate.exhausted(); epoch++) {
                long began = System.nanoTime();
                int[] order = PermutationSampler.natural(n);
                PermutationSampler.shuffle(stream(seed, SHUFFLE, epoch), order);
                double rate = 0;
                for (int step = 0; step < stepsPerEpoch; step++) {
                    int from = step * batch;
                    int to = Math.min(n, from + batch);
                    double loss = passes.lossGradient(data, order, from, to, gradient);
                    if (!Double.isFinite(loss)) {
                        throw diverged(loss, "batch " + step + " of epoch " + epoch, rate);
                    }
                    rate = learningRate.rate(((double) epoch * stepsPerEpoch + step + 0.5) / steps);
                    adam.step(gradient, rate, parameters);
                    kernel.load(parameters);
                }
                double trainLoss = passes.meanLoss(data);
                double heldOutLoss = heldOut == null ? Double.NaN : passes.meanLoss(heldOut);
                if (!Double.isFinite(trainLoss)) {
                    throw diverged(trainLoss, "epoch " + epoch, rate);
                }
                if (heldOut != null && !Double.isFinite(heldOutLoss)) {
                    throw diverged(heldOutLoss, "epoch " + epoch + " (held-out rows)", rate);
                }
                EpochRecord ended =
                        new EpochRecord(epoch, trainLoss, heldOutLoss, rate, (System.nanoTime() - began) * 1e-9);
                history.add(ended);
                if (bestEpoch == null || ended.deciding() < bestEpoch.deciding()) {
                    bestEpoch = ended;
                    System.arraycopy(parameters, 0, best, 0, best.length);
                }
                learningRate.epochEnded(trainLoss);
                listener.accept(ended);
            }
        }
        return new TrainedFlow(new MaskedAutoregressiveFlow(shape, best), bestEpoch, history);
    }

    private IllegalStateException diverged(double loss, String when, double rate) {
        return new IllegalStateException("the loss became " + loss + " in " + when + ", after a step of rate " + rate
                + ": training diverged. Lower train.learningRate (now " + settings.learningRate() + ").");
    }

    /** A stream of random numbers that depends on its three keys alone. */
    private static UniformRandomProvider stream(long seed, long purpose, long index) {
        return RandomSource.L64_X128_MIX.create(mix(mix(mix(seed) + purpose) + index));
    }

    /** Stafford's 13th variant of the 64-bit finaliser of MurmurHash3, which SplitMix64 uses. */
    private static long mix(long key) {
        long z = key + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private void check(FlowData data, FlowData heldOut) {
        data.requireFits(shape);
        if (data.size() < settings.batch()) {
            throw new IllegalArgumentException("the training set has " + data.size() + " stars, fewer than a batch of "
                    + settings.batch() + ". Lower train.batch or train on more stars.");
        }
        requireFinite(data, "training");
        requireVariation(data);
        if (heldOut != null) {
            heldOut.requireFits(shape);
            if (heldOut.size() == 0) {
                throw new IllegalArgumentException("the held-out set is empty. Raise train.heldOut.");
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
                            + columnName(data, i) + "; every number must be finite. Remove such stars.");
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
