package io.github.localflows.stage.stars;

import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Stage {@code select}: star sets that are a part of another, see {@link SelectedSet}. Whether a star is chosen depends on the
 * run's seed, the fraction or the limiting magnitude, and the star alone; of the same set's parts a smaller one's stars are among
 * those of a larger one. For a limiting magnitude a star gets an azimuth and an absolute magnitude by chance.
 */
public final class SelectStars {
    static final String STAGE = "select";

    private SelectStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        long runSeed = job.config().getLong("seed");
        return DeriveStars.run(job, STAGE, set -> {
            SelectedSet selected = SelectedSet.declared(set.name(), job.config());
            return new Chosen(
                    selected.magnitude().isPresent()
                            ? bright(
                                    runSeed,
                                    ObserveSettings.from(job.config())
                                            .limit(selected.magnitude().getAsDouble()))
                            : atRandom(
                                    runSeed,
                                    selected.ancestry().selections(),
                                    selected.fraction().getAsDouble()));
        });
    }

    /** Whether a star is chosen. */
    private interface Choice extends Serializable {
        boolean takes(int seed, int star, PhasePoint point);
    }

    /** @param earlier how many times a part of them was chosen before, so that a part of a part is chosen anew */
    private static Choice atRandom(long runSeed, int earlier, double fraction) {
        return (seed, star, point) -> RandomStreams.stream(runSeed, Purpose.SELECTION, earlier, seed, star)
                        .nextDouble()
                < fraction;
    }

    private static Choice bright(long runSeed, MagnitudeLimit limit) {
        return (seed, star, point) -> limit.sees(point, RandomStreams.stream(runSeed, Purpose.SEEN, seed, star));
    }

    /** A part of the stars. */
    private record Chosen(Choice choice) implements Derivation {
        private static final long serialVersionUID = 1;

        @Override
        public boolean keepsAll() {
            return false;
        }

        @Override
        public StarBatch of(StarBatch stars, Map<String, Double> tally) {
            StarBatch.Growing chosen = new StarBatch.Growing();
            for (int i = 0; i < stars.size(); i++) {
                PhasePoint point = stars.stars().point(i);
                if (choice.takes(stars.seed()[i], stars.star()[i], point)) {
                    chosen.add(stars.seed()[i], stars.star()[i], point);
                }
            }
            return chosen.batch();
        }
    }
}
