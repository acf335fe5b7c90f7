package io.github.localflows.nf.kernel;

/**
 * An {@link Activation} as a kernel applies it: to arrays of hidden units on the way forward, and by its slope on the way
 * back.
 */
interface HiddenActivation {
    /** Whether the way back needs an array of its own; if not, the activated values serve. */
    boolean keepsSlope();

    /**
     * {@code to = activation(from)}.
     *
     * @param to may be {@code from}
     * @param kept gets what the way back needs; {@code to} itself when this does not {@link #keepsSlope() keep slopes}
     */
    void activate(float[] from, float[] to, float[] kept);

    /** {@code values *= slope}. */
    void multiplyBySlope(float[] kept, float[] values);

    /** {@code sum += values * slope}. */
    void addTimesSlope(float[] kept, float[] values, float[] sum);
}
