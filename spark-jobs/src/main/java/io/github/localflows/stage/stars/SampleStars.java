package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.sampling.SampleStatistics;
import io.github.localflows.sampling.Sampler;
import io.github.localflows.sampling.StarSample;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Stage {@code sample}: the star set {@code fiducial}, independent stars drawn from the model's distribution function. */
public final class SampleStars {
    public static final String STAGE = "sample";

    private static final String PROPOSED = "proposed";
    private static final String ACCEPTED = "accepted";
    private static final String BREACHES = "breaches";

    private SampleStars() {}

    /** Makes the star set {@code fiducial} unless it is there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (StarSet set : job.stars().madeBy(STAGE)) {
            Optional<StageOutcome> there = job.artifact(set, Map.of()).there(job.overwrite());
            outcomes.addAll(there.isPresent() ? List.of(there.get()) : draw(job, set));
        }
        return outcomes;
    }

    private static List<StageOutcome> draw(Job job, StarSet set) throws IOException {
        SampleSettings settings = SampleSettings.from(job.config());
        Broadcast<PerProcess<Sampler>> sampler =
                JavaSparkContext.fromSparkContext(job.spark().sparkContext()).broadcast(checkedSampler(job.config()));
        try {
            return StarBlocks.make(
                    job,
                    List.of(output(set)),
                    Block.of(settings),
                    settings.measure(),
                    (block, hadoop) -> List.of(drawn(block, sampler.value().value(), settings.runSeed())));
        } finally {
            sampler.destroy();
        }
    }

    /** The star set that the stage makes. */
    static StarBlocks.Output output(StarSet set) {
        return StarBlocks.Output.ofAll(set, SampleStars::figures);
    }

    /**
     * What draws the stars, built once here, lest the tasks be the first to find that it cannot be.
     *
     * @throws UserError when the distribution function cannot be sampled
     */
    static PerProcess<Sampler> checkedSampler(Config config) {
        PerProcess<Sampler> sampler = sampler(config);
        sampler.value();
        return sampler;
    }

    private static PerProcess<Sampler> sampler(Config config) {
        SampleSettings settings = SampleSettings.from(config);
        ModelSettings model = ModelSettings.from(config);
        return new PerProcess<>(() -> {
            try {
                return model.sampler(settings.region(), settings.measure());
            } catch (IllegalArgumentException e) {
                // Each key is in its range, but together they leave nothing to draw.
                throw new UserError(
                        "the distribution function cannot be sampled: " + e.getMessage()
                                + " Its populations are df.populations, the region is sample.Rmin, sample.Rmax and sample.absZmax.",
                        e);
            }
        });
    }

    /** The stars of a block, by seed and star. */
    static StarBlocks.BlockStars drawn(Block block, Sampler sampler, long runSeed) {
        long start = System.nanoTime();
        StarBatch batch = StarBatch.allocate(block.stars());
        SampleStatistics statistics = SampleStatistics.NONE;
        for (int s = 0; s < block.seeds(); s++) {
            int seed = block.firstSeed() + s;
            StarSample sample = sampler.sample(runSeed, seed, block.starsPerSeed());
            batch.setSeed(s * block.starsPerSeed(), seed, sample.stars());
            statistics = statistics.plus(sample.statistics());
        }
        Tally tally = Tally.ofSums(Map.of(
                PROPOSED, (double) statistics.proposed(),
                ACCEPTED, (double) statistics.accepted(),
                BREACHES, (double) statistics.breaches()));
        return new StarBlocks.BlockStars(batch, ContentChecksum.EMPTY, tally, (System.nanoTime() - start) * 1e-9);
    }

    private static Map<String, Double> figures(Tally tally) {
        return Map.of(
                "acceptanceRate",
                tally.sums().get(ACCEPTED) / tally.sums().get(PROPOSED),
                "boundBreaches",
                tally.sums().get(BREACHES));
    }
}
