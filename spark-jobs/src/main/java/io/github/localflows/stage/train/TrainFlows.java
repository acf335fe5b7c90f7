package io.github.localflows.stage.train;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Members;
import io.github.localflows.artifact.Ownership;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.SideBySide;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.nf.train.EpochRecord;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.Filling;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import io.github.localflows.starset.TrainingStars;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code train}: an ensemble of flows for each star set whose density is to be learned, or two where some stars have a position
 * alone (see {@link Density}), trained on the driver ({@link DriverTraining}) or on the executors ({@link ExecutorTraining}), to the
 * same bits.
 *
 * <p>A flow depends on the stars, the settings and its number alone. Each is committed when it is trained, so that a run
 * that was stopped, or asks for more members, trains only those that are missing, and goes on with those that were
 * in training from their last checkpoints.
 */
public final class TrainFlows {
    private static final Logger LOG = LoggerFactory.getLogger(TrainFlows.class);

    static final String STAGE = FlowDirectory.STAGE;

    /** Told of each epoch, where it is done. */
    interface Watcher extends Consumer<EpochRecord>, Serializable {}

    /** A star's features in single precision, as they are read and as they go to the executors. */
    private static final int BYTES_PER_STAR = 2 * (FeatureMap.FEATURES + 1) * Float.BYTES;

    /** What the rows of an ensemble are called. */
    private static final String ROWS = "training stars";

    private final Job job;
    private final TrainSettings settings;
    private final StarSet set;
    private final Density density;
    private final StageConfiguration configuration;
    private final Path directory;

    private TrainFlows(Job job, StarSet set, Density density) {
        this.job = job;
        this.set = set;
        this.density = density;
        settings = TrainSettings.from(set.of(job.config()));
        configuration = TrainSettings.recipe(set.of(job.config()));
        directory = job.run().flows(name());
    }

    private String name() {
        return density.ensemble(set.name());
    }

    /**
     * Refuses, before any star is made, star sets of whose azimuths flows can learn nothing.
     *
     * @throws UserError when some of a set's stars have no velocity, or were not seen
     */
    public static void check(Config config, StarSets stars) {
        for (String name : TrainSettings.from(config).datasets()) {
            StarSet set = stars.get(name);
            double azimuth = TrainSettings.from(set.of(config)).azimuth();
            if (azimuth > 0 && set.lacksVelocities()) {
                throw new UserError(
                        "stars/" + set + " has stars without velocities, and flows that see azimuths need them"
                                + " of every star: set train.azimuth = 0 for it, or take it out of train.datasets");
            }
            if (azimuth > 0 && set.known().seen().isPresent()) {
                throw new UserError("stars/" + set + ": which stars were seen ("
                        + set.known().seen().get().description()
                        + ") is known for all azimuths together, and flows that see azimuths need all stars of the sector within "
                        + azimuth + " rad of the Sun's: set train.azimuth = 0; or, if all of them were seen, leave the"
                        + " selection out");
            }
        }
    }

    /** Trains the flows that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        return run(job, epoch -> {});
    }

    /** As {@link #run(Job)}, and someone watches each epoch of each flow that is trained, where it is trained. */
    static List<StageOutcome> run(Job job, Watcher watcher) throws IOException {
        TrainSettings settings = TrainSettings.from(job.config());
        List<TrainFlows> ensembles = settings.datasets().stream()
                .map(job.stars()::get)
                .flatMap(set -> Density.of(set).stream().map(density -> new TrainFlows(job, set, density)))
                .toList();
        for (TrainFlows ensemble : ensembles) {
            ensemble.refuseTooLarge();
        }
        // Those whose flows others start from come first.
        Map<Boolean, List<TrainFlows>> byStart = ensembles.stream()
                .collect(Collectors.partitioningBy(
                        ensemble -> ensemble.settings.startSet().isPresent()));
        List<StageOutcome> outcomes = new ArrayList<>();
        for (List<TrainFlows> together : List.of(byStart.get(false), byStart.get(true))) {
            outcomes.addAll(SideBySide.run(
                    job.spark(),
                    settings.placement() == TrainSettings.Placement.EXECUTORS ? atOnce(job, together) : 1,
                    together.stream()
                            .map(ensemble -> (Callable<StageOutcome>) () -> ensemble.train(watcher))
                            .toList()));
        }
        return outcomes;
    }

