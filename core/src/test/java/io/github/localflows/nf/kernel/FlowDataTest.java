package io.github.localflows.nf.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowDataTest {
    private static final int FEATURES = 3;
    private static final int CONTEXT = 2;
    private static final int WIDTH = CONTEXT + FEATURES;

    /** More than a piece. */
    private static final int ROWS = FlowData.PIECE_ROWS + 100;

    private static float value(int row, int column) {
        return 10 * row + column;
    }

    private static List<FloatBuffer> pieces() {
        List<FloatBuffer> pieces = new ArrayList<>();
        for (int from = 0; from < ROWS; from += FlowData.PIECE_ROWS) {
            float[] piece = new float[Math.min(FlowData.PIECE_ROWS, ROWS - from) * WIDTH];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = value(from + i / WIDTH, i % WIDTH);
            }
            pieces.add(FloatBuffer.wrap(piece));
        }
        return pieces;
    }

    private static float[] columns(int from, int count) {
        float[] columns = new float[ROWS * count];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = value(i / count, from + i % count);
        }
        return columns;
    }

    @Test
    void rowsWithContextAreTheSameInPiecesAsInArrays() {
        FlowData pieces = FlowData.conditional(pieces(), CONTEXT, FEATURES);
        FlowData arrays = FlowData.conditional(columns(CONTEXT, FEATURES), FEATURES, columns(0, CONTEXT), CONTEXT);
        assertEquals(ROWS, pieces.size());
        assertEquals(FEATURES, pieces.features());
        assertEquals(CONTEXT, pieces.context());
        assertEquals(value(ROWS - 1, CONTEXT + 1), pieces.feature(ROWS - 1, 1));
        assertEquals(value(ROWS - 1, 1), pieces.contextFeature(ROWS - 1, 1));
        assertEquals(arrays.checksum(), pieces.checksum());

        int[] order = {ROWS - 1, 0, 7};
        int tile = 4;
        float[][] gathered = new float[4][];
        for (int i = 0; i < 2; i++) {
            FlowData data = i == 0 ? pieces : arrays;
            gathered[2 * i] = new float[FEATURES * tile];
            gathered[2 * i + 1] = new float[CONTEXT * tile];
            data.gather(order, 0, order.length, tile, gathered[2 * i], gathered[2 * i + 1]);
        }
        assertEquals(FloatBuffer.wrap(gathered[2]), FloatBuffer.wrap(gathered[0]));
        assertEquals(FloatBuffer.wrap(gathered[3]), FloatBuffer.wrap(gathered[1]));
    }

    @Test
    void weightsAreTheSameInPiecesAsInAnArrayAndChangeTheChecksum() {
        int features = FEATURES - 1;
        FlowData pieces = FlowData.weighted(pieces(), CONTEXT, features);
        FlowData arrays = FlowData.conditional(columns(CONTEXT, features), features, columns(0, CONTEXT), CONTEXT);
        FlowData weighted = arrays.withWeights(columns(WIDTH - 1, 1));
        assertEquals(value(ROWS - 1, WIDTH - 1), pieces.weight(ROWS - 1));
        assertEquals(weighted.weight(5), pieces.weight(5));
        assertEquals(weighted.count(5), pieces.count(5));
        assertEquals(weighted.checksum(), pieces.checksum());
        assertNotEquals(arrays.checksum(), weighted.checksum());
        double counts = 0;
        for (int row = 0; row < ROWS; row++) {
            counts += pieces.count(row);
        }
        // Single precision.
        assertEquals(1, counts / ROWS, 1e-7);
        assertEquals(1, arrays.count(5));
    }

    @Test
    void weightsThatMeanNothingAreRefused() {
        FlowData rows = FlowData.of(new float[3], 1);
        for (float wrong : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> rows.withWeights(new float[] {1, wrong, 1}));
        }
        assertThrows(IllegalArgumentException.class, () -> rows.withWeights(new float[3]));
        assertThrows(IllegalArgumentException.class, () -> rows.withWeights(new float[] {1, 1}));
    }

    @Test
    void piecesOfAnotherWidthAreRefused() {
        List<FloatBuffer> pieces = pieces();
        assertThrows(IllegalArgumentException.class, () -> FlowData.conditional(pieces, CONTEXT, FEATURES + 1));
    }
}
