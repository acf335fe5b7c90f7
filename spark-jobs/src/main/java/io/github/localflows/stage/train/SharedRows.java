package io.github.localflows.stage.train;

import io.github.localflows.nf.kernel.FlowData;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Rows of features on their way to the executors: broadcast this, and the tasks of a process share one copy. Plain arrays,
 * for the buffers of {@link FlowData} do not survive Spark's serialisation; and no record, which Kryo cannot read.
 */
final class SharedRows implements Serializable {
    private static final long serialVersionUID = 1;

    private final int features;
    /** [{@link FlowData#PIECE_ROWS}][features] each, row-major; the last one may be shorter. */
    private final float[][] pieces;

    private transient FlowData data;

    private SharedRows(int features, float[][] pieces) {
        this.features = features;
        this.pieces = pieces;
    }

    /** A copy of rows without context. */
    static SharedRows of(FlowData rows) {
        int features = rows.features();
        float[][] pieces = new float[(rows.size() + FlowData.PIECE_ROWS - 1) / FlowData.PIECE_ROWS][];
        for (int p = 0; p < pieces.length; p++) {
            int first = p * FlowData.PIECE_ROWS;
            float[] piece = new float[Math.min(FlowData.PIECE_ROWS, rows.size() - first) * features];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = rows.feature(first + i / features, i % features);
            }
            pieces[p] = piece;
        }
        return new SharedRows(features, pieces);
    }

    /** The rows, the same object for all tasks of a process, so that their checksum is found once. */
    synchronized FlowData data() {
        if (data == null) {
            data = FlowData.of(Arrays.stream(pieces).map(FloatBuffer::wrap).toList(), features);
        }
        return data;
    }
}
