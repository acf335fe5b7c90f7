package io.github.localflows.stage.train;

import io.github.localflows.learned.FlowEnsemble;
import java.util.List;
import java.util.Optional;

/**
 * Where the weights of an ensemble's flows start: at random, or at those of other flows. Realisations of one set differ in both.
 *
 * @param others weights of other flows; empty to start at random
 * @param realisation which realisation of its stars the ensemble learns from, from 0
 */
record FirstWeights(List<float[]> others, int realisation) {
    /** More than an ensemble has members, so that no two flows of different realisations have the same number. */
    private static final int MOST_MEMBERS = 10_000;

    /** Random weights. */
    static FirstWeights random(int realisation) {
        return new FirstWeights(List.of(), realisation);
    }

    /** Those of other flows. */
    static FirstWeights of(FlowEnsemble others, int realisation) {
        return new FirstWeights(
                others.members().stream()
                        .map(member -> member.flow().parameters())
                        .toList(),
                realisation);
    }

    /** Which of a number of other flows a member starts from. */
    static int other(int member, int realisation, int others) {
        return (member + realisation) % others;
    }

    /** What a member starts from; empty for random weights. */
    Optional<float[]> of(int member) {
        return others.isEmpty() ? Optional.empty() : Optional.of(others.get(other(member, realisation, others.size())));
    }

    /** The number of a member among those of all realisations, from which its random streams follow. */
    int number(int member) {
        return realisation * MOST_MEMBERS + member;
    }
}
