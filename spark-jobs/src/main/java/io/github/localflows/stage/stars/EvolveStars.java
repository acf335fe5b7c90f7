package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.orbit.Snapshots;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Stage {@code evolve}: the evolved star sets of the run, {@code fiducial-<t>myr} from {@code fiducial} and
 * {@code perturbed-<t>myr} from {@code perturbed-0myr}. Each star is followed once, through all snapshots that are missing.
 */
public final class EvolveStars {
    public static final String STAGE = "evolve";

    /** Energy errors are counted in bins of this many decades, from which their median over all blocks follows. */
    private static final double BIN_DECADES = 0.1;

    private static final String BIN = "bin";
    private static final double LEAST_ERROR = 1e-17;
    private static final String WORST = "worst";
    private static final String REPEATED = "repeated";

    private EvolveStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        Map<String, List<StarSet>> byStart = new LinkedHashMap<>();
        for (StarSet set : job.stars().madeBy(STAGE)) {
            byStart.computeIfAbsent(set.from().orElseThrow(), start -> new ArrayList<>())
                    .add(set);
        }
        List<StageOutcome> outcomes = new ArrayList<>();
        for (Map.Entry<String, List<StarSet>> start : byStart.entrySet()) {
            Manifest from = job.required(job.stars().get(start.getKey()));
            List<StarSet> missing = new ArrayList<>();
            for (StarSet set : byTime(start.getValue())) {
                Optional<StageOutcome> there =
                        job.artifact(set, StarBlocks.inputs(set, from)).there(job.overwrite());
                there.ifPresentOrElse(outcomes::add, () -> missing.add(set));
            }
            if (!missing.isEmpty()) {
                outcomes.addAll(follow(job, from, missing));
            }
        }
        return outcomes;
    }

    /** Sets in the order of time, in which the stars pass through them. */
    static List<StarSet> byTime(List<StarSet> sets) {
        return sets.stream()
                .sorted(Comparator.comparingInt(EvolveStars::timeMyr))
                .toList();
    }

    private static int timeMyr(StarSet set) {
        return MockName.find(set.name()).orElseThrow().timeMyr();
    }

    private static List<StageOutcome> follow(Job job, Manifest from, List<StarSet> sets) throws IOException {
        String input = job.run().stars(from.dataset()).toString();
        double[] timesMyr = timesMyr(sets);
        Broadcast<PerProcess<OrbitIntegrator>> integrator =
                JavaSparkContext.fromSparkContext(job.spark().sparkContext()).broadcast(integrator(job.config()));
        try {
            return StarBlocks.make(
                    job,
                    sets.stream().map(EvolveStars::output).toList(),
                    Block.of(from, SampleSettings.from(job.config())),
                    from.measure(),
                    (block, hadoop) -> followed(
                            StarBlocks.read(input, block, hadoop),
                            integrator.value().value(),
                            timesMyr));
        } finally {
            integrator.destroy();
        }
    }

    /** The times of evolved sets [Myr]. */
    static double[] timesMyr(List<StarSet> sets) {
        return sets.stream().mapToDouble(EvolveStars::timeMyr).toArray();
    }

    /** A star set that the stage makes. */
    static StarBlocks.Output output(StarSet set) {
        return StarBlocks.Output.ofAll(set, EvolveStars::figures);
    }

    /** What follows the stars. */
    static PerProcess<OrbitIntegrator> integrator(Config config) {
        EvolveSettings settings = EvolveSettings.from(config);
        return new PerProcess<>(() -> new OrbitIntegrator(
                settings.potential().potential(),
                new OrbitAccuracy(OrbitAccuracy.STANDARD.stepError(), settings.maxEnergyError())));
    }

    /**
     * The stars of a block at some times; the wall time is split evenly between these.
     *
     * @param timesMyr rising [Myr]
     */
    static List<StarBlocks.BlockStars> followed(StarBatch stars, OrbitIntegrator integrator, double[] timesMyr) {
        ContentChecksum read = stars.checksum();
        long start = System.nanoTime();
        Snapshots snapshots = integrator.snapshots(stars.stars(), timesMyr);
        double seconds = (System.nanoTime() - start) * 1e-9;
        refuseInexact(snapshots, stars.size());
        List<StarBlocks.BlockStars> made = new ArrayList<>();
        for (int i = 0; i < timesMyr.length; i++) {
            StarBatch batch = new StarBatch(stars.seed(), stars.star(), snapshots.stars(i));
            made.add(new StarBlocks.BlockStars(batch, read, tally(snapshots, i), seconds / timesMyr.length));
        }
        return made;
    }

    /** Refuses orbits that are not those of the potential, which a setting of the user's can help. */
    private static void refuseInexact(Snapshots snapshots, int stars) {
        if (snapshots.failed() > 0) {
            throw new UserError(snapshots.failed() + " of the " + stars + " stars of a block could not be followed, for"
                    + " their coordinates are not finite or their orbits run into a singularity of the potential: leave"
                    + " the innermost stars out (sample.Rmin) or give potential.parts a softer centre");
        }
        if (snapshots.beyondLimit() > 0) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%d of the %d stars of a block changed their energy by more than evolve.maxEnergyError, the worst by"
                            + " %.1e: raise that limit, or leave the innermost stars out (sample.Rmin)",
                    snapshots.beyondLimit(),
                    stars,
                    snapshots.worstEnergyError()));
        }
    }

    private static Tally tally(Snapshots snapshots, int snapshot) {
        Tally tally = Tally.none();
        double worst = 0;
        for (double error : snapshots.energyErrors(snapshot)) {
            worst = Math.max(worst, error);
            long bin = Math.round(Math.log10(Math.max(error, LEAST_ERROR)) / BIN_DECADES);
            tally.sums().merge(BIN + bin, 1.0, Double::sum);
        }
        tally.sums().put(REPEATED, (double) snapshots.repeated(snapshot));
        tally.maxima().put(WORST, worst);
        return tally;
    }

    private static Map<String, Double> figures(Tally tally) {
        TreeMap<Long, Double> bins = new TreeMap<>();
        tally.sums().forEach((name, count) -> {
            if (name.startsWith(BIN)) {
                bins.put(Long.parseLong(name.substring(BIN.length())), count);
            }
        });
        double half = bins.values().stream().mapToDouble(count -> count).sum() / 2;
        double median = Double.NaN;
        double counted = 0;
        for (Map.Entry<Long, Double> bin : bins.entrySet()) {
            if (counted < half) {
                median = Math.pow(10, bin.getKey() * BIN_DECADES);
            }
            counted += bin.getValue();
        }
        return Map.of(
                "worstEnergyError", tally.maxima().get(WORST),
                "medianEnergyError", median,
                "starsFollowedAgain", tally.sums().get(REPEATED));
    }
}
