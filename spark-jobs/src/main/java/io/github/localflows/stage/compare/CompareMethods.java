package io.github.localflows.stage.compare;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.Master;
import io.github.localflows.comparison.AccelerationCurve;
import io.github.localflows.comparison.Chain;
import io.github.localflows.comparison.FitSettings;
import io.github.localflows.config.Choice;
import io.github.localflows.config.UserError;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import io.github.localflows.table.MethodTable;
import io.github.localflows.table.RowFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code compare}: the vertical acceleration of star sets by classical methods, at the positions of the vertical profile of
 * {@code accelerations}, so that it stands beside that of the flows. On the driver, with all its cores.
 *
 * <p>The stars in the order of their seeds and numbers, their measure and weights and the settings decide the result. A star that a
 * selection lets through counts for all of its kind.
 */
public final class CompareMethods {
    private static final Logger LOG = LoggerFactory.getLogger(CompareMethods.class);

    /** Nobody sets 13,187 steps. */
    private static final double ROUND_STEPS = 1000;

    private CompareMethods() {}

    /**
     * Refuses, before any star is made, star sets that the methods can make nothing of.
     *
     * @throws UserError when some of a set's stars have no velocity
     */
    public static void check(Config config, StarSets stars) {
        CompareSettings.from(config).datasets().forEach(name -> ComparedStars.check(stars.get(name)));
    }

    /** Makes what is not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        CompareSettings settings = CompareSettings.from(job.config());
        List<StageOutcome> outcomes = new ArrayList<>();
        for (String name : settings.datasets()) {
            StarSet set = job.stars().get(name);
            Manifest stars = job.required(set);
            for (Method method : settings.methods()) {
                Comparison comparison = new Comparison(job, settings, set, method);
                outcomes.add(
                        comparison.artifact(stars).make(job.overwrite(), pending -> comparison.made(stars, pending)));
            }
        }
        return outcomes;
    }

    /** A method and a star set. */
    private record Comparison(Job job, CompareSettings settings, StarSet set, Method method) {
        Artifact artifact(Manifest stars) throws IOException {
            Map<String, String> inputs = new TreeMap<>(job.selectionInput(set));
            inputs.put("stars/" + set, stars.checksum());
            Recipe recipe = Recipe.of(
                    CompareSettings.STAGE,
                    method.kind().inManifest(set.name()),
                    job.recipes().apply(job.config()).get(method.kind()),
                    inputs);
            return new Artifact(job.run(), job.run().of(method.kind(), set.name()), recipe, "positions");
        }

        Made made(Manifest manifest, PendingDirectory pending) throws IOException {
            long start = System.nanoTime();
            ComparedStars stars = ComparedStars.read(job, set, method.region(settings));
            Function<FitSettings, Method.Fitted> ready = ready(stars, manifest);
            int threads = Master.threads(job.spark().sparkContext().master());
            LOG.info(
                    "compare: {} fits {} stars of {}",
                    Choice.word(method),
                    stars.stars().size(),
                    set);
            long begun = System.nanoTime();
            Method.Fitted fitted = ready.apply(settings.chains().of(settings.runSeed(), threads));
            AccelerationCurve curve = fitted.fit().az(reached());
            double seconds = (System.nanoTime() - begun) * 1e-9;
            List<Row> rows = rows(curve);
            ContentChecksum checksum = RowFile.write(
                    job.spark(), pending, method.kind().directory() + ".parquet", rows, MethodTable.SCHEMA);
            return new Made(
                    manifest.origin(),
                    rows.size(),
                    checksum.hex(),
                    new Made.Times((System.nanoTime() - start) * 1e-9, seconds * threads),
                    FitFigures.of(fitted, curve),
                    warnings(fitted.fit().chain(), curve));
        }

        private Function<FitSettings, Method.Fitted> ready(ComparedStars stars, Manifest manifest) {
            try {
                return method.of(
                        stars.stars(), stars.weights(), manifest.origin().measure(), settings);
            } catch (IllegalArgumentException e) {
                throw new UserError(
                        "stars/" + set + " and compare." + Choice.word(method) + " do not go together: "
                                + e.getMessage(),
                        e);
            }
        }

        /** The heights of the profile that the method's stars reach [kpc]. */
        private double[] reached() {
            return Arrays.stream(settings.profile().zs())
                    .filter(this::isReached)
                    .toArray();
        }

        private boolean isReached(double z) {
            return Math.abs(z) <= method.region(settings).absZmax();
        }

        private List<Row> rows(AccelerationCurve curve) {
            double R0 = settings.profile().R0();
            Optional<Potential> truth =
                    set.truth().map(model -> model.potential().potential());
            List<Row> rows = new ArrayList<>();
            int i = 0;
            for (double z : settings.profile().zs()) {
                if (isReached(z)) {
                    rows.add(MethodTable.row(
                            R0, z, curve.best().get(i), curve.posterior().get(i), truth));
                    i++;
                } else {
                    rows.add(MethodTable.unsolved(R0, z, "beyond the stars that the method was given", truth));
                }
            }
            return rows;
        }

        private List<String> warnings(Chain chain, AccelerationCurve curve) {
            if (chain.longEnough()) {
                return List.of();
            }
            double needed = Chain.ENOUGH_TIMES
                    / chain.lengthInTimes()
                    * settings.chains().steps();
            // az that is zero everywhere, or is asked for nowhere, has no time.
            String ofAz = Double.isNaN(curve.autocorrelationTime())
                    ? "an unknown number"
                    : Long.toString(Math.round(chain.steps() / curve.autocorrelationTime()));
            return List.of(String.format(
                    Locale.ROOT,
                    "its chain lasts %d autocorrelation times of its slowest parameter and %s of az, and errors from less than %.0f are not"
                            + " reliable: set compare.steps to %.0f or more",
                    Math.round(chain.lengthInTimes()),
                    ofAz,
                    Chain.ENOUGH_TIMES,
                    Math.ceil(needed / ROUND_STEPS) * ROUND_STEPS));
        }
    }
}
