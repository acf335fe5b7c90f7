package io.github.localflows.moments;

import io.github.localflows.expansion.AzimuthalBasis;

/**
 * Sums over stars, from which the weak form in a rotating frame is solved: see {@link RotatingAccumulator}, which makes them. Sums of parts
 * of the stars can be added; in the same order they give the same bits.
 */
public final class RotatingSums extends StarCount {
    private static final long serialVersionUID = 1;

    /** Of the moments what contains neither the potential nor the pattern speed, [moments]. */
    final double[] b;

    /** What the pattern speed is multiplied with: the means of the derivatives with respect to the azimuth, [moments]. */
    final double[] d;

    /** What is multiplied with each coefficient of the potential, [moments][functions]. */
    final double[] M;

    /** Sum of products of the moments' terms, with the pilot's potential and no rotation, then of those of d; upper triangle by rows. */
    final double[] products;

    /** Of no stars. */
    public RotatingSums(RotatingFunctions functions, AzimuthalBasis basis) {
        int J = functions.count();
        int columns = 2 * J - functions.firstOfAzimuth();
        b = new double[J];
        d = new double[J];
        M = new double[J * basis.size()];
        products = new double[columns * (columns + 1) / 2];
    }

    /** Adds those of other stars. */
    public void add(RotatingSums others) {
        if (products.length != others.products.length || M.length != others.M.length) {
            throw new IllegalArgumentException("sums of other functions cannot be added");
        }
        addCount(others);
        add(b, others.b);
        add(d, others.d);
        add(M, others.M);
        add(products, others.products);
    }
}
