package io.github.localflows.stage.train;

import io.github.localflows.nf.kernel.FlowData;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of features on their way to the executors: broadcast this, and the tasks of a process share one copy. Plain arrays,
 * for the buffers of {@link FlowData} do not survive Spark's serialisation; and no record, which Kryo cannot read.
 */
final class SharedRows implements Serializable {
    private static final long serialVersionUID = 1;

    private final int features;
    private final int context;
    private final boolean weighted;
    /**
     * [{@link FlowData#PIECE_ROWS}][context + features, and 1 more with weights] each, row-major, the context first and the weight last;
     * the last one may be shorter.
     */
    private final float[][] pieces;

    private transient FlowData data;

    private SharedRows(int features, int context, boolean weighted, float[][] pieces) {
        this.features = features;
        this.context = context;
        this.weighted = weighted;
        this.pieces = pieces;
    }

    /** A copy of rows. */
    static SharedRows of(FlowData rows) {
        int features = rows.features();
        int context = rows.context();
        int width = context + features + (rows.isWeighted() ? 1 : 0);
        float[][] pieces = new float[(rows.size() + FlowData.PIECE_ROWS - 1) / FlowData.PIECE_ROWS][];
        for (int p = 0; p < pieces.length; p++) {
            int first = p * FlowData.PIECE_ROWS;
            float[] piece = new float[Math.min(FlowData.PIECE_ROWS, rows.size() - first) * width];
            for (int i = 0; i < piece.length; i++) {
                int row = first + i / width;
                piece[i] = number(rows, row, i % width);
            }
            pieces[p] = piece;
        }
        return new SharedRows(features, context, rows.isWeighted(), pieces);
    }

    private static float number(FlowData rows, int row, int column) {
        int feature = column - rows.context();
        if (feature == rows.features()) {
            return rows.weight(row);
        }
        return feature < 0 ? rows.contextFeature(row, column) : rows.feature(row, feature);
    }

    /** The rows, the same object for all tasks of a process, so that their checksum is found once. */
    synchronized FlowData data() {
        if (data == null) {
            List<FloatBuffer> buffers =
                    Arrays.stream(pieces).map(FloatBuffer::wrap).toList();
            data = FlowData.of(buffers, context, features, weighted);
        }
        return data;
    }
}
