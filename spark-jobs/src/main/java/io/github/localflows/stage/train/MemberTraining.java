package io.github.localflows.stage.train;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.CheckpointFiles;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.Checkpoint;
import io.github.localflows.nf.train.EpochRecord;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.nf.train.TrainingDivergedException;
import io.github.localflows.nf.train.TrainingSettings;
import io.github.localflows.starset.Density;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of one flow in this process, be it the driver's or a task's: from its last checkpoint to its end, with
 * checkpoints on the way.
 *
 * <p>The flow depends on the rows, the settings and its number alone: neither on where it is trained, nor on how many
 * threads do it, nor on how often it is interrupted.
 */
final class MemberTraining {
    private static final Logger LOG = LoggerFactory.getLogger(MemberTraining.class);

    /** 2^64 over the golden ratio, odd: run seeds times it lie far apart, so that their members' seeds do not meet. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private static final String TOO_LARGE = "train.layers, train.hidden, train.blocks: ";

    private final String name;
    private final String what;
    private final TrainSettings settings;
    private final FlowTrainer trainer;
    private final FlowData data;
    private final FlowData heldOut;
    private final long seed;

    /**
     * A trained flow and what it took.
     *
     * @param outcome whose flow the receiver closes
     * @param seconds wall time, that of the epochs before the last checkpoint too
     */
    record Trained(TrainedFlow outcome, double seconds) {}

    /**
     * Which flow is trained, and how.
     *
     * @param ensemble the name of its ensemble
     * @param density what it learns
     * @param member its number in the ensemble
     * @param number that of its random streams
     * @param first the weights that it starts from; null for random ones
     * @param settings how
     * @param threads that train it
     */
    record Subject(
            String ensemble,
            Density density,
            int member,
            int number,
            float[] first,
            TrainSettings settings,
            int threads)
            implements Serializable {
        private static final long serialVersionUID = 1;

        /** The one of a plan. */
        static Subject of(EnsemblePlan plan, int member, int threads) {
            return new Subject(
                    plan.name(),
                    plan.density(),
                    member,
                    plan.start().number(member),
                    plan.start().of(member).orElse(null),
                    plan.settings(),
                    threads);
        }
    }

    /**
     * @param data the rows of its part
     */
    MemberTraining(Subject subject, FlowData data, FlowData heldOut) {
        settings = subject.settings();
        this.data = data;
        this.heldOut = heldOut;
        name = "flow " + (subject.member() + 1) + " of " + settings.members();
        what = "train " + subject.ensemble() + " " + name;
        seed = seed(settings.runSeed(), subject.number());
        FlowTrainer random = new FlowTrainer(
                shape(settings, subject.density()), trainingSettings(settings), subject.threads(), System::nanoTime);
        trainer = subject.first() == null ? random : random.startingFrom(subject.first());
    }

    /** Which flow of which ensemble it is. */
    String what() {
        return what;
    }

    /**
     * Trains it.
     *
     * @param run where flows lie
     * @param place the flow's place in it, where one with fewer epochs may be, which this one replaces
     * @param progress where it is shown
     * @param watcher told of each epoch when its checkpoint is there
     * @throws UserError when training is refused or diverges, or a checkpoint is of another training
     */
    Trained train(
            RunDirectory run,
            Path place,
            CheckpointFiles checkpoints,
            EpochProgress progress,
            Consumer<EpochRecord> watcher)
            throws IOException {
        long start = System.nanoTime();
        Checkpoint from = start(run, place, checkpoints);
        TrainedFlow outcome = fit(from, checkpoints, progress, watcher);
        double before = from == null ? 0 : from.seconds();
        return new Trained(outcome, before + (System.nanoTime() - start) * 1e-9);
    }

    /** Where to go on: the last checkpoint of this flow, or of one with fewer epochs that it replaces; null to begin. */
    private Checkpoint start(RunDirectory run, Path place, CheckpointFiles checkpoints) throws IOException {
        Optional<CheckpointFiles.Found> kept = checkpoints.latest();
        kept.ifPresent(found -> {
            trainer.obstacle(found.checkpoint(), data, heldOut, seed).ifPresent(obstacle -> {
                throw new UserError(what + ": " + found.file() + ": " + obstacle + "; remove it to begin anew");
            });
        });
        Optional<CheckpointFiles.Found> last = kept.isPresent() ? kept : finished(run, place);
        last.ifPresent(found -> LOG.info(
                "{}: going on after {} epochs", what, found.checkpoint().epochs()));
        return last.map(CheckpointFiles.Found::checkpoint).orElse(null);
    }