    /** How many ensembles keep the executors busy, if the driver has room for the stars of so many. */
    private static int atOnce(Job job, List<TrainFlows> ensembles) throws IOException {
        int cores = job.spark().sparkContext().defaultParallelism();
        int tasks = Math.max(1, cores / job.spark().sparkContext().conf().getInt("spark.task.cpus", 1));
        int fewest = Integer.MAX_VALUE;
        long largest = 1;
        for (TrainFlows ensemble : ensembles) {
            fewest = Math.min(fewest, ensemble.settings.members());
            largest = Math.max(largest, job.required(ensemble.set).rows() * BYTES_PER_STAR);
        }
        long room = Runtime.getRuntime().maxMemory() / 2 / largest;
        return (int) Math.max(1, Math.min(room, (tasks + fewest - 1) / fewest));
    }

    /** Before any star is read. */
    private void refuseTooLarge() {
        try {
            MemberTraining.shape(settings, density);
        } catch (UserError e) {
            throw new UserError("flows of " + name() + ": " + e.getMessage(), e);
        }
    }

    private StageOutcome train(Watcher watcher) throws IOException {
        long start = System.nanoTime();
        Manifest stars = job.required(set);
        Optional<StartFlows> first = StartFlows.of(job, set, density, settings);
        Map<String, String> inputs = new TreeMap<>(Map.of("stars/" + set, stars.checksum()));
        first.ifPresent(flows -> inputs.putAll(flows.inputs()));
        Recipe recipe = Recipe.of(STAGE, name(), configuration, inputs);
        Optional<StageOutcome> there = there(recipe);
        if (there.isPresent()) {
            return there.get();
        }
        SortedMap<Integer, Manifest> members = new TreeMap<>();
        List<PendingMember.Missing> missing = new ArrayList<>();
        for (int member = 0; member < settings.members(); member++) {
            Artifact flow = member(member, inputs);
            Optional<StageOutcome> trained = flow.there(job.overwrite());
            if (trained.isPresent()) {
                members.put(member, trained.get().manifest());
            } else {
                missing.add(new PendingMember.Missing(member, flow));
            }
        }
        List<Path> others = others(recipe);
        others.removeAll(missing.stream().map(one -> one.flow().directory()).toList());
        // Said before the flows are trained, which takes hours, and also when all of them are there.
        List<String> warnings = warnings();
        Artifact.warnings(directory, warnings).forEach(LOG::warn);
        TrainedEpochs trainedEpochs = new TrainedEpochs(job.spark());
        if (!missing.isEmpty()) {
            EnsemblePlan plan = plan(stars, first);
            TrainingRows rows = TrainingRows.read(job.spark(), plan);
            // From here on there are members of two configurations, or too few.
            job.run().fileSystem().delete(new Path(directory, RunDirectory.MANIFEST), false);
            List<Manifest> trained = settings.placement() == TrainSettings.Placement.EXECUTORS
                    ? ExecutorTraining.train(job.spark(), plan, rows, missing, watcher, trainedEpochs)
                    : DriverTraining.train(job.spark(), plan, rows, missing, watcher, trainedEpochs);
            for (int i = 0; i < missing.size(); i++) {
                members.put(missing.get(i).member(), trained.get(i));
            }
        }
        for (Path other : others) {
            // Once more, for training takes its time.
            Ownership.checkReplaceable(job.run().fileSystem(), other, STAGE, name() + "/" + other.getName());
            job.run().fileSystem().delete(other, true);
        }
        return finish(
                recipe,
                List.copyOf(members.values()),
                trainedEpochs.stars(),
                warnings,
                (System.nanoTime() - start) * 1e-9);
    }

    private EnsemblePlan plan(Manifest stars, Optional<StartFlows> first) throws IOException {
        FeatureMap features = EnsemblePlan.featureMap(
                set,
                settings,
                () -> TrainingStars.meanVphi(
                        job.spark(), job.run(), set, settings.volume().region()));
        int realisation = SetNames.declaration(set.name(), job.config())
                .map(SetNames.Declaration::realisation)
                .orElse(0);
        FirstWeights weights =
                first.isPresent() ? first.get().weights(features, realisation) : FirstWeights.random(realisation);
        return new EnsemblePlan(job.run(), set, density, settings, features, stars.origin(), weights);
    }

    /** One flow of the ensemble as an artifact. */
    private Artifact member(int member, Map<String, String> inputs) {
        Path path = job.run().flow(name(), member);
        Recipe recipe = Recipe.of(STAGE, name() + "/" + path.getName(), configuration, inputs);
        return new Artifact(job.run(), path, recipe, ROWS);
    }

