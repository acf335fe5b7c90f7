package io.github.localflows.stage.weakform;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.UserError;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.df.Measure;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.moments.MomentAccumulator;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarPieces;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import io.github.localflows.table.PotentialTable;
import io.github.localflows.table.RowFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code weak-form}: the potential that keeps the stars of a set steady, by {@link WeakForm}, and whether they are steady. One pass over
 * the stars of the training volume, on the executors; no flows.
 *
 * <p>The stars, their measure and weights, and the settings decide the result. A star that a magnitude limit lets through counts for all of
 * its kind. The figures of the manifest say what the tests of steadiness found.
 */
public final class SolveWeakForm {
    private static final Logger LOG = LoggerFactory.getLogger(SolveWeakForm.class);

    private static final String FILE = "weak-form.parquet";

    private SolveWeakForm() {}

    /**
     * Refuses, before any star is made, star sets of which the weak form can make nothing.
     *
     * @throws UserError when some of a set's stars have no velocity
     */
    public static void check(Config config, StarSets stars) {
        WeakFormSettings.from(config).datasets().forEach(name -> {
            if (stars.get(name).lacksVelocities()) {
                throw new UserError(
                        "stars/" + name + " has stars without velocities, which the weak form needs of every"
                                + " star: take it out of weakForm.datasets, or name a set in its place whose stars have them");
            }
        });
    }

    /** Makes what is not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (String name : WeakFormSettings.from(job.config()).datasets()) {
            StarSet set = job.stars().get(name);
            WeakFormSettings settings = WeakFormSettings.from(set.of(job.config()));
            Manifest stars = job.required(set);
            Recipe recipe = Recipe.of(
                    WeakFormSettings.STAGE,
                    Kind.WEAK_FORM.inManifest(name),
                    job.recipes().apply(set.of(job.config())).get(Kind.WEAK_FORM),
                    Map.of("stars/" + name, stars.checksum()));
            Artifact artifact = new Artifact(job.run(), job.run().of(Kind.WEAK_FORM, name), recipe, "positions");
            outcomes.add(
                    artifact.make(job.overwrite(), pending -> new Solving(job, settings, set, stars).made(pending)));
        }
        return outcomes;
    }

    /** How much a star counts, beside a weight of its own: the weak form is of stars counted by volume, all of which were seen. */
    private record Counting(Measure measure, MagnitudeLimit seen) implements Serializable {
        private static final long serialVersionUID = 1;

        double weight(WeightedStar star) {
            double weight = measure == Measure.SLICE ? star.weight() * star.R() : star.weight();
            return seen == null
                    ? weight
                    : weight / Math.exp(seen.at(star.R(), star.z()).lnS());
        }
    }

    /**
     * The sums of a piece.
     *
     * @param seconds that adding took
     */
    private record Summed(MomentSums sums, double seconds) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** A star set. */
    private record Solving(Job job, WeakFormSettings settings, StarSet set, Manifest stars) {
        Made made(PendingDirectory pending) throws IOException {
            long start = System.nanoTime();
            StarPieces pieces =
                    new StarPieces(job.spark(), job.run(), set, settings.shape().volume());
            Counting counting =
                    new Counting(stars.origin().measure(), set.known().seen().orElse(null));
            LOG.info("weak-form: {} stars of {} in the training volume", pieces.count(), set);
            Map<String, Double> figures = new TreeMap<>();
            WeakForm.Solution solution;
            double coreSeconds;
            try {
                WeakFormShape.Prepared prepared = prepared(pieces, counting);
                SparkTasks.Result<List<Summed>> summed = summed(pieces, counting, prepared);
                MomentSums sums = new MomentSums(prepared.functions(), prepared.basis());
                double adding = 0;
                for (Summed piece : summed.value()) {
                    sums.add(piece.sums());
                    adding += piece.seconds();
                }
                coreSeconds = summed.seconds();
                figures.put("addingCoreSeconds", adding);
                solution = WeakForm.solve(sums, prepared.functions(), prepared.basis(), prepared.gravity());
                figures.put("gravityKm2S2Kpc", prepared.gravity());
                tests(figures, sums, prepared, solution);
            } catch (WeakForm.Unsolvable e) {
                throw new UserError("stars/" + set + " and weakForm do not go together: " + e.getMessage(), e);
            }
            figures(figures, solution);
            PotentialTable table = new PotentialTable(
                    set.truth().map(model -> model.potential().potential()),
                    settings.shape().volume());
            List<Row> rows = table.rows(
                    solution.potential(), settings.grid().Rs(), settings.grid().zs());
            ContentChecksum checksum = RowFile.write(job.spark(), pending, FILE, rows, PotentialTable.SCHEMA);
            return new Made(
                    stars.origin(),
                    rows.size(),
                    checksum.hex(),
                    new Made.Times((System.nanoTime() - start) * 1e-9, coreSeconds),
                    figures);
        }

