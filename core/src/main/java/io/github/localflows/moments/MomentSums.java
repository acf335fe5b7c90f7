package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Sums over stars, from which the weak form is solved: see {@link MomentAccumulator}, which makes them. Sums of parts of the stars can be
 * added; in the same order they give the same bits.
 */
public final class MomentSums implements Serializable {
    private static final long serialVersionUID = 1;

    private final int[] counts;
    private final int basisSize;

    /** Stars inside of the volume. */
    long stars;

    /** Sum of the stars' weights, and of their squares. */
    double weights;

    double squares;

    /** Of the moments of the Boltzmann equation what does not contain the potential, [moments]. */
    final double[] b;

    /** And what does, for each function of the potential's basis, [moments][functions]. */
    final double[] M;

    /** The moments of each family; those of the Boltzmann equation with the pilot's potential. */
    final double[][] moment;

    /** Of each family the sum of products of the moments' terms, upper triangle by rows. */
    final double[][] products;

    /** Of no stars. */
    public MomentSums(TestFunctions functions, PotentialBasis basis) {
        basisSize = basis.size();
        MomentFamily[] families = MomentFamily.values();
        counts = Arrays.stream(families).mapToInt(functions::count).toArray();
        b = new double[counts[0]];
        M = new double[counts[0] * basisSize];
        moment = new double[families.length][];
        products = new double[families.length][];
        for (int f = 0; f < families.length; f++) {
            moment[f] = new double[counts[f]];
            products[f] = new double[counts[f] * (counts[f] + 1) / 2];
        }
    }

    /** Adds those of other stars. */
    public void add(MomentSums others) {
        if (!Arrays.equals(counts, others.counts) || basisSize != others.basisSize) {
            throw new IllegalArgumentException("sums of " + Arrays.toString(others.counts) + " moments and "
                    + others.basisSize + " functions cannot be added to those of " + Arrays.toString(counts) + " and "
                    + basisSize);
        }
        stars += others.stars;
        weights += others.weights;
        squares += others.squares;
        add(b, others.b);
        add(M, others.M);
        for (int f = 0; f < moment.length; f++) {
            add(moment[f], others.moment[f]);
            add(products[f], others.products[f]);
        }
    }

    private static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** How many stars were inside of the volume. */
    public long stars() {
        return stars;
    }

    /** As how many stars of one weight they scatter (Kish 1965): fewer than there are where weights differ. */
    public double effectiveStars() {
        return stars == 0 ? 0 : weights * weights / squares;
    }

    /** How many functions the potential's basis has. */
    int basisSize() {
        return basisSize;
    }
}
