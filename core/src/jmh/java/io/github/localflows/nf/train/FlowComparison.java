package io.github.localflows.nf.train;

import io.github.localflows.benchmark.Fiducial;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.MilkyWay;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Trains the flow of Naik et al. (2022) beside nflows on PyTorch: the same stars, the same first weights and the same
 * batches, which src/jmh/python/nflows_comparison.py reads.
 *
 * <pre>
 *   ./mvnw -q -Pbenchmark -pl core -Dbenchmark=io.github.localflows.nf.train.FlowComparison -Djmh="prepare DIR STARS EPOCHS"
 *   ./mvnw -q -Pbenchmark -pl core -Dbenchmark=io.github.localflows.nf.train.FlowComparison -Djmh="train DIR EPOCHS THREADS"
 *   python3 core/src/jmh/python/nflows_comparison.py NFLOWS_SOURCE DIR --epochs EPOCHS --threads THREADS
 * </pre>
 *
 * {@code prepare} leaves {@code stars.npy} [n][5], {@code start.npz} (nflows's state dict) and {@code order.npy} (the row
 * numbers of each epoch, [epoch][n]); {@code train} prints the time a star and epoch, losses included, and that of 1,000
 * input gradients, and leaves {@code ours.csv}.
 */
public final class FlowComparison {
    private static final FlowShape SHAPE = FlowShape.unconditional(FeatureMap.FEATURES, 8, 64, 2);
    private static final long SEED = 0;
    private static final int POINTS = 1000;
    private static final int REPETITIONS = 300;

    private FlowComparison() {}

    /** As the class says. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        int second = Integer.parseInt(arguments[3]);
        switch (arguments[0]) {
            case "prepare" -> prepare(directory, first, second);
            case "train" -> train(directory, first, second);
            default -> throw new IllegalArgumentException("'" + arguments[0] + "' is neither prepare nor train");
        }
    }

    private static void prepare(Path directory, int count, int epochs) throws IOException {
        FlowData stars = FeatureMap.linear(MilkyWay.R0, MilkyWay.V0)
                .features(Fiducial.stars(QuasiIsothermalMixture.milkyWay(), new Region(7, 9, 2.5), count));
        float[] x = new float[count * stars.features()];
        for (int i = 0; i < x.length; i++) {
            x[i] = stars.feature(i / stars.features(), i % stars.features());
        }
        long[] orders = new long[epochs * count];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = TrainingRun.order(SEED, epoch, count);
            for (int i = 0; i < count; i++) {
                orders[epoch * count + i] = order[i];
            }
        }
        Files.createDirectories(directory);
        try (OutputStream out = output(directory, "stars.npy")) {
            Npz.writeNpy(out, NpyArray.of(x, count, stars.features()));
        }
        try (OutputStream out = output(directory, "order.npy")) {
            Npz.writeNpy(out, NpyArray.of(orders, epochs, count));
        }
        try (MaskedAutoregressiveFlow flow =
                        new MaskedAutoregressiveFlow(SHAPE, TrainingRun.initialParameters(SHAPE, SEED));
                OutputStream out = output(directory, "start.npz")) {
            FlowFiles.writeWeights(out, flow);
        }
    }

    private static void train(Path directory, int epochs, int threads) throws IOException {
        FlowData stars;
        try (InputStream in = input(directory, "stars.npy")) {
            stars = FlowData.of(Npz.readNpy(in).floats(), SHAPE.features());
        }
        float[] start;
        try (InputStream in = input(directory, "start.npz")) {
            start = FlowFiles.readParameters(in, SHAPE);
        }
        TrainingSettings original = TrainingSettings.original();
        TrainingSettings settings =
                new TrainingSettings(epochs, original.batch(), original.learningRate(), original.schedule());
        List<EpochRecord> history = new ArrayList<>();
        TrainedFlow trained;
        try (TrainingRun run =
                new TrainingRun(SHAPE, settings, threads, stars, null, SEED, TrainingRun.beginning(settings, start))) {
            while (!run.finished()) {
                history.add(run.epoch(System::nanoTime));
            }
            trained = run.trained();
        }
        try (PrintStream csv = new PrintStream(output(directory, "ours.csv"), false, StandardCharsets.UTF_8)) {
            csv.println("epoch,loss,rate,seconds");
            for (EpochRecord epoch : history) {
                csv.println(
                        epoch.epoch() + "," + epoch.trainLoss() + "," + epoch.learningRate() + "," + epoch.seconds());
            }
        }
        try (MaskedAutoregressiveFlow flow = trained.flow()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d threads: %.2f us a star and epoch; %d input gradients %.2f ms%n",
                    flow.kernelName(),
                    threads,
                    1e6
                            * median(history.stream()
                                    .mapToDouble(EpochRecord::seconds)
                                    .toArray())
                            / stars.size(),
                    POINTS,
                    1e3 * inputGradients(flow, stars));
        }
    }

    /** Seconds for ln p and its derivatives at 1,000 points, on one thread. */
    private static double inputGradients(MaskedAutoregressiveFlow flow, FlowData stars) {
        float[] x = new float[POINTS * stars.features()];
        for (int i = 0; i < x.length; i++) {
            x[i] = stars.feature(i / stars.features(), i % stars.features());
        }
        FlowData points = FlowData.of(x, stars.features());
        double[] seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            long began = System.nanoTime();
            flow.inputGradients(points);
            seconds[i] = (System.nanoTime() - began) * 1e-9;
        }
        return median(seconds);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static InputStream input(Path directory, String name) throws IOException {
        return new BufferedInputStream(Files.newInputStream(directory.resolve(name)));
    }

    private static OutputStream output(Path directory, String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)));
    }
}
