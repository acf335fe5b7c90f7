package io.github.localflows.figure;

import io.github.localflows.accuracy.Profile;
import java.util.List;
import java.util.Locale;

/** Numbers and lists in the captions of figures. */
final class Words {
    private Words() {}

    /** A fraction in per cent, two figures of it. */
    static String percent(double fraction) {
        double size = 100 * Math.abs(fraction);
        return String.format(Locale.ROOT, size >= 10 ? "%.0f%%" : size >= 1 ? "%.1f%%" : "%.2f%%", 100 * fraction);
    }

    /** The same with its sign. */
    static String signedPercent(double fraction) {
        return (fraction < 0 ? "\u2212" : "+") + percent(Math.abs(fraction));
    }

    /** a, b and c. */
    static String list(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }

    /**
     * What the residuals of a profile come to where it is judged.
     *
     * @return empty when there is nothing to compare
     */
    static String residuals(Profile profile) {
        Profile judged = profile.judged();
        return Double.isNaN(judged.medianAbsResidual())
                ? ""
                : "median |residual| of " + profile.component().symbol() + " "
                        + percent(judged.medianAbsResidual()) + ", median residual "
                        + signedPercent(judged.medianResidual()) + " (" + judged.judgedWhere() + ")";
    }

    /** Sentences of what there is, each with its capital and full stop. */
    static String sentences(List<String> texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            if (!text.isEmpty()) {
                all.append(all.length() == 0 ? "" : " ")
                        .append(Character.toUpperCase(text.charAt(0)))
                        .append(text.substring(1))
                        .append(text.endsWith(".") ? "" : ".");
            }
        }
        return all.toString();
    }

    /**
     * With which figure of the paper a figure can be compared.
     *
     * @param same whether it shows the same of the same galaxy
     * @return empty when there is none
     */
    static String inPaper(int figure, boolean same) {
        return same ? "compare figure " + figure + " of Naik et al. (2022)" : "";
    }
}
