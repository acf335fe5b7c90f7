package io.github.localflows.stage.weakform;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.config.Choice;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialExpansion;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FoundPotential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.AddedErrors;
import io.github.localflows.starset.Extrapolation;
import io.github.localflows.starset.Filling;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code weak-form}: the potential that keeps the stars of a set steady, by {@link WeakForm}, and whether they are steady. One pass over
 * the stars of the training volume, on the executors; no flows.
 *
 * <p>The stars, their measure and weights, and the settings decide the result. A star that a selection lets through counts for all of
 * its kind. Beside the field there are its coefficients and their covariance, {@link PotentialFile}. The figures of the manifest say what the tests of steadiness found. With {@code weakForm.azimuth} the stars need not be axisymmetric, see {@link RotatingSolving}.
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
        WeakFormSettings settings = WeakFormSettings.from(config);
        settings.datasets().forEach(name -> requireVelocities(stars.get(name), "weakForm.datasets"));
        checkSimex(settings, stars);
        for (String name : settings.datasets()) {
            StarSet set = stars.get(name);
            Extrapolation measured = measured(settings, stars, set);
            boolean rotating = WeakFormSettings.from(set.of(config)).rotating().isPresent();
            if (rotating && !measured.others().isEmpty()) {
                throw new UserError(
                        "weakForm.simex has sets of " + set + ", whose weakForm.azimuth is not 0: what need not be"
                                + " axisymmetric is not extrapolated; take one of them out");
            }
        }
    }

    /** Refuses sets that nothing is extrapolated from, or that are the same stars twice. */
    private static void checkSimex(WeakFormSettings settings, StarSets stars) {
        Map<AddedErrors, String> declared = new HashMap<>();
        for (String name : settings.simex()) {
            StarSet set = stars.get(name);
            AddedErrors added = Extrapolation.added(set);
            if (!settings.datasets().contains(added.to())) {
                throw new UserError("weakForm.simex names " + set + ", whose stars are those of " + added.to()
                        + " with more errors, but weakForm.datasets does not name that: add it there");
            }
            String before = declared.putIfAbsent(added, SetNames.declared(name));
            if (before != null && !before.equals(SetNames.declared(name))) {
                throw new UserError("weakForm.simex names " + before + " and " + SetNames.declared(name)
                        + ", which are the same stars with the same errors: give one of them realisations");
            }
        }
    }

    /** @throws UserError when some of a set's stars have no velocity */
    static void requireVelocities(StarSet set, String where) {
        if (set.lacksVelocities()) {
            throw new UserError("stars/" + set + " has stars without velocities, which the weak form needs of every"
                    + " star: take it out of " + where + ", or name a set in its place whose stars have them");
        }
    }

    /** Makes what is not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (String name : WeakFormSettings.from(job.config()).datasets()) {
            StarSet set = job.stars().get(name);
            WeakFormSettings settings = WeakFormSettings.from(set.of(job.config()));
            Manifest stars = job.required(set);
            Map<String, String> inputs = new TreeMap<>(job.selectionInput(set));
            inputs.put("stars/" + name, stars.checksum());
            Extrapolation measured = measured(settings, job.stars(), set);
            for (StarSet other : measured.others()) {
                inputs.put("stars/" + other, job.required(other).checksum());
            }
            Recipe recipe = Recipe.of(
                    WeakFormSettings.STAGE,
                    Kind.WEAK_FORM.inManifest(name),
                    job.recipes().apply(set.of(job.config())).get(Kind.WEAK_FORM),
                    inputs);
            Artifact artifact = new Artifact(job.run(), job.run().of(Kind.WEAK_FORM, name), recipe, "positions");
            outcomes.add(artifact.make(job.overwrite(), pending -> made(job, settings, measured, stars, pending)));
        }
        return outcomes;
    }

    private static Made made(
            Job job, WeakFormSettings settings, Extrapolation measured, Manifest stars, PendingDirectory pending)
            throws IOException {
        StarSet set = measured.measured();
        Optional<String> unfilled = Filling.doubt(
                job.spark(), set, job.run().stars(set.name()), settings.shape().volume());
        try {
            return settings.rotating().isPresent()
                    ? new RotatingSolving(job, settings, settings.rotating().get(), set, stars, FILE)
                            .made(pending, unfilled)
                    : new Solving(job, settings, measured, stars).made(pending, unfilled);
        } catch (NotDecided e) {
            throw unfilled.map(why -> new NotDecided(e.getMessage() + "; " + why, e.getCause()))
                    .orElse(e);
        }
    }

    /** A set, with those of the settings' that are its stars with more errors. */
    static Extrapolation measured(WeakFormSettings settings, StarSets stars, StarSet set) {
        return Extrapolation.of(set, settings.simex().stream().map(stars::get).toList());
    }

    /** A star set. */
    private record Solving(Job job, WeakFormSettings settings, Extrapolation measured, Manifest stars) {
        Made made(PendingDirectory pending, Optional<String> unfilled) throws IOException {
            StarSet set = measured.measured();
            long start = System.nanoTime();
            StarMoments moments = new StarMoments(job, settings.shape(), measured, stars);
            LOG.info("weak-form: {} stars of {} in the training volume", moments.stars(), set);
            Map<String, Double> figures = new TreeMap<>();
            List<String> warnings = new ArrayList<>(unfilled.stream().toList());
            double coreSeconds;
            PotentialEstimate potential;
            try {
                WeakFormShape.Prepared prepared = moments.prepared();
                PotentialExpansion pilot = prepared.pilot();
                CountedStars.Summed<MomentSums> summed = moments.summed(prepared, new PerProcess<>(() -> pilot));
                coreSeconds = summed.coreSeconds();
                WorkMeters.of(job.spark()).mark(WeakFormSettings.STAGE, WorkMeters.STARS, moments.stars());
                WeakForm.Solution solution = WeakForm.solve(summed.sums(), prepared);
                potential = solution.potential();
                figures.put("addingCoreSeconds", summed.addingSeconds());
                figures.put("gravityKm2S2Kpc", prepared.gravity());
                tests(figures, warnings, summed.sums(), prepared, solution);
                figures(figures, solution);
            } catch (Unsolvable e) {
                throw moments.refused(e);
            }
            PotentialFile.Content content =
                    new PotentialFile.Content(potential, settings.shape().volume());
            return new FoundPotential(content, settings.places(), set.truth())
                    .made(job, pending, FILE, stars.origin(), start, OptionalDouble.of(coreSeconds), figures, warnings);
        }

        private static void tests(
                Map<String, Double> figures,
                List<String> warnings,
                MomentSums sums,
                WeakFormShape.Prepared prepared,
                WeakForm.Solution solution) {
            List<MomentTest> tests = new ArrayList<>(List.of(solution.test()));
            tests.addAll(StarMoments.withoutPotential(sums, prepared.functions(), warnings));
            for (MomentTest test : tests) {
                String name = Choice.word(test.family());
                ManifestNumbers.put(figures, name + "ChiSquare", test.chiSquare());
                ManifestNumbers.put(figures, name + "DegreesOfFreedom", test.degreesOfFreedom());
                ManifestNumbers.put(figures, name + "P", test.p());
                if (test.p() < MomentTest.REJECTED) {
                    warnings.add(String.format(
                            Locale.ROOT,
                            "it fails as a steady galaxy: chi-square of %s is %.0f for %.0f degrees of freedom; worst is %s",
                            test.family().description(),
                            test.chiSquare(),
                            test.degreesOfFreedom(),
                            test.worst().get(0)));
                }
            }
        }

        private void figures(Map<String, Double> figures, WeakForm.Solution solution) {
            ManifestNumbers.put(figures, "starsUsed", solution.stars());
            ManifestNumbers.put(figures, "coefficientsDecided", solution.effective());
            Region volume = settings.shape().volume();
            solution.selection()
                    .ifPresent(seen -> ManifestNumbers.put(
                            figures,
                            "dlnSeenDzPerKpcAtFourTenths",
                            seen.dz(0.5 * (volume.Rmin() + volume.Rmax()), 0.4 * volume.absZmax())));
            ManifestNumbers.put(
                    figures, "priorStrengthKm2S2Kpc", solution.prior().strength());
            ManifestNumbers.put(figures, "priorLengthKpc", solution.prior().L());
        }
    }
}
