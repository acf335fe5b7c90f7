package io.github.localflows.report;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.moments.MomentTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a run says of each star set, in short: of its best potential the accuracy where the truth is known, the mass near the plane, and whether
 * the stars are steady.
 *
 * <p>The best potential is that of flows and moments together, measured to be the most accurate; then that of the moments, which has no bias of
 * smoothing; then that of the flows.
 */
final class Headlines {
    private static final List<Kind> BEST_FIRST = List.of(Kind.COMBINED, Kind.WEAK_FORM, Kind.POTENTIAL);

    private Headlines() {}

    /** For each star set of which there is a potential what is said of it, in some parts. */
    static List<List<String>> of(RunReport report) {
        List<String> sets = report.mass().stream()
                .map(mass -> set(mass.field()))
                .filter(set -> !set.equals(FieldNames.CONTROL))
                .distinct()
                .sorted()
                .toList();
        List<List<String>> all = new ArrayList<>();
        for (String set : sets) {
            BEST_FIRST.stream()
                    .map(kind -> kind.fieldName(set))
                    .flatMap(field ->
                            report.mass().stream().filter(mass -> mass.field().equals(field)))
                    .findFirst()
                    .ifPresent(mass -> all.add(parts(report, set, mass)));
        }
        return all;
    }

    private static String set(String field) {
        return field.substring(field.indexOf('/') + 1);
    }

    private static List<String> parts(RunReport report, String set, LocalMass mass) {
        List<String> parts = new ArrayList<>();
        StringJoiner accuracy = new StringJoiner(", ", mass.field() + ": ", "");
        report.accelerations().stream()
                .filter(field -> field.dataset().equals(mass.field()) && field.hasTruth())
                .findFirst()
                .ifPresent(field -> field.judged().stream()
                        .limit(2)
                        .forEach(zone -> accuracy.add(zone.component() + " off by "
                                + ReportText.percent(zone.medianAbsResidual()) + " ("
                                + zone.zone().heights() + ")")));
        parts.add(accuracy.length() > mass.field().length() + 2 ? accuracy.toString() : mass.field());
        StringBuilder line = new StringBuilder("rho ")
                .append(LocalMasses.measured("%.4f", mass.rhoMsunPc3(), mass.rhoErrMsunPc3(), 1))
                .append(" Msun/pc^3, Sigma ")
                .append(LocalMasses.measured("%.1f", mass.surfaceDensityMsunPc2(), mass.surfaceDensityErrMsunPc2(), 1))
                .append(" Msun/pc^2");
        if (mass.rhoDarkMsunPc3() != null) {
            line.append(", dark ")
                    .append(LocalMasses.measured("%.4f", mass.rhoDarkMsunPc3(), mass.rhoDarkErrMsunPc3(), 1))
                    .append(" Msun/pc^3");
        }
        parts.add(line.toString());
        steadiness(report, set).ifPresent(parts::add);
        report.steadiness().stream()
                .filter(one -> one.dataset().equals(set))
                .flatMap(one -> Steadinesses.rotating(one).stream())
                .forEach(parts::add);
        return parts;
    }

    /** Whether the moments of a star set say that its stars are steady, in words; empty where nobody looked at them. */
    static Optional<String> steadiness(RunReport report, String set) {
        return report.steadiness().stream()
                .filter(one -> one.dataset().equals(set))
                .findFirst()
                .flatMap(one -> one.tests().stream()
                        .filter(test -> test.p() != null)
                        .map(Steadiness.Test::p)
                        .min(Double::compare))
                .map(p -> p < MomentTest.REJECTED
                        ? "its stars are not steady (p " + MomentTest.inWords(p) + ")"
                        : String.format(
                                Locale.ROOT,
                                "nothing says that its stars are not steady (least p %s)",
                                MomentTest.inWords(p)));
    }

    /** The lines of the summary; nothing without a potential. */
    static String summary(RunReport report) {
        List<List<String>> all = of(report);
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("In short, by the best potential of each star set\n");
        all.forEach(
                parts -> text.append("  ").append(String.join("\n    ", parts)).append("\n"));
        return text.toString();
    }

    /** The section of {@code report.md}; nothing without a potential. */
    static String markdown(RunReport report) {
        List<List<String>> all = of(report);
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("## In short\n\n");
        all.forEach(parts -> text.append("- ").append(String.join("; ", parts)).append("\n"));
        return text.append("\n").toString();
    }
}
