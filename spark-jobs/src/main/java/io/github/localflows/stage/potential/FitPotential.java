package io.github.localflows.stage.potential;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.Combination;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.field.AccelerationParts;
import io.github.localflows.field.FieldCurl;
import io.github.localflows.field.Position;
import io.github.localflows.field.PotentialFit;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FoundPotential;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.TrainingVolume;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code potential}: the potential whose accelerations are nearest to those that flows say point by point, by {@link PotentialFit}. Where
 * the weak form of the same stars is asked for too, both are compared and made one, by {@link Combination}. Where there is the
 * control, also the potential of its accelerations: what the functions themselves cannot follow.
 *
 * <p>The accelerations, also without each part of the stars, and the settings decide the result. It takes seconds on the driver.
 */
public final class FitPotential {
    /** Figure of the manifest of a joined potential: chi-square of the difference of the two potentials. */
    public static final String DIFFERENCE_CHI_SQUARE = "differenceChiSquare";

    /** What it is on average where both are right. */
    public static final String DIFFERENCE_DEGREES_OF_FREEDOM = "differenceDegreesOfFreedom";

    /** The chance of so large a chi-square where both are right. */
    public static final String DIFFERENCE_P = "differenceP";

    /** Of the accelerations on the grid, how many differ by more than two errors. */
    public static final String DISAGREE_FRACTION = "disagreeFraction";

    private static final Logger LOG = LoggerFactory.getLogger(FitPotential.class);

    private static final String FILE = "potential.parquet";

    /** The stages that make what a potential is found from. */
    private static final String ACCELERATIONS = "accelerations";

    private static final String WEAK_FORM = "weak-form";

    /** Estimates that differ by so many errors disagree. */
    private static final double DISAGREE_SIGMA = 2;

    /** Positions that are nearer to each other than this are the same [kpc]: earlier versions rounded them otherwise. */
    private static final double SAME_PLACE = 1e-9;

    /**
     * Of the weak form, where it is joined with flows, which smooth a thin disc as it does not. Of the weights 0.5, 0.7 and 0.85 the middle one was
     * the best on two sets of a million stars and one of four millions.
     */
    private static final double WEIGHT = 0.7;

    private FitPotential() {}

    /** What of what a configuration asks for will not be made, and why, a sentence each. */
    public static List<String> doubts(Config config, StarSets stars) {
        List<String> doubts = new ArrayList<>();
        List<String> weakForms = SetNames.of(config, "weakForm.datasets");
        for (String name : PotentialFitSettings.from(config).datasets()) {
            Config own = stars.get(name).of(config);
            Optional<String> obstacle = obstacle(own);
            obstacle.ifPresent(why -> doubts.add(
                    "no potential will be fitted to " + name + ", which potentialFit.datasets names: " + why));
            if (obstacle.isEmpty() && weakForms.contains(name)) {
                obstacleToJoining(own)
                        .ifPresent(why -> doubts.add(
                                "potential/" + name + " and weak-form/" + name + " will not be joined: " + why));
            }
        }
        return doubts;
    }

    /** Why no potential is fitted to the accelerations of a star set, by its own configuration; empty when one is. */
    private static Optional<String> obstacle(Config own) {
        if (!own.getStringList("accelerations.fields").contains("grid")) {
            return Optional.of("its accelerations.fields have no grid");
        }
        return TrainingVolume.azimuth(own) > 0
                ? Optional.of(
                        "its flows see azimuths (train.azimuth), and their accelerations are of the Sun's azimuth alone, where the"
                                + " density takes the others; the weak form finds one (weakForm.azimuth)")
                : Optional.empty();
    }

    /** Why the potentials of flows and of the weak form are not joined, by a star set's own configuration; empty when they are. */
    private static Optional<String> obstacleToJoining(Config own) {
        if (!PotentialFitSettings.from(own).basis().evenInZ()) {
            return Optional.of("the one need not be even in z (potentialFit.symmetry), the other is");
        }
        return own.getDouble("weakForm.azimuth") > 0
                ? Optional.of("the one is of stars at all azimuths alike, the other is not (weakForm.azimuth)")
                : Optional.empty();
    }

