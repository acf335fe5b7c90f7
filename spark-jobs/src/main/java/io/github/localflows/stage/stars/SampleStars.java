package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.sampling.SampleStatistics;
import io.github.localflows.sampling.StarSample;
import io.github.localflows.sampling.StarSampler;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Stage {@code sample}: the data set {@code fiducial}, independent stars drawn from the model's distribution function. */
public final class SampleStars {
    public static final String STAGE = "sample";

    private static final String PROPOSED = "proposed";
    private static final String ACCEPTED = "accepted";
    private static final String BREACHES = "breaches";

    private SampleStars() {}

    /**
     * Makes the data set unless it is there.
     *
     * @param config a checked configuration
     * @param overwrite whether a data set made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        SampleSettings settings = SampleSettings.from(config);
        StarBlocks.Output output = output(config);
        Path directory = run.stars(DatasetName.FIDUCIAL.toString());
        Optional<Manifest> finished = run.finished(directory, output.recipe(run), overwrite);
        if (finished.isPresent()) {
            return List.of(StageOutcome.there(finished.get(), directory, "stars"));
        }
        Broadcast<PerProcess<StarSampler>> sampler =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(checkedSampler(config));
        try {
            return StarBlocks.make(
                    spark,
                    run,
                    List.of(output),
                    Block.of(settings),
                    settings.measure(),
                    (block, hadoop) -> List.of(drawn(block, sampler.value().value(), settings.runSeed())));
        } finally {
            sampler.destroy();
        }
    }

    /** The data set that the stage makes. */
    static StarBlocks.Output output(Config config) {
        return new StarBlocks.Output(
                STAGE,
                DatasetName.FIDUCIAL,
                StageConfiguration.stars(config, DatasetName.FIDUCIAL),
                null,
                SampleStars::figures);
    }

    /**
     * What draws the stars, built once here, lest the tasks be the first to find that it cannot be.
     *
     * @throws UserError when the distribution function cannot be sampled
     */
    static PerProcess<StarSampler> checkedSampler(Config config) {
        PerProcess<StarSampler> sampler = sampler(config);
        sampler.value();
        return sampler;
    }

    private static PerProcess<StarSampler> sampler(Config config) {
        SampleSettings settings = SampleSettings.from(config);
        ModelSettings model = ModelSettings.from(config);
        return new PerProcess<>(() -> {
            try {
                return new StarSampler(model.mixture(), settings.region(), settings.measure());
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
    static StarBlocks.Made drawn(Block block, StarSampler sampler, long runSeed) {
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
        return new StarBlocks.Made(batch, ContentChecksum.EMPTY, tally, (System.nanoTime() - start) * 1e-9);
    }

    private static Map<String, Double> figures(Tally tally) {
        return Map.of(
                "acceptanceRate",
                tally.sums().get(ACCEPTED) / tally.sums().get(PROPOSED),
                "boundBreaches",
                tally.sums().get(BREACHES));
    }
}
