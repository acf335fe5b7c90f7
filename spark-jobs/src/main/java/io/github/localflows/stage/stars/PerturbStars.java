package io.github.localflows.stage.stars;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.Perturbation;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stage {@code perturb}: the star set {@code perturbed-0myr}, {@code fiducial} with a part of its stars kicked in vz. */
public final class PerturbStars {
    public static final String STAGE = "perturb";

    private PerturbStars() {}

    /** Makes the star set {@code perturbed-0myr} unless it is there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (StarSet set : job.stars().madeBy(STAGE)) {
            Manifest from = job.required(job.stars().get(set.from().orElseThrow()));
            Optional<StageOutcome> there =
                    job.artifact(set, StarBlocks.inputs(set, from)).there(job.overwrite());
            outcomes.addAll(there.isPresent() ? List.of(there.get()) : kick(job, set, from));
        }
        return outcomes;
    }

    private static List<StageOutcome> kick(Job job, StarSet set, Manifest from) throws IOException {
        PerturbSettings settings = PerturbSettings.from(job.config());
        String input = job.run().stars(from.dataset()).toString();
        List<Block> blocks = Block.of(from, SampleSettings.from(job.config()));
        return StarBlocks.make(
                job,
                List.of(output(set)),
                blocks,
                from.measure(),
                (block, hadoop) -> List.of(kicked(StarBlocks.read(input, block, hadoop), settings, block)));
    }

    /** The star set that the stage makes. */
    static StarBlocks.Output output(StarSet set) {
        return StarBlocks.Output.ofAll(set, tally -> Map.of());
    }

    /** The stars of a block after the kick. */
    static StarBlocks.BlockStars kicked(StarBatch stars, PerturbSettings settings, Block block) {
        ContentChecksum read = stars.checksum();
        long start = System.nanoTime();
        StarBatch batch = perturbed(stars, settings.perturbation(), settings.runSeed(), block);
        return new StarBlocks.BlockStars(batch, read, Tally.none(), (System.nanoTime() - start) * 1e-9);
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
