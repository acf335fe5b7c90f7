package io.github.localflows.field;

/**
 * How the acceleration is found from many equations g . grad Phi = s, one a velocity, whose both sides are noisy.
 *
 * <p>All three solve a 3 x 3 system (sum h g^T) grad Phi = sum h s and differ in h, the <i>instruments</i> of the theory
 * of errors in variables (Fuller 1987, Measurement Error Models, ch. 1.4). With g = g0 + e, s = g0 . grad Phi + d and
 * noise e, d that has nothing to do with h, the expectation of the right side is that of the left matrix times grad Phi,
 * and the solution has no bias of first order.
 */
public enum Estimator {
    /**
     * h = g: least squares, as Naik et al. (2022). The noise in g multiplies itself: sum h g^T gains the noise's own
     * sum e e^T, so that the solution is drawn towards that of d = e . x alone; with independent e and d towards zero, by
     * the factor G/(G + E) where G and E are the mean squares of g0 and e.
     */
    SQUARES,
    /**
     * h = g of the other groups of an ensemble's members: only products of different groups count,
     * <pre>
     *   sum_m sum_{l != m} x_m x_l^T = (sum_m x_m)(sum_m x_m)^T - sum_m x_m x_m^T,   x_m = f_m g_m / sum_l f_l
     * </pre>
     * over groups m, l, which is also least squares with the groups' scatter, the covariance of the mean, taken off both sides.
     * Removes the noise that groups do not share: all noise if they were trained on different stars; if on the same, only that
     * of weights and of the order of stars. With one group there are no others, and this is {@link #SQUARES}.
     */
    CROSS,
    /**
     * h = v - v0, v0 the centre of the velocities: the first moments of the Boltzmann equation over the velocities vanish. To an
     * isothermal population g is proportional to h, so that little is lost against {@link #SQUARES}; h has no noise at all,
     * so that all noise drops out at first order, with a single flow already.
     */
    MOMENTS
}
