package io.github.localflows.acceleration;

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
     * h = g of the other members of an ensemble: only products of different members count,
     * <pre>
     *   sum_m sum_{l != m} x_m x_l^T = (sum_m x_m)(sum_m x_m)^T - sum_m x_m x_m^T,   x_m = f_m g_m / sum_l f_l
     * </pre>
     * which is also least squares with the members' scatter, the covariance of the mean, taken off both sides. Removes the
     * noise that members do not share (weights, order of stars), not that of the stars themselves, on which all were trained.
     * With one member there are no others, and this is {@link #SQUARES}.
     */
    CROSS,
    /**
     * h = v - v0, v0 the centre of the shell: the first moments of the Boltzmann equation over the velocities vanish. To an
     * isothermal population g is proportional to h, so that little is lost against {@link #SQUARES}; h has no noise at all,
     * so that all noise drops out at first order, with a single flow already.
     */
    MOMENTS
}
