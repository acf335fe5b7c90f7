package io.github.localflows.flows;

import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.nf.train.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a training that is under way, in the pending directory of its flow.
 *
 * <p>A file is named by the number of epochs, appears whole, and replaces those before once it is there: so there is
 * always one to go on from, on file systems too that cannot replace a file in one step.
 *
 * <p>Several attempts at the same flow may work here at once, such as a speculative task, or one whose driver was killed. All
 * write the same content, so none minds whose files it finds, or that one vanishes in favour of a later one; and none
 * takes away what another is about to write.
 */
public final class CheckpointFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFiles.class);
    private static final Pattern NAME = Pattern.compile("epoch-\\d{6,}");
    private static final String INCOMPLETE = ".tmp-";

    /** What another attempt replaces is away between a delete and a rename, which this is long for, even on busy processors. */
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Beyond a million epochs names have more digits. */
    private static final Comparator<Path> BY_EPOCHS =
            Comparator.<Path>comparingInt(file -> file.getName().length()).thenComparing(Path::getName);

    private final FileSystem fileSystem;
    private final Path directory;

    /**
     * A checkpoint and where it lies.
     *
     * @param file the file that it was read from
     * @param checkpoint what it holds
     */
    public record Found(Path file, Checkpoint checkpoint) {}

    private CheckpointFiles(FileSystem fileSystem, Path directory) {
        this.fileSystem = Storage.withoutChecksumFiles(fileSystem);
        this.directory = directory;
    }

    /** Those in a pending directory, for its owner, who makes room for them and removes what killed attempts left half-written. */
    public static CheckpointFiles begin(FileSystem fileSystem, PendingDirectory pending) throws IOException {
        CheckpointFiles files = new CheckpointFiles(fileSystem, pending.checkpoints());
        files.fileSystem.mkdirs(files.directory);
        for (FileStatus file : files.fileSystem.listStatus(files.directory)) {
            if (file.getPath().getName().startsWith(INCOMPLETE)) {
                files.fileSystem.delete(file.getPath(), false);
            }
        }
        return files;
    }

    /**
     * Those in a directory that its owner has begun, for a task. When the directory is gone the flow is there, or its owner
     * has given it up: then there are none, and none can be kept.
     */
    public static CheckpointFiles in(FileSystem fileSystem, Path directory) {
        return new CheckpointFiles(fileSystem, directory);
    }

    /** Where they are. */
    public Path directory() {
        return directory;
    }

    /**
     * The last checkpoint that can be read. One that is damaged costs time, not correctness: the one before is taken, or
     * none, and the log says so.
     *
     * @throws IOException when one cannot be opened, also after a while
     */
    public Optional<Found> latest() throws IOException {
        Absence absence = new Absence();
        List<Path> before = List.of();
        while (true) {
            List<Path> files = files();
            if (!files.equals(before)) {
                absence = new Absence();
                before = files;
            }
            boolean vanished = false;
            for (int i = 0; i < files.size() && !vanished; i++) {
                Path file = files.get(i);
                try {
                    Optional<Checkpoint> checkpoint = read(fileSystem, file);
                    if (checkpoint.isPresent()) {
                        return Optional.of(new Found(file, checkpoint.get()));
                    }
                } catch (FileNotFoundException e) {
                    absence.goOn(e);
                    // Then another attempt has kept a later one, or this one anew; the next of these may be that of one
                    // that lags behind.
                    vanished = true;
                }
            }
            if (!vanished && files().equals(files)) {
                return Optional.empty();
            }
        }
    }

    /**
     * Reads a checkpoint; empty when it is damaged, which the log says.
     *
     * @throws FileNotFoundException when there is none, or, on a local disk, when it cannot be opened
     */
    static Optional<Checkpoint> read(FileSystem fileSystem, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = fileSystem.open(file)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            // Some file systems tell it by another exception.
            if (e instanceof FileNotFoundException || fileSystem.exists(file)) {
                throw e;
            }
            throw new FileNotFoundException(file.toString());
        }
        try {
            return Optional.of(Checkpoint.read(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            LOG.warn("the checkpoint {} is not used: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Keeps a checkpoint, from which a later attempt at the same flow goes on, instead of those before it.
     *
     * @throws IOException when it cannot be written, or the directory is gone
     */
    public void keep(Checkpoint checkpoint) throws IOException {
        Path file = new Path(directory, String.format(Locale.ROOT, "epoch-%06d", checkpoint.epochs()));
        Path incomplete = new Path(directory, INCOMPLETE + UUID.randomUUID());
        try {
            Storage.createWithin(fileSystem, incomplete, checkpoint::write);
            // One that is there is another attempt's, and as good, or else damaged: that alone is ever deleted for a
            // new one.
            if (!rename(incomplete, file) && !isSound(file)) {
                fileSystem.delete(file, false);
                if (!rename(incomplete, file) && !fileSystem.exists(file)) {
                    throw new IOException("cannot rename " + incomplete + " to " + file);
                }
            }
        } finally {
            fileSystem.delete(incomplete, false);
        }
        for (Path other : files()) {
            if (BY_EPOCHS.compare(other, file) < 0) {
                fileSystem.delete(other, false);
            }
        }
    }

    private boolean isSound(Path file) throws IOException {
        Absence absence = new Absence();
        while (true) {
            try {
                return read(fileSystem, file).isPresent();
            } catch (FileNotFoundException e) {
                if (!fileSystem.exists(file)) {
                    return false;
                }
                absence.goOn(e);
            }
        }
    }

    /** For how long a file that is listed cannot be opened. */
    private static final class Absence {
        private OptionalLong began = OptionalLong.empty();

        /** Waits a little, or ends what has lasted too long since it was first called. */
        void goOn(FileNotFoundException absent) throws FileNotFoundException {
            if (began.isEmpty()) {
                began = OptionalLong.of(System.nanoTime());
            } else if (System.nanoTime() - began.getAsLong() > LONGEST_ABSENCE.toNanos()) {
                throw absent;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** False where there is a file of that name; local file systems would write over it. */
    private boolean rename(Path from, Path to) throws IOException {
        return !fileSystem.exists(to) && fileSystem.rename(from, to);
    }

    /** The last one first. */
    private List<Path> files() throws IOException {
        try {
            return Arrays.stream(fileSystem.listStatus(directory))
                    .map(FileStatus::getPath)
                    .filter(file -> NAME.matcher(file.getName()).matches())
                    .sorted(BY_EPOCHS.reversed())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
