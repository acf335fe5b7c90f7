package io.github.localflows.field;

import io.github.localflows.df.LnfGradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Means of f, not of ln f, over an ensemble and over what is left of it without one of its groups. */
final class GroupMeans {
    private GroupMeans() {}

    /** ln of the mean f of all members, at each point; -Infinity where all vanish. */
    static double[] all(List<LnfGradients> members) {
        return lnMean(members);
    }

    /**
     * The same without each of the groups.
     *
     * @param group of each member the number of its group, from 0 without a gap
     * @return one for each group, in their order; none of a single group
     */
    static List<double[]> without(List<LnfGradients> members, int[] group) {
        int groups = count(group);
        List<double[]> means = new ArrayList<>();
        for (int g = 0; g < groups && groups > 1; g++) {
            List<LnfGradients> chosen = new ArrayList<>();
            for (int m = 0; m < group.length; m++) {
                if (group[m] != g) {
                    chosen.add(members.get(m));
                }
            }
            means.add(lnMean(chosen));
        }
        return means;
    }

    /** How many groups there are. */
    static int count(int[] group) {
        return Arrays.stream(group).max().orElseThrow() + 1;
    }

    private static double[] lnMean(List<LnfGradients> members) {
        double[] mean = new double[members.get(0).lnf().length];
        for (int i = 0; i < mean.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (LnfGradients member : members) {
                largest = Math.max(largest, member.lnf()[i]);
            }
            double sum = 0;
            for (LnfGradients member : members) {
                // 1 where all vanish, so that the mean does too.
                sum += member.lnf()[i] == largest ? 1 : Math.exp(member.lnf()[i] - largest);
            }
            mean[i] = largest + Math.log(sum / members.size());
        }
        return mean;
    }
}
