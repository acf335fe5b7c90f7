package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.artifact.Durations;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.flows.FlowDirectory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report in words: the whole as Markdown, and the few lines at the end of a run. */
public final class ReportText {
    private static final String UNKNOWN = "-";

    private static final String ACCELERATIONS = "accelerations";

    /** Two decimals would show less as nothing [%]. */
    private static final double LEAST_PLAIN = 0.005;

    /** Below, zeros are no longer counted at a glance [%]. */
    private static final double LEAST_WITHOUT_EXPONENT = 1e-4;

    private ReportText() {}

    /** The text of {@code report.md}. */
    public static String markdown(RunReport report) {
        StringBuilder text = new StringBuilder();
        text.append("# Report of the run ").append(report.run()).append("\n\n");
        if (!report.outdated().isEmpty()) {
            text.append("## Out of date\n\nMake these anew with `pipeline --overwrite`.\n\n");
            report.outdated().forEach(line -> text.append("- ").append(line).append("\n"));
            text.append("\n");
        }
        text.append(Headlines.markdown(report));
        if (!report.warnings().isEmpty()) {
            text.append("## Warnings\n\n");
            report.warnings()
                    .forEach(line ->
                            text.append("- ").append(line.replace("|", "\\|")).append("\n"));
            text.append("\n");
        }
        text.append(StarOrigins.markdown(report.stars()));
        if (!report.changedKeys().isEmpty()) {
            text.append("## Configuration\n\nThe keys that are not the default, which stands in brackets.\n\n");
            report.changedKeys()
                    .forEach(
                            key -> text.append("- ").append(code(key.inWords())).append("\n"));
            text.append("\n");
        }
        if (!report.experiments().isEmpty()) {
            addExperiments(text, report.experiments());
        }
        for (FieldAccuracy field : bestFirst(report)) {
            addAccuracy(text, field);
            report.stages().stream()
                    .filter(stage -> stage.stage().equals(ACCELERATIONS)
                            && stage.dataset().equals(field.dataset())
                            && stage.figures().containsKey(FieldNames.PATTERN_SPEED))
                    .forEach(stage -> text.append(String.format(
                            Locale.ROOT,
                            "Flows that see azimuths: pattern speed %.1f ± %.1f km/s/kpc.\n\n",
                            stage.figures().get(FieldNames.PATTERN_SPEED).doubleValue(),
                            stage.figures().get(FieldNames.PATTERN_SPEED_ERROR).doubleValue())));
        }
        if (report.accelerations().isEmpty()) {
            text.append("The run has no accelerations yet.\n\n");
        }
        text.append(ComparisonText.markdown(report.comparisons()));
        if (!report.disequilibrium().isEmpty()) {
            addDisequilibrium(text, report.disequilibrium());
        }
        text.append(Steadinesses.markdown(report.steadiness()));
        text.append(LocalMasses.markdown(report.mass()));
        text.append(Resolutions.markdown(report.resolution()));
        if (!report.training().isEmpty()) {
            addTraining(text, report.training());
        }
        addStages(text, report.stages(), report.training());
        addEnvironment(text, report.environment());
        List<String> pictures = report.figures().stream()
                .filter(figure -> figure.endsWith(".png"))
                .toList();
        if (!pictures.isEmpty()) {
            text.append("## Figures\n\n");
            for (String picture : pictures) {
                String name = picture.substring(picture.lastIndexOf('/') + 1, picture.length() - ".png".length());
                text.append("![").append(name).append("](").append(picture).append(")\n\n");
                if (report.captions().containsKey(picture)) {
                    text.append("`")
                            .append(name)
                            .append("`: ")
                            .append(report.captions().get(picture))
                            .append("\n\n");
                }
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static List<FieldAccuracy> bestFirst(RunReport report) {
        return report.accelerations().stream()
                .sorted(Headlines.bestFirst(report))
                .toList();
    }

    private static void addExperiments(StringBuilder text, List<Experiment> experiments) {
        text.append(
                "## Experiments\n\nWhat Naik et al. (2022, MNRAS 511, 1609) say, and what this run found: medians of the residual's size."
                        + " The time is that of training and what follows, not of making stars.\n\n");
        text.append("| experiment | figures | they say | this run | time |\n|---|---|---|---|---|\n");
        for (Experiment one : experiments) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            one.name(),
                            one.figures().isEmpty() ? UNKNOWN : one.figures(),
                            one.claim().isEmpty() ? "not in the paper" : one.claim(),
                            one.found().replace("|", "\\|"),
                            one.wallSeconds() > 0 ? Durations.text(one.wallSeconds()) : UNKNOWN))
                    .append(" |\n");
        }
        text.append("\n");
    }

