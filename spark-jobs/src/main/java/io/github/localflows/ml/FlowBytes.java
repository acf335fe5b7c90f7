package io.github.localflows.ml;

import io.github.localflows.learned.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A flow as the bytes of its two files, {@code shape.json} and {@code weights.npz}, for ND4J's arrays do not survive Spark's
 * serialisation: on disk as they are, to executors as one array of bytes, which any serialiser of a user's session takes.
 */
final class FlowBytes implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String SHAPE = "shape.json";
    private static final String WEIGHTS = "weights.npz";

    private final byte[] shape;
    private final byte[] weights;

    private FlowBytes(byte[] shape, byte[] weights) {
        this.shape = shape;
        this.weights = weights;
    }

    static FlowBytes of(MaskedAutoregressiveFlow flow) {
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

    /** The flow whose {@link #packed} bytes these are. */
    static FlowBytes unpacked(byte[] packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        byte[] shape = new byte[buffer.getInt()];
        buffer.get(shape);
        byte[] weights = new byte[buffer.remaining()];
        buffer.get(weights);
        return new FlowBytes(shape, weights);
    }

    /** Both files in one array, after the length of the first. */
    byte[] packed() {
        return ByteBuffer.allocate(Integer.BYTES + shape.length + weights.length)
                .putInt(shape.length)
                .put(shape)
                .put(weights)
                .array();
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the file, when it is missing, truncated, damaged or of another flow
     */
    static FlowBytes read(FileSystem fileSystem, Path directory) {
        FlowBytes bytes = new FlowBytes(content(fileSystem, directory, SHAPE), content(fileSystem, directory, WEIGHTS));
        FlowShape shape;
        try {
            shape = bytes.readShape();
        } catch (IOException e) {
            throw unreadable(new Path(directory, SHAPE), e);
        }
        try {
            bytes.readWeights(shape).close();
        } catch (IOException e) {
            throw unreadable(new Path(directory, WEIGHTS), e);
        }
        return bytes;
    }

    void write(FileSystem fileSystem, Path directory) throws IOException {
        write(fileSystem, new Path(directory, SHAPE), shape);
        write(fileSystem, new Path(directory, WEIGHTS), weights);
    }

    FlowShape shape() {
        try {
            return readShape();
        } catch (IOException e) {
            throw new UncheckedIOException("these bytes were read or written before", e);
        }
    }

    /** The flow, which the receiver closes. */
    MaskedAutoregressiveFlow build() {
        try {
            return readWeights(readShape());
        } catch (IOException e) {
            throw new UncheckedIOException("these bytes were read or written before", e);
        }
    }

    private FlowShape readShape() throws IOException {
        return FlowFiles.readShape(new ByteArrayInputStream(shape));
    }

    private MaskedAutoregressiveFlow readWeights(FlowShape of) throws IOException {
        return FlowFiles.readWeights(new ByteArrayInputStream(weights), of);
    }

    private static byte[] content(FileSystem fileSystem, Path directory, String name) {
        Path file = new Path(directory, name);
        try (InputStream in = fileSystem.open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, IOException e) {
        return new IllegalArgumentException(
                file + " cannot be read (" + e.getMessage() + "): save the model again, or copy the file again", e);
    }

    private static void write(FileSystem fileSystem, Path file, byte[] bytes) throws IOException {
        try (OutputStream out = fileSystem.create(file, false)) {
            out.write(bytes);
        }
    }
}
