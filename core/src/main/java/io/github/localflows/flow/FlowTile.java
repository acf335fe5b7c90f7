package io.github.localflows.flow;

/**
 * A tile of rows in a kernel, with all that is computed of them: {@link #forward} and then {@link #backward}, or
 * {@link #inverse}.
 *
 * <p>Arrays are [row], or [feature][row] with as many rows as a tile has; they are valid until the next tile.
 */
interface FlowTile extends AutoCloseable {
    /**
     * Takes the rows {@code order[from..to)}, at most a tile, through the flow.
     *
     * @param order which rows, null for all in their order
     */
    void forward(FlowData data, int[] order, int from, int to);

    /** ln p of each row that went {@link #forward}. */
    double[] logProb();

    /** The standard normal variable of each row that went {@link #forward}. */
    float[] noise();

    /**
     * From the state that {@link #forward} left: the gradient of the sum over the tile's rows of {@code sign} ln p, with
     * respect to features and context into {@link #dx} and {@link #dc}, and, if asked, to the parameters, added up.
     */
    void backward(float sign, boolean withParameters);

    /** The gradient with respect to the features. */
    float[] dx();

    /** The gradient with respect to the context. */
    float[] dc();

    /** Takes the rows {@code from..to} of standard normal variables, at most a tile, back through the flow. */
    void inverse(FlowData noise, int from, int to);

    /** The features of each row that came back by {@link #inverse}. */
    float[] features();

    /** Forgets the gradient with respect to the parameters. */
    void clearGradient();

    /** The gradient with respect to the parameters added up so far, in the kernel's own order. */
    float[] gradient();

    /** Frees native memory. */
    @Override
    void close();
}
