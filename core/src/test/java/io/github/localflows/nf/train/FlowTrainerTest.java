package io.github.localflows.nf.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.ReferenceFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowPasses;
import io.github.localflows.nf.kernel.FlowShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class FlowTrainerTest {
    private static final FlowShape SMALL = FlowShape.unconditional(2, 2, 16, 1);

    /** x normal with sigma 0.5 about 1; y normal with sigma 0.3 about x - 2: a density that one affine layer can be. */
    private static FlowData gaussian(int n, long seed) {
        var normal = ZigguratSampler.NormalizedGaussian.of(RandomSource.L64_X128_MIX.create(seed));
        float[] x = new float[2 * n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = (float) (1 + 0.5 * normal.sample());
            x[2 * i + 1] = (float) (x[2 * i] - 2 + 0.3 * normal.sample());
        }
        return FlowData.of(x, 2);
    }

    private static TrainingSettings settings(int epochs, int batch, Schedule schedule) {
        return new TrainingSettings(epochs, batch, 1e-2, schedule);
    }

    @Test
    void reachesTheEntropyOfAGaussian() {
        int n = 4000;
        FlowTrainer trainer = new FlowTrainer(SMALL, settings(25, 200, Schedule.Cosine.standard()), 2);
        List<EpochRecord> heard = new ArrayList<>();
        TrainedFlow trained = trainer.train(gaussian(n, 1), gaussian(n, 2), 0, heard::add);
        try (MaskedAutoregressiveFlow flow = trained.flow()) {
            double entropy = Math.log(2 * Math.PI * Math.E) + Math.log(0.5 * 0.3);
            // The mean of -ln p over n stars scatters by 1/sqrt(n) (two chi-square variables' halves); 4 sigma, plus
            // what a flow of 700 parameters fitted to n stars may lose, 700/2n.
            double tolerance = 4 / Math.sqrt(n) + 700.0 / (2 * n);
            assertEquals(entropy, trained.best().heldOutLoss(), tolerance);
            assertTrue(heard.get(0).heldOutLoss() > entropy + tolerance, "the first epoch was already there");
            assertEquals(heard, trained.history());
            double mean = -Arrays.stream(flow.logProb(gaussian(n, 2))).average().orElseThrow();
            // Sums in another order.
            assertEquals(trained.best().heldOutLoss(), mean, 1e-12);
        }
    }

    @Test
    void rowsThatAllHaveOneWeightAreLearnedToTheBitsOfRowsWithout() {
        FlowData data = gaussian(2000, 1);
        FlowData heldOut = gaussian(500, 2);
        FlowTrainer trainer = new FlowTrainer(SMALL, settings(3, 200, Schedule.Plateau.original()), 2);
        float[] two = new float[data.size()];
        Arrays.fill(two, 2);
        TrainedFlow without = trainer.train(data, heldOut, 0, e -> {});
        TrainedFlow with = trainer.train(data.withWeights(two), heldOut, 0, e -> {});
        assertArrayEquals(without.flow().parameters(), with.flow().parameters());
        assertEquals(without.best().trainLoss(), with.best().trainLoss());
        List.of(without, with).forEach(trained -> trained.flow().close());
    }

    @Test
    void weightsBringBackTheDensityThatABiasHasThinned() {
        // Of the rows of a Gaussian with x < 1 a fifth is seen, and each then counts for five.
        int n = 8000;
        FlowData all = gaussian(4 * n, 1);
        FlowData seen = seen(all, n, 7);
        FlowData heldOut = seen(gaussian(2 * n, 2), n / 2, 8);
        FlowTrainer trainer = new FlowTrainer(SMALL, settings(25, 200, Schedule.Cosine.standard()), 2);
        TrainedFlow trained = trainer.train(seen, heldOut, 0, e -> {});
        FlowData unweighted = FlowData.of(features(seen), 2);
        TrainedFlow biased = trainer.train(unweighted, FlowData.of(features(heldOut), 2), 0, e -> {});
        FlowData test = gaussian(n, 3);
        double entropy = Math.log(2 * Math.PI * Math.E) + Math.log(0.5 * 0.3);
        double loss = -Arrays.stream(trained.flow().logProb(test)).average().orElseThrow();
        double biasedLoss =
                -Arrays.stream(biased.flow().logProb(test)).average().orElseThrow();
        // 4/sqrt(n) for the scatter of the mean, and what a flow of 700 parameters may lose, which sees 0.56 n rows'
        // worth.
        assertEquals(entropy, loss, 4 / Math.sqrt(n) + 700.0 / (2 * 0.56 * n));
        assertEquals(entropy, trained.best().heldOutLoss(), 4 / Math.sqrt(0.56 * n / 2) + 700.0 / (2 * 0.56 * n));
        // Half of the rows are then a sixth of them, which costs ln(9/5)/2 = 0.29 nats.
        assertEquals(entropy + 0.29, biasedLoss, 0.1);
        List.of(trained, biased).forEach(t -> t.flow().close());
    }

    /** Those of n rows that are seen, with one over the fraction that is as weights. */
    private static FlowData seen(FlowData all, int n, long seed) {
        var random = RandomSource.L64_X128_MIX.create(seed);
        float[] x = new float[2 * n];
        float[] weights = new float[n];
        int at = 0;
        for (int row = 0; at < n; row++) {
            double fraction = all.feature(row, 0) < 1 ? 0.2 : 1;
            if (random.nextDouble() < fraction) {
                x[2 * at] = all.feature(row, 0);
                x[2 * at + 1] = all.feature(row, 1);
                weights[at++] = (float) (1 / fraction);
            }
        }
        return FlowData.of(x, 2).withWeights(weights);
    }

    private static float[] features(FlowData rows) {
        float[] x = new float[2 * rows.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = rows.feature(i / 2, i % 2);
        }
        return x;
    }

    @Test
    void weightsThatAreGivenAreWhereTrainingStarts() {
        FlowData data = gaussian(2000, 1);
        TrainedFlow longer = new FlowTrainer(SMALL, settings(20, 200, Schedule.Cosine.standard()), 2)
                .train(data, gaussian(500, 2), 0, e -> {});
        FlowTrainer random = new FlowTrainer(SMALL, settings(1, 200, Schedule.Cosine.standard()), 2);
        FlowTrainer onwards = random.startingFrom(longer.flow().parameters());
        TrainedFlow from0 = random.train(data, gaussian(500, 2), 3, e -> {});
        TrainedFlow from20 = onwards.train(data, gaussian(500, 2), 3, e -> {});
        // An epoch at the full rate shakes a trained flow a little (measured: 0.08 nats), and leaves a random one far
        // behind.
        assertEquals(longer.best().heldOutLoss(), from20.best().heldOutLoss(), 0.2);
        assertTrue(from0.best().heldOutLoss() > from20.best().heldOutLoss() + 0.2);
        assertThrows(IllegalArgumentException.class, () -> random.startingFrom(new float[3]));
        // What began elsewhere is another training.
        String other = random.obstacle(from20.end(), data, gaussian(500, 2), 3).orElseThrow();
        assertTrue(other.contains("first weights"), other);
        assertTrue(onwards.obstacle(from20.end(), data, gaussian(500, 2), 3).isEmpty());
        List.of(longer, from0, from20).forEach(trained -> trained.flow().close());
    }

    @Test
    void keepsTheEpochWithTheLowestDecidingLoss() {
        FlowTrainer trainer = new FlowTrainer(SMALL, settings(12, 100, Schedule.Plateau.original()), 1);
        TrainedFlow withHeldOut = trainer.train(gaussian(300, 1), gaussian(100, 2), 3, e -> {});
        TrainedFlow without = trainer.train(gaussian(300, 1), null, 3, e -> {});
        withHeldOut.flow().close();
        without.flow().close();
        assertEquals(
                withHeldOut.history().stream()
                        .mapToDouble(EpochRecord::heldOutLoss)
                        .min()
                        .orElseThrow(),
                withHeldOut.best().heldOutLoss());
        assertEquals(
                without.history().stream()
                        .mapToDouble(EpochRecord::trainLoss)
                        .min()
                        .orElseThrow(),
                without.best().trainLoss());
        assertTrue(Double.isNaN(without.best().heldOutLoss()));
    }

    @Test
    void givesTheSameBitsOnOneAndTwoThreads() {
        // Batches of several shares, the last batch short.
        FlowShape shape = FlowShape.unconditional(2, 2, 12, 2);
        FlowData data = gaussian(9_000, 4);
        List<TrainedFlow> trained = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            trained.add(new FlowTrainer(shape, settings(2, 4_000, Schedule.Plateau.original()), threads)
                    .train(data, gaussian(5_000, 5), 7, e -> {}));
        }
        float[] expected = trained.get(0).flow().parameters();
        for (TrainedFlow other : trained) {
            assertArrayEquals(expected, other.flow().parameters());
            assertEquals(trained.get(0).best().trainLoss(), other.best().trainLoss());
            assertEquals(trained.get(0).best().heldOutLoss(), other.best().heldOutLoss());
        }
        TrainedFlow anotherSeed = new FlowTrainer(shape, settings(2, 4_000, Schedule.Plateau.original()), 1)
                .train(data, null, 8, e -> {});
        assertFalse(Arrays.equals(expected, anotherSeed.flow().parameters()));
        anotherSeed.flow().close();
        trained.forEach(t -> t.flow().close());
    }

    @Test
    void theGradientIsTheSameAtTheSecondCallAndTheSumOverItsShares() {
        FlowShape shape = new FlowShape(3, 2, 2, 10, 1);
        var random = RandomSource.L64_X128_MIX.create(5L);
        int n = 3_000;
        float[] x = new float[3 * n];
        float[] c = new float[2 * n];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        for (int i = 0; i < c.length; i++) {
            c[i] = random.nextFloat();
        }
        FlowData data = FlowData.conditional(x, 3, c, 2);
        float[] parameters = MaskedAutoregressiveFlow.initialParameters(shape, random);
        float[] first = new float[parameters.length];
        float[] second = new float[parameters.length];
        float[] whole = new float[parameters.length];
        try (FlowKernel kernel = FlowKernel.fastest(shape);
                FlowPasses passes = new FlowPasses(kernel, 1);
                MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(shape, parameters)) {
            kernel.load(parameters);
            double loss = passes.lossGradient(data, null, 0, n, first);
            passes.lossGradient(data, null, 0, 100, second);
            assertEquals(loss, passes.lossGradient(data, null, 0, n, second));
            assertArrayEquals(first, second);
            int at = 0;
            for (NpyArray array : flow.lossGradient(data).values()) {
                System.arraycopy(array.floats(), 0, whole, at, array.size());
                at += array.size();
            }
        }
        // Single precision, added up in another order.
        assertTrue(ReferenceFlow.relativeDifference(whole, first) < 1e-5);
    }

    @Test
    void stopsAtThePlateausFloor() {
        Schedule schedule = new Schedule.Plateau(0.5, 0, 0.5, 0, 5e-3);
        TrainedFlow trained =
                new FlowTrainer(SMALL, settings(50, 100, schedule), 1).train(gaussian(100, 1), null, 0, e -> {});
        trained.flow().close();
        // No epoch halves the loss: the second one already lowers the rate to the floor.
        assertEquals(2, trained.history().size());
    }

    @Test
    void averageOfTheWeightsIsWhatIsJudgedAndKept() {
        FlowData data = gaussian(1000, 1);
        FlowData heldOut = gaussian(300, 2);
        Schedule cosine = Schedule.Cosine.standard();
        float[][] last = new float[4][];
        TrainingSettings plain = new TrainingSettings(4, 200, 1e-2, cosine);
        TrainedFlow without = new FlowTrainer(SMALL, plain, 1)
                .train(
                        data,
                        heldOut,
                        3,
                        null,
                        (epoch, run) ->
                                last[epoch.epoch()] = run.get().optimiser().parameters());
        // One step an epoch: the n-th of four weighs 1/n, so that after all of them each has a quarter.
        TrainingSettings single = new TrainingSettings(4, 1000, 1e-2, cosine, 100, 0);
        float[][] steps = new float[4][];
        TrainedFlow mean = new FlowTrainer(SMALL, single, 1)
                .train(
                        data,
                        heldOut,
                        3,
                        null,
                        (epoch, run) ->
                                steps[epoch.epoch()] = run.get().optimiser().parameters());
        float[] average = mean.end().optimiser().average();
        for (int i = 0; i < average.length; i++) {
            float expected = (steps[0][i] + steps[1][i] + steps[2][i] + steps[3][i]) / 4;
            // A few roundings of the running mean.
            assertEquals(expected, average[i], 4 * Math.ulp(1f) * Math.max(0.1, Math.abs(expected)));
        }
        assertEquals(3, mean.best().epoch());
        assertArrayEquals(average, mean.flow().parameters());
        assertEquals(
                mean.best().heldOutLoss(),
                -Arrays.stream(mean.flow().logProb(heldOut)).average().orElseThrow(),
                1e-12);
        // Of weights that nobody averages nothing changes.
        TrainedFlow averaged = new FlowTrainer(SMALL, new TrainingSettings(4, 200, 1e-2, cosine, 1, 0), 1)
                .train(data, heldOut, 3, epoch -> {});
        assertArrayEquals(
                without.end().optimiser().parameters(),
                averaged.end().optimiser().parameters());
        assertFalse(Arrays.equals(without.flow().parameters(), averaged.flow().parameters()));
        for (TrainedFlow trained : List.of(without, mean, averaged)) {
            trained.flow().close();
        }
    }

    @Test
    void trainingLossIsOfTheWholeSetForTheBestEpochWhateverTheSchedule() {
        FlowData data = gaussian(1000, 1);
        for (Schedule schedule : List.of(Schedule.Cosine.standard(), Schedule.Plateau.original())) {
            TrainedFlow trained =
                    new FlowTrainer(SMALL, settings(4, 100, schedule), 1).train(data, gaussian(300, 2), 3, epoch -> {});
            try (MaskedAutoregressiveFlow flow = trained.flow()) {
                double whole = -Arrays.stream(flow.logProb(data)).average().orElseThrow();
                assertEquals(whole, trained.best().trainLoss(), 1e-12);
                double written = trained.history().get(trained.best().epoch()).trainLoss();
                assertEquals(schedule.dependsOnLoss(), Math.abs(whole - written) < 1e-12);
            }
        }
    }

    @Test
    void stopsWhenPatienceEnds() {
        // Too few rows for the flow: it soon fits their noise, and the held-out loss rises.
        TrainingSettings patient = new TrainingSettings(200, 25, 1e-2, Schedule.Cosine.standard(), 0, 7);
        TrainedFlow trained =
                new FlowTrainer(SMALL, patient, 1).train(gaussian(50, 1), gaussian(300, 2), 0, epoch -> {});
        trained.flow().close();
        assertTrue(trained.history().size() < 200, trained.history().size() + " epochs");
        assertEquals(trained.best().epoch() + 1 + 7, trained.history().size());
    }

    @Test
    void refusesRowsThatCannotBeLearned() {
        FlowTrainer trainer = new FlowTrainer(SMALL, settings(2, 100, Schedule.Plateau.original()), 1);
        assertMessage("fewer than a batch", () -> trainer.train(gaussian(99, 1), null, 0, e -> {}));
        assertMessage("features", () -> trainer.train(FlowData.of(new float[600], 3), null, 0, e -> {}));

        float[] withNaN = new float[400];
        for (int i = 0; i < withNaN.length; i++) {
            withNaN[i] = i;
        }
        float[] constant = withNaN.clone();
        withNaN[233] = Float.NaN;
        assertMessage("row 116", () -> trainer.train(FlowData.of(withNaN, 2), null, 0, e -> {}));
        assertMessage("held-out", () -> trainer.train(gaussian(100, 1), FlowData.of(withNaN, 2), 0, e -> {}));
        for (int i = 0; i < constant.length; i += 2) {
            constant[i] = 5;
        }
        assertMessage("feature 0 is 5.0", () -> trainer.train(FlowData.of(constant, 2), null, 0, e -> {}));
    }

    @Test
    void givesUpWhenTrainingDivergesAtSmallerRatesToo() {
        TrainingSettings wild = new TrainingSettings(50, 100, 1e30, Schedule.Plateau.original());
        TrainingDivergedException e =
                assertThrows(TrainingDivergedException.class, () -> new FlowTrainer(SMALL, wild, 1)
                        .train(gaussian(300, 1), null, 0, r -> {}));
        assertTrue(e.getMessage().contains("diverged at the learning rate 1.0E30"), e.getMessage());
        assertTrue(e.getMessage().contains("4th time"), e.getMessage());
    }

    @Test
    void goesOnAtASmallerRateWhenTrainingDiverges() {
        // Steps of 0.7 a parameter blow a flow up within an epoch, those of an eighth of that do not.
        TrainingSettings wild = new TrainingSettings(5, 100, 0.7, Schedule.Plateau.original());
        TrainedFlow trained =
                new FlowTrainer(SMALL, wild, 1).train(gaussian(1000, 1), gaussian(300, 2), 0, epoch -> {});
        trained.flow().close();
        int setbacks = trained.end().setbacks();
        assertTrue(setbacks > 0 && setbacks <= TrainingRun.MOST_SETBACKS, setbacks + " setbacks");
        assertEquals(5, trained.history().size());
        assertEquals(0.7 * Math.pow(0.5, setbacks), trained.history().get(4).learningRate());
        // Far from converged in 50 steps, but nearer to the entropy, 0.94, than to where it began, 3.6.
        assertTrue(trained.best().heldOutLoss() < 2, trained.best().toString());
    }

    @Test
    void epochsLastAsLongAsTheClockSays() {
        AtomicLong readings = new AtomicLong();
        TrainingSettings two = settings(2, 100, Schedule.Plateau.original());
        List<EpochRecord> heard = new ArrayList<>();

        // A second passes from one reading to the next.
        new FlowTrainer(SMALL, two, 1, () -> readings.getAndAdd(1_000_000_000))
                .train(gaussian(200, 1), null, 0, heard::add);
        assertEquals(List.of(1.0, 1.0), heard.stream().map(EpochRecord::seconds).toList());

        heard.clear();
        new FlowTrainer(SMALL, two, 1).train(gaussian(200, 1), null, 0, heard::add);
        assertEquals(List.of(0.0, 0.0), heard.stream().map(EpochRecord::seconds).toList());
    }

    private static void assertMessage(String part, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void aWeightThatIsNoNumberIsDivergenceThoughTheLossBeFinite() {
        TrainingRun.requireFinite(new float[] {1, -1e30f, 0}, 3, 1e-3);
        for (float weight : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            TrainingDivergedException diverged = assertThrows(
                    TrainingDivergedException.class, () -> TrainingRun.requireFinite(new float[] {1, weight}, 3, 1e-3));
            assertTrue(diverged.getMessage().startsWith("a weight became " + weight + " in epoch 3"));
        }
    }
}
