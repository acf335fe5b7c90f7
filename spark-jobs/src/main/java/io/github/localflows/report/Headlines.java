package io.github.localflows.report;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.starset.Density;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run says of each star set, in short: where its stars do not fill the training volume that alone; else of one field of it the accuracy, and how
 * many error bars hold, where the truth is known, and else the accelerations near the Sun with
 * their errors, the mass near the plane, whether flows and weak form agree, how well the flows have learned, and whether the stars are steady.
 *
 * <p>That field is the potential of flows and moments together, the most accurate of a million stars; then that of the moments, which has no bias
 * of smoothing, and comes first where stars are few; then that of the flows; then what the flows say position by position.
 */
final class Headlines {
    private static final List<Kind> BEST_FIRST =
            List.of(Kind.COMBINED, Kind.WEAK_FORM, Kind.POTENTIAL, Kind.ACCELERATIONS);
    private static final List<Kind> BEST_FIRST_OF_FEW =
            List.of(Kind.WEAK_FORM, Kind.COMBINED, Kind.POTENTIAL, Kind.ACCELERATIONS);

    /** Fewer stars in the training volume are few: with 0.26 million flows make moments no better, with 0.92 they do (docs/potential.md). */
    private static final long MANY_STARS = 500_000;

    private Headlines() {}

    /** The fields of a star set side by side, the one that is told in short first; those of the control last. */
    static Comparator<FieldAccuracy> bestFirst(RunReport report) {
        return Comparator.<FieldAccuracy, Boolean>comparing(
                        field -> set(field.dataset()).equals(FieldNames.CONTROL))
                .thenComparing(field -> set(field.dataset()))
                .thenComparingInt(field -> rank(report, field.dataset()));
    }

    private static int rank(RunReport report, String field) {
        List<Kind> order = order(report, set(field));
        return IntStream.range(0, order.size())
                .filter(i -> order.get(i).fieldName(set(field)).equals(field))
                .findFirst()
                .orElse(order.size());
    }

    private static List<Kind> order(RunReport report, String set) {
        return report.stars().stream()
                        .filter(one -> one.dataset().equals(set) && one.trainingVolume() != null)
                        .anyMatch(one -> one.trainingVolume().stars() < MANY_STARS)
                ? BEST_FIRST_OF_FEW
                : BEST_FIRST;
    }

    /** For each star set of which there is a field on the grid what is said of it, in some parts. */
    static List<List<String>> of(RunReport report) {
        List<String> fields = Stream.concat(
                        report.mass().stream().map(LocalMass::field),
                        report.accelerations().stream().map(FieldAccuracy::dataset))
                .distinct()
                .toList();
        List<List<String>> all = new ArrayList<>();
        fields.stream()
                .map(Headlines::set)
                .filter(set -> !set.equals(FieldNames.CONTROL))
                .distinct()
                .sorted()
                .forEach(set -> order(report, set).stream()
                        .map(kind -> kind.fieldName(set))
                        .filter(fields::contains)
                        .findFirst()
                        .ifPresent(field -> all.add(parts(report, set, field))));
        return all;
    }

    /** What of the training volume the stars of a set do not fill, so that nothing else can be said of them. */
    static Optional<String> unfilled(RunReport report, String set) {
        return report.stars().stream()
                .filter(one -> one.dataset().equals(set) && one.unfilled() != null)
                .map(StarOrigin::unfilled)
                .findFirst();
    }

    /** The fields of which something can be said. */
    static List<FieldAccuracy> told(RunReport report) {
        return report.accelerations().stream()
                .filter(field -> unfilled(report, set(field.dataset())).isEmpty())
                .toList();
    }

    private static String set(String field) {
        return field.substring(field.indexOf('/') + 1);
    }

    private static List<String> parts(RunReport report, String set, String field) {
        Optional<String> unfilled = unfilled(report, set);
        if (unfilled.isPresent()) {
            // Whatever else there is to say would be wrong, that the stars are not steady too.
            return List.of(set + ": nothing can be said", unfilled.get());
        }
        List<String> parts = new ArrayList<>();
        Optional<FieldAccuracy> found = report.accelerations().stream()
                .filter(one -> one.dataset().equals(field))
                .findFirst();
        boolean truth = report.accelerations().stream()
                .anyMatch(one -> set(one.dataset()).equals(set) && one.hasTruth());
        if (truth) {
            parts.add(found.filter(FieldAccuracy::hasTruth)
                    .map(one -> field + ": "
                            + inZones(
                                    one,
                                    zone -> zone.component() + " off by "
                                            + ReportText.percent(zone.medianAbsResidual())))
                    .orElse(field));
        } else {
            List<String> local = found.map(one -> LocalAcceleration.inWords(one.nearTheSun()))
                    .orElse(List.of());
            parts.add(local.isEmpty() ? field : field + ": " + local.get(0));
            parts.addAll(local.subList(Math.min(1, local.size()), local.size()));
            found.filter(FieldAccuracy::hasErrors)
                    .map(one -> "median error "
                            + inZones(
                                    one,
                                    zone -> zone.component() + " " + ReportText.percent(zone.medianRelativeError())))
                    .ifPresent(parts::add);
        }
        report.mass().stream()
                .filter(mass -> mass.field().equals(field))
                .findFirst()
                .map(LocalMasses::inWords)
                .ifPresent(parts::addAll);
        report.agreement().stream()
                .filter(one -> one.dataset().equals(set))
                .map(Agreement::inWords)
                .forEach(parts::addAll);
        List<Training> trainings = report.training().stream()
                .filter(one -> Density.set(one.dataset()).equals(set))
                .toList();
        if (!truth) {
            trainings.stream().map(Training::heldOut).forEach(parts::add);
        }
        trainings.stream().flatMap(one -> one.doubts().stream()).forEach(parts::add);
        steadiness(report, set).ifPresent(parts::add);
        report.steadiness().stream()
                .filter(one -> one.dataset().equals(set))
                .flatMap(one -> Steadinesses.rotating(one).stream())
                .forEach(parts::add);
        return parts;
    }

    /** A number of each of the first two zones by which fields are judged, one of az and one of aR. */
    private static String inZones(FieldAccuracy field, Function<FieldAccuracy.InZone, String> number) {
        return field.judged().stream()
                .limit(2)
                .map(zone -> number.apply(zone) + " (" + zone.zone().heights()
                        + (zone.withinOneSigma() == null
                                ? ""
                                : ", " + ReportText.percent(zone.withinOneSigma()) + " within 1σ")
                        + ")")
                .collect(Collectors.joining(", "));
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

    /** The lines of the summary; nothing without a field on the grid. */
    static String summary(RunReport report) {
        List<List<String>> all = of(report);
        if (all.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("In short\n");
        all.forEach(
                parts -> text.append("  ").append(String.join("\n    ", parts)).append("\n"));
        return text.toString();
    }

    /** The section of {@code report.md}; nothing without a field on the grid. */
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
