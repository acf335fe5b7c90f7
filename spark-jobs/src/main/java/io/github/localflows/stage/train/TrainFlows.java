package io.github.localflows.stage.train;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Ownership;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Software;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.nf.train.EpochRecord;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.stage.stars.EvolveStars;
import io.github.localflows.stage.stars.PerturbStars;
import io.github.localflows.stage.stars.SampleStars;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Stage {@code train}: an ensemble of flows for each data set whose density is to be learned, trained on the driver ({@link
 * DriverTraining}) or on the executors ({@link ExecutorTraining}), to the same bits.
 *
 * <p>A flow depends on the stars, the settings and its number alone. Each is committed when it is trained, so that a run
 * that was stopped, or asks for more members, trains only those that are missing, and goes on with those that were
 * in training from their last checkpoints.
 */
public final class TrainFlows {
    public static final String STAGE = "train";

    /** Told of each epoch, where it is done. */
    interface Watcher extends Consumer<EpochRecord>, Serializable {}

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

    /** As {@link #run}, and someone watches each epoch of each flow that is trained, where it is trained. */
    static List<StageOutcome> run(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite, Watcher watcher)
            throws IOException {
        // Refuses what is too large, before any star is read.
        MemberTraining.shape(TrainSettings.from(config));
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
            Watcher watcher)
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
            if (!same && !overwrite) {
                throw RunDirectory.madeOtherwise(directory, recipe, there.get());
            }
            Ownership.checkKind(directory, there.get(), STAGE, dataset.toString());
            boolean enough = there.get().figures().getOrDefault("members", 0.0) >= settings.members();
            if (same && enough && !(overwrite && run.damage(directory).isPresent())) {
                return StageOutcome.there(run.required(directory, STAGE), directory, "training stars");
            }
        }

        SortedMap<Integer, Manifest> members = new TreeMap<>();
        List<PendingMember.Missing> missing = new ArrayList<>();
        for (int member = 0; member < settings.members(); member++) {
            Path path = run.flow(dataset.toString(), member);
            Recipe one = Recipe.of(STAGE, dataset + "/" + path.getName(), configuration, inputs);
            Optional<Manifest> trained = run.finished(path, one, overwrite);
            if (trained.isPresent()) {
                members.put(member, trained.get());
            } else {
                missing.add(new PendingMember.Missing(member, one, path));
            }
        }
        List<Path> others = others(run, dataset, recipe, overwrite);
        others.removeAll(missing.stream().map(PendingMember.Missing::path).toList());
        if (!missing.isEmpty()) {
            EnsemblePlan plan = EnsemblePlan.of(run, dataset, config, stars.measure());
            TrainingRows rows = TrainingRows.read(spark, plan);
            // From here on there are members of two configurations, or too few.
            run.fileSystem().delete(new Path(directory, RunDirectory.MANIFEST), false);
            List<Manifest> trained = settings.placement() == TrainSettings.Placement.EXECUTORS
                    ? ExecutorTraining.train(spark, plan, rows, missing, watcher)
                    : DriverTraining.train(spark, plan, rows, missing, watcher);
            for (int i = 0; i < missing.size(); i++) {
                members.put(missing.get(i).member(), trained.get(i));
            }
        }
        for (Path other : others) {
            // Once more, for training takes its time.
            Ownership.checkReplaceable(run.fileSystem(), other, STAGE, dataset + "/" + other.getName());
            run.fileSystem().delete(other, true);
        }
        return finish(run, directory, recipe, List.copyOf(members.values()), settings.parts(), start);
    }

    /**
     * Members, whatever their number, that another configuration, or other stars, have left.
     *
     * @throws UserError when there is one and it must not be overwritten, or it holds what is not this program's
     */
    private static List<Path> others(RunDirectory run, DatasetName dataset, Recipe recipe, boolean overwrite)
            throws IOException {
        List<Path> others = new ArrayList<>();
        Path directory = run.flows(dataset.toString());
        FileStatus[] children =
                run.fileSystem().exists(directory) ? run.fileSystem().listStatus(directory) : new FileStatus[0];
        for (FileStatus child : children) {
            Path path = child.getPath();
            Optional<Manifest> manifest =
                    child.isDirectory() && RunDirectory.isMember(path) ? run.manifest(path) : Optional.empty();
            if (manifest.isPresent()
                    && !(manifest.get().configuration().equals(recipe.settings())
                            && manifest.get().inputs().equals(recipe.inputs()))) {
                if (!overwrite) {
                    throw RunDirectory.madeOtherwise(path, recipe, manifest.get());
                }
                Ownership.checkReplaceable(run.fileSystem(), path, STAGE, dataset + "/" + path.getName());
                others.add(path);
            }
        }
        return others;
    }

    private static StageOutcome finish(
            RunDirectory run, Path directory, Recipe recipe, List<Manifest> members, int parts, long start)
            throws IOException {
        Manifest first = members.get(0);
        // The first members, one a part, have seen every star once.
        long stars = members.stream().limit(parts).mapToLong(Manifest::rows).sum();
        double starEpochs = 0;
        for (Manifest member : members) {
            starEpochs += member.rows() * figure(directory, member, "epochs");
        }
        double trainingSeconds =
                members.stream().mapToDouble(Manifest::wallSeconds).sum();
        double microseconds = trainingSeconds / starEpochs * 1e6;
        Manifest manifest = Manifest.of(
                        recipe,
                        first.measure(),
                        Software.running(),
                        stars,
                        FlowDirectory.checksum(
                                members.stream().map(Manifest::checksum).toList()),
                        (System.nanoTime() - start) * 1e-9,
                        members.stream().mapToDouble(Manifest::coreSeconds).sum(),
                        Map.of(
                                "members",
                                (double) members.size(),
                                "parts",
                                (double) parts,
                                "heldOutStars",
                                figure(directory, first, "heldOutStars"),
                                "meanHeldOutLoss",
                                members.stream()
                                        .mapToDouble(member -> figure(directory, member, "heldOutLoss"))
                                        .average()
                                        .orElse(Double.NaN),
                                "microsecondsPerStarAndEpoch",
                                microseconds))
                .holding(
                        members.stream().mapToInt(Manifest::files).sum(),
                        members.stream().mapToLong(Manifest::bytes).sum());
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

    private static double figure(Path directory, Manifest member, String name) {
        Double figure = member.figures().get(name);
        if (figure == null) {
            throw new UserError("the manifest of " + member.dataset() + " in " + directory + " says nothing of " + name
                    + ": put the one back that was there, or move that flow away and run `train --overwrite`");
        }
        return figure;
    }

    private static String stageOf(DatasetName dataset) {
        if (dataset.evolved()) {
            return EvolveStars.STAGE;
        }
        return dataset.perturbed() ? PerturbStars.STAGE : SampleStars.STAGE;
    }
}
