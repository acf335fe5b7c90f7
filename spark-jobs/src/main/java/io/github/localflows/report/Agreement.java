package io.github.localflows.report;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.stage.potential.FitPotential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the potential of the flows and that of the weak form, of the same stars, differ by no more than their errors say; no truth is
 * needed. A number is null where it is not known.
 *
 * @param dataset the star set
 * @param chiSquare of the difference of the coefficients
 * @param degreesOfFreedom what chiSquare is on average where both are right
 * @param p the chance of so large a chiSquare where both are right
 * @param disagreeFraction of the accelerations on the grid, how many differ by more than two errors
 */
public record Agreement(String dataset, Double chiSquare, Double degreesOfFreedom, Double p, Double disagreeFraction) {
    /** Of all star sets of which both potentials were made one. */
    static List<Agreement> of(RunDirectory run) throws IOException {
        List<Agreement> all = new ArrayList<>();
        for (String name : run.finished(Kind.COMBINED)) {
            Map<String, Double> figures =
                    run.checked(run.of(Kind.COMBINED, name)).figures();
            all.add(new Agreement(
                    name,
                    figures.get(FitPotential.DIFFERENCE_CHI_SQUARE),
                    figures.get(FitPotential.DIFFERENCE_DEGREES_OF_FREEDOM),
                    figures.get(FitPotential.DIFFERENCE_P),
                    figures.get(FitPotential.DISAGREE_FRACTION)));
        }
        return all;
    }

    /** The same in words, in some parts. */
    List<String> inWords() {
        List<String> words = new ArrayList<>();
        if (p != null) {
            words.add("flows and weak form "
                    + (p < MomentTest.REJECTED
                            ? "differ by more than their errors say"
                            : "agree within their errors on the whole")
                    + " (p " + MomentTest.inWords(p) + ")");
        }
        if (disagreeFraction != null) {
            words.add("their accelerations on the grid differ by more than 2 errors in "
                    + ReportText.percent(disagreeFraction) + " (5% if independent)");
        }
        return words;
    }
}
