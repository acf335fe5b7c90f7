package io.github.localflows.nf.kernel;

/**
 * A tile of rows in a kernel, with all that is computed of them: {@link #density}, or {@link #forward} and then
 * {@link #backward}, or {@link #inverse}.
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

    /** As {@link #forward}, where there is no way back to go: need not keep what {@link #backward} needs. */
    void density(FlowData data, int[] order, int from, int to);

    /** ln p of each row that went forward. */
    double[] logProb();

    /** The standard normal variable of each row that went forward. */
    float[] noise();

    /**
     * How much each row of the tile counts in {@link #backward}: 1 after {@link #forward}, 0 for what is left of the tile. Who asks may
     * write other numbers for the rows that are there.
     */
    float[] counts();

    /**
     * From the state that {@link #forward}, and not {@link #density}, left: the gradient of the sum over the tile's rows of {@code sign} times count times ln p, with
     * respect to features and context into {@link #dx} and {@link #dc}, and, if asked, to the parameters, added to what
     * {@link #beginGradient} began.
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

    /**
     * From here on the gradient with respect to the parameters is added up anew.
     *
     * @param into [{@link FlowKernel#gradientSize()}], overwritten, in the kernel's own order; all of it is there after
     *     {@link #endGradient}
     */
    void beginGradient(float[] into);

    /** Adds whatever this tile still holds of the gradient to the array that {@link #beginGradient} was given. */
    void endGradient();

    /**
     * The features of a tile in reverse order, as they pass from layer to layer.
     *
     * @param rows of a tile
     * @param from [features][rows]
     * @param to likewise, another array
     */
    static void reverse(int features, int rows, float[] from, float[] to) {
        for (int i = 0; i < features; i++) {
            System.arraycopy(from, i * rows, to, (features - 1 - i) * rows, rows);
        }
    }

    /** Frees native memory. */
    @Override
    void close();
}
