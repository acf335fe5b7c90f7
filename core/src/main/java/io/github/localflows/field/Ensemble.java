package io.github.localflows.field;

import io.github.localflows.df.DistributionFunction;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Selection;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.phase.Stars;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distribution functions that are all estimates of one f, or the one member that an exact f is. Their mean is taken in f, not
 * in ln f, and their scatter tells its error.
 */
public interface Ensemble {
    /**
     * ln f and its gradients at the same points, of each member.
     *
     * @param points n points
     * @return one for each member, at least one, n points each
     */
    List<LnfGradients> gradients(Stars points);

    /**
     * Which members are independent of which.
     *
     * @return of each member the number of its group, from 0 without a gap; groups are independent of one another, as flows are
     *     that were trained on different stars
     */
    int[] groups();

    /**
     * The same of all stars, when this one is of those that are seen. Where nothing is seen ln f is NaN, and an inversion has no
     * solution.
     */
    default Ensemble dividedBy(Selection selection) {
        Ensemble ofSeen = this;
        return new Ensemble() {
            @Override
            public List<LnfGradients> gradients(Stars points) {
                Selection.Seen[] seen = selection.at(points);
                return ofSeen.gradients(points).stream()
                        .map(member -> member.dividedBy(seen))
                        .toList();
            }

            @Override
            public int[] groups() {
                return ofSeen.groups();
            }
        };
    }

    /** One distribution function, of whose error nothing is known. */
    static Ensemble of(DistributionFunction f) {
        return of(List.of(f));
    }

    /**
     * Distribution functions that are all independent of one another.
     *
     * @param members at least one, any constant factors equal
     * @throws IllegalArgumentException without a member
     */
    static Ensemble of(List<? extends DistributionFunction> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no members: there must be at least one");
        }
        List<DistributionFunction> all = List.copyOf(members);
        return new Ensemble() {
            @Override
            public List<LnfGradients> gradients(Stars points) {
                return all.stream().map(member -> member.gradients(points)).toList();
            }

            @Override
            public int[] groups() {
                return IntStream.range(0, all.size()).toArray();
            }
        };
    }

    /** The flows of a learned f, which stays the caller's to close; flows of the same part of the stars are one group. */
    static Ensemble ofFlows(FlowDistributionFunction f) {
        return new Ensemble() {
            @Override
            public List<LnfGradients> gradients(Stars points) {
                return List.of(f.memberGradients(points));
            }

            @Override
            public int[] groups() {
                return f.groups();
            }
        };
    }
}