        private WeakFormShape.Prepared prepared(StarPieces pieces, Counting counting) throws WeakForm.Unsolvable {
            List<WeightedStar> first = pieces.first(WeakFormShape.PILOT_STARS);
            Stars some = Stars.allocate(first.size());
            double[] weights = new double[first.size()];
            for (int i = 0; i < weights.length; i++) {
                WeightedStar star = first.get(i);
                some.set(i, new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz()));
                weights[i] = counting.weight(star);
            }
            return settings.shape().prepared(some, weights);
        }

        private SparkTasks.Result<List<Summed>> summed(
                StarPieces pieces, Counting counting, WeakFormShape.Prepared prepared) {
            String what = WeakFormSettings.STAGE + " " + set;
            try {
                return SparkTasks.watched(
                        job.spark(),
                        what,
                        pieces.pieces(),
                        () -> pieces.map(ofPiece -> sums(ofPiece, counting, prepared)));
            } catch (Exception e) {
                throw SparkTasks.readable(what, e);
            }
        }

        private void tests(
                Map<String, Double> figures,
                MomentSums sums,
                WeakFormShape.Prepared prepared,
                WeakForm.Solution solution)
                throws WeakForm.Unsolvable {
            List<MomentTest> tests = List.of(
                    solution.test(),
                    WeakForm.test(sums, prepared.functions(), MomentFamily.CONTINUITY),
                    WeakForm.test(sums, prepared.functions(), MomentFamily.MIRROR));
            for (MomentTest test : tests) {
                String name = test.family().name().toLowerCase(Locale.ROOT);
                ManifestNumbers.put(figures, name + "ChiSquare", test.chiSquare());
                ManifestNumbers.put(figures, name + "DegreesOfFreedom", test.degreesOfFreedom());
                ManifestNumbers.put(figures, name + "P", test.p());
                if (test.p() < MomentTest.REJECTED) {
                    LOG.warn(
                            "weak-form: {} are not steady: chi-square of {} is {} for {} degrees of freedom (p = {}); the worst moments are {}",
                            set,
                            test.family().description(),
                            String.format(Locale.ROOT, "%.0f", test.chiSquare()),
                            String.format(Locale.ROOT, "%.0f", test.degreesOfFreedom()),
                            String.format(Locale.ROOT, "%.1g", test.p()),
                            test.worst());
                }
            }
        }

        private void figures(Map<String, Double> figures, WeakForm.Solution solution) {
            PotentialEstimate potential = solution.potential();
            ManifestNumbers.put(figures, "starsUsed", solution.stars());
            ManifestNumbers.put(figures, "coefficientsDecided", solution.effective());
            ManifestNumbers.put(
                    figures, "priorStrengthKm2S2Kpc", solution.prior().strength());
            ManifestNumbers.put(figures, "priorLengthKpc", solution.prior().L());
            put(figures, "rhoMsunPc3", "rhoErrorMsunPc3", potential.density(settings.R0(), 0));
            put(
                    figures,
                    "surfaceDensityMsunPc2",
                    "surfaceDensityErrorMsunPc2",
                    potential.surfaceDensity(settings.R0(), settings.absZ()));
            for (int k = 0; k < potential.expansion().basis().size(); k++) {
                ManifestNumbers.put(
                        figures,
                        String.format(Locale.ROOT, "c%02d", k),
                        potential.expansion().coefficients().get(k));
            }
            Optional.of(set)
                    .flatMap(StarSet::truth)
                    .ifPresent(model -> figures.put(
                            "rhoExactMsunPc3", model.potential().potential().density(settings.R0(), 0)));
        }

        private static void put(
                Map<String, Double> figures, String name, String errorName, PotentialEstimate.Value found) {
            ManifestNumbers.put(figures, name, found.value());
            ManifestNumbers.put(figures, errorName, found.error());
        }
    }

    private static Summed sums(Iterator<WeightedStar> stars, Counting counting, WeakFormShape.Prepared prepared) {
        long nanos = 0;
        // Reading is not adding: a block of stars is read, and then added.
        WeightedStar[] block = new WeightedStar[BLOCK];
        try (MomentAccumulator accumulator =
                new MomentAccumulator(prepared.functions(), prepared.basis(), prepared.pilot())) {
            while (stars.hasNext()) {
                int n = 0;
                while (n < BLOCK && stars.hasNext()) {
                    block[n++] = stars.next();
                }
                long start = System.nanoTime();
                for (int i = 0; i < n; i++) {
                    WeightedStar star = block[i];
                    accumulator.add(star.R(), star.z(), star.vR(), star.vphi(), star.vz(), counting.weight(star));
                }
                nanos += System.nanoTime() - start;
            }
            return new Summed(accumulator.sums(), nanos * 1e-9);
        }
    }

    /** Stars between two looks at the clock. */
    private static final int BLOCK = 1024;
}
