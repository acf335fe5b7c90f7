package io.github.localflows.flows;

import io.github.localflows.artifact.Contents;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Members;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Sha256;
import io.github.localflows.artifact.Storage;
import io.github.localflows.config.UserError;
import io.github.localflows.learned.DescriptionFile;
import io.github.localflows.learned.FlowDescription;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.train.Checkpoint;
import io.github.localflows.nf.train.EpochRecord;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of one trained flow: {@code model.json} (what it is), {@code weights.npz} (nflows's state dict), {@code
 * history.csv} (the losses and learning rate of each epoch, see {@link EpochRecord}) and {@code checkpoint} (the training after its last epoch, from
 * which one with more epochs goes on where the schedule allows it).
 */
public final class FlowDirectory {
    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.npz";
    private static final String HISTORY = "history.csv";
    private static final String CHECKPOINT = "checkpoint";

    /** The command that makes flows. */
    public static final String STAGE = "train";

    /** A figure of the manifest: stars of all epochs that the last command trained on, without those of commands before it. */
    public static final String STAR_EPOCHS = "starEpochs";

    /** A figure of a flow's manifest: how often its training diverged. */
    public static final String SETBACKS = "setbacks";

    private FlowDirectory() {}

    /** Writes the files of a flow, but for the checkpoint. */
    public static void write(
            FileSystem fileSystem,
            Path directory,
            FlowDescription description,
            MaskedAutoregressiveFlow flow,
            List<EpochRecord> history)
            throws IOException {
        Storage.create(fileSystem, new Path(directory, DESCRIPTION), out -> DescriptionFile.write(out, description));
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
     * @throws UserError when one is missing, damaged, not what its manifest says, or of other stars than the rest
     */
    public static FlowEnsemble read(RunDirectory run, String dataset, int members) throws IOException {
        List<FlowEnsemble.Member> flows = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            Path directory = run.flow(dataset, member);
            flows.add(read(run.fileSystem(), directory, run.required(directory, STAGE)));
        }
        try {
            return new FlowEnsemble(flows);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    run.flows(dataset) + ": " + e.getMessage() + " Make them again with `train --overwrite`.", e);
        }
    }

    /** Writes the training of a flow after its last epoch. */
    public static void writeCheckpoint(FileSystem fileSystem, Path directory, Checkpoint end) throws IOException {
        Storage.create(fileSystem, new Path(directory, CHECKPOINT), end::write);
    }

    /**
     * The training of a flow after its last epoch; empty when that is missing or damaged.
     *
     * @throws IOException when it is there and cannot be opened
     */
    public static Optional<CheckpointFiles.Found> checkpoint(FileSystem fileSystem, Path directory) throws IOException {
        Path file = new Path(directory, CHECKPOINT);
        try {
            return CheckpointFiles.read(fileSystem, file)
                    .map(checkpoint -> new CheckpointFiles.Found(file, checkpoint));
        } catch (FileNotFoundException e) {
            if (fileSystem.exists(file)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static FlowEnsemble.Member read(FileSystem fileSystem, Path directory, Manifest manifest)
            throws IOException {
        Optional<Contents.Damage> damage = new Contents(fileSystem).damage(directory, manifest);
        if (damage.isPresent()) {
            throw RunDirectory.damaged(directory, manifest, damage.get());
        }
        FlowEnsemble.Member flow = read(fileSystem, directory);
        String checksum = checksum(flow.flow());
        if (!checksum.equals(manifest.checksum())) {
            flow.flow().close();
            throw new UserError(directory + " does not hold the weights that its manifest says (checksum " + checksum
                    + ", not " + manifest.checksum()
                    + "): put back what was there, or move it away and run `train --overwrite`");
        }
        return flow;
    }

    /**
     * Reads the flows in a directory, wherever it lies: the members that its manifest counts; without a manifest, as
     * training leaves it that was stopped, those members that are finished; or the one flow whose directory it is.
     *
     * @throws UserError when there is none, or one is missing, damaged, not what its manifest says, or not one of those that
     *     the ensemble's manifest is of
     */
    public static FlowEnsemble readAll(FileSystem fileSystem, Path directory) throws IOException {
        if (fileSystem.exists(new Path(directory, DESCRIPTION))) {
            Optional<Manifest> manifest = Manifest.in(fileSystem, directory);
            return new FlowEnsemble(List.of(
                    manifest.isPresent() ? read(fileSystem, directory, manifest.get()) : read(fileSystem, directory)));
        }
        Optional<Manifest> whole = Manifest.in(fileSystem, directory);
        whole.filter(there -> !Members.are(there)).ifPresent(other -> {
            throw new UserError(directory + " is not flows: its manifest is that of " + other.dataset() + " of `"
                    + other.stage() + "`: give the directory flows/<data set> of a run, or put the manifest back that"
                    + " was there");
        });
        Map<Path, Manifest> members =
                whole.isPresent() ? listed(fileSystem, directory, whole.get()) : finished(fileSystem, directory);
        if (members.isEmpty()) {
            throw new UserError(directory + " holds no finished flow: give the directory flows/<data set> of a run, or"
                    + " one member-NN in it");
        }
        List<FlowEnsemble.Member> flows = new ArrayList<>();
        for (Map.Entry<Path, Manifest> member : members.entrySet()) {
            flows.add(read(fileSystem, member.getKey(), member.getValue()));
        }
        return new FlowEnsemble(flows);
    }

    private static Map<Path, Manifest> listed(FileSystem fileSystem, Path directory, Manifest whole)
            throws IOException {
        Optional<Contents.Damage> damage = Members.damage(fileSystem, new Contents(fileSystem), directory, whole);
        if (damage.isPresent()) {
            throw RunDirectory.damaged(directory, whole, damage.get());
        }
        Map<Path, Manifest> members = new LinkedHashMap<>();
        double count = Members.count(whole);
        for (int member = 0; member < count; member++) {
            Path path = new Path(directory, RunDirectory.memberName(member));
            members.put(
                    path,
                    Manifest.in(fileSystem, path)
                            .orElseThrow(() -> new UserError(path + " has just gone: run `train` again")));
        }
        return members;
    }

    private static Map<Path, Manifest> finished(FileSystem fileSystem, Path directory) throws IOException {
        Map<Path, Manifest> members = new TreeMap<>();
        for (FileStatus child : fileSystem.listStatus(directory)) {
            Path path = child.getPath();
            if (child.isDirectory() && RunDirectory.isMember(path)) {
                Manifest.in(fileSystem, path).ifPresent(manifest -> members.put(path, manifest));
            }
        }
        if (members.values().stream()
                        .map(manifest -> List.of(manifest.configuration(), manifest.inputs()))
                        .distinct()
                        .count()
                > 1) {
            throw new UserError(directory + " holds flows of more than one configuration, for their training was"
                    + " stopped: run `train` again");
        }
        return members;
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
                description = DescriptionFile.read(in);
            }
            try (InputStream in = fileSystem.open(new Path(directory, WEIGHTS))) {
                return new FlowEnsemble.Member(description, FlowFiles.readWeights(in, description.shape()));
            }
        } catch (IOException e) {
            throw new UserError(
                    "the flow in " + directory + " cannot be read (" + e.getMessage()
                            + "): put back what was there, or make it again with `train --overwrite`",
                    e);
        }
    }

    /** SHA-256 of a flow's weights, in hexadecimal. */
    public static String checksum(MaskedAutoregressiveFlow flow) {
        float[] parameters = flow.parameters();
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES);
        for (float parameter : parameters) {
            bytes.putInt(Float.floatToRawIntBits(parameter));
        }
        return Sha256.of(bytes.array());
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