    /** The last checkpoint of a finished flow, when this one goes on from it to the bits that it would have without. */
    private Optional<CheckpointFiles.Found> finished(RunDirectory run, Path place) throws IOException {
        Optional<Manifest> there = run.manifest(place);
        if (there.isEmpty() || !there.get().software().equals(Software.running())) {
            return Optional.empty();
        }
        return FlowDirectory.checkpoint(run.fileSystem(), place)
                .filter(found -> trainer.obstacle(found.checkpoint(), data, heldOut, seed)
                        .isEmpty());
    }

    private TrainedFlow fit(
            Checkpoint from, CheckpointFiles checkpoints, EpochProgress progress, Consumer<EpochRecord> watcher) {
        requireRows();
        progress.begin(name, from == null ? 0 : from.epochs());
        try {
            TrainedFlow outcome = trainer.train(data, heldOut, seed, from, (epoch, state) -> {
                if ((epoch.epoch() + 1) % settings.checkpointEpochs() == 0) {
                    keep(checkpoints, state.get());
                }
                progress.epoch(
                        String.format(Locale.ROOT, "loss %.4f, held out %.4f", epoch.trainLoss(), epoch.heldOutLoss()));
                watcher.accept(epoch);
            });
            progress.end();
            return outcome;
        } catch (IllegalArgumentException e) {
            throw new UserError(what + ": " + e.getMessage(), e);
        } catch (TrainingDivergedException e) {
            throw new UserError(
                    what + ": " + e.getMessage() + ". Lower train.learningRate (now " + settings.learningRate() + ").",
                    e);
        }
    }

    /** The trainer refuses these, too, but knows no keys. */
    private void requireRows() {
        if (data.size() < settings.batch()) {
            throw new UserError(what + ": a flow has " + data.size() + " stars to train on, fewer than a batch of "
                    + settings.batch() + ". Lower train.batch or train on more stars.");
        }
        if (heldOut.size() == 0) {
            throw new UserError(what + ": no star is held out. Raise train.heldOut or train on more stars.");
        }
    }

    private static void keep(CheckpointFiles checkpoints, Checkpoint checkpoint) {
        try {
            checkpoints.keep(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * The architecture of the flows.
     *
     * @throws UserError when it has more parameters than there can be, or than the heap has room for
     */
    static FlowShape shape(TrainSettings settings, Density density) {
        FlowShape shape;
        try {
            shape = new FlowShape(
                            settings.features(density),
                            density.context(),
                            settings.layers(),
                            settings.hidden(),
                            settings.blocks())
                    .with(settings.activation());
        } catch (IllegalArgumentException e) {
            throw new UserError(TOO_LARGE + e.getMessage() + ": take fewer", e);
        }
        // The weights, those of the best epoch and Adam's two moments, of which a checkpoint is made.
        long bytes = 4L * Float.BYTES * shape.parameters();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new UserError(TOO_LARGE + "a flow of " + shape.parameters() + " parameters needs " + (bytes >> 20)
                    + " MB in training, and the heap has " + (heap >> 20)
                    + ": take fewer, or give more memory, with --driver-memory SIZE before the command");
        }
        return shape;
    }

    private static TrainingSettings trainingSettings(TrainSettings settings) {
        TrainSettings.Plateau plateau = settings.plateau();
        Schedule schedule = settings.schedule() == TrainSettings.Schedule.COSINE
                ? Schedule.Cosine.standard()
                : new Schedule.Plateau(
                        plateau.factor(), plateau.patience(), plateau.threshold(), plateau.cooldown(), plateau.floor());
        return new TrainingSettings(
                settings.epochs(),
                settings.batch(),
                settings.learningRate(),
                schedule,
                settings.averaging(),
                settings.patience());
    }

    /** The seed of a flow: its number, in the run with seed 0. */
    static long seed(long runSeed, int number) {
        return runSeed * GOLDEN_RATIO + number;
    }
}
