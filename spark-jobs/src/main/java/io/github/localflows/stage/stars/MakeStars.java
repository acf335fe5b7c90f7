package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.DatasetNames;
import io.github.localflows.config.UserError;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.sampling.StarSampler;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The stages {@code sample}, {@code perturb} and {@code evolve} in one: stars are drawn, kicked and followed in one pass
 * over them, without being read back, into the same data sets with the same content as stage by stage.
 *
 * <p>Only when {@code fiducial} is there already are the others made from it, stage by stage.
 */
public final class MakeStars {
    private MakeStars() {}

    /**
     * Makes the data sets of stars that the configuration asks for, and those that they are made from, unless they are
     * there.
     *
     * @param config a checked configuration
     * @param overwrite whether data sets made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        List<StarBlocks.Output> all = outputs(config);
        if (!mustBeMade(run, all.get(0), overwrite)) {
            return stageByStage(spark, run, config, overwrite);
        }
        List<StarBlocks.Output> missing = new ArrayList<>();
        for (StarBlocks.Output output : all) {
            if (mustBeMade(run, output, overwrite)) {
                missing.add(output);
            }
        }
        List<StageOutcome> made = inOnePass(spark, run, config, missing);
        if (missing.size() == all.size()) {
            return made;
        }
        // What is there without its fiducial: the stages say whether it belongs to this one.
        Map<String, StageOutcome> now = new HashMap<>();
        made.forEach(outcome -> now.put(outcome.manifest().dataset(), outcome));
        return stageByStage(spark, run, config, overwrite).stream()
                .map(outcome -> now.getOrDefault(outcome.manifest().dataset(), outcome))
                .toList();
    }

    /** Every data set of stars of the run, each after the one that it is made from. */
    private static List<StarBlocks.Output> outputs(Config config) {
        List<StarBlocks.Output> outputs = new ArrayList<>();
        outputs.add(SampleStars.output(config));
        if (anyPerturbed(config)) {
            outputs.add(PerturbStars.output(config));
        }
        for (DatasetName initial : List.of(DatasetName.FIDUCIAL, DatasetName.PERTURBED)) {
            for (DatasetName dataset : EvolveStars.evolved(config, initial)) {
                outputs.add(EvolveStars.output(config, dataset));
            }
        }
        return outputs;
    }

    private static boolean anyPerturbed(Config config) {
        return DatasetNames.from(config).stream().anyMatch(DatasetName::perturbed);
    }

    /**
     * Whether there is no data set made with the same configuration, whatever its input was.
     *
     * @throws UserError when there is one made with another, which must not be overwritten
     */
    private static boolean mustBeMade(RunDirectory run, StarBlocks.Output output, boolean overwrite)
            throws IOException {
        Path directory = run.stars(output.dataset().toString());
        Optional<Manifest> there = run.manifest(directory);
        Map<String, String> inputs = there.isPresent() ? there.get().inputs() : Map.of();
        Recipe recipe = Recipe.of(output.stage(), output.dataset().toString(), output.configuration(), inputs);
        return run.finished(directory, recipe, overwrite).isEmpty();
    }

    private static List<StageOutcome> stageByStage(
            SparkSession spark, RunDirectory run, Config config, boolean overwrite) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>(SampleStars.run(spark, run, config, overwrite));
        if (anyPerturbed(config)) {
            outcomes.addAll(PerturbStars.run(spark, run, config, overwrite));
        }
        outcomes.addAll(EvolveStars.run(spark, run, config, overwrite));
        return outcomes;
    }

    private static List<StageOutcome> inOnePass(
            SparkSession spark, RunDirectory run, Config config, List<StarBlocks.Output> outputs) throws IOException {
        SampleSettings settings = SampleSettings.from(config);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<PerProcess<StarSampler>> sampler = context.broadcast(SampleStars.checkedSampler(config));
        Broadcast<PerProcess<OrbitIntegrator>> integrator = context.broadcast(EvolveStars.integrator(config));
        Pass pass = new Pass(
                settings.runSeed(),
                PerturbSettings.from(config),
                new ArrayList<>(outputs.stream().map(StarBlocks.Output::dataset).toList()));
        try {
            return StarBlocks.make(
                    spark,
                    run,
                    outputs,
                    Block.of(settings),
                    settings.measure(),
                    (block, hadoop) -> pass.made(
                            block, sampler.value().value(), integrator.value().value()));
        } finally {
            sampler.destroy();
            integrator.destroy();
        }
    }

    /** What is done with the stars of a block. */
    private record Pass(long runSeed, PerturbSettings perturb, ArrayList<DatasetName> wanted) implements Serializable {
        private static final long serialVersionUID = 1;

        List<StarBlocks.Made> made(Block block, StarSampler sampler, OrbitIntegrator integrator) {
            Map<DatasetName, StarBlocks.Made> made = new HashMap<>();
            StarBlocks.Made drawn = SampleStars.drawn(block, sampler, runSeed);
            made.put(DatasetName.FIDUCIAL, drawn);
            follow(drawn.batch(), DatasetName.FIDUCIAL, integrator, made);
            if (wanted.stream().anyMatch(DatasetName::perturbed)) {
                StarBlocks.Made kicked = PerturbStars.kicked(drawn.batch(), perturb, block);
                made.put(DatasetName.PERTURBED, kicked);
                follow(kicked.batch(), DatasetName.PERTURBED, integrator, made);
            }
            return wanted.stream().map(made::get).toList();
        }

        private void follow(
                StarBatch stars,
                DatasetName initial,
                OrbitIntegrator integrator,
                Map<DatasetName, StarBlocks.Made> made) {
            List<DatasetName> evolved = wanted.stream()
                    .filter(dataset -> dataset.evolved() && dataset.initial().equals(initial))
                    .toList();
            if (!evolved.isEmpty()) {
                List<StarBlocks.Made> followed = EvolveStars.followed(stars, integrator, evolved);
                for (int i = 0; i < evolved.size(); i++) {
                    made.put(evolved.get(i), followed.get(i));
                }
            }
        }
    }
}
