package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.orbit.OrbitAccuracy;
import io.github.localflows.orbit.OrbitIntegrator;
import io.github.localflows.orbit.Snapshots;
import io.github.localflows.pipeline.StageOutcome;
import io.github.localflows.table.StarBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Stage {@code evolve}: the evolved data sets of the run, {@code fiducial-<t>myr} from {@code fiducial} and
 * {@code perturbed-<t>myr} from {@code perturbed-0myr}. Each star is followed once, through all snapshots that are missing.
 */
public final class EvolveStars {
    public static final String STAGE = "evolve";

    /**
     * What the recipe of an evolved data set says of its orbits, so that none is taken for one that an earlier version
     * made, whose recipe has a key {@code evolve.snapshotsMyr}: there steps ended at each snapshot, so that the last bits
     * of a set depended on which others there were.
     */
    private static final String ORBITS = "evolve.steps = \"the star's own, whichever snapshots there are\"\n";

    /** Energy errors are counted in bins of this many decades, from which their median over all blocks follows. */
    private static final double BIN_DECADES = 0.1;

    private static final String BIN = "bin";
    private static final double LEAST_ERROR = 1e-17;
    private static final String WORST = "worst";
    private static final String REPEATED = "repeated";

    private EvolveStars() {}

    /**
     * Makes the data sets that are not there.
     *
     * @param config a checked configuration
     * @param overwrite whether data sets made with another configuration may be replaced
     */
    public static List<StageOutcome> run(SparkSession spark, RunDirectory run, Config config, boolean overwrite)
            throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (DatasetName initial : List.of(DatasetName.FIDUCIAL, DatasetName.PERTURBED)) {
            List<DatasetName> evolved = evolved(config, initial);
            if (!evolved.isEmpty()) {
                outcomes.addAll(evolve(spark, run, config, initial, evolved, overwrite));
            }
        }
        return outcomes;
    }

    /** The data sets of the run that one evolves into, in the order of time. */
    static List<DatasetName> evolved(Config config, DatasetName initial) {
        return EvolveSettings.from(config).datasets().stream()
                .filter(dataset -> dataset.initial().equals(initial))
                .sorted(Comparator.comparingInt(DatasetName::timeMyr))
                .toList();
    }

    /** What the stars of a data set depend on. */
    public static StageConfiguration configuration(Config config, DatasetName dataset) {
        StageConfiguration stars = StageConfiguration.stars(config, dataset);
        return dataset.evolved() ? new StageConfiguration(stars.rendered() + ORBITS) : stars;
    }

    private static List<StageOutcome> evolve(
            SparkSession spark,
            RunDirectory run,
            Config config,
            DatasetName initial,
            List<DatasetName> evolved,
            boolean overwrite)
            throws IOException {
        String input = run.stars(initial.toString()).toString();
        Manifest start = run.required(
                new Path(input),
                initial.perturbed() ? PerturbStars.STAGE : SampleStars.STAGE,
                StageConfiguration.stars(config, initial));
        List<StageOutcome> outcomes = new ArrayList<>();
        List<StarBlocks.Output> missing = new ArrayList<>();
        for (DatasetName dataset : evolved) {
            StarBlocks.Output output = output(config, dataset);
            Path directory = run.stars(dataset.toString());
            Optional<Manifest> finished = run.finished(directory, output.recipe(run), overwrite);
            if (finished.isPresent()) {
                outcomes.add(StageOutcome.there(finished.get(), directory, "stars"));
            } else {
                missing.add(output);
            }
        }
        if (missing.isEmpty()) {
            return outcomes;
        }
        List<DatasetName> wanted =
                new ArrayList<>(missing.stream().map(StarBlocks.Output::dataset).toList());
        Broadcast<PerProcess<OrbitIntegrator>> integrator =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(integrator(config));
        try {
            outcomes.addAll(StarBlocks.make(
                    spark, run, missing, Block.of(SampleSettings.from(config)), start.measure(), (block, hadoop) -> {
                        StarBatch stars = StarBlocks.read(input, block, hadoop);
                        return followed(stars, integrator.value().value(), wanted);
                    }));
        } finally {
            integrator.destroy();
        }
        return outcomes;
    }

    /** An evolved data set of the run. */
    static StarBlocks.Output output(Config config, DatasetName dataset) {
        return new StarBlocks.Output(
                STAGE, dataset, configuration(config, dataset), dataset.initial(), EvolveStars::figures);
    }

    /** What follows the stars. */
    static PerProcess<OrbitIntegrator> integrator(Config config) {
        EvolveSettings settings = EvolveSettings.from(config);
        PotentialSettings potential = PotentialSettings.from(config);
        return new PerProcess<>(() -> new OrbitIntegrator(
                potential.potential(),
                new OrbitAccuracy(OrbitAccuracy.STANDARD.stepError(), settings.maxEnergyError())));
    }

    /**
     * The stars of a block at the times of some data sets; the wall time is split evenly between these.
     *
     * @param wanted data sets that the stars evolve into, in the order of time
     */
    static List<StarBlocks.Made> followed(StarBatch stars, OrbitIntegrator integrator, List<DatasetName> wanted) {
        ContentChecksum read = ContentChecksum.of(stars);
        long start = System.nanoTime();
        double[] timesMyr = wanted.stream().mapToDouble(DatasetName::timeMyr).toArray();
        Snapshots snapshots = integrator.snapshots(stars.stars(), timesMyr);
        double seconds = (System.nanoTime() - start) * 1e-9;
        refuseInexact(snapshots, stars.size());
        List<StarBlocks.Made> made = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            StarBatch batch = new StarBatch(stars.seed(), stars.star(), snapshots.stars(i));
            made.add(new StarBlocks.Made(batch, read, tally(snapshots, i), seconds / wanted.size()));
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
