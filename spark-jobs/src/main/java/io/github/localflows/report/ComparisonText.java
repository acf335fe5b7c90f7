package io.github.localflows.report;

import io.github.localflows.accuracy.Zone;
import io.github.localflows.comparison.Chain;
import java.util.List;
import java.util.Locale;

/** The comparison of methods in words: for the report, and for the end of a run. */
final class ComparisonText {
    private static final String UNKNOWN = "-";

    private ComparisonText() {}

    /** The section of {@code report.md}. */
    static String markdown(List<MethodComparison> comparisons) {
        StringBuilder text = new StringBuilder();
        for (MethodComparison comparison : comparisons) {
            text.append("## Comparison of methods: ")
                    .append(comparison.dataset())
                    .append("\n\n");
            if (comparison.hasTruth()) {
                addResiduals(text, comparison);
            } else {
                addAccelerations(text, comparison);
            }
            comparison.methods().stream()
                    .filter(ComparisonText::isShort)
                    .forEach(method -> text.append(shortChain(method)).append("\n\n"));
        }
        return text.toString();
    }

    private static void addResiduals(StringBuilder text, MethodComparison comparison) {
        text.append("Residuals \\|model\\|/\\|exact\\| − 1 of az ")
                .append(where(comparison).replace("|", "\\|"))
                .append(
                        ", and how many of the error bars hold the exact az. A chain is as long as so many autocorrelation times of its slowest parameter, and in brackets of az.\n\n");
        text.append("| method | median of size | bias | within 1σ | positions | chain |\n|---|---|---|---|---|---|\n");
        for (MethodComparison.OfMethod method : comparison.methods()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %d | %s |\n",
                    method.method(),
                    ReportText.percent(method.medianAbsResidual()),
                    ReportText.signedPercent(method.medianResidual()),
                    ReportText.percent(method.withinOneSigma()),
                    method.compared(),
                    length(method)));
        }
        text.append("\n");
    }

    private static void addAccelerations(StringBuilder text, MethodComparison comparison) {
        text.append("az and its 1σ error [pc/Myr²] at R = ")
                .append(Zone.plain(comparison.RKpc()))
                .append(
                        " kpc. A chain is as long as so many autocorrelation times of its slowest parameter, and in brackets of az.\n\n| method |");
        List<MethodComparison.AtHeight> heights = comparison.methods().get(0).heights();
        heights.forEach(
                height -> text.append(" z = ").append(Zone.plain(height.zKpc())).append(" kpc |"));
        text.append(" chain |\n|---|").append("---|".repeat(heights.size())).append("---|\n");
        for (MethodComparison.OfMethod method : comparison.methods()) {
            text.append("| ").append(method.method()).append(" |");
            method.heights()
                    .forEach(height -> text.append(" ").append(measured(height)).append(" |"));
            text.append(" ").append(length(method)).append(" |\n");
        }
        text.append("\n");
    }

    /** A few lines for the end of a run. */
    static String summary(List<MethodComparison> comparisons) {
        StringBuilder text = new StringBuilder();
        for (MethodComparison comparison : comparisons) {
            if (comparison.hasTruth()) {
                text.append("Residuals |model|/|exact| - 1 of az by method, medians ")
                        .append(where(comparison))
                        .append("\n");
                text.append(String.format(
                        Locale.ROOT, "  %-20s %-10s %9s %9s %9s\n", "star set", "", "size", "bias", "in bars"));
                comparison
                        .methods()
                        .forEach(method -> text.append(String.format(
                                Locale.ROOT,
                                "  %-20s %-10s %9s %9s %9s\n",
                                comparison.dataset(),
                                method.method(),
                                ReportText.percent(method.medianAbsResidual()),
                                ReportText.signedPercent(method.medianResidual()),
                                ReportText.percent(method.withinOneSigma()))));
            } else {
                text.append("az [pc/Myr^2] by method, at R = ")
                        .append(Zone.plain(comparison.RKpc()))
                        .append(" kpc\n");
                comparison.methods().forEach(method -> method.heights()
                        .forEach(height -> text.append(String.format(
                                Locale.ROOT,
                                "  %-20s %-10s z = %-8s %s\n",
                                comparison.dataset(),
                                method.method(),
                                Zone.plain(height.zKpc()),
                                measured(height)))));
            }
            comparison.methods().stream().filter(ComparisonText::isShort).forEach(method -> text.append("  ")
                    .append(shortChain(method))
                    .append("\n"));
        }
        return text.toString();
    }

    private static String where(MethodComparison comparison) {
        return "at R = " + Zone.plain(comparison.RKpc()) + " kpc, " + Zone.plain(comparison.absZminKpc()) + " < |z| < "
                + Zone.plain(comparison.absZmaxKpc()) + " kpc";
    }

    private static String measured(MethodComparison.AtHeight height) {
        if (height.azPcMyr2() == null) {
            return UNKNOWN;
        }
        String az = String.format(Locale.ROOT, "%.3f", height.azPcMyr2());
        return height.azErrPcMyr2() == null ? az : az + String.format(Locale.ROOT, " ± %.3f", height.azErrPcMyr2());
    }

    private static String length(MethodComparison.OfMethod method) {
        return method.chainLengthTimes() == null
                ? UNKNOWN
                : times(method.chainLengthTimes()) + " (" + times(method.azChainLengthTimes()) + ")";
    }

    private static boolean isShort(MethodComparison.OfMethod method) {
        return method.chainLengthTimes() != null && method.chainLengthTimes() < Chain.ENOUGH_TIMES;
    }

    private static String shortChain(MethodComparison.OfMethod method) {
        return String.format(
                Locale.ROOT,
                "The chain of %s lasts %s (az: %s) autocorrelation times; trust errors from %.0f on.",
                method.method(),
                times(method.chainLengthTimes()),
                times(method.azChainLengthTimes()),
                Chain.ENOUGH_TIMES);
    }

    /** az that is zero everywhere has no autocorrelation time. */
    private static String times(Double number) {
        return number == null ? UNKNOWN : String.format(Locale.ROOT, "%.0f", number);
    }
}
