package io.github.localflows.nf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
    private static final FlowShape SHAPE = FlowShape.unconditional(2, 2, 12, 1);
    private static final int EPOCHS = 8;
    private static final int INTERRUPTED_AFTER = 3;
    private static final long SEED = 7;

    private static final FlowData DATA = normal(700, 1);
    private static final FlowData HELD_OUT = normal(200, 2);

    /** Falls every other epoch, so that a rate, a count or a best loss that is lost shows. */
    private static final Schedule FALLING = new Schedule.Plateau(0.7, 0, 0.5, 1, 1e-9);

    private static FlowData normal(int n, long seed) {
        var normal = ZigguratSampler.NormalizedGaussian.of(RandomSource.L64_X128_MIX.create(seed));
        float[] x = new float[2 * n];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.5 * normal.sample());
        }
        return FlowData.of(x, 2);
    }

    private static TrainingSettings settings(int epochs, Schedule schedule) {
        return new TrainingSettings(epochs, 100, 1e-2, schedule);
    }

    private static FlowTrainer trainer(TrainingSettings settings) {
        return new FlowTrainer(SHAPE, settings, 1);
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What a training that is killed after some epochs has left. */
    private static byte[] interrupted(TrainingSettings settings) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertThrows(Killed.class, () -> trainer(settings).train(DATA, HELD_OUT, SEED, null, (epoch, run) -> {
            if (epoch.epoch() == INTERRUPTED_AFTER - 1) {
                write(run.get(), file);
            } else if (epoch.epoch() == INTERRUPTED_AFTER) {
                throw new Killed();
            }
        }));
        return file.toByteArray();
    }

    private static void write(Checkpoint checkpoint, ByteArrayOutputStream file) {
        try {
            checkpoint.write(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return Checkpoint.read(new ByteArrayInputStream(file));
    }

    static Stream<TrainingSettings> schedules() {
        return Stream.of(
                settings(EPOCHS, FALLING),
                settings(EPOCHS, Schedule.Cosine.standard()),
                averaging(1.5),
                diverging(Schedule.Cosine.standard()));
    }

    private static TrainingSettings averaging(double epochs) {
        return new TrainingSettings(EPOCHS, 100, 1e-2, Schedule.Cosine.standard(), epochs, 0);
    }

    /** Diverges and goes on at smaller rates. */
    private static TrainingSettings diverging(Schedule schedule) {
        return new TrainingSettings(EPOCHS, 100, 0.7, schedule);
    }

    @Test
    void divergingTrainingHasSetbacks() throws IOException {
        assertTrue(read(interrupted(diverging(Schedule.Cosine.standard()))).setbacks() > 0);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void interruptedTrainingEndsWithTheSameBits(TrainingSettings settings) throws IOException {
        TrainedFlow undisturbed = trainer(settings).train(DATA, HELD_OUT, SEED, epoch -> {});
        List<Integer> heard = new ArrayList<>();
        TrainedFlow resumed = trainer(settings)
                .train(DATA, HELD_OUT, SEED, read(interrupted(settings)), (epoch, run) -> heard.add(epoch.epoch()));

        assertEquals(List.of(3, 4, 5, 6, 7), heard);
        assertSame(undisturbed, resumed);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void bytesCarryTheOutcome(TrainingSettings settings) {
        TrainedFlow trained = trainer(settings).train(DATA, HELD_OUT, SEED, epoch -> {});
        byte[] bytes = trained.toBytes();
        TrainedFlow carried = TrainedFlow.fromBytes(bytes, SHAPE);

        assertEquals(trained.best(), carried.best());
        assertEquals(trained.history(), carried.history());
        assertSame(trained, carried);
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainedFlow.fromBytes(Arrays.copyOf(bytes, bytes.length - 1), SHAPE));
    }

    @Test
    void plateauTrainingGoesOnWithMoreEpochs() {
        TrainedFlow short3 = trainer(settings(3, FALLING)).train(DATA, HELD_OUT, SEED, epoch -> {});
        TrainedFlow undisturbed = trainer(settings(EPOCHS, FALLING)).train(DATA, HELD_OUT, SEED, epoch -> {});
        TrainedFlow longer =
                trainer(settings(EPOCHS, FALLING)).train(DATA, HELD_OUT, SEED, short3.end(), (epoch, run) -> {});
        short3.flow().close();

        assertSame(undisturbed, longer);
    }

    @Test
    void checkpointOfAnotherTrainingIsRefusedByWhatDiffers() throws IOException {
        TrainingSettings cosine = settings(EPOCHS, Schedule.Cosine.standard());
        Checkpoint checkpoint = read(interrupted(cosine));
        FlowTrainer same = trainer(cosine);

        assertTrue(same.obstacle(checkpoint, DATA, HELD_OUT, SEED).isEmpty());
        assertDiffers("seed is 7, not 8", same, checkpoint, DATA, HELD_OUT, 8);
        assertDiffers("training set", same, checkpoint, normal(700, 3), HELD_OUT, SEED);
        assertDiffers("held-out set", same, checkpoint, DATA, null, SEED);
        FlowShape deeper = FlowShape.unconditional(2, 3, 12, 1);
        assertDiffers("architecture", new FlowTrainer(deeper, cosine, 1), checkpoint, DATA, HELD_OUT, SEED);
        assertDiffers("number of epochs", trainer(settings(9, cosine.schedule())), checkpoint, DATA, HELD_OUT, SEED);
        assertDiffers("averaging is 0.0, not 1.5", trainer(averaging(1.5)), checkpoint, DATA, HELD_OUT, SEED);
        assertDiffers("schedule", trainer(settings(EPOCHS, FALLING)), checkpoint, DATA, HELD_OUT, SEED);
        Checkpoint plateau = read(interrupted(settings(EPOCHS, FALLING)));
        assertDiffers("3 epochs, more than", trainer(settings(2, FALLING)), plateau, DATA, HELD_OUT, SEED);
    }

    /** Other processors have other vectors, and sums in another order. */
    @Test
    void checkpointOfAnotherProcessorIsRefused() throws IOException {
        TrainingSettings cosine = settings(EPOCHS, Schedule.Cosine.standard());
        byte[] file = interrupted(cosine);
        long[] training =
                Npz.read(new ByteArrayInputStream(file)).get("training").longs();
        String text = Arrays.stream(training)
                .mapToObj(point -> Character.toString((int) point))
                .collect(Collectors.joining())
                .replaceAll("kernel = .*", "kernel = vectors of 7 bits");
        long[] changed = text.codePoints().asLongStream().toArray();
        Checkpoint other = read(with(file, "training", NpyArray.of(changed, changed.length)));
        assertDiffers("its kernel is vectors of 7 bits, not ", trainer(cosine), other, DATA, HELD_OUT, SEED);
    }

    private static void assertDiffers(
            String part, FlowTrainer trainer, Checkpoint checkpoint, FlowData data, FlowData heldOut, long seed) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> trainer.train(data, heldOut, seed, checkpoint, (epoch, run) -> {}));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void truncatedOrForeignFileIsRefused() throws IOException {
        byte[] file = interrupted(settings(EPOCHS, FALLING));
        for (int length : new int[] {0, 1, 100, file.length / 2, file.length - 1}) {
            assertThrows(IOException.class, () -> read(Arrays.copyOf(file, length)), length + " bytes");
        }
        file[file.length / 2] ^= 1;
        assertThrows(IOException.class, () -> read(file), "a bit that has flipped");

        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        try (MaskedAutoregressiveFlow flow =
                MaskedAutoregressiveFlow.initialised(SHAPE, RandomSource.L64_X128_MIX.create(1L))) {
            FlowFiles.writeWeights(weights, flow);
        }
        IOException foreign = assertThrows(IOException.class, () -> read(weights.toByteArray()));
        assertTrue(foreign.getMessage().contains("not a checkpoint"), foreign.getMessage());
    }

    /** A file whose own checksums are right, as somebody writes it who means harm. */
    @Test
    void impossibleNumbersAreRefused() throws IOException {
        TrainingSettings averaging = averaging(1.5);
        byte[] file = interrupted(averaging);
        for (String weights : List.of("parameters", "moment1", "average", "best")) {
            IOException e = assertThrows(
                    IOException.class,
                    () -> read(with(file, weights, NpyArray.of(filled(Float.NaN), SHAPE.parameters()))));
            assertTrue(e.getMessage().contains("'" + weights + "' of the checkpoint holds NaN"), e.getMessage());
        }
        assertThrows(
                IOException.class,
                () -> read(with(
                        file, "history", NpyArray.of(new double[EpochRecord.NUMBERS * 2], 2, EpochRecord.NUMBERS))),
                "two epochs 0");
        FlowTrainer trainer = trainer(averaging);
        assertDiffers("lacks the average", trainer, read(with(file, "average", null)), DATA, HELD_OUT, SEED);
        Checkpoint stateless = read(with(file, "learning_rate", NpyArray.of(new double[0], 0)));
        assertDiffers("0 numbers of a cosine schedule", trainer, stateless, DATA, HELD_OUT, SEED);
    }

    private static float[] filled(float value) {
        float[] values = new float[SHAPE.parameters()];
        Arrays.fill(values, value);
        return values;
    }

    /** The file with another array, or without it. */
    private static byte[] with(byte[] file, String name, NpyArray array) throws IOException {
        Map<String, NpyArray> arrays = Npz.read(new ByteArrayInputStream(file));
        if (array == null) {
            arrays.remove(name);
        } else {
            arrays.put(name, array);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays);
        return out.toByteArray();
    }

    private static void assertSame(TrainedFlow expected, TrainedFlow actual) {
        assertArrayEquals(expected.flow().parameters(), actual.flow().parameters());
        assertEquals(expected.best().epoch(), actual.best().epoch());
        assertEquals(timeless(expected.history()), timeless(actual.history()));
        Checkpoint one = expected.end();
        Checkpoint other = actual.end();
        assertArrayEquals(one.optimiser().parameters(), other.optimiser().parameters());
        assertArrayEquals(one.optimiser().moment1(), other.optimiser().moment1());
        assertArrayEquals(one.optimiser().moment2(), other.optimiser().moment2());
        assertArrayEquals(one.optimiser().average(), other.optimiser().average());
        assertEquals(one.optimiser().steps(), other.optimiser().steps());
        assertArrayEquals(one.learningRate(), other.learningRate());
        assertEquals(one.setbacks(), other.setbacks());
        assertEquals(one.untrainedLoss(), other.untrainedLoss());
        assertFalse(Arrays.equals(one.optimiser().parameters(), new float[one.best().length]));
        expected.flow().close();
        actual.flow().close();
    }

    private static List<EpochRecord> timeless(List<EpochRecord> history) {
        return history.stream()
                .map(e -> new EpochRecord(e.epoch(), e.trainLoss(), e.heldOutLoss(), e.learningRate(), 0))
                .toList();
    }
}
