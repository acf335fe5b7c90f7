package io.github.localflows.stage.stars;

import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Stage {@code select}: star sets that are a part of another, see {@link SelectedSet}. Whether a star is chosen depends on the
 * run's seed, the fraction, and the star alone; of the same set's parts a smaller one's stars are among those of a larger one.
 */
public final class SelectStars {
    static final String STAGE = "select";

    private SelectStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        long runSeed = job.config().getLong("seed");
        return DeriveStars.run(job, STAGE, set -> {
            SelectedSet selected = SelectedSet.declared(set.name(), job.config());
            return new Chosen(runSeed, selected.ancestry().selections(), selected.fraction());
        });
    }

    /**
     * A part of the stars.
     *
     * @param earlier how many times a part of them was chosen before, so that a part of a part is chosen anew
     */
    private record Chosen(long runSeed, int earlier, double fraction) implements Derivation {
        private static final long serialVersionUID = 1;

        @Override
        public boolean keepsAll() {
            return false;
        }

        @Override
        public StarBatch of(StarBatch stars, Map<String, Double> tally) {
            StarBatch.Growing chosen = new StarBatch.Growing();
            for (int i = 0; i < stars.size(); i++) {
                int seed = stars.seed()[i];
                int star = stars.star()[i];
                if (RandomStreams.stream(runSeed, Purpose.SELECTION, earlier, seed, star)
                                .nextDouble()
                        < fraction) {
                    chosen.add(seed, star, stars.stars().point(i));
                }
            }
            return chosen.batch();
        }
    }
}
