package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.nf.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectedRowsTest {
    private static final int FEATURES = 2;
    /** Two full pieces and some. */
    private static final int ROWS = 2 * FlowData.PIECE_ROWS + 777;

    @TempDir
    private Path directory;

    private static float[] values() {
        Random random = new Random(1);
        float[] values = new float[ROWS * FEATURES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private FlowData collected(FlowData rows, int mostInHeap) {
        try (CollectedRows collected = new CollectedRows(rows.features(), rows.isWeighted(), mostInHeap, directory)) {
            for (int i = 0; i < rows.size(); i++) {
                collected.add(rows, i, rows.weight(i));
            }
            assertEquals(rows.size(), collected.size());
            return collected.data();
        }
    }

    private static float[] learned(FlowData rows) {
        FlowShape shape = FlowShape.unconditional(FEATURES, 1, 4, 1);
        TrainingSettings settings = new TrainingSettings(1, 50_000, 1e-2, Schedule.Plateau.original());
        TrainedFlow trained = new FlowTrainer(shape, settings, 2).train(rows, null, 0, epoch -> {});
        try (var flow = trained.flow()) {
            return flow.parameters();
        }
    }

    @Test
    void aFlowLearnsTheSameFromTheHeapAndFromTheFile() {
        FlowData rows = FlowData.of(values(), FEATURES);
        FlowData heap = collected(rows, ROWS);
        FlowData file = collected(rows, 1);
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < FEATURES; i++) {
                assertEquals(rows.feature(row, i), heap.feature(row, i));
                assertEquals(rows.feature(row, i), file.feature(row, i));
            }
        }
        float[] expected = learned(rows);
        assertArrayEquals(expected, learned(heap));
        assertArrayEquals(expected, learned(file));
    }

    @Test
    void weightsGoAlongToTheFileAndToTheExecutors() {
        float[] weights = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            weights[i] = i % 3;
        }
        FlowData rows = FlowData.of(values(), FEATURES).withWeights(weights);
        assertEquals(rows.checksum(), collected(rows, ROWS).checksum());
        assertEquals(rows.checksum(), collected(rows, 1).checksum());
        assertEquals(rows.checksum(), SharedRows.of(rows).data().checksum());
        // Of a conditional flow, whose context is a stretch of each row.
        FlowData split = FlowData.conditional(new float[] {1, 2}, 1, new float[] {3, 4}, 1);
        assertEquals(split.checksum(), SharedRows.of(split).data().checksum());
        FlowData both = split.withWeights(new float[] {5, 6});
        assertEquals(both.checksum(), SharedRows.of(both).data().checksum());
    }

    @Test
    void theFileHasNoName() throws IOException {
        float[] values = values();
        try (CollectedRows collected = new CollectedRows(FEATURES, false, 1, directory)) {
            float[] row = new float[FEATURES];
            for (int i = 0; i < ROWS; i++) {
                System.arraycopy(values, i * FEATURES, row, 0, FEATURES);
                collected.add(row, 1);
            }
            try (Stream<Path> names = Files.list(directory)) {
                assertEquals(0, names.count());
            }
            assertEquals(values[values.length - 1], collected.data().feature(ROWS - 1, FEATURES - 1));
        }
    }

    @Test
    void fewRowsOrNoneNeedNoFile() {
        FlowData three = FlowData.of(new float[] {1, 2, 3, 4, 5, 6}, FEATURES);
        assertEquals(6, collected(three, 1).feature(2, 1));
        assertEquals(0, collected(FlowData.of(new float[0], FEATURES), 1).size());
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        directory = Files.writeString(directory.resolve("file"), "");
        FlowData rows = FlowData.of(values(), FEATURES);
        UserError e = assertThrows(UserError.class, () -> collected(rows, 1));
        assertTrue(e.getMessage().contains(directory.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("spark.local.dir"), e.getMessage());
    }
}
