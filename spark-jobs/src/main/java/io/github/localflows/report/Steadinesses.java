package io.github.localflows.report;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.Choice;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.stage.stars.GrowBar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads whether the stars of a run are steady, and says it in words. */
final class Steadinesses {
    private Steadinesses() {}

    /** Of all star sets whose moments were taken, sorted by star set. */
    static List<Steadiness> of(RunDirectory run) throws IOException {
        List<Steadiness> all = new ArrayList<>();
        for (String name : run.finished(Kind.WEAK_FORM)) {
            Map<String, Double> figures =
                    run.checked(run.of(Kind.WEAK_FORM, name)).figures();
            all.add(new Steadiness(
                    name,
                    Figures.count(figures.get("starsUsed")),
                    Arrays.stream(MomentFamily.values())
                            .map(Choice::word)
                            .map(family -> new Steadiness.Test(
                                    family,
                                    figures.get(family + "ChiSquare"),
                                    figures.get(family + "DegreesOfFreedom"),
                                    figures.get(family + "P")))
                            .toList(),
                    rotation(run, name, figures)));
        }
        return all;
    }

    private static Steadiness.Rotation rotation(RunDirectory run, String name, Map<String, Double> figures)
            throws IOException {
        Double p = figures.get("axisymmetryP");
        return p == null
                ? null
                : new Steadiness.Rotation(
                        figures.get(FieldNames.PATTERN_SPEED),
                        figures.get(FieldNames.PATTERN_SPEED_ERROR),
                        p,
                        run.manifest(run.stars(name))
                                .map(stars -> stars.figures().get(GrowBar.PATTERN_SPEED))
                                .orElse(null));
    }

    /** The section of {@code report.md}; nothing when there are none. */
    static String markdown(List<Steadiness> all) {
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("## Are the stars steady?\n\n");
        text.append(
                "Moments of the stars that vanish in a steady state: chi-square, degrees of freedom, and the chance p of so large a"
                        + " chi-square if the stars are steady; no truth is needed. *dynamics* are those that the potential was found from,"
                        + " *continuity* those that do not contain it, *mirror* those that vanish where north and south are alike."
                        + " A p below 0.001 rejects that: the stars are not steady (for *mirror*, or not alike north and south; for *dynamics*, or the functions"
                        + " cannot follow the potential), or some are missing.\n\n");
        text.append("| star set | stars | dynamics | continuity | mirror | together |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (Steadiness one : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s",
                    one.dataset(),
                    one.stars() == null ? "-" : String.format(Locale.ROOT, "%,d", one.stars())));
            one.tests().forEach(test -> text.append(" | ").append(text(test)));
            boolean steady = one.tests().stream()
                    .filter(test -> test.p() != null)
                    .allMatch(test -> test.p() >= MomentTest.REJECTED);
            text.append(" | ").append(steady ? "not rejected" : "rejected").append(" |\n");
        }
        text.append("\n");
        all.forEach(one -> rotating(one)
                .ifPresent(words ->
                        text.append(one.dataset()).append(": ").append(words).append(".\n\n")));
        return text.toString();
    }

    /** In which frame stars are steady, in words; empty where they were taken as axisymmetric. */
    static Optional<String> rotating(Steadiness one) {
        Steadiness.Rotation rotation = one.rotation();
        if (rotation == null) {
            return Optional.empty();
        }
        if (rotation.patternSpeed() == null) {
            return Optional.of(
                    rotation.axisymmetryP() < MomentTest.REJECTED
                            ? "no pattern speed, for its stars are not axisymmetric but do not decide it"
                            : "no pattern speed, for its stars may be axisymmetric (p "
                                    + MomentTest.inWords(rotation.axisymmetryP()) + ")");
        }
        String found = String.format(
                Locale.ROOT, "pattern speed %.2f ± %.2f km/s/kpc", rotation.patternSpeed(), rotation.error());
        return Optional.of(
                rotation.exact() == null
                        ? found
                        : found + String.format(Locale.ROOT, ", that of its bar is %.2f", rotation.exact()));
    }

    private static String text(Steadiness.Test test) {
        if (test.p() == null) {
            return "-";
        }
        return String.format(
                Locale.ROOT,
                "%.0f/%.0f, p %s",
                test.chiSquare(),
                test.degreesOfFreedom(),
                MomentTest.inWords(test.p()));
    }
}
