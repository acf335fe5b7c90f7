package io.github.localflows.moments;

import io.github.localflows.expansion.PotentialBasis;
import java.util.Arrays;
import java.util.Optional;

/**
 * Sums over stars, from which the weak form is solved: see {@link MomentAccumulator}, which makes them. Sums of parts of the stars can be
 * added; in the same order they give the same bits.
 */
public final class MomentSums extends StarCount {
    private static final long serialVersionUID = 1;

    private final int[] counts;
    private final int basisSize;
    private final int selectionSize;

    /** Of the moments of the Boltzmann equation what does not contain the potential, [moments]. */
    final double[] b;

    /** And what does, for each function of the potential's basis, [moments][functions]. */
    final double[] M;

    /** And what contains the selection, for each function of its basis, [moments][functions]. */
    final double[] N;

    /** The moments of each family; those of the Boltzmann equation with the pilot's potential. */
    final double[][] moment;

    /** Of each family the sum of products of the moments' terms, upper triangle by rows. */
    final double[][] products;

    /** Of no stars, all of which are seen. */
    public MomentSums(TestFunctions functions, PotentialBasis basis) {
        this(functions, basis, Optional.empty());
    }

    /**
     * Of no stars.
     *
     * @param selection the functions that ln S is a sum of; empty where all stars are seen
     */
    MomentSums(TestFunctions functions, PotentialBasis basis, Optional<PotentialBasis> selection) {
        basisSize = basis.size();
        selectionSize = selection.map(PotentialBasis::size).orElse(0);
        MomentFamily[] families = MomentFamily.values();
        counts = Arrays.stream(families).mapToInt(functions::count).toArray();
        b = new double[counts[0]];
        M = new double[counts[0] * basisSize];
        N = new double[counts[0] * selectionSize];
        moment = new double[families.length][];
        products = new double[families.length][];
        for (int f = 0; f < families.length; f++) {
            moment[f] = new double[counts[f]];
            products[f] = new double[counts[f] * (counts[f] + 1) / 2];
        }
    }

    /** Adds those of other stars. */
    public void add(MomentSums others) {
        if (!Arrays.equals(counts, others.counts)
                || basisSize != others.basisSize
                || selectionSize != others.selectionSize) {
            throw new IllegalArgumentException("sums of " + Arrays.toString(others.counts) + " moments and "
                    + others.basisSize + " functions cannot be added to those of " + Arrays.toString(counts) + " and "
                    + basisSize);
        }
        addCount(others);
        add(b, others.b);
        add(M, others.M);
        add(N, others.N);
        for (int f = 0; f < moment.length; f++) {
            add(moment[f], others.moment[f]);
            add(products[f], others.products[f]);
        }
    }

    /** How many functions the potential's basis has. */
    int basisSize() {
        return basisSize;
    }

    /** How many functions that of ln S has. */
    int selectionSize() {
        return selectionSize;
    }
}
