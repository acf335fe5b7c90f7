package io.github.localflows.nf.train;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The outcome of training: the flow of the best epoch, and how it came about.
 *
 * <p>{@link #toBytes} and {@link #fromBytes} carry it to another machine, for ND4J's arrays do not survive Spark's
 * serialisation.
 *
 * @param flow with the weights after {@code best}; the receiver closes it
 * @param best the epoch with the lowest held-out loss, or, without a held-out set, the lowest training loss; its training
 *     loss is that of the flow over the whole training set
 * @param history all epochs in order
 * @param end the run after its last epoch
 */
public record TrainedFlow(MaskedAutoregressiveFlow flow, EpochRecord best, List<EpochRecord> history, Checkpoint end) {
    public TrainedFlow {
        history = List.copyOf(history);
    }

    /** The outcome as bytes: the best epoch, and the end, which has the flow's weights and the history. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (double number : best.numbers()) {
                out.writeDouble(number);
            }
            end.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The outcome that was turned into bytes; the receiver closes its flow.
     *
     * @param shape of the flow
     * @throws IllegalArgumentException when the bytes are not those of {@link #toBytes}, or of a flow of another shape
     */
    public static TrainedFlow fromBytes(byte[] bytes, FlowShape shape) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            double[] best = new double[EpochRecord.NUMBERS];
            for (int i = 0; i < best.length; i++) {
                best[i] = in.readDouble();
            }
            Checkpoint end = Checkpoint.read(in);
            return new TrainedFlow(
                    new MaskedAutoregressiveFlow(shape, end.best()), EpochRecord.of(best, 0), end.history(), end);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the bytes of a trained flow: " + e.getMessage(), e);
        }
    }
}