    /** The whole ensemble, when it is there: it has no files of its own, and may have more members than are asked for. */
    private Optional<StageOutcome> there(Recipe recipe) throws IOException {
        Optional<Manifest> there = job.run().manifest(directory);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        boolean same = there.get().configurationHash().equals(recipe.hash());
        if (!same && !job.overwrite()) {
            throw RunDirectory.madeOtherwise(directory, recipe, there.get());
        }
        Ownership.checkKind(directory, there.get(), STAGE, name());
        boolean enough = there.get().figures().getOrDefault("members", 0.0) >= settings.members();
        if (!same || !enough || job.overwrite() && job.run().damage(directory).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(StageOutcome.there(
                job.run().required(directory, STAGE), job.run().inWords(directory), ROWS));
    }

    /**
     * Members, whatever their number, that another configuration, or other stars, have left.
     *
     * @throws UserError when there is one and it must not be overwritten, or it holds what is not this program's
     */
    private List<Path> others(Recipe recipe) throws IOException {
        List<Path> others = new ArrayList<>();
        RunDirectory run = job.run();
        FileStatus[] children =
                run.fileSystem().exists(directory) ? run.fileSystem().listStatus(directory) : new FileStatus[0];
        for (FileStatus child : children) {
            Path path = child.getPath();
            Optional<Manifest> manifest =
                    child.isDirectory() && RunDirectory.isMember(path) ? run.manifest(path) : Optional.empty();
            if (manifest.isPresent()
                    && !(manifest.get().configuration().equals(recipe.settings())
                            && manifest.get().inputs().equals(recipe.inputs()))) {
                if (!job.overwrite()) {
                    throw RunDirectory.madeOtherwise(path, recipe, manifest.get());
                }
                Ownership.checkReplaceable(run.fileSystem(), path, STAGE, name() + "/" + path.getName());
                others.add(path);
            }
        }
        return others;
    }

    /** What is doubtful about the stars; said once, where a set has flows of positions and of velocities. */
    private List<String> warnings() {
        return Density.of(set).get(0) == density
                ? Filling.doubt(
                                job.spark(),
                                set,
                                job.run().stars(set.name()),
                                settings.volume().region())
                        .stream()
                        .toList()
                : List.of();
    }

    /** @param starEpochs stars of all epochs that this command has trained on */
    private StageOutcome finish(
            Recipe recipe, List<Manifest> members, long starEpochs, List<String> warnings, double wallSeconds)
            throws IOException {
        Manifest first = members.get(0);
        // The first members, one a part, have seen every star once.
        long stars = members.stream()
                .limit(settings.parts())
                .mapToLong(Manifest::rows)
                .sum();
        double trainingSeconds =
                members.stream().mapToDouble(Manifest::wallSeconds).sum();
        double microseconds = trainingSeconds
                / members.stream()
                        .mapToDouble(member -> member.rows() * figure(directory, member, "epochs"))
                        .sum()
                * 1e6;
        double coreSeconds = members.stream().mapToDouble(Manifest::coreSeconds).sum();
        double meanLoss = members.stream()
                .mapToDouble(member -> figure(directory, member, "heldOutLoss"))
                .average()
                .orElse(Double.NaN);
        Made made = new Made(
                first.origin(),
                stars,
                Members.checksum(members.stream().map(Manifest::checksum).toList()),
                new Made.Times(wallSeconds, coreSeconds),
                Map.of(
                        "members",
                        (double) members.size(),
                        "parts",
                        (double) settings.parts(),
                        "heldOutStars",
                        figure(directory, first, "heldOutStars"),
                        "meanHeldOutLoss",
                        meanLoss,
                        FlowDirectory.STAR_EPOCHS,
                        (double) starEpochs,
                        "microsecondsPerStarAndEpoch",
                        microseconds),
                warnings);
        Manifest manifest = Manifest.of(recipe, made)
                .holding(
                        members.stream().mapToInt(Manifest::files).sum(),
                        members.stream().mapToLong(Manifest::bytes).sum());
        job.run().writeText(new Path(directory, RunDirectory.MANIFEST), manifest.json());
        String flows = members.size() + (members.size() == 1 ? " flow" : " flows");
        String pace = String.format(Locale.ROOT, "%s, %.2f us per star and epoch", flows, microseconds);
        return new StageOutcome(manifest, job.run().inWords(directory), true, ROWS, pace);
    }

    private static double figure(Path directory, Manifest member, String name) {
        Double figure = member.figures().get(name);
        if (figure == null) {
            throw new UserError("the manifest of " + member.dataset() + " in " + directory + " says nothing of " + name
                    + ": put the one back that was there, or move that flow away and run `train --overwrite`");
        }
        return figure;
    }
}
