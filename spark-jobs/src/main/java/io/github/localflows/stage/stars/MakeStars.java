package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.sampling.Sampler;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The mock stars of a run. They are drawn, kicked and followed in one pass over them, without being read back, into the
 * same sets with the same content as the stages {@code sample}, {@code perturb} and {@code evolve} make one after another.
 *
 * <p>Only when {@code fiducial} is there already are the others made from it, stage by stage.
 */
final class MakeStars {
    /** The stages of mock stars, each after those whose sets it works on. */
    private static final List<Maker> MOCKS = List.of(SampleStars::run, PerturbStars::run, EvolveStars::run);

    /** Makes those star sets of a job that are its own and not there. */
    @FunctionalInterface
    private interface Maker {
        List<StageOutcome> run(Job job) throws IOException;
    }

    private MakeStars() {}

    /** Makes the mock stars that a job asks for, and those that they are made from, unless they are there. */
    static List<StageOutcome> mocks(Job job) throws IOException {
        List<StarBlocks.Output> outputs = new ArrayList<>();
        job.stars().madeBy(SampleStars.STAGE).forEach(set -> outputs.add(SampleStars.output(set)));
        job.stars().madeBy(PerturbStars.STAGE).forEach(set -> outputs.add(PerturbStars.output(set)));
        EvolveStars.byTime(job.stars().madeBy(EvolveStars.STAGE)).forEach(set -> outputs.add(EvolveStars.output(set)));
        if (outputs.isEmpty() || !mustBeMade(job, outputs.get(0))) {
            return all(MOCKS, job);
        }
        List<StarBlocks.Output> missing = new ArrayList<>();
        for (StarBlocks.Output output : outputs) {
            if (mustBeMade(job, output)) {
                missing.add(output);
            }
        }
        List<StageOutcome> made = inOnePass(job, missing);
        if (missing.size() == outputs.size()) {
            return made;
        }
        // What is there without its fiducial: the stages say whether it belongs to this one.
        Map<String, StageOutcome> now = new HashMap<>();
        made.forEach(outcome -> now.put(outcome.manifest().dataset(), outcome));
        return all(MOCKS, job).stream()
                .map(outcome -> now.getOrDefault(outcome.manifest().dataset(), outcome))
                .toList();
    }

    /**
     * Whether there is no star set made with the same configuration, whatever its input was.
     *
     * @throws io.github.localflows.config.UserError when there is one made with another, which must not be overwritten
     */
    private static boolean mustBeMade(Job job, StarBlocks.Output output) throws IOException {
        Optional<Manifest> there =
                job.run().manifest(job.run().stars(output.set().name()));
        Map<String, String> inputs = there.isPresent() ? there.get().inputs() : Map.of();
        return job.artifact(output.set(), inputs).there(job.overwrite()).isEmpty();
    }

    private static List<StageOutcome> all(List<Maker> makers, Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (Maker maker : makers) {
            outcomes.addAll(maker.run(job));
        }
        return outcomes;
    }

    private static List<StageOutcome> inOnePass(Job job, List<StarBlocks.Output> outputs) throws IOException {
        Config config = job.config();
        SampleSettings settings = SampleSettings.from(config);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(job.spark().sparkContext());
        Broadcast<PerProcess<Sampler>> sampler = context.broadcast(SampleStars.checkedSampler(config));
        Broadcast<PerProcess<OrbitIntegrator>> integrator = context.broadcast(EvolveStars.integrator(config));
        Pass pass = new Pass(
                settings.runSeed(),
                PerturbSettings.from(config),
                new ArrayList<>(outputs.stream()
                        .map(StarBlocks.Output::set)
                        .map(StarSet::name)
                        .map(name -> MockName.find(name).orElseThrow())
                        .toList()));
        try {
            return StarBlocks.make(
                    job,
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
    private record Pass(long runSeed, PerturbSettings perturb, ArrayList<MockName> wanted) implements Serializable {
        private static final long serialVersionUID = 1;

        List<StarBlocks.BlockStars> made(Block block, Sampler sampler, OrbitIntegrator integrator) {
            Map<MockName, StarBlocks.BlockStars> made = new HashMap<>();
            StarBlocks.BlockStars drawn = SampleStars.drawn(block, sampler, runSeed);
            made.put(MockName.FIDUCIAL, drawn);
            follow(drawn.batch(), MockName.FIDUCIAL, integrator, made);
            if (wanted.stream().anyMatch(MockName::perturbed)) {
                StarBlocks.BlockStars kicked = PerturbStars.kicked(drawn.batch(), perturb, block);
                made.put(MockName.PERTURBED, kicked);
                follow(kicked.batch(), MockName.PERTURBED, integrator, made);
            }
            return wanted.stream().map(made::get).toList();
        }

        private void follow(
                StarBatch stars,
                MockName initial,
                OrbitIntegrator integrator,
                Map<MockName, StarBlocks.BlockStars> made) {
            List<MockName> evolved = wanted.stream()
                    .filter(name -> name.evolved() && name.initial().equals(initial))
                    .toList();
            if (!evolved.isEmpty()) {
                List<StarBlocks.BlockStars> followed = EvolveStars.followed(
                        stars,
                        integrator,
                        evolved.stream().mapToDouble(MockName::timeMyr).toArray());
                for (int i = 0; i < evolved.size(); i++) {
                    made.put(evolved.get(i), followed.get(i));
                }
            }
        }
    }
}
