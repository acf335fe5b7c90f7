package io.github.localflows.stage.stars;

import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.frame.Observables;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

    private static final String LEFT_OUT = "starsWithNegativeParallax";

    private ObserveStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        ObserveSettings settings = ObserveSettings.from(job.config());
        return DeriveStars.run(job, STAGE, set -> {
            ObservedSet observed = ObservedSet.declared(set.name(), job.config());
            return new Observation(settings, observed.errors(), observed.realisation());
        });
    }

    /**
     * How the stars of a set are measured.
     *
     * @param settings from where, and what is kept
     * @param errors of the measurements
     * @param realisation which one it is
     */
    record Observation(ObserveSettings settings, MeasurementErrors errors, int realisation) implements Derivation {
        private static final long serialVersionUID = 1;

        @Override
        public boolean keepsAll() {
            return false;
        }

        @Override
        public List<String> figures() {
            return List.of(LEFT_OUT);
        }

        /** The stars that are seen in the volume, in their order. */
        @Override
        public StarBatch of(StarBatch stars, Map<String, Double> tally) {
            StarBatch.Growing seen = new StarBatch.Growing();
            int negative = 0;
            for (int i = 0; i < stars.size(); i++) {
                UniformRandomProvider random = RandomStreams.stream(
                        settings.runSeed(), Purpose.MEASUREMENT, realisation, stars.seed()[i], stars.star()[i]);
                double phi = settings.phiHalfWidth() * (2 * random.nextDouble() - 1);
                ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
                Observables measured = errors.scattered(
                        settings.sun().observe(new Galactocentric(stars.stars().point(i), phi)), normal::sample);
                if (!(measured.parallaxMas() > 0)) {
                    negative++;
                    continue;
                }
                PhasePoint where = settings.sun().place(measured).point();
                if (settings.volume().encloses(where.R(), where.z())) {
                    seen.add(stars.seed()[i], stars.star()[i], where);
                }
            }
            tally.put(LEFT_OUT, (double) negative);
            return seen.batch();
        }
    }
}