    /** Makes what is not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        PotentialFitSettings settings = PotentialFitSettings.from(job.config());
        Optional<ModelSettings> model = Optional.empty();
        for (String name : settings.datasets()) {
            StarSet set = job.stars().get(name);
            Config own = set.of(job.config());
            if (obstacle(own).isPresent()) {
                continue; // of which the configuration's check has warned
            }
            Manifest accelerations = job.required(Kind.ACCELERATIONS, name, set, ACCELERATIONS);
            PotentialFitSettings ofSet = PotentialFitSettings.from(own);
            outcomes.add(new Fitting(job, ofSet, name, accelerations, set.truth())
                    .outcome(PotentialFitSettings.recipe(own)));
            if (SetNames.of(job.config(), "weakForm.datasets").contains(name)) {
                Joining joining = new Joining(job, ofSet, set);
                if (obstacleToJoining(own).isEmpty() && joining.isPossible()) {
                    outcomes.add(joining.outcome(own));
                }
            }
            model = model.or(set::truth);
        }
        Path control = job.run().accelerations(FieldNames.CONTROL);
        if (model.isPresent() && job.run().finished(Kind.ACCELERATIONS).contains(FieldNames.CONTROL)) {
            Manifest accelerations = job.run().required(control, ACCELERATIONS, job.controlRecipe());
            outcomes.add(new Fitting(job, settings, FieldNames.CONTROL, accelerations, model)
                    .outcome(PotentialFitSettings.recipe(job.config()).and(ModelSettings.recipe(job.config()))));
        }
        return outcomes;
    }

    /** Whether R and z [kpc] are those of positions, but for rounding. */
    static boolean isAt(List<Position> positions, double[] R, double[] z) {
        boolean same = positions.size() == R.length;
        for (int i = 0; same && i < R.length; i++) {
            Position position = positions.get(i);
            same = Math.hypot(position.R() - R[i], position.z() - z[i]) < SAME_PLACE;
        }
        return same;
    }

    /** Of one field of accelerations. */
    private record Fitting(
            Job job,
            PotentialFitSettings settings,
            String name,
            Manifest accelerations,
            Optional<ModelSettings> truth) {
        StageOutcome outcome(StageConfiguration configuration) throws IOException {
            Recipe recipe = Recipe.of(
                    PotentialFitSettings.STAGE,
                    Kind.POTENTIAL.inManifest(name),
                    configuration,
                    Map.of("accelerations/" + name, accelerations.checksum()));
            Artifact artifact = new Artifact(job.run(), job.run().of(Kind.POTENTIAL, name), recipe, "positions");
            return artifact.make(job.overwrite(), this::made);
        }

        private Made made(PendingDirectory pending) throws IOException {
            long start = System.nanoTime();
            AccelerationParts field = parts();
            PotentialFit.Result fit;
            try {
                fit = PotentialFit.of(
                        field, settings.basis(), settings.reach(), settings.absZmin(), settings.densityNotNegative());
            } catch (Unsolvable e) {
                throw new NotDecided(
                        "accelerations/" + name + ", weakForm.potential and potentialFit do not go together: "
                                + e.getMessage(),
                        e);
            }
            Map<String, Double> figures = new TreeMap<>();
            ManifestNumbers.put(figures, "coefficientsDecided", fit.effective());
            ManifestNumbers.put(figures, "priorStrengthKm2S2Kpc", fit.prior().strength());
            ManifestNumbers.put(figures, "priorLengthKpc", fit.prior().L());
            ManifestNumbers.put(figures, "positionsUsed", fit.positions());
            ManifestNumbers.put(figures, "componentsThatErrAsOne", fit.together());
            ManifestNumbers.put(figures, "residualOverError", fit.residual());
            ManifestNumbers.put(figures, "shareOfVertical", fit.shareOfVertical());
            ManifestNumbers.put(figures, "densityBound", fit.bound() ? 1 : 0);
            FieldCurl curl = FieldCurl.of(
                    settings.places().grid().Rs(), settings.places().grid().zs(), field, settings.window());
            ManifestNumbers.put(figures, "curlMedianKm2S2Kpc2", curl.median());
            ManifestNumbers.put(figures, "curlWithinOneSigma", curl.withinOneSigma());
            // The control has no parts, for it is of no stars.
            List<String> warnings = fit.potential().hasErrors() || name.equals(FieldNames.CONTROL)
                    ? List.of()
                    : List.of(
                            "nothing is known of its errors, which takes flows of several parts of the stars (train.parts),"
                                    + " and it cannot be joined with the weak form");
            return new FoundPotential(
                            new PotentialFile.Content(fit.potential(), settings.reach()), settings.places(), truth)
                    .made(job, pending, FILE, accelerations.origin(), start, OptionalDouble.empty(), figures, warnings);
        }

        private AccelerationParts parts() throws IOException {
            Path directory = job.run().accelerations(name);
            Path file = new Path(directory, AccelerationParts.NAME);
            AccelerationParts parts;
            try (InputStream in = job.run().fileSystem().open(file)) {
                parts = AccelerationParts.read(in);
            } catch (FileNotFoundException e) {
                throw unusable(
                        directory, "has no " + AccelerationParts.NAME + ", which another version did not keep", e);
            } catch (IOException e) {
                throw unusable(directory, "cannot be read (" + e.getMessage() + ")", e);
            }
            if (!isAt(settings.places().grid().positions(), parts.R(), parts.z())) {
                throw unusable(
                        directory, "has in its " + AccelerationParts.NAME + " other positions than its grid", null);
            }
            return parts;
        }

        private static UserError unusable(Path directory, String how, Throwable cause) {
            return new UserError(
                    directory + " " + how
                            + ": put back what was there, or move it away and make it again with `accelerations`",
                    cause);
        }
    }

