package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.sampling.Perturbation;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Stage {@code perturb}: the data set {@code perturbed-0myr}, {@code fiducial} with a part of its stars kicked in vz. */
public final class PerturbStars {
    public static final String STAGE = "perturb";

    private PerturbStars() {}

    /**
     * Makes the data set unless it is there.
     *
     * @param config a checked configuration
     * @param overwrite whether a data set made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        SampleSettings sample = SampleSettings.from(config);
        PerturbSettings settings = PerturbSettings.from(config);
        String input = run.stars(DatasetName.FIDUCIAL.toString()).toString();
        Manifest fiducial = run.required(
                new Path(input), SampleStars.STAGE, StageConfiguration.stars(config, DatasetName.FIDUCIAL));
        StarBlocks.Output output = output(config);
        Path directory = run.stars(DatasetName.PERTURBED.toString());
        Optional<Manifest> finished = run.finished(directory, output.recipe(run), overwrite);
        if (finished.isPresent()) {
            return List.of(StageOutcome.there(finished.get(), directory, "stars"));
        }
        return StarBlocks.make(spark, run, List.of(output), Block.of(sample), fiducial.measure(), (block, hadoop) -> {
            StarBatch stars = StarBlocks.read(input, block, hadoop);
            return List.of(kicked(stars, settings, block));
        });
    }

    /** The data set that the stage makes. */
    static StarBlocks.Output output(Config config) {
        return new StarBlocks.Output(
                STAGE,
                DatasetName.PERTURBED,
                StageConfiguration.stars(config, DatasetName.PERTURBED),
                DatasetName.FIDUCIAL,
                tally -> Map.of());
    }

    /** The stars of a block after the kick. */
    static StarBlocks.Made kicked(StarBatch stars, PerturbSettings settings, Block block) {
        ContentChecksum read = ContentChecksum.of(stars);
        long start = System.nanoTime();
        StarBatch batch = perturbed(stars, settings.perturbation(), settings.runSeed(), block);
        return new StarBlocks.Made(batch, read, Tally.none(), (System.nanoTime() - start) * 1e-9);
    }

    /** The stars of a block, in their order, those of each seed that the kick chooses with another vz. */
    private static StarBatch perturbed(StarBatch batch, Perturbation perturbation, long runSeed, Block block) {
        boolean[][] chosen = new boolean[block.seeds()][];
        for (int s = 0; s < chosen.length; s++) {
            chosen[s] = perturbation.chosen(runSeed, block.firstSeed() + s, block.starsPerSeed());
        }
        Stars kicked =
                perturbation.kicked(batch.stars(), i -> chosen[batch.seed()[i] - block.firstSeed()][batch.star()[i]]);
        return new StarBatch(batch.seed(), batch.star(), kicked);
    }
}
