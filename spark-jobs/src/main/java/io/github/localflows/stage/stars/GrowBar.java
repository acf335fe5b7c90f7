package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.orbit.BarredOrbits;
import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.potential.RotatingBar;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.table.StarBatch;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Stage {@code bar}: star sets of mock stars among which a rotating bar has grown, see {@link BarredSet}.
 *
 * <p>Each star starts at a random azimuth and is looked at, in the bar's frame, at a random time of its own between two given ones, long after the
 * bar is grown: what all stars together are distributed as is the mean over these times, which is steadier than at any of them. What becomes of
 * a star depends on the run's seed, the bar and the star alone.
 */
public final class GrowBar {
    static final String STAGE = "bar";

    /** Figure of a manifest: the bar's pattern speed. */
    public static final String PATTERN_SPEED = "barPatternSpeedKmSKpc";

    /**
     * Largest change of Jacobi's integral over |Phi|. Of 2 million stars followed for 20 turns of a bar none changes it by more once it is
     * followed again with smaller steps, as 40 of them are.
     */
    private static final OrbitAccuracy ACCURACY = new OrbitAccuracy(OrbitAccuracy.STANDARD.stepError(), 1e-5);

    private static final String AGAIN = "starsFollowedAgain";

    private GrowBar() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        Config config = job.config();
        return DeriveStars.run(job, STAGE, set -> {
            BarredSet barred = BarredSet.declared(set.name(), config);
            double turnMyr = barred.turn() / Units.KPC_PER_MYR_AT_KM_S;
            PotentialSettings galaxy = PotentialSettings.from(config);
            RotatingBar bar = barred.bar(config);
            double growthMyr = barred.growth() * turnMyr;
            return new Among(
                    new PerProcess<>(() -> new BarredOrbits(galaxy.potential(), bar, growthMyr, ACCURACY)),
                    config.getLong("seed"),
                    barred.patternSpeed(),
                    barred.seenFrom() * turnMyr,
                    barred.seenTo() * turnMyr);
        });
    }

    /**
     * A bar among stars.
     *
     * @param fromMyr when the first stars are looked at
     * @param toMyr when the last ones are
     */
    private record Among(
            PerProcess<BarredOrbits> orbits, long runSeed, double patternSpeed, double fromMyr, double toMyr)
            implements Derivation {
        private static final long serialVersionUID = 1;

        @Override
        public boolean keepsAll() {
            return true;
        }

        @Override
        public List<String> figures() {
            return List.of(AGAIN);
        }

        @Override
        public Map<String, Double> constants() {
            return Map.of(PATTERN_SPEED, patternSpeed);
        }

        @Override
        public StarBatch of(StarBatch stars, Map<String, Double> tally) {
            int n = stars.size();
            double[] phi = new double[n];
            double[] endsMyr = new double[n];
            for (int i = 0; i < n; i++) {
                UniformRandomProvider random =
                        RandomStreams.stream(runSeed, Purpose.BAR, stars.seed()[i], stars.star()[i]);
                phi[i] = 2 * Math.PI * random.nextDouble();
                endsMyr[i] = fromMyr + (toMyr - fromMyr) * random.nextDouble();
            }
            BarredOrbits.Ends ends = orbits.value().ends(stars.stars(), phi, endsMyr);
            if (ends.failed() > 0 || orbits.value().beyondLimit(ends) > 0) {
                throw new UserError(String.format(
                        Locale.ROOT,
                        "%d of %d stars could not be followed in the bar, and %d changed Jacobi's integral by more than %.0e: leave"
                                + " the innermost stars out (sample.Rmin), or take a weaker bar (strength)",
                        ends.failed(),
                        n,
                        orbits.value().beyondLimit(ends),
                        ACCURACY.energyErrorLimit()));
            }
            tally.put(AGAIN, (double) ends.repeated());
            return new StarBatch(stars.seed(), stars.star(), ends.stars(), ends.phi());
        }
    }
}