    private static void addAccuracy(StringBuilder text, FieldAccuracy field) {
        if (!field.hasTruth()) {
            addErrors(text, field);
            return;
        }
        boolean errors = field.zones().stream().anyMatch(zone -> zone.withinOneSigma() != null);
        text.append("## Accelerations: ").append(field.dataset()).append("\n\n");
        text.append("Residuals are \\|model\\|/\\|exact\\| − 1. ").append(floor(field));
        if (errors) {
            text.append(
                    " bias/σ is the median of (\\|model\\| − \\|exact\\|)/error; *68% within* says within how many errors 68% of the"
                            + " positions are: 1σ where error bars are of the right length, else they would want to be so many times as long.");
        }
        text.append(smoothing(field)).append("\n\n");
        List<String> columns = new ArrayList<>(List.of("", "zone", "median of size"));
        columns.addAll(field.hasFloor() ? List.of("floor", "bias", "floor") : List.of("bias"));
        columns.addAll(errors ? List.of("within 1σ", "68% within", "bias/σ", "positions") : List.of("positions"));
        text.append(row(columns))
                .append(row(columns.stream().map(column -> "---").toList()));
        for (FieldAccuracy.InZone zone : FieldAccuracy.byComponent(field.zones())) {
            if (zone.compared() == 0) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(
                    zone.component(),
                    (zone.zone().radii() + ", " + zone.zone().heights()).replace("|", "\\|"),
                    percent(zone.medianAbsResidual())));
            if (field.hasFloor()) {
                cells.add(percent(zone.floorMedianAbsResidual()));
            }
            cells.add(signedPercent(zone.medianResidual()));
            if (field.hasFloor()) {
                cells.add(signedPercent(zone.floorMedianResidual()));
            }
            if (errors) {
                cells.add(percent(zone.withinOneSigma()));
                cells.add(pull("%.1fσ", zone.errorsOf68()));
                cells.add(pull("%+.1f", zone.medianPull()));
            }
            cells.add(Integer.toString(zone.compared()));
            text.append(row(cells));
        }
        text.append("\n").append(field.unsolvedInWords()).append("\n\n");
    }

    private static String pull(String format, Double pull) {
        return pull == null ? UNKNOWN : String.format(Locale.ROOT, format, pull);
    }

    /** As code, also what has backticks itself. */
    private static String code(String text) {
        return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** What the errors of flows do not hold. */
    private static String smoothing(FieldAccuracy field) {
        boolean flows = field.hasErrors() && !field.dataset().contains("/");
        return flows
                ? " The errors hold the scatter between flows, and not what all flows have in common: where there is a thin disc they smooth it, and"
                        + " az near its plane may be too small by more than its error."
                : "";
    }

    /** What the floor of a field is, or why it has none. */
    private static String floor(FieldAccuracy field) {
        String fitted = Kind.POTENTIAL.fieldName(FieldNames.CONTROL);
        if (field.dataset().equals(FieldNames.CONTROL)) {
            return "This is the control: the same inversion of the exact distribution function. Its residuals are the"
                    + " inversion's own error, the floor below which no flow can be judged position by position.";
        }
        if (field.dataset().equals(fitted)) {
            return "This is the control of the potentials of flows: the same fit to the accelerations of `"
                    + FieldNames.CONTROL
                    + "`. Its residuals are what the inversion and the functions leave, and the floor of these potentials.";
        }
        if (field.hasFloor()) {
            return field.dataset().startsWith(Kind.POTENTIAL.fieldName(""))
                    ? "The floor is the residual of `" + fitted + "`, the same fit to the accelerations of the exact f."
                    : "The floor is the residual of the control, `" + FieldNames.CONTROL
                            + "`, the same inversion of the exact f.";
        }
        return Stream.of(Kind.WEAK_FORM, Kind.COMBINED)
                        .anyMatch(kind -> field.dataset().startsWith(kind.fieldName("")))
                ? "There is no floor, for moments are of the stars themselves, and nobody has taken them of the exact f."
                : "There is no floor, for the run has no control of it.";
    }

    /** What is known of a field beside which there is nothing to compare it with. */
    private static void addErrors(StringBuilder text, FieldAccuracy field) {
        text.append("## Accelerations: ").append(field.dataset()).append("\n\n");
        text.append("The 1σ error over the size of the acceleration.")
                .append(smoothing(field))
                .append("\n\n");
        text.append("| | zone | median of error | positions |\n|---|---|---|---|\n");
        for (FieldAccuracy.InZone zone : FieldAccuracy.byComponent(field.zones())) {
            if (zone.medianRelativeError() == null) {
                continue;
            }
            text.append("| ").append(zone.component()).append(" | ");
            text.append((zone.zone().radii() + ", " + zone.zone().heights()).replace("|", "\\|"));
            text.append(" | ").append(percent(zone.medianRelativeError()));
            text.append(" | ").append(zone.withError()).append(" |\n");
        }
        text.append("\n").append(field.unsolvedInWords()).append("\n\n");
    }

    private static void addDisequilibrium(StringBuilder text, List<Disequilibrium> all) {
        text.append(
                "## Disequilibrium\n\nThe f-weighted rms of f/f\u0304 \u2212 1 over the (z, vz) plane, f\u0304 the mean of f and its mirror image"
                        + " in (z, vz). In a steady state it is zero. Noise is what the flows' scatter alone would give.\n\n");
        if (all.stream().anyMatch(one -> one.dataset().equals("fiducial"))) {
            text.append(
                    "The stars of `fiducial` are in equilibrium: what their flows show is the flows' own asymmetry.\n\n");
        }
        text.append("| star set | R [kpc] | vphi [km/s] | rms | error | noise |\n|---|---|---|---|---|---|\n");
        for (Disequilibrium one : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s |\n",
                    one.dataset(),
                    Zone.plain(one.RKpc()),
                    Zone.plain(one.vphiKmS()),
                    percent(one.strength()),
                    percent(one.strengthErr()),
                    percent(one.noise())));
        }
        text.append("\n");
    }

    private static void addTraining(StringBuilder text, List<Training> trainings) {
        text.append(
                "## Training\n\nLosses are means of −ln density in the space of the features, in nat; epochs count from 0.\n\n");
        for (Training training : trainings) {
            if (training.members().size() > 1) {
                text.append(
                        training.parts() > 1
                                ? String.format(
                                        Locale.ROOT,
                                        "The stars of %s are in %d parts, of which each flow has seen one: error bars hold the scatter"
                                                + " of stars and training.\n\n",
                                        training.dataset(),
                                        training.parts())
                                : String.format(
                                        Locale.ROOT,
                                        "All flows of %s have seen the same stars (train.parts = 1): error bars hold the scatter of"
                                                + " training alone and are too small.\n\n",
                                        training.dataset()));
            }
        }
        trainings.forEach(
                training -> training.doubts().forEach(words -> text.append(Character.toUpperCase(words.charAt(0)))
                        .append(words.substring(1))
                        .append(".\n\n")));
        text.append("| star set | flow | stars | epochs | steps | best epoch | its held-out loss | last held-out loss |"
                + " last training loss |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Training training : trainings) {
            for (Training.Member member : training.members()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %,d%s | %d | %s | %d | %.4f | %.4f | %.4f |\n",
                        training.dataset(),
                        member.member(),
                        member.stars(),
                        member.effectiveStars() == member.stars()
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", whose weights make them %,d of one weight",
                                        member.effectiveStars()),
                        member.epochs(),
                        member.steps() == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", member.steps()),
                        member.bestEpoch(),
                        member.bestHeldOutLossNat(),
                        member.finalHeldOutLossNat(),
                        member.finalTrainingLossNat()));
            }
        }
        text.append("\n");
    }

    /** How many rows of a stage its core time went into: of stars trained on, those of every epoch of every flow. */
    private static double rowsOfCores(StageCost stage, List<Training> trainings) {
        return trainings.stream()
                .filter(training -> stage.stage().equals(FlowDirectory.STAGE)
                        && training.dataset().equals(stage.dataset()))
                .mapToDouble(training -> training.members().stream()
                        .mapToDouble(member -> (double) member.stars() * member.epochs())
                        .sum())
                .findFirst()
                .orElse(stage.rows());
    }

    /** How many rows its wall time went into: of stars trained on those of the last command alone, 0 where that is not known. */
    private static double rowsOfWall(StageCost stage) {
        return stage.stage().equals(FlowDirectory.STAGE)
                ? stage.figures().getOrDefault(FlowDirectory.STAR_EPOCHS, 0).doubleValue()
                : stage.rows();
    }

    private static void addStages(StringBuilder text, List<StageCost> stages, List<Training> trainings) {
        text.append(
                "## Stages\n\nRows are stars, stars trained on (their rates count each in every epoch, that of wall time in those of the last command), or positions. Core time is the sum over all"
                        + " tasks of the time that each took, times the threads that it had. What the figures below the table mean is in docs/tables.md"
                        + " of the program's sources.\n\n");
        text.append("| stage | data set | rows | wall | core time | rows/s | rows/s a core | size |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (StageCost stage : stages) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %s | %s | %s | %s | %,.1f MB |\n",
                    stage.stage(),
                    stage.dataset(),
                    stage.rows(),
                    Durations.text(stage.wallSeconds()),
                    Durations.text(stage.coreSeconds()),
                    rate(rowsOfWall(stage), stage.wallSeconds()),
                    rate(rowsOfCores(stage, trainings), stage.coreSeconds()),
                    stage.bytes() / 1e6));
        }
        text.append("\n");
        List<StageCost> talkative =
                stages.stream().filter(stage -> !stage.figures().isEmpty()).toList();
        for (StageCost stage : talkative) {
            text.append("- ")
                    .append(stage.stage())
                    .append(" ")
                    .append(stage.dataset())
                    .append(": ");
            text.append(stage.figures().entrySet().stream()
                    .map(figure -> figure.getKey() + " = " + Figures.text(figure.getValue()))
                    .collect(Collectors.joining(", ")));
            text.append("\n");
        }
        if (!talkative.isEmpty()) {
            text.append("\n");
        }
    }

    private static void addEnvironment(StringBuilder text, Environment environment) {
        text.append("## Environment\n\n");
        text.append(String.format(
                Locale.ROOT,
                "LocalFlows %s, Java %s, Spark %s, ND4J %s on %s (%s), master %s with %d cores.\n\n",
                environment.localflows(),
                environment.java(),
                environment.spark(),
                environment.nd4j(),
                environment.os(),
                environment.arch(),
                environment.master(),
                environment.cores()));
    }

    /** What a person wants to know when a run has ended: how accurate, where its time went, where the pictures are. */
    public static String summary(RunReport report) {
        StringBuilder text = new StringBuilder();
        Predicate<FieldAccuracy> isControl = field -> field.dataset().equals(FieldNames.CONTROL);
        List<FieldAccuracy> fields = Headlines.told(report).stream()
                .filter(isControl.negate())
                .sorted(Headlines.bestFirst(report))
                .toList();
        report.outdated().forEach(line -> text.append(line).append("\n"));
        text.append(Headlines.summary(report));
        if (!report.warnings().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "Warnings: %d, which the report repeats\n",
                    report.warnings().size()));
        }
        addResiduals(text, fields.stream().filter(FieldAccuracy::hasTruth).toList());
        addErrors(text, fields.stream().filter(field -> !field.hasTruth()).toList());
        Predicate<String> told = set -> Headlines.unfilled(report, set).isEmpty();
        text.append(ComparisonText.summary(report.comparisons().stream()
                .filter(comparison -> told.test(comparison.dataset()))
                .toList()));
        List<Disequilibrium> disequilibrium = report.disequilibrium().stream()
                .filter(one -> told.test(one.dataset()))
                .toList();
        if (!disequilibrium.isEmpty()) {
            text.append("Disequilibrium: rms of f/fbar - 1 over the (z, vz) plane, 0 for a steady f\n");
            text.append(String.format(Locale.ROOT, "  %-20s %9s %9s %9s\n", "star set", "rms", "error", "noise"));
            for (Disequilibrium one : disequilibrium) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-20s %9s %9s %9s\n",
                        one.dataset(),
                        percent(one.strength()),
                        percent(one.strengthErr()),
                        percent(one.noise())));
            }
        }
        if (!report.stages().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT, "%-16s %-26s %12s %10s %14s\n", "Stage", "data set", "rows", "wall", "rows/s a core"));
            double wall = 0;
            for (StageCost stage : report.stages()) {
                wall += stage.wallSeconds();
                text.append(String.format(
                        Locale.ROOT,
                        "  %-14s %-26s %,12d %10s %14s\n",
                        stage.stage(),
                        stage.dataset(),
                        stage.rows(),
                        Durations.text(stage.wallSeconds()),
                        rate(rowsOfCores(stage, report.training()), stage.coreSeconds())));
            }
            text.append(
                    String.format(Locale.ROOT, "  %-14s %-26s %12s %10s\n", "together", "", "", Durations.text(wall)));
        }
        return text.toString();
    }

    private static void addResiduals(StringBuilder text, List<FieldAccuracy> fields) {
        String radii = "";
        for (FieldAccuracy field : fields) {
            String these = field.judged().get(0).zone().radii();
            if (!these.equals(radii)) {
                radii = these;
                text.append("Residuals |model|/|exact| - 1 of the accelerations, medians over ")
                        .append(radii)
                        .append(" kpc\n");
                text.append(String.format(
                        Locale.ROOT,
                        "  %-20s %-4s%-22s %9s %9s %9s\n",
                        "star set",
                        "",
                        "zone",
                        "size",
                        "floor",
                        "bias"));
            }
            for (FieldAccuracy.InZone zone : FieldAccuracy.byComponent(field.judged())) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-20s %-4s%-22s %9s %9s %9s\n",
                        field.dataset(),
                        zone.component(),
                        zone.zone().heights(),
                        percent(zone.medianAbsResidual()),
                        percent(zone.floorMedianAbsResidual()),
                        signedPercent(zone.medianResidual())));
            }
        }
        addUnsolved(text, fields);
    }

    private static void addErrors(StringBuilder text, List<FieldAccuracy> fields) {
        String radii = "";
        for (FieldAccuracy field : fields) {
            String these = field.judged().get(0).zone().radii();
            if (!these.equals(radii)) {
                radii = these;
                text.append("Errors of the accelerations over their size, medians over ")
                        .append(radii)
                        .append(" kpc\n");
                text.append(String.format(Locale.ROOT, "  %-20s %-4s%-22s %9s\n", "star set", "", "zone", "error"));
            }
            for (FieldAccuracy.InZone zone : FieldAccuracy.byComponent(field.judged())) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-20s %-4s%-22s %9s\n",
                        field.dataset(),
                        zone.component(),
                        zone.zone().heights(),
                        percent(zone.medianRelativeError())));
            }
        }
        addUnsolved(text, fields);
    }

    /** What is unsolved, once where it is the same of several fields. */
    private static void addUnsolved(StringBuilder text, List<FieldAccuracy> fields) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        fields.stream().filter(field -> !field.unsolved().isEmpty()).forEach(field -> names.computeIfAbsent(
                        field.unsolvedInWords(), words -> new ArrayList<>())
                .add(field.dataset()));
        names.forEach((words, of) -> {
            text.append("  ").append(words).append("\n");
            if (of.size() < fields.size()) {
                text.append("    So it is in ").append(String.join(", ", of)).append(".\n");
            }
        });
    }

    static String percent(Double fraction) {
        return fraction == null ? UNKNOWN : String.format(Locale.ROOT, "%s%%", digits(100 * fraction));
    }

    static String signedPercent(Double fraction) {
        return fraction == null ? UNKNOWN : (fraction < 0 ? "-" : "+") + digits(100 * Math.abs(fraction)) + "%";
    }

    /** Two figures at least, but one of what is next to nothing. */
    private static String digits(double percent) {
        if (percent > 0 && percent < LEAST_PLAIN) {
            BigDecimal rounded = BigDecimal.valueOf(percent).round(new MathContext(1));
            return rounded.doubleValue() < LEAST_WITHOUT_EXPONENT
                    ? String.format(Locale.ROOT, "%.0e", percent)
                    : rounded.toPlainString();
        }
        return String.format(Locale.ROOT, percent >= 10 ? "%.0f" : percent >= 1 ? "%.1f" : "%.2f", percent);
    }

    private static String rate(double rows, double seconds) {
        if (!(rows > 0 && seconds > 0)) {
            return UNKNOWN;
        }
        double rate = rows / seconds;
        return String.format(Locale.ROOT, rate < 10 ? "%,.1f" : "%,.0f", rate);
    }
}
