package io.github.localflows.report;

import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.stage.stars.MockName;
import io.github.localflows.stage.stars.MockOrigin;
import io.github.localflows.stage.stars.SplitVelocities;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.SetNames;
import io.github.localflows.table.Profiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Which experiments a run has done, and what came of them beside what Naik et al. (2022) say. Only where the truth is known. */
final class Experiments {
    private static final String EQUILIBRIUM = MockName.FIDUCIAL.toString();

    private final SparkSession spark;
    private final RunDirectory run;
    private final List<StageCost> stages;
    private final List<Experiment> all = new ArrayList<>();

    /** The star sets, and what else, of which there are profiles. */
    private final List<String> profiles;

    /** The profiles that were read, by their table: several experiments have them. */
    private final Map<Path, Map<Component, Profile>> read = new HashMap<>();

    private Experiments(SparkSession spark, RunDirectory run, List<StageCost> stages) throws IOException {
        this.spark = spark;
        this.run = run;
        this.stages = stages;
        profiles = run.finished(Kind.ACCELERATIONS).stream()
                .filter(FieldNames::isProfiles)
                .map(FieldNames::source)
                .toList();
    }

    /** What is known of a run without asking it again. */
    record Known(
            List<FieldAccuracy> accelerations,
            List<MethodComparison> comparisons,
            List<Disequilibrium> disequilibrium,
            List<ResolutionFigures> resolution,
            List<Training> training,
            List<StageCost> stages) {}

    /** Those that the run has done. */
    static List<Experiment> of(SparkSession spark, RunDirectory run, Known known) throws IOException {
        Experiments experiments = new Experiments(spark, run, known.stages());
        experiments.addEquilibrium(known.accelerations(), known.training());
        experiments.addErrors();
        experiments.addMissingVelocities();
        experiments.addDisequilibrium();
        experiments.addSpiral(known.disequilibrium());
        experiments.addMethods(known.comparisons());
        experiments.addUnseen();
        experiments.addResolution(known.resolution());
        return experiments.all;
    }

    private void addEquilibrium(List<FieldAccuracy> accelerations, List<Training> training) {
        Optional<FieldAccuracy> field = accelerations.stream()
                .filter(one -> one.dataset().equals(EQUILIBRIUM) && one.hasTruth())
                .findFirst();
        String from = training.stream()
                .filter(one -> one.dataset().equals(EQUILIBRIUM))
                .map(Experiments::inWords)
                .findFirst()
                .orElse("");
        field.ifPresent(one -> add(
                "galaxy in equilibrium",
                "1, 2",
                "accelerations to better than 1% from a million stars",
                one.judged().stream().limit(2).map(Experiments::inZone).collect(Collectors.joining("; ")) + from,
                EQUILIBRIUM::equals));
    }

    private static String inZone(FieldAccuracy.InZone zone) {
        return zone.component() + " " + ReportText.percent(zone.medianAbsResidual()) + " (bias "
                + ReportText.signedPercent(zone.medianResidual()) + ", floor "
                + ReportText.percent(zone.floorMedianAbsResidual()) + "), "
                + zone.zone().heights();
    }

    private static String inWords(Training training) {
        String stars = String.format(Locale.ROOT, "; from %,d stars", training.stars());
        return training.fewestSteps()
                .map(steps -> stars + String.format(Locale.ROOT, ", %,d steps a flow", steps))
                .orElse(stars);
    }

    private void addErrors() throws IOException {
        for (String name : run.finished(Kind.REALISATIONS)) {
            Path table = run.of(Kind.REALISATIONS, name);
            double count = run.checked(table).figures().getOrDefault("realisations", Double.NaN);
            if (!profile(table, Component.AZ).hasTruth()) {
                continue;
            }
            List<String> found = new ArrayList<>();
            for (Component component : List.of(Component.AZ, Component.AR)) {
                Profile profile = profile(table, component).judged();
                found.add(component.symbol() + " " + residuals(profile) + ", the 16-84% range holds the exact value at "
                        + ReportText.percent(FieldAccuracy.known(profile.withinBar())) + " of the positions");
            }
            add(
                    "errors of measurement (" + name + ")",
                    "3",
                    "still better than 1%",
                    String.format(Locale.ROOT, "median of %.0f realisations: %s", count, String.join("; ", found)),
                    set -> SetNames.declared(set).equals(name));
        }
    }

    private void addMissingVelocities() throws IOException {
        for (String name : profiles) {
            Path table = run.accelerationProfiles(name);
            Manifest manifest = run.checked(table);
            String from = manifest.lineage().get(Origin.FROM);
            if (!SplitVelocities.STAGE.equals(manifest.lineage().get(Origin.BY))
                    || !profile(table, Component.AZ).hasTruth()) {
                continue;
            }
            List<String> found = new ArrayList<>();
            for (Component component : List.of(Component.AZ, Component.AR)) {
                Profile profile = profile(table, component).judged();
                String text = component.symbol() + " " + residuals(profile);
                if (profiles.contains(from)) {
                    double full = profile(run.accelerationProfiles(from), component)
                            .judged()
                            .medianAbsResidual();
                    text += String.format(
                            Locale.ROOT,
                            ", %.2f times that with all velocities (%s)",
                            profile.medianAbsResidual() / full,
                            from);
                }
                found.add(text);
            }
            add(
                    "missing line-of-sight velocities (" + name + ")",
                    "3",
                    "still better than 1%",
                    String.join("; ", found),
                    set -> Density.set(set).equals(name));
        }
    }

