package io.github.localflows.dataset;

import io.github.localflows.flow.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a training that is under way, in the pending directory of its flow.
 *
 * <p>A file is named by the number of epochs, appears whole, and replaces the one before once it is there: so there is
 * always one to go on from, on file systems too that cannot replace a file in one step.
 */
public final class CheckpointFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFiles.class);
    private static final Pattern NAME = Pattern.compile("epoch-\\d{6,}");

    private final FileSystem fileSystem;
    private final Path directory;

    /**
     * A checkpoint and where it lies.
     *
     * @param file the file that it was read from
     * @param checkpoint what it holds
     */
    public record Found(Path file, Checkpoint checkpoint) {}

    /** The checkpoints in a pending directory. */
    public CheckpointFiles(FileSystem fileSystem, PendingDirectory pending) {
        this.fileSystem = Storage.withoutChecksumFiles(fileSystem);
        this.directory = pending.checkpoints();
    }

    /**
     * The last checkpoint that can be read. One that is damaged costs time, not correctness: the one before is taken, or
     * none, and the log says so.
     */
    public Optional<Found> latest() throws IOException {
        for (Path file : files()) {
            Optional<Checkpoint> checkpoint = read(fileSystem, file);
            if (checkpoint.isPresent()) {
                return Optional.of(new Found(file, checkpoint.get()));
            }
        }
        return Optional.empty();
    }

    /** Reads a checkpoint; empty when there is none, or a damaged one, which the log names. */
    static Optional<Checkpoint> read(FileSystem fileSystem, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = fileSystem.open(file)) {
            bytes = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(Checkpoint.read(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            LOG.warn("the checkpoint {} is not used: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps a checkpoint, from which a later attempt at the same flow goes on, instead of those before it. */
    public void keep(Checkpoint checkpoint) throws IOException {
        fileSystem.mkdirs(directory);
        Path file = new Path(directory, String.format(Locale.ROOT, "epoch-%06d", checkpoint.epochs()));
        Path incomplete = new Path(directory, ".tmp-" + UUID.randomUUID());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        checkpoint.write(bytes);
        Storage.create(fileSystem, incomplete, bytes::writeTo);
        // Only one that is damaged can be there.
        fileSystem.delete(file, false);
        if (!fileSystem.rename(incomplete, file)) {
            throw new IOException("cannot rename " + incomplete + " to " + file);
        }
        for (FileStatus other : fileSystem.listStatus(directory)) {
            if (!other.getPath().getName().equals(file.getName())) {
                fileSystem.delete(other.getPath(), false);
            }
        }
    }

    /** The last one first. */
    private List<Path> files() throws IOException {
        try {
            return Arrays.stream(fileSystem.listStatus(directory))
                    .map(FileStatus::getPath)
                    .filter(file -> NAME.matcher(file.getName()).matches())
                    .sorted(Comparator.comparing(Path::getName).reversed())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
