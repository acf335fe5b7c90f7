package io.github.localflows.stage.stars;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.frame.Observables;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Stage {@code observe}: star sets of mock stars as the Sun sees them, see {@link ObservedSet}.
 *
 * <p>All stars of the observed set are placed at random azimuths and measured with errors; then those that are seen in the
 * training volume are kept. Stars cross its edges both ways. A star whose parallax comes out negative has no place and is left
 * out. What is measured of a star depends on the run's seed, the realisation, and the star alone.
 */
public final class ObserveStars {
    static final String STAGE = "observe";

    /** Sets that a task makes at once of a block that it reads. */
    private static final int SETS_AT_ONCE = 4;

    private static final String LEFT_OUT = "starsWithNegativeParallax";

    private ObserveStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        Map<String, List<StarSet>> byInput = new LinkedHashMap<>();
        for (StarSet set : job.stars().madeBy(STAGE)) {
            byInput.computeIfAbsent(set.from().orElseThrow(), from -> new ArrayList<>())
                    .add(set);
        }
        List<StageOutcome> outcomes = new ArrayList<>();
        for (Map.Entry<String, List<StarSet>> input : byInput.entrySet()) {
            Manifest from = job.required(job.stars().get(input.getKey()));
            List<StarSet> missing = new ArrayList<>();
            for (StarSet set : input.getValue()) {
                Optional<StageOutcome> there =
                        job.artifact(set, StarBlocks.inputs(set, from)).there(job.overwrite());
                there.ifPresentOrElse(outcomes::add, () -> missing.add(set));
            }
            for (int i = 0; i < missing.size(); i += SETS_AT_ONCE) {
                outcomes.addAll(observe(job, from, missing.subList(i, Math.min(missing.size(), i + SETS_AT_ONCE))));
            }
        }
        return outcomes;
    }

    private static List<StageOutcome> observe(Job job, Manifest from, List<StarSet> sets) throws IOException {
        String input = job.run().stars(from.dataset()).toString();
        ObserveSettings settings = ObserveSettings.from(job.config());
        ArrayList<Observation> observations = new ArrayList<>(sets.stream()
                .map(set -> ObservedSet.declared(set.name(), job.config()).orElseThrow())
                .map(set -> new Observation(settings, set.errors(), set.realisation()))
                .toList());
        return StarBlocks.make(
                job,
                sets.stream()
                        .map(set -> StarBlocks.Output.ofSome(set, ObserveStars::figures))
                        .toList(),
                Block.of(from, SampleSettings.from(job.config())),
                from.measure(),
                (block, hadoop) -> {
                    StarBatch stars = StarBlocks.read(input, block, hadoop);
                    ContentChecksum read = stars.checksum();
                    return observations.stream()
                            .map(observation -> observation.of(stars, read))
                            .toList();
                });
    }

    private static Map<String, Double> figures(Tally tally) {
        return Map.of(LEFT_OUT, tally.sums().get(LEFT_OUT));
    }

    /**
     * How the stars of a set are measured.
     *
     * @param settings from where, and what is kept
     * @param errors of the measurements
     * @param realisation which one it is
     */
    record Observation(ObserveSettings settings, MeasurementErrors errors, int realisation) implements Serializable {
        private static final long serialVersionUID = 1;

        /** The stars of a block that are seen in the volume, in their order. */
        StarBlocks.BlockStars of(StarBatch stars, ContentChecksum read) {
            long start = System.nanoTime();
            int[] seed = new int[stars.size()];
            int[] star = new int[stars.size()];
            Stars seen = Stars.allocate(stars.size());
            int kept = 0;
            double negative = 0;
            for (int i = 0; i < stars.size(); i++) {
                Optional<PhasePoint> where = seen(stars.stars().point(i), stars.seed()[i], stars.star()[i]);
                if (where.isEmpty()) {
                    negative++;
                } else if (settings.volume()
                        .encloses(where.get().R(), where.get().z())) {
                    seed[kept] = stars.seed()[i];
                    star[kept] = stars.star()[i];
                    seen.set(kept++, where.get());
                }
            }
            StarBatch batch = new StarBatch(Arrays.copyOf(seed, kept), Arrays.copyOf(star, kept), seen.first(kept));
            Tally tally = Tally.ofSums(Map.of(LEFT_OUT, negative));
            return new StarBlocks.BlockStars(batch, read, tally, (System.nanoTime() - start) * 1e-9);
        }

        /** Where a star seems to be; empty when its parallax is not positive. */
        private Optional<PhasePoint> seen(PhasePoint point, int seed, int star) {
            UniformRandomProvider random =
                    RandomStreams.stream(settings.runSeed(), Purpose.MEASUREMENT, realisation, seed, star);
            double phi = settings.phiHalfWidth() * (2 * random.nextDouble() - 1);
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
            Observables measured =
                    errors.scattered(settings.sun().observe(new Galactocentric(point, phi)), normal::sample);
            return measured.parallaxMas() > 0
                    ? Optional.of(settings.sun().place(measured).point())
                    : Optional.empty();
        }
    }
}
