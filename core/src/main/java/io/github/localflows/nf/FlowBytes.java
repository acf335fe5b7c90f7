package io.github.localflows.nf;

import io.github.localflows.nf.kernel.FlowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A flow as the bytes of its two files, {@code shape.json} and {@code weights.npz}, see {@link FlowFiles}: this is how a flow goes to
 * another machine, for ND4J's arrays do not survive Spark's serialisation. {@link #packed} has both in one array, which any
 * serialiser takes. Immutable.
 */
public final class FlowBytes implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] shape;
    private final byte[] weights;

    private FlowBytes(byte[] shape, byte[] weights) {
        this.shape = shape;
        this.weights = weights;
    }

    /** Those of a flow, which stays the caller's to close. */
    public static FlowBytes of(MaskedAutoregressiveFlow flow) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        try {
            FlowFiles.writeShape(shape, flow.shape());
            FlowFiles.writeWeights(weights, flow);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return new FlowBytes(shape.toByteArray(), weights.toByteArray());
    }

    /**
     * Those of two files.
     *
     * @param shape the bytes of shape.json
     * @param weights the bytes of weights.npz
     * @throws IOException when they are not the files of one flow, as {@link FlowFiles#readShape} and {@link FlowFiles#readWeights}
     */
    public static FlowBytes ofFiles(byte[] shape, byte[] weights) throws IOException {
        FlowShape read = FlowFiles.readShape(new ByteArrayInputStream(shape));
        FlowFiles.readParameters(new ByteArrayInputStream(weights), read);
        return new FlowBytes(shape.clone(), weights.clone());
    }

    /**
     * Those that {@link #packed} gave.
     *
     * @throws IOException when they are not, as {@link #ofFiles}
     */
    public static FlowBytes unpacked(byte[] packed) throws IOException {
        int length =
                packed.length < Integer.BYTES ? -1 : ByteBuffer.wrap(packed).getInt();
        if (length < 0 || length > packed.length - Integer.BYTES) {
            throw new IOException("not the bytes of a flow: there are only " + packed.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(packed, Integer.BYTES, packed.length - Integer.BYTES);
        byte[] shape = new byte[length];
        buffer.get(shape);
        byte[] weights = new byte[buffer.remaining()];
        buffer.get(weights);
        return ofFiles(shape, weights);
    }

    /** Both files in one array, after the length of the first. */
    public byte[] packed() {
        return ByteBuffer.allocate(Integer.BYTES + shape.length + weights.length)
                .putInt(shape.length)
                .put(shape)
                .put(weights)
                .array();
    }

    /** The bytes of shape.json. */
    public byte[] shapeFile() {
        return shape.clone();
    }

    /** The bytes of weights.npz. */
    public byte[] weightsFile() {
        return weights.clone();
    }

    /** The architecture. */
    public FlowShape shape() {
        try {
            return FlowFiles.readShape(new ByteArrayInputStream(shape));
        } catch (IOException e) {
            throw new UncheckedIOException("these bytes were read or written before", e);
        }
    }

    /** The flow, which the receiver closes. */
    public MaskedAutoregressiveFlow flow() {
        try {
            return FlowFiles.readWeights(new ByteArrayInputStream(weights), shape());
        } catch (IOException e) {
            throw new UncheckedIOException("these bytes were read or written before", e);
        }
    }
}
