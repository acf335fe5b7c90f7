package io.github.localflows.nf.train;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A training run between two epochs: all that the epochs to come depend on. A run that goes on from it ends with the same
 * bits as one that was never interrupted.
 *
 * <p>The order of the rows in an epoch depends on the seed and the epoch alone, so no state of a random generator is part
 * of it. It knows what it is a training of (architecture, settings, seed, content of the data, kernel), and only that
 * training goes on from it.
 *
 * <p>Its file is a .npz of numpy's with the arrays
 * <pre>
 *   format         int64   [1]             1
 *   training       int64   [characters]    what is trained, a line `name = value` each, as code points
 *   parameters     float32 [parameters]    in the order of nflows's state dict, as all of this length
 *   moment1        float32 [parameters]    Adam's running mean of the gradient
 *   moment2        float32 [parameters]    and of its square
 *   average        float32 [parameters]    mean of the parameters over the steps; absent when none is kept
 *   steps          int64   [1]             of Adam
 *   best           float32 [parameters]    the parameters after the best epoch
 *   best_epoch     int64   [1]             -1 before the first
 *   learning_rate  float64 [any]           the state of the schedule
 *   untrained_loss float64 [1]             that which chooses the best epoch, before the first one [nats]
 *   setbacks       int64   [1]             how often training has diverged and was taken back
 *   history        float64 [epochs][5]     epoch, training loss, held-out loss [nats], learning rate, seconds
 * </pre>
 *
 * <p>Immutable.
 */
public final class Checkpoint {
    private static final long FORMAT = 1;
    private static final String SEPARATOR = " = ";

    /** What the checksum of weights is called that a training was given to start from. */
    static final String FIRST_WEIGHTS = "first weights";

    private final Map<String, String> training;
    private final Adam.State optimiser;
    private final float[] best;
    private final int bestEpoch;
    private final double[] learningRate;
    private final double untrainedLoss;
    private final int setbacks;
    private final List<EpochRecord> history;

    /**
     * The arrays are handed over.
     *
     * @param training what is trained, by name
     * @param bestEpoch where in the history the best epoch stands, -1 before the first
     * @param learningRate the state of the schedule
     * @param untrainedLoss that which chooses the best epoch, before the first one [nats]; NaN when not known yet
     * @param setbacks how often training has diverged
     */
    public Checkpoint(
            Map<String, String> training,
            Adam.State optimiser,
            float[] best,
            int bestEpoch,
            double[] learningRate,
            double untrainedLoss,
            int setbacks,
            List<EpochRecord> history) {
        this.training = new LinkedHashMap<>(training);
        this.optimiser = optimiser;
        this.best = best;
        this.bestEpoch = bestEpoch;
        this.learningRate = learningRate;
        this.untrainedLoss = untrainedLoss;
        this.setbacks = setbacks;
        this.history = List.copyOf(history);
    }

    /** Checksum of the weights that the training was given to start from; empty where it started from random ones. */
    Optional<String> firstWeights() {
        return Optional.ofNullable(training.get(FIRST_WEIGHTS));
    }

    /** How many epochs have ended. */
    public int epochs() {
        return history.size();
    }

    /** The wall time of these epochs [s]. */
    public double seconds() {
        return history.stream().mapToDouble(EpochRecord::seconds).sum();
    }

    Adam.State optimiser() {
        return optimiser;
    }

    float[] best() {
        return best;
    }

    int bestEpoch() {
        return bestEpoch;
    }

    double[] learningRate() {
        return learningRate;
    }

    double untrainedLoss() {
        return untrainedLoss;
    }

    /** How often training has diverged so far, and gone on at a lower rate. */
    public int setbacks() {
        return setbacks;
    }

    List<EpochRecord> history() {
        return history;
    }

    /** In what another training differs from the one that this is of, in words; empty when it is the same. */
    Optional<String> difference(Map<String, String> other) {
        Map<String, String> names = new LinkedHashMap<>(other);
        names.putAll(training);
        return names.keySet().stream()
                .filter(name -> !Objects.equals(training.get(name), other.get(name)))
                .findFirst()
                .map(name -> "its " + name + " is " + training.getOrDefault(name, "absent") + ", not "
                        + other.getOrDefault(name, "absent"));
    }

