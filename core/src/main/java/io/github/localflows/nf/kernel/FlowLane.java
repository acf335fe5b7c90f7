package io.github.localflows.nf.kernel;

/** What one thread computes with: rows of a flow, a {@link FlowTile} of them at a time. */
public final class FlowLane implements AutoCloseable {
    private final int features;
    private final int context;
    private final int rows;
    private final FlowTile tile;

    /**
     * @param rows of the tile
     * @param tile becomes the lane's to close
     */
    FlowLane(FlowShape shape, int rows, FlowTile tile) {
        features = shape.features();
        context = shape.context();
        this.rows = rows;
        this.tile = tile;
    }

    /**
     * ln p of the rows {@code order[from..to)}.
     *
     * @param order which rows, null for all in their order
     * @param out [to - from], ln p of each
     */
    public void logProb(FlowData data, int[] order, int from, int to, double[] out) {
        for (int start = from; start < to; start += rows) {
            int end = Math.min(to, start + rows);
            tile.density(data, order, start, end);
            System.arraycopy(tile.logProb(), 0, out, start - from, end - start);
        }
    }

    /**
     * The sum of -ln p over the rows {@code order[from..to)} and its gradient. Where rows have weights each term is multiplied by its
     * row's, in units of the mean of all rows.
     *
     * @param order which rows, null for all in their order
     * @param gradient [{@link FlowKernel#gradientSize()}], overwritten, in the kernel's own order
     * @return the sum of -ln p
     */
    public double lossGradient(FlowData data, int[] order, int from, int to, float[] gradient) {
        tile.beginGradient(gradient);
        double loss = 0;
        for (int start = from; start < to; start += rows) {
            int end = Math.min(to, start + rows);
            tile.forward(data, order, start, end);
            float[] counts = tile.counts();
            if (data.isWeighted()) {
                data.counts(order, start, end, counts);
            }
            for (int r = 0; r < end - start; r++) {
                loss -= counts[r] * tile.logProb()[r];
            }
            tile.backward(-1, true);
        }
        tile.endGradient();
        return loss;
    }

    /**
     * ln p of the rows {@code from..to} and its gradients with respect to features and context, written to the same
     * rows of {@code out}.
     */
    public void inputGradients(FlowData data, int from, int to, LogProbGradients out) {
        for (int start = from; start < to; start += rows) {
            int count = Math.min(to, start + rows) - start;
            tile.forward(data, null, start, start + count);
            tile.backward(1, false);
            System.arraycopy(tile.logProb(), 0, out.logProb(), start, count);
            rows(tile.dx(), features, start, count, out.dx());
            rows(tile.dc(), context, start, count, out.dcontext());
        }
    }

    /** The standard normal variables of all rows, [row][feature]. */
    public float[] noise(FlowData data) {
        float[] noise = new float[data.size() * features];
        for (int start = 0; start < data.size(); start += rows) {
            int count = Math.min(data.size(), start + rows) - start;
            tile.density(data, null, start, start + count);
            rows(tile.noise(), features, start, count, noise);
        }
        return noise;
    }

    /** The features of all rows of standard normal variables, [row][feature]. */
    public float[] features(FlowData noise) {
        float[] rowsOfFeatures = new float[noise.size() * features];
        for (int start = 0; start < noise.size(); start += rows) {
            int count = Math.min(noise.size(), start + rows) - start;
            tile.inverse(noise, start, start + count);
            rows(tile.features(), features, start, count, rowsOfFeatures);
        }
        return rowsOfFeatures;
    }

    /** From {@code [column][row of the tile]} to {@code [start + row][column]}. */
    private void rows(float[] from, int columns, int start, int count, float[] to) {
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < columns; i++) {
                to[(start + r) * columns + i] = from[i * rows + r];
            }
        }
    }

    /** Frees native memory. */
    @Override
    public void close() {
        tile.close();
    }
}
