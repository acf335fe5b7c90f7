package io.github.localflows.ml;

import io.github.localflows.nf.FlowBytes;
import io.github.localflows.nf.FlowFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The two files of a flow in a saved model, {@code shape.json} and {@code weights.npz}. */
final class SavedFlow {
    private static final String SHAPE = "shape.json";
    private static final String WEIGHTS = "weights.npz";

    private SavedFlow() {}

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the file, when it is missing, truncated, damaged or of another flow
     */
    static FlowBytes read(FileSystem fileSystem, Path directory) {
        byte[] shape = content(fileSystem, directory, SHAPE);
        byte[] weights = content(fileSystem, directory, WEIGHTS);
        try {
            FlowFiles.readShape(new ByteArrayInputStream(shape));
        } catch (IOException e) {
            throw unreadable(new Path(directory, SHAPE), e);
        }
        try {
            return FlowBytes.ofFiles(shape, weights);
        } catch (IOException e) {
            throw unreadable(new Path(directory, WEIGHTS), e);
        }
    }

    /** Writes the files. */
    static void write(FileSystem fileSystem, Path directory, FlowBytes flow) throws IOException {
        write(fileSystem, new Path(directory, SHAPE), flow.shapeFile());
        write(fileSystem, new Path(directory, WEIGHTS), flow.weightsFile());
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
