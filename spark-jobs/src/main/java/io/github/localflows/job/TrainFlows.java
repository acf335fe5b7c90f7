package io.github.localflows.job;

import com.typesafe.config.Config;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.ModelSettings;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.TrainSettings;
import io.github.localflows.config.UserError;
import io.github.localflows.dataset.CheckpointFiles;
import io.github.localflows.dataset.CollectedRows;
import io.github.localflows.dataset.FlowDirectory;
import io.github.localflows.dataset.Manifest;
import io.github.localflows.dataset.PendingDirectory;
import io.github.localflows.dataset.Recipe;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.dataset.Software;
import io.github.localflows.flow.Checkpoint;
import io.github.localflows.flow.EpochRecord;
import io.github.localflows.flow.FeatureScaling;
import io.github.localflows.flow.FlowData;
import io.github.localflows.flow.FlowDescription;
import io.github.localflows.flow.FlowShape;
import io.github.localflows.flow.FlowTrainer;
import io.github.localflows.flow.Schedule;
import io.github.localflows.flow.TrainedFlow;
import io.github.localflows.flow.TrainingDivergedException;
import io.github.localflows.flow.TrainingSettings;
import io.github.localflows.flow.TrainingVolume;
import io.github.localflows.sampling.RandomStreams;
import io.github.localflows.sampling.RandomStreams.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code train}: an ensemble of flows for each data set whose density is to be learned, on the driver, one flow after
 * another with all its cores.
 *
 * <p>A flow depends on the stars, the settings and its number alone. Each is committed when it is trained, so that a run
 * that was stopped, or asks for more members, trains only those that are missing, and goes on with the one that was in
 * training from its last checkpoint.
 */
public final class TrainFlows {
    static final String STAGE = "train";
    private static final Logger LOG = LoggerFactory.getLogger(TrainFlows.class);

