package io.github.localflows.acceleration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The acceleration at one position from an ensemble, and from all but one of its members, for the errors of whatever is
 * computed from accelerations.
 *
 * @param all from all members, with standard errors where there are at least two
 * @param without one estimate a member, found without it and without errors; empty for a single member
 */
public record EnsembleEstimate(AccelerationEstimate all, List<AccelerationEstimate> without) {
    /** Works out the errors of {@code all}. */
    static EnsembleEstimate of(AccelerationEstimate all, List<AccelerationEstimate> without) {
        boolean errors = all.solved() && without.size() > 1;
        return new EnsembleEstimate(
                errors
                        ? all.withErrors(
                                error(without, AccelerationEstimate::aR),
                                error(without, AccelerationEstimate::aphi),
                                error(without, AccelerationEstimate::az))
                        : all,
                List.copyOf(without));
    }

    private static double error(List<AccelerationEstimate> without, ToDoubleFunction<AccelerationEstimate> component) {
        return BoltzmannInversion.jackknifeError(
                without.stream().mapToDouble(component).toArray());
    }
}
