package io.github.localflows.stage.stars;

import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Stage {@code split-rv}: star sets with the positions of all stars and the velocities of some, see {@link SplitSet}: without its
 * line-of-sight velocity no component of a star's velocity is known. Whether a star keeps its velocity depends on the run's
 * seed, the fraction, and the star alone.
 */
public final class SplitVelocities {
    /** Its name. */
    public static final String STAGE = "split-rv";

    private static final String WITH_VELOCITY = "starsWithVelocity";

    private SplitVelocities() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        long runSeed = job.config().getLong("seed");
        return DeriveStars.run(
                job,
                STAGE,
                set -> new Lost(
                        runSeed, SplitSet.declared(set.name(), job.config()).fraction()));
    }

    /** All stars, some without a velocity. */
    private record Lost(long runSeed, double fraction) implements Derivation {
        private static final long serialVersionUID = 1;

        @Override
        public boolean keepsAll() {
            return true;
        }

        @Override
        public List<String> figures() {
            return List.of(WITH_VELOCITY);
        }

        @Override
        public StarBatch of(StarBatch stars, Map<String, Double> tally) {
            Stars all = stars.stars();
            double[] vR = all.vR().clone();
            double[] vphi = all.vphi().clone();
            double[] vz = all.vz().clone();
            int kept = stars.size();
            for (int i = 0; i < stars.size(); i++) {
                int seed = stars.seed()[i];
                int star = stars.star()[i];
                if (RandomStreams.stream(runSeed, Purpose.VELOCITY_KEPT, seed, star)
                                .nextDouble()
                        >= fraction) {
                    vR[i] = Double.NaN;
                    vphi[i] = Double.NaN;
                    vz[i] = Double.NaN;
                    kept--;
                }
            }
            tally.put(WITH_VELOCITY, (double) kept);
            return new StarBatch(stars.seed(), stars.star(), new Stars(all.R(), all.z(), vR, vphi, vz));
        }
    }
}