    /** 2^64 over the golden ratio, odd: run seeds times it lie far apart, so that their members' seeds do not meet. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** In place of a part's number: no flow is trained on the star. */
    static final int HELD_OUT = -1;

    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,\\s*\\d+)?\\])?");

    private TrainFlows() {}

    /**
     * Trains the flows that are not there.
     *
     * @param config a checked configuration
     * @param overwrite whether flows trained with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        return run(spark, run, config, overwrite, epoch -> {});
    }

    /** As {@link #run}, and someone watches each epoch of each flow that is trained. */
    static List<StageOutcome> run(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Consumer<EpochRecord> watcher)
            throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (DatasetName dataset : TrainSettings.from(config).datasets()) {
            outcomes.add(train(spark, run, config, dataset, overwrite, watcher));
        }
        return outcomes;
    }

    private static StageOutcome train(
            SparkSession spark,
            RunDirectory run,
            Config config,
            DatasetName dataset,
            boolean overwrite,
            Consumer<EpochRecord> watcher)
            throws IOException {
        long start = System.nanoTime();
        TrainSettings settings = TrainSettings.from(config);
        Manifest stars = run.required(
                run.stars(dataset.toString()), stageOf(dataset), EvolveStars.configuration(config, dataset));
        StageConfiguration configuration = StageConfiguration.member(config, dataset);
        Map<String, String> inputs = Map.of("stars/" + dataset, stars.checksum());
        Recipe recipe = Recipe.of(STAGE, dataset.toString(), configuration, inputs);
        Path directory = run.flows(dataset.toString());
        Optional<Manifest> there = run.manifest(directory);
        if (there.isPresent()) {
            boolean same = there.get().configurationHash().equals(recipe.hash());
            if (same && there.get().figures().getOrDefault("members", 0.0) >= settings.members()) {
                return StageOutcome.there(there.get(), directory, "training stars");
            }
            if (!same) {
                // Refuses unless it is to be overwritten.
                run.finished(directory, recipe, overwrite);
            }
        }

        List<Manifest> members = new ArrayList<>();
        Ensemble ensemble = null;
        for (int member = 0; member < settings.members(); member++) {
            Path path = run.flow(dataset.toString(), member);
            Recipe one = Recipe.of(STAGE, dataset + "/" + path.getName(), configuration, inputs);
            Optional<Manifest> trained = run.finished(path, one, overwrite);
            if (trained.isEmpty()) {
                if (ensemble == null) {
                    ensemble = new Ensemble(spark, run, dataset, config, stars, watcher);
                    // From here on there are members of two configurations, or too few.
                    run.fileSystem().delete(new Path(directory, RunDirectory.MANIFEST), false);
                }
                trained = Optional.of(ensemble.train(member, one, path));
            }
            members.add(trained.get());
        }
        removeOthers(run, directory, members);
        return finish(run, directory, recipe, members, settings.parts(), start);
    }

    /** Removes members with higher numbers, which another configuration, or other stars, have left. */
    private static void removeOthers(RunDirectory run, Path directory, List<Manifest> members) throws IOException {
        for (FileStatus child : run.fileSystem().listStatus(directory)) {
            Optional<Manifest> manifest = child.isDirectory() ? run.manifest(child.getPath()) : Optional.empty();
            if (manifest.isPresent()
                    && !(manifest.get().configuration().equals(members.get(0).configuration())
                            && manifest.get().inputs().equals(members.get(0).inputs()))) {
                run.fileSystem().delete(child.getPath(), true);
            }
        }
    }

    private static StageOutcome finish(
            RunDirectory run, Path directory, Recipe recipe, List<Manifest> members, int parts, long start)
            throws IOException {
        Manifest first = members.get(0);
        // The first members, one a part, have seen every star once.
        long stars = members.stream().limit(parts).mapToLong(Manifest::rows).sum();
        double starEpochs = members.stream()
                .mapToDouble(member -> member.rows() * member.figures().get("epochs"))
                .sum();
        double trainingSeconds =
                members.stream().mapToDouble(Manifest::wallSeconds).sum();
        double microseconds = trainingSeconds / starEpochs * 1e6;
        Manifest manifest = Manifest.of(
                recipe,
                first.measure(),
                Software.running(),
                stars,
                FlowDirectory.checksum(members.stream().map(Manifest::checksum).toList()),
                members.size() * FlowDirectory.FILES,
                run.bytes(directory),
                (System.nanoTime() - start) * 1e-9,
                members.stream().mapToDouble(Manifest::coreSeconds).sum(),
                Map.of(
                        "members",
                        (double) members.size(),
                        "parts",
                        (double) parts,
                        "heldOutStars",
                        first.figures().get("heldOutStars"),
                        "meanHeldOutLoss",
                        members.stream()
                                .mapToDouble(member -> member.figures().get("heldOutLoss"))
                                .average()
                                .orElse(Double.NaN),
                        "microsecondsPerStarAndEpoch",
                        microseconds));
        run.writeText(new Path(directory, RunDirectory.MANIFEST), manifest.json());
        return new StageOutcome(
                manifest,
                directory,
                true,
                "training stars",
                String.format(
                        Locale.ROOT,
                        "%d flow%s, %.2f us per star and epoch",
                        members.size(),
                        members.size() == 1 ? "" : "s",
                        microseconds));
    }

    private static String stageOf(DatasetName dataset) {
        if (dataset.evolved()) {
            return EvolveStars.STAGE;
        }
        return dataset.perturbed() ? PerturbStars.STAGE : SampleStars.STAGE;
    }

    /** How many threads the driver may compute with: local[N] means N cores, on a cluster the driver has its machine. */
    static int driverThreads(String master) {
        Matcher local = LOCAL.matcher(master);
        if (!local.matches() || "*".equals(local.group(2))) {
            return Runtime.getRuntime().availableProcessors();
        }
        return local.group(2) == null ? 1 : Integer.parseInt(local.group(2));
    }

    /** The stars of one data set, ready for training, and what is needed to train a flow on them. */
    private static final class Ensemble {
        private final RunDirectory run;
        private final DatasetName dataset;
        private final TrainSettings settings;
        private final Manifest stars;
        private final FeatureScaling scaling;
        private final TrainingVolume volume;
        private final FlowTrainer trainer;
        private final int threads;
        private final List<FlowData> parts = new ArrayList<>();
        private final FlowData heldOut;
        private final Consumer<EpochRecord> watcher;

        private Ensemble(
                SparkSession spark,
                RunDirectory run,
                DatasetName dataset,
                Config config,
                Manifest stars,
                Consumer<EpochRecord> watcher) {
            this.run = run;
            this.watcher = watcher;
            this.dataset = dataset;
            this.stars = stars;
            settings = TrainSettings.from(config);
            TrainSettings.Volume where = settings.volume();
            volume = TrainingVolume.about(where.R0(), where.halfWidthR(), where.absZmax());
            scaling = FeatureScaling.about(
                    where.R0(), ModelSettings.from(config).potential().v0());
            threads = driverThreads(spark.sparkContext().master());
            trainer = new FlowTrainer(
                    FlowShape.unconditional(
                                    FeatureScaling.FEATURES, settings.layers(), settings.hidden(), settings.blocks())
                            .with(settings.activation()),
                    trainingSettings(settings),
                    threads);
            List<CollectedRows> collected = new ArrayList<>();
            try {
                for (int i = 0; i <= settings.parts(); i++) {
                    collected.add(CollectedRows.of(
                            spark, FeatureScaling.FEATURES, CollectedRows.MOST_IN_HEAP / (settings.parts() + 1)));
                }
                CollectedRows others = collected.get(settings.parts());
                IntSupplier part = parts(settings);
                TrainingStars.read(spark, run, dataset.toString(), where, batch -> {
                    FlowData features = scaling.features(batch.stars());
                    for (int i = 0; i < features.size(); i++) {
                        int to = part.getAsInt();
                        (to == HELD_OUT ? others : collected.get(to)).add(features, i);
                    }
                });
                if (collected.stream().allMatch(rows -> rows.size() == 0)) {
                    throw new UserError("no star of stars/" + dataset + " lies in the training volume |R - "
                            + where.R0() + "| < " + where.halfWidthR() + ", |z| < " + where.absZmax()
                            + " kpc: widen it (train.halfWidthR, train.absZmax) or sample more seeds");
                }
                collected.subList(0, settings.parts()).forEach(rows -> parts.add(rows.data()));
                heldOut = others.data();
            } finally {
                collected.forEach(CollectedRows::close);
            }
        }

        Manifest train(int member, Recipe recipe, Path path) throws IOException {
            return new MemberTraining(member, recipe, path).train();
        }

        /** The training of one flow. */
        private final class MemberTraining {
            private final int member;
            private final Recipe recipe;
            private final Path path;
            private final String what;
            private final long seed;
            private final int part;
            private final FlowData data;

            MemberTraining(int member, Recipe recipe, Path path) {
                this.member = member;
                this.recipe = recipe;
                this.path = path;
                what = "train " + dataset + " flow " + (member + 1) + " of " + settings.members();
                seed = seed(settings.runSeed(), member);
                part = member % settings.parts();
                data = parts.get(part);
            }

            Manifest train() throws IOException {
                long start = System.nanoTime();
                try (PendingDirectory pending = PendingDirectory.resume(run.fileSystem(), path, recipe.key())) {
                    CheckpointFiles checkpoints = new CheckpointFiles(run.fileSystem(), pending);
                    Checkpoint from = start(checkpoints);
                    TrainedFlow trained = fit(from, checkpoints);
                    double before = from == null ? 0 : from.seconds();
                    try {
                        return commit(pending, trained, before + (System.nanoTime() - start) * 1e-9);
                    } finally {
                        trained.flow().close();
                    }
                }
            }

            /** Where to go on: the last checkpoint of this flow, or of one with fewer epochs that it replaces; null to begin. */
            private Checkpoint start(CheckpointFiles checkpoints) throws IOException {
                Optional<CheckpointFiles.Found> kept = checkpoints.latest();
                kept.ifPresent(found -> {
                    trainer.obstacle(found.checkpoint(), data, heldOut, seed).ifPresent(obstacle -> {
                        throw new UserError(what + ": " + found.file() + ": " + obstacle + "; remove it to begin anew");
                    });
                });
                Optional<CheckpointFiles.Found> last = kept.isPresent() ? kept : finished();
                last.ifPresent(found -> LOG.info(
                        "{}: going on after {} epochs", what, found.checkpoint().epochs()));
                return last.map(CheckpointFiles.Found::checkpoint).orElse(null);
            }

            /** The last checkpoint of a finished flow, when this one goes on from it to the bits that it would have without. */
            private Optional<CheckpointFiles.Found> finished() throws IOException {
                Optional<Manifest> there = run.manifest(path);
                if (there.isEmpty() || !there.get().software().equals(Software.running())) {
                    return Optional.empty();
                }
                return FlowDirectory.checkpoint(run.fileSystem(), path)
                        .filter(found -> trainer.obstacle(found.checkpoint(), data, heldOut, seed)
                                .isEmpty());
            }

            private TrainedFlow fit(Checkpoint from, CheckpointFiles checkpoints) {
                int done = from == null ? 0 : from.epochs();
                try (Progress progress = Progress.of(what, settings.epochs() - done, "epochs")) {
                    return trainer.train(data, heldOut, seed, from, (epoch, state) -> {
                        if ((epoch.epoch() + 1) % settings.checkpointEpochs() == 0) {
                            keep(checkpoints, state.get());
                        }
                        progress.step(
                                1,
                                String.format(
                                        Locale.ROOT,
                                        "loss %.4f, held out %.4f",
                                        epoch.trainLoss(),
                                        epoch.heldOutLoss()));
                        watcher.accept(epoch);
                    });
                } catch (IllegalArgumentException | TrainingDivergedException e) {
                    throw new UserError(what + ": " + e.getMessage(), e);
                }
            }

            private void keep(CheckpointFiles checkpoints, Checkpoint checkpoint) {
                try {
                    checkpoints.keep(checkpoint);
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }

            private Manifest commit(PendingDirectory pending, TrainedFlow trained, double seconds) throws IOException {
                Software software = Software.running();
                Map<String, String> versions =
                        Map.of("localflows", software.localflows(), "java", software.java(), "nd4j", software.nd4j());
                FlowDirectory.write(
                        run.fileSystem(),
                        pending.path(),
                        FlowDescription.of(
                                trained, scaling, stars.measure(), volume, member, settings.parts(), part, versions),
                        trained.flow(),
                        trained.history());
                FlowDirectory.writeCheckpoint(run.fileSystem(), pending.path(), trained.end());
                Manifest manifest = Manifest.of(
                        recipe,
                        stars.measure(),
                        software,
                        data.size(),
                        FlowDirectory.checksum(trained.flow()),
                        FlowDirectory.FILES,
                        FlowDirectory.bytes(run.fileSystem(), pending.path()),
                        seconds,
                        seconds * threads,
                        Map.of(
                                "epochs", (double) trained.history().size(),
                                "bestEpoch", (double) trained.best().epoch(),
                                "trainingLoss", trained.best().trainLoss(),
                                "heldOutLoss", trained.best().heldOutLoss(),
                                "heldOutStars", (double) heldOut.size()));
                pending.commit(manifest);
                return manifest;
            }
        }
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

    /** The seed of a member: its number, in the run with seed 0. */
    static long seed(long runSeed, int member) {
        return runSeed * GOLDEN_RATIO + member;
    }

    /**
     * Where the stars, by seed and star, go one after another: {@link #HELD_OUT}, for every member the same, or into the
     * part that it gives to. The parts are about equal; which stars are held out does not depend on their number.
     */
    static IntSupplier parts(TrainSettings settings) {
        UniformRandomProvider heldOut = RandomStreams.stream(settings.runSeed(), Purpose.HELD_OUT);
        UniformRandomProvider parts = RandomStreams.stream(settings.runSeed(), Purpose.PARTS);
        return () -> heldOut.nextDouble() < settings.heldOut() ? HELD_OUT : parts.nextInt(settings.parts());
    }
}
