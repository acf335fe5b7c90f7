package io.github.localflows.nf.train;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowPasses;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.random.TrainingStreams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One flow in training: the state that goes from epoch to epoch, and what an epoch does to it. */
final class TrainingRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

    /** How often a run may diverge and go on; then the rate is an eighth of what was asked for. */
    static final int MOST_SETBACKS = 3;

    private static final double SETBACK_FACTOR = 0.5;

    /**
     * A loss above that of the untrained flow by this [nats] has diverged, though it is finite: rows are e times less likely
     * than before the first step, so nothing is left of what was learned.
     */
    private static final double UNLEARNED = 1;

    private final FlowShape shape;
    private final TrainingSettings settings;
    private final FlowData data;
    private final FlowData heldOut;
    private final long seed;
    /** Checksum of the weights that the run started from when they were given; empty for random ones. */
    private final Optional<String> firstWeights;

    private final int stepsPerEpoch;
    private final FlowKernel kernel;
    private final FlowPasses passes;
    private final Adam adam;
    private final LearningRate learningRate;
    /** The weights after the last step, which the kernel computes with. */
    private final float[] parameters;

    /** The running average of the weights at the end of an epoch; used only where the settings ask for averaging. */
    private final float[] average;

    /** The weight of one step's parameters in the average. */
    private final double averagingWeight;

    /** Whether the training loss of an epoch is evaluated after it. */
    private final boolean wholeLoss;

    private final float[] gradient;
    private final float[] best;
    private int bestEpoch;
    private final List<EpochRecord> history = new ArrayList<>();
    /** Where Adam stood after the last epoch. */
    private Adam.State good;

    private final double untrainedLoss;
    private int setbacks;

    /**
     * @param heldOut null for none
     * @param from where to go on
     */
    TrainingRun(
            FlowShape shape,
            TrainingSettings settings,
            int threads,
            FlowData data,
            FlowData heldOut,
            long seed,
            Checkpoint from) {
        this.shape = shape;
        this.settings = settings;
        this.data = data;
        this.heldOut = heldOut;
        this.seed = seed;
        firstWeights = from.firstWeights();
        stepsPerEpoch = Math.toIntExact(TrainingSettings.stepsPerEpoch(data.size(), settings.batch()));
        learningRate = settings.schedule().start(settings.learningRate());
        learningRate.restore(from.learningRate());
        history.addAll(from.history());
        parameters = from.optimiser().parameters().clone();
        average = new float[parameters.length];
        averagingWeight = Math.min(1, 1 / (settings.averaging() * stepsPerEpoch));
        wholeLoss = settings.schedule().dependsOnLoss() || heldOut == null;
        gradient = new float[parameters.length];
        best = from.best().clone();
        bestEpoch = from.bestEpoch();
        good = from.optimiser();
        setbacks = from.setbacks();
        kernel = FlowKernel.fastest(shape);
        passes = new FlowPasses(kernel, threads);
        adam = new Adam(from.optimiser());
        LOG.debug("training on {} rows with {}, {} threads", data.size(), kernel.name(), threads);
        kernel.load(parameters);
        try {
            untrainedLoss =
                    from.epochs() > 0 ? from.untrainedLoss() : passes.meanLoss(heldOut == null ? data : heldOut);
        } catch (RuntimeException e) {
            close(); // nobody has this to close
            throw e;
        }
    }

    /** The random initial weights that belong to a seed. */
    static float[] initialParameters(FlowShape shape, long seed) {
        return MaskedAutoregressiveFlow.initialParameters(shape, TrainingStreams.weights(seed));
    }

    /** The order in which an epoch of a seed takes the rows. */
    static int[] order(long seed, int epoch, int rows) {
        int[] order = PermutationSampler.natural(rows);
        PermutationSampler.shuffle(TrainingStreams.order(seed, epoch), order);
        return order;
    }

    /** A run from random weights before its first epoch. */
    static Checkpoint beginning(TrainingSettings settings, float[] start) {
        return beginning(settings, start, Optional.empty());
    }

    /**
     * A run before its first epoch.
     *
     * @param checksum of the weights, where they were given; empty for random ones
     */
    static Checkpoint beginning(TrainingSettings settings, float[] start, Optional<String> checksum) {
        return new Checkpoint(
                checksum.isPresent() ? Map.of(Checkpoint.FIRST_WEIGHTS, checksum.get()) : Map.of(),
                settings.averaging() > 0 ? Adam.State.averaged(start) : Adam.State.initial(start),
                start,
                -1,
                settings.schedule().start(settings.learningRate()).state(),
                Double.NaN,
                0,
                List.of());
    }

    /** All that the epochs of a run depend on, by name. How many there are to be is left out where no epoch depends on it. */
    static Map<String, String> training(
            FlowShape shape,
            TrainingSettings settings,
            FlowData data,
            FlowData heldOut,
            long seed,
            Optional<String> firstWeights,
            String kernel) {
        Map<String, String> training = new LinkedHashMap<>();
        training.put("architecture", shape.toString());
        training.put("schedule", settings.schedule().toString());
        if (settings.schedule().dependsOnLength()) {
            training.put("number of epochs", String.valueOf(settings.epochs()));
        }
        training.put("batch", String.valueOf(settings.batch()));
        training.put("learning rate", String.valueOf(settings.learningRate()));
        training.put("averaging", String.valueOf(settings.averaging()));
        training.put("seed", String.valueOf(seed));
        firstWeights.ifPresent(checksum -> training.put(Checkpoint.FIRST_WEIGHTS, checksum));
        training.put("training set", data.checksum());
        training.put("held-out set", heldOut == null ? "none" : heldOut.checksum());
        training.put("kernel", kernel);
        return training;
    }

    /** Whether all epochs have ended, or more are of no use. */
    boolean finished() {
        boolean impatient = settings.patience() > 0 && history.size() - 1 - bestEpoch >= settings.patience();
        return history.size() >= settings.epochs() || learningRate.exhausted() || impatient;
    }

    /**
     * Does one epoch. One in which training diverges is undone and done again at a smaller rate, with the same batches.
     *
     * @param clock tells the time [ns], from any beginning
     * @throws TrainingDivergedException when it diverges again and again
     */
    EpochRecord epoch(LongSupplier clock) {
        while (true) {
            try {
                EpochRecord ended = attempt(clock);
                good = adam.state();
                return ended;
            } catch (TrainingDivergedException diverged) {
                if (setbacks == MOST_SETBACKS) {
                    throw new TrainingDivergedException(diverged.getMessage() + ", for the " + (setbacks + 1)
                            + "th time: training diverged at the learning rate " + settings.learningRate());
                }
                stepBack(diverged.getMessage());
            }
        }
    }

    private void stepBack(String why) {
        setbacks++;
        learningRate.lower(SETBACK_FACTOR);
        adam.restore(good);
        System.arraycopy(good.parameters(), 0, parameters, 0, parameters.length);
        kernel.load(parameters);
        LOG.warn(
                "{}: back to the end of the epoch before, and on with {} times the rate (setback {} of {})",
                why,
                SETBACK_FACTOR,
                setbacks,
                MOST_SETBACKS);
    }

    private EpochRecord attempt(LongSupplier clock) {
        long began = clock.getAsLong();
        int epoch = history.size();
        double steps = (double) stepsPerEpoch * settings.epochs();
        int[] order = order(seed, epoch, data.size());
        double rate = 0;
        double sum = 0;
        for (int step = 0; step < stepsPerEpoch; step++) {
            int from = step * settings.batch();
            int to = Math.min(data.size(), from + settings.batch());
            double loss = passes.lossGradient(data, order, from, to, gradient);
            requireFinite(loss, "batch " + step + " of epoch " + epoch, rate);
            sum += loss * (to - from);
            rate = learningRate.rate(((double) epoch * stepsPerEpoch + step + 0.5) / steps);
            adam.step(gradient, rate, averagingWeight, parameters);
            kernel.load(parameters);
        }
        // A weight that is no number need not show in the loss: the activation behind it may cut it off.
        requireFinite(parameters, epoch, rate);
        float[] judged = parameters;
        if (settings.averaging() > 0) {
            adam.average(average);
            judged = average;
            kernel.load(average);
        }
        double trainLoss = wholeLoss ? passes.meanLoss(data) : sum / data.size();
        requireFinite(trainLoss, "epoch " + epoch, rate);
        double heldOutLoss = Double.NaN;
        if (heldOut != null) {
            heldOutLoss = passes.meanLoss(heldOut);
            requireFinite(heldOutLoss, "epoch " + epoch + " (held-out rows)", rate);
        }
        EpochRecord ended = new EpochRecord(epoch, trainLoss, heldOutLoss, rate, (clock.getAsLong() - began) * 1e-9);
        if (ended.deciding() > untrainedLoss + UNLEARNED) {
            throw diverged(
                    String.format(Locale.ROOT, "%.4f (%.4f before training)", ended.deciding(), untrainedLoss),
                    "epoch " + epoch,
                    rate);
        }
        history.add(ended);
        if (bestEpoch < 0 || ended.deciding() < history.get(bestEpoch).deciding()) {
            bestEpoch = epoch;
            System.arraycopy(judged, 0, best, 0, best.length);
        }
        if (settings.averaging() > 0) {
            kernel.load(parameters);
        }
        learningRate.epochEnded(trainLoss);
        return ended;
    }

    private static void requireFinite(double loss, String when, double rate) {
        if (!Double.isFinite(loss)) {
            throw diverged(String.valueOf(loss), when, rate);
        }
    }

    static void requireFinite(float[] weights, int epoch, double rate) {
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new TrainingDivergedException(
                        "a weight became " + weight + " in epoch " + epoch + ", after a step of rate " + rate);
            }
        }
    }

    private static TrainingDivergedException diverged(String loss, String when, double rate) {
        return new TrainingDivergedException(
                "the loss became " + loss + " in " + when + ", after a step of rate " + rate);
    }

    /** The run as it stands, a copy. */
    Checkpoint checkpoint() {
        return new Checkpoint(
                training(shape, settings, data, heldOut, seed, firstWeights, kernel.name()),
                adam.state(),
                best.clone(),
                bestEpoch,
                learningRate.state(),
                untrainedLoss,
                setbacks,
                history);
    }

    /** The flow of the best epoch, which ends the run. */
    TrainedFlow trained() {
        EpochRecord epoch = history.get(bestEpoch);
        if (!wholeLoss) {
            kernel.load(best);
            epoch = new EpochRecord(
                    epoch.epoch(), passes.meanLoss(data), epoch.heldOutLoss(), epoch.learningRate(), epoch.seconds());
        }
        return new TrainedFlow(new MaskedAutoregressiveFlow(shape, best), epoch, history, checkpoint());
    }

    @Override
    public void close() {
        adam.close();
        passes.close();
        kernel.close();
    }
}