    private void addDisequilibrium() throws IOException {
        List<String> found = new ArrayList<>();
        List<String> sets = profiles.stream()
                .filter(name -> MockName.find(name).filter(MockName::perturbed).isPresent())
                .sorted(Comparator.comparingInt(
                        name -> MockName.find(name).orElseThrow().timeMyr()))
                .toList();
        for (String name : sets) {
            Profile profile = profile(run.accelerationProfiles(name), Component.AZ);
            if (profile.hasTruth()) {
                found.add(MockName.find(name).orElseThrow().timeMyr() + " Myr after the kick az "
                        + residuals(profile.judged()));
            }
        }
        if (!found.isEmpty()) {
            add("galaxy out of equilibrium", "4", "accelerations are biased", String.join("; ", found), sets::contains);
        }
    }

    private void addSpiral(List<Disequilibrium> spirals) {
        List<Disequilibrium> mock = spirals.stream()
                .filter(one ->
                        one.strength() != null && MockName.find(one.dataset()).isPresent())
                .toList();
        if (mock.stream()
                .anyMatch(one -> MockName.find(one.dataset()).orElseThrow().perturbed())) {
            add(
                    "phase spiral",
                    "5",
                    "the learned f shows it simply and cleanly",
                    "rms contrast "
                            + mock.stream()
                                    .map(one -> one.dataset() + " " + ReportText.percent(one.strength())
                                            + (one.strengthErr() == null
                                                    ? ""
                                                    : " ± " + ReportText.percent(one.strengthErr())))
                                    .collect(Collectors.joining(", ")),
                    set -> false);
        }
    }

    private void addMethods(List<MethodComparison> comparisons) {
        List<MethodComparison> known =
                comparisons.stream().filter(MethodComparison::hasTruth).toList();
        if (!known.isEmpty()) {
            add(
                    "Jeans equation and 1D fitting",
                    "6",
                    "flows are the most accurate, above all out of equilibrium",
                    known.stream()
                            .map(one -> one.dataset() + ": "
                                    + one.methods().stream()
                                            .map(method -> method.method() + " "
                                                    + ReportText.percent(method.medianAbsResidual()) + " (bias "
                                                    + ReportText.signedPercent(method.medianResidual()) + ")")
                                            .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining("; ")),
                    set -> false,
                    "compare");
        }
    }

    private void addUnseen() throws IOException {
        for (String name : profiles) {
            Path table = run.accelerationProfiles(name);
            String limit = run.checked(table).lineage().get(Origin.SEEN);
            String uncorrected = FieldNames.uncorrected(name);
            if (limit == null || !profiles.contains(uncorrected)) {
                continue;
            }
            Profile profile = profile(table, Component.AZ);
            if (!profile.hasTruth()) {
                continue;
            }
            add(
                    "stars with " + limit + " alone (" + name + ")",
                    "",
                    "",
                    "az " + residuals(profile.judged()) + "; without the correction "
                            + residuals(profile(run.accelerationProfiles(uncorrected), Component.AZ)
                                    .judged()),
                    set -> set.equals(name) || set.equals(uncorrected));
        }
    }

    private void addResolution(List<ResolutionFigures> resolution) throws IOException {
        List<ResolutionFigures> known = new ArrayList<>();
        for (ResolutionFigures one : resolution) {
            Path table = run.of(Kind.RESOLUTION, one.dataset());
            if (one.trainingStars() != null
                    && one.hPc() != null
                    && one.eta() != null
                    && !MockOrigin.kicked(run, one.dataset(), run.checked(table).lineage())) {
                known.add(one);
            }
        }
        known.sort(Comparator.comparingLong(ResolutionFigures::trainingStars));
        if (!known.isEmpty()) {
            List<String> sets = known.stream().map(ResolutionFigures::dataset).toList();
            add(
                    "resolution of the thin disc",
                    "",
                    "",
                    known.stream()
                            .map(one -> String.format(
                                    Locale.ROOT,
                                    "%s (%,d stars) h = %.0f pc, eta = %.2f",
                                    one.dataset(),
                                    one.trainingStars(),
                                    one.hPc(),
                                    one.eta()))
                            .collect(Collectors.joining("; ")),
                    set -> sets.contains(set) && MockName.find(set).isEmpty());
        }
    }

    private Profile profile(Path table, Component component) throws IOException {
        Map<Component, Profile> both = read.get(table);
        if (both == null) {
            both = Profiles.read(spark, run, table);
            read.put(table, both);
        }
        return both.get(component);
    }

    private static String residuals(Profile profile) {
        return ReportText.percent(FieldAccuracy.known(profile.medianAbsResidual())) + " (bias "
                + ReportText.signedPercent(FieldAccuracy.known(profile.medianResidual())) + "), "
                + profile.judgedWhere();
    }

    private void add(String name, String figures, String claim, String found, Predicate<String> sets) {
        add(name, figures, claim, found, sets, "");
    }

    /**
     * @param sets the star sets whose training and fields are the experiment's
     * @param stage a stage that is all the experiment's; empty for none
     */
    private void add(String name, String figures, String claim, String found, Predicate<String> sets, String stage) {
        double seconds = stages.stream()
                .filter(cost -> cost.stage().equals(stage)
                        || List.of("train", "accelerations").contains(cost.stage()) && sets.test(set(cost.dataset())))
                .mapToDouble(StageCost::wallSeconds)
                .sum();
        all.add(new Experiment(name, figures, claim, found, seconds));
    }

    /** The star set of what a manifest calls an artifact. */
    private static String set(String dataset) {
        return FieldNames.source(Kind.set(dataset));
    }
}