    /** Of the weak form and the flows of one star set. */
    private record Joining(Job job, PotentialFitSettings settings, StarSet set) {
        /** Whether both are there, and errors of both are known. */
        boolean isPossible() throws IOException {
            if (!job.run().finished(Kind.WEAK_FORM).contains(set.name())) {
                LOG.info("potential: {} is not joined with the weak form, for there is no weak-form/{}", set, set);
                return false;
            }
            return content(Kind.POTENTIAL).potential().hasErrors();
        }

        StageOutcome outcome(Config own) throws IOException {
            String name = set.name();
            Manifest flows = job.required(Kind.POTENTIAL, name, set, PotentialFitSettings.STAGE);
            Manifest moments = job.required(Kind.WEAK_FORM, name, set, WEAK_FORM);
            Recipe recipe = Recipe.of(
                    PotentialFitSettings.STAGE,
                    Kind.COMBINED.inManifest(name),
                    PotentialFitSettings.combinedRecipe(own),
                    Map.of("potential/" + name, flows.checksum(), "weak-form/" + name, moments.checksum()));
            Artifact artifact = new Artifact(job.run(), job.run().of(Kind.COMBINED, name), recipe, "positions");
            return artifact.make(job.overwrite(), pending -> made(pending, moments));
        }

        private Made made(PendingDirectory pending, Manifest moments) throws IOException {
            long start = System.nanoTime();
            PotentialFile.Content ofFlows = content(Kind.POTENTIAL);
            PotentialEstimate flows = ofFlows.potential();
            PotentialEstimate weakForm = content(Kind.WEAK_FORM).potential();
            Region volume = ofFlows.volume();
            List<Position> positions = settings.places().grid().positions().stream()
                    .filter(position -> volume.contains(position.R(), position.z()))
                    .toList();
            double[] R = positions.stream().mapToDouble(Position::R).toArray();
            double[] z = positions.stream().mapToDouble(Position::z).toArray();
            Combination both;
            PotentialEstimate found;
            try {
                both = Combination.of(weakForm, flows, WEIGHT);
                found = settings.densityNotNegative()
                        ? both.potential().withDensityNotNegative(R, z)
                        : both.potential();
            } catch (Unsolvable e) {
                throw new NotDecided(
                        "potential/" + set + " and weak-form/" + set + " cannot be joined: " + e.getMessage(), e);
            }
            List<Disagreement> all = positions.stream()
                    .flatMap(position -> Disagreement.at(position, weakForm, flows).stream())
                    .toList();
            Map<String, Double> figures = new TreeMap<>();
            ManifestNumbers.put(figures, "weightOfWeakForm", WEIGHT);
            ManifestNumbers.put(figures, "inflationOfFlows", both.inflation());
            ManifestNumbers.put(figures, DIFFERENCE_CHI_SQUARE, both.chiSquare());
            ManifestNumbers.put(figures, DIFFERENCE_DEGREES_OF_FREEDOM, both.degreesOfFreedom());
            ManifestNumbers.put(figures, DIFFERENCE_P, both.p());
            ManifestNumbers.put(
                    figures,
                    DISAGREE_FRACTION,
                    (double) all.stream()
                                    .filter(one -> one.sigmas() > DISAGREE_SIGMA)
                                    .count()
                            / all.size());
            List<String> warnings = all.stream()
                    .max(Comparator.comparingDouble(Disagreement::sigmas))
                    .filter(worst -> both.p() < MomentTest.REJECTED || worst.sigmas() > 2 * DISAGREE_SIGMA)
                    .map(worst -> List.of((both.p() < MomentTest.REJECTED
                                    ? "flows and weak form differ by more than their errors say; most in "
                                    : "flows and weak form agree within their errors on the whole, and yet differ in ")
                            + worst))
                    .orElse(List.of());
            return new FoundPotential(new PotentialFile.Content(found, volume), settings.places(), set.truth())
                    .made(job, pending, FILE, moments.origin(), start, OptionalDouble.empty(), figures, warnings);
        }

        private PotentialFile.Content content(Kind kind) throws IOException {
            Path directory = job.run().of(kind, set.name());
            return PotentialFiles.read(job.run().fileSystem(), directory);
        }
    }

    /** How much two estimates differ at a place. */
    private record Disagreement(String component, Position position, double relative, double sigmas) {
        static List<Disagreement> at(Position position, PotentialEstimate first, PotentialEstimate second) {
            double R = position.R();
            double z = position.z();
            return List.of(
                    of("aR", position, first.aR(R, z), second.aR(R, z)),
                    of("az", position, first.az(R, z), second.az(R, z)));
        }

        private static Disagreement of(
                String component, Position position, PotentialEstimate.Value first, PotentialEstimate.Value second) {
            double difference = second.value() - first.value();
            double error = Math.hypot(first.error(), second.error());
            return new Disagreement(
                    component, position, difference / first.value(), error > 0 ? Math.abs(difference) / error : 0);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s at R = %.2f, z = %.2f kpc, by %+.1f%%, %.1f errors",
                    component,
                    position.R(),
                    position.z(),
                    100 * relative,
                    sigmas);
        }
    }
}
