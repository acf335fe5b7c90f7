package io.github.localflows.df;

import io.github.localflows.phase.Stars;
import java.io.Serializable;

/**
 * Which fraction S(R, z) of the stars at a place is seen, whatever their velocities.
 *
 * <p>Stars that are seen have the distribution function f S where all stars have f. {@link LnfGradients#dividedBy} leads from
 * the one to the other.
 */
public interface Selection extends Serializable {
    /**
     * The fraction that is seen at a place.
     *
     * @param R cylindrical radius [kpc, > 0]
     * @param z height above the plane [kpc]
     */
    Seen at(double R, double z);

    /**
     * The fraction S of the stars that is seen at a place, and its gradient.
     *
     * @param lnS natural logarithm of S, at most 0; {@code -Infinity} where nothing is seen
     * @param dR d ln S/dR [1/kpc]; 0 where nothing is seen
     * @param dz d ln S/dz [1/kpc]; 0 where nothing is seen
     */
    record Seen(double lnS, double dR, double dz) implements Serializable {
        private static final long serialVersionUID = 1;

        /** Every star is seen. */
        public static final Seen ALL = new Seen(0, 0, 0);

        /** No star is seen. */
        public static final Seen NOTHING = new Seen(Double.NEGATIVE_INFINITY, 0, 0);
    }

    /**
     * The weight of all stars that one stands for which is seen: its own weight over S, or 0 where nothing is seen.
     *
     * @param weight of the star
     * @param R where it is [kpc, > 0]
     * @param z likewise [kpc]
     */
    default double weightOfAll(double weight, double R, double z) {
        double lnS = at(R, z).lnS();
        return lnS == Double.NEGATIVE_INFINITY ? 0 : weight / Math.exp(lnS);
    }

    /** The same at each point, in order. A place that several points in a row share is looked at once. */
    default Seen[] at(Stars points) {
        Seen[] seen = new Seen[points.size()];
        for (int i = 0; i < seen.length; i++) {
            boolean same = i > 0 && points.R()[i] == points.R()[i - 1] && points.z()[i] == points.z()[i - 1];
            seen[i] = same ? seen[i - 1] : at(points.R()[i], points.z()[i]);
        }
        return seen;
    }
}
