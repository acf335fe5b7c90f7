package io.github.localflows.field;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The acceleration at one position from an ensemble, and from all but one group of its members, for the errors of
 * whatever is computed from accelerations.
 *
 * @param all from all members, with errors where there are at least two groups
 * @param without one estimate a group, found without its members and without errors; empty for a single group
 */
public record EnsembleEstimate(AccelerationEstimate all, List<AccelerationEstimate> without) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The list is copied. */
    public EnsembleEstimate {
        without = List.copyOf(without);
    }

    /** No acceleration at a position, from any members; the outcome says why. */
    public static EnsembleEstimate unsolved(Outcome outcome) {
        return new EnsembleEstimate(AccelerationEstimate.unsolved(outcome, Double.NaN, 0), List.of());
    }

    /** Works out the errors of {@code all}. */
    static EnsembleEstimate of(AccelerationEstimate all, List<AccelerationEstimate> without, Jackknife jackknife) {
        return new EnsembleEstimate(
                all.solved()
                        ? all.withErrors(
                                error(without, AccelerationEstimate::aR, jackknife),
                                error(without, AccelerationEstimate::aphi, jackknife),
                                error(without, AccelerationEstimate::az, jackknife))
                        : all,
                without);
    }

    private static double error(
            List<AccelerationEstimate> without, ToDoubleFunction<AccelerationEstimate> component, Jackknife jackknife) {
        return jackknife.error(without.stream().mapToDouble(component).toArray());
    }
}