    /** Writes the file; {@code out} is flushed, not closed. */
    public void write(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        training.forEach((name, value) ->
                text.append(name).append(SEPARATOR).append(value).append('\n'));
        long[] characters = text.codePoints().asLongStream().toArray();
        double[] epochs = new double[history.size() * EpochRecord.NUMBERS];
        for (int i = 0; i < history.size(); i++) {
            System.arraycopy(history.get(i).numbers(), 0, epochs, i * EpochRecord.NUMBERS, EpochRecord.NUMBERS);
        }
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("format", NpyArray.of(new long[] {FORMAT}, 1));
        arrays.put("training", NpyArray.of(characters, characters.length));
        arrays.put("parameters", NpyArray.of(optimiser.parameters(), best.length));
        arrays.put("moment1", NpyArray.of(optimiser.moment1(), best.length));
        arrays.put("moment2", NpyArray.of(optimiser.moment2(), best.length));
        if (optimiser.average() != null) {
            arrays.put("average", NpyArray.of(optimiser.average(), best.length));
        }
        arrays.put("steps", NpyArray.of(new long[] {optimiser.steps()}, 1));
        arrays.put("best", NpyArray.of(best, best.length));
        arrays.put("best_epoch", NpyArray.of(new long[] {bestEpoch}, 1));
        arrays.put("learning_rate", NpyArray.of(learningRate, learningRate.length));
        arrays.put("untrained_loss", NpyArray.of(new double[] {untrainedLoss}, 1));
        arrays.put("setbacks", NpyArray.of(new long[] {setbacks}, 1));
        arrays.put("history", NpyArray.of(epochs, history.size(), EpochRecord.NUMBERS));
        Npz.write(out, arrays);
    }

    /**
     * Reads the file.
     *
     * @throws IOException when it is truncated, damaged, or no checkpoint; the message names the array
     */
    public static Checkpoint read(InputStream in) throws IOException {
        byte[] file = in.readAllBytes();
        // Arrays are stored as they are, not packed.
        Map<String, NpyArray> arrays = Npz.read(file, file.length);
        try {
            long format = whole(arrays, "format");
            if (format != FORMAT) {
                throw new IOException(
                        "a checkpoint of format " + format + "; " + FORMAT + " is read: use the release that wrote it");
            }
            Map<String, String> training = new LinkedHashMap<>();
            StringBuilder text = new StringBuilder();
            Arrays.stream(array(arrays, "training").longs()).forEach(c -> text.appendCodePoint(Math.toIntExact(c)));
            text.toString().lines().forEach(line -> {
                String[] nameAndValue = line.split(SEPARATOR, 2);
                training.put(nameAndValue[0], nameAndValue[nameAndValue.length - 1]);
            });
            float[] parameters =
                    floats(arrays, "parameters", array(arrays, "parameters").size());
            Adam.State optimiser = new Adam.State(
                    parameters,
                    floats(arrays, "moment1", parameters.length),
                    floats(arrays, "moment2", parameters.length),
                    arrays.containsKey("average") ? floats(arrays, "average", parameters.length) : null,
                    count(arrays, "steps"));
            List<EpochRecord> history = new ArrayList<>();
            double[] rows = array(arrays, "history").doubles();
            if (rows.length % EpochRecord.NUMBERS != 0) {
                throw new IOException("array 'history' of the checkpoint holds " + rows.length + " numbers, not "
                        + EpochRecord.NUMBERS + " an epoch");
            }
            for (int at = 0; at < rows.length; at += EpochRecord.NUMBERS) {
                if (rows[at] != history.size()) {
                    throw new IOException("array 'history' of the checkpoint has epoch " + rows[at]
                            + " in the place of " + history.size());
                }
                history.add(EpochRecord.of(rows, at));
            }
            long bestEpoch = whole(arrays, "best_epoch");
            if (bestEpoch < -1 || bestEpoch >= history.size()) {
                throw new IOException("array 'best_epoch' of the checkpoint holds " + bestEpoch + ", of "
                        + history.size() + " epochs");
            }
            return new Checkpoint(
                    training,
                    optimiser,
                    floats(arrays, "best", parameters.length),
                    (int) bestEpoch,
                    array(arrays, "learning_rate").doubles(),
                    number(arrays, "untrained_loss"),
                    count(arrays, "setbacks"),
                    history);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("not a checkpoint: " + e.getMessage(), e);
        }
    }

    private static NpyArray array(Map<String, NpyArray> arrays, String name) throws IOException {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new IOException("not a checkpoint: array '" + name + "' is missing");
        }
        return array;
    }

    private static long whole(Map<String, NpyArray> arrays, String name) throws IOException {
        return single(array(arrays, name), name).longs()[0];
    }

    private static int count(Map<String, NpyArray> arrays, String name) throws IOException {
        long count = whole(arrays, name);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IOException("array '" + name + "' of the checkpoint holds " + count);
        }
        return (int) count;
    }

    private static double number(Map<String, NpyArray> arrays, String name) throws IOException {
        return single(array(arrays, name), name).doubles()[0];
    }

    private static NpyArray single(NpyArray array, String name) throws IOException {
        if (array.size() != 1) {
            throw new IOException("array '" + name + "' of the checkpoint holds " + array.size() + " numbers, not 1");
        }
        return array;
    }

    private static float[] floats(Map<String, NpyArray> arrays, String name, int length) throws IOException {
        float[] values = array(arrays, name).floats();
        if (values.length != length) {
            throw new IOException("array '" + name + "' of the checkpoint holds " + values.length + " numbers for "
                    + length + " parameters");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IOException("array '" + name + "' of the checkpoint holds " + value);
            }
        }
        return values;
    }
}
