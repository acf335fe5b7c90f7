package io.github.localflows.dataset;

import io.github.localflows.config.UserError;
import io.github.localflows.flow.Checkpoint;
import io.github.localflows.flow.EpochRecord;
import io.github.localflows.flow.FlowDescription;
import io.github.localflows.flow.FlowEnsemble;
import io.github.localflows.flow.FlowFiles;
import io.github.localflows.flow.MaskedAutoregressiveFlow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of one trained flow: {@code model.json} (what it is), {@code weights.npz} (nflows's state dict), {@code
 * history.csv} (the losses and learning rate of each epoch) and {@code checkpoint} (the training after its last epoch, from
 * which one with more epochs goes on where the schedule allows it).
 */
public final class FlowDirectory {
    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.npz";
    private static final String HISTORY = "history.csv";
    private static final String CHECKPOINT = "checkpoint";

    /** How many files there are. */
    public static final int FILES = 4;

    private FlowDirectory() {}

    /** Writes the files of a flow, but for the checkpoint. */
    public static void write(
            FileSystem fileSystem,
            Path directory,
            FlowDescription description,
            MaskedAutoregressiveFlow flow,
            List<EpochRecord> history)
            throws IOException {
        Storage.create(
                fileSystem, new Path(directory, DESCRIPTION), out -> FlowFiles.writeDescription(out, description));
        Storage.create(fileSystem, new Path(directory, WEIGHTS), out -> FlowFiles.writeWeights(out, flow));
        Storage.create(
                fileSystem,
                new Path(directory, HISTORY),
                out -> out.write(history(history).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads the first members of an ensemble.
     *
     * @param run the run that they are of
     * @param dataset the data set that they were trained on
     * @throws UserError when one is missing, damaged, or not what its manifest says
     */
    public static FlowEnsemble read(RunDirectory run, String dataset, int members) throws IOException {
        List<FlowEnsemble.Member> flows = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            Path directory = run.flow(dataset, member);
            Manifest manifest = run.required(directory, "train");
            FlowEnsemble.Member flow = read(run.fileSystem(), directory);
            flows.add(flow);
            if (!checksum(flow.flow()).equals(manifest.checksum())) {
                throw new UserError(directory + " does not hold the weights that its manifest says (checksum "
                        + checksum(flow.flow()) + ", not " + manifest.checksum()
                        + "): remove it and run `train` again");
            }
        }
        return new FlowEnsemble(flows);
    }

    /** Writes the training of a flow after its last epoch. */
    public static void writeCheckpoint(FileSystem fileSystem, Path directory, Checkpoint end) throws IOException {
        Storage.create(fileSystem, new Path(directory, CHECKPOINT), end::write);
    }

    /** The training of a flow after its last epoch; empty when that is missing or damaged. */
    public static Optional<CheckpointFiles.Found> checkpoint(FileSystem fileSystem, Path directory) throws IOException {
        Path file = new Path(directory, CHECKPOINT);
        return CheckpointFiles.read(fileSystem, file).map(checkpoint -> new CheckpointFiles.Found(file, checkpoint));
    }

    /** Whether a directory is that of a flow, whatever state it is in. */
    public static boolean exists(FileSystem fileSystem, Path directory) throws IOException {
        return fileSystem.exists(new Path(directory, DESCRIPTION));
    }

    /**
     * Reads one flow; the receiver closes it.
     *
     * @throws UserError when a file is missing or damaged
     */
    public static FlowEnsemble.Member read(FileSystem fileSystem, Path directory) {
        try {
            FlowDescription description;
            try (InputStream in = fileSystem.open(new Path(directory, DESCRIPTION))) {
                description = FlowFiles.readDescription(in);
            }
            try (InputStream in = fileSystem.open(new Path(directory, WEIGHTS))) {
                return new FlowEnsemble.Member(description, FlowFiles.readWeights(in, description.shape()));
            }
        } catch (IOException e) {
            throw new UserError(
                    "the flow in " + directory + " cannot be read (" + e.getMessage()
                            + "): remove the directory and run `train` again",
                    e);
        }
    }

    /** The size of a flow's files [bytes], checkpoints of its training not counted. */
    public static long bytes(FileSystem fileSystem, Path directory) throws IOException {
        return Arrays.stream(fileSystem.listStatus(directory))
                .filter(FileStatus::isFile)
                .mapToLong(FileStatus::getLen)
                .sum();
    }

    /** SHA-256 of a flow's weights, in hexadecimal. */
    public static String checksum(MaskedAutoregressiveFlow flow) {
        float[] parameters = flow.parameters();
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES);
        for (float parameter : parameters) {
            bytes.putInt(Float.floatToRawIntBits(parameter));
        }
        return sha256(bytes.array());
    }

    /** One checksum of several flows' checksums. */
    public static String checksum(List<String> checksums) {
        return sha256(String.join("\n", checksums).getBytes(StandardCharsets.US_ASCII));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String history(List<EpochRecord> epochs) {
        StringBuilder text = new StringBuilder("epoch,training_loss,held_out_loss,learning_rate,seconds\n");
        for (EpochRecord epoch : epochs) {
            text.append(epoch.epoch()).append(',');
            text.append(epoch.trainLoss()).append(',');
            text.append(epoch.heldOutLoss()).append(',');
            text.append(epoch.learningRate()).append(',');
            text.append(String.format(Locale.ROOT, "%.3f%n", epoch.seconds()));
        }
        return text.toString();
    }
}
