package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A directory in the making, which appears whole or not at all: it is filled under a hidden name beside its place and
 * renamed into it by {@link #commit}. Closed without that, or killed, it leaves nothing that a reader sees.
 *
 * <p>Tasks write below {@link #attempts}, each attempt into files of its own; the driver {@link #accept accepts} those of
 * the attempts whose results it got. So a repeated, speculative or zombie task changes nothing (as with Hadoop's
 * FileOutputCommitter, algorithm 1). Long tasks also leave {@link #checkpoints}, see {@code CheckpointFiles}.
 *
 * <p>One that was {@linkplain #begin begun} starts empty and goes when it is closed. One that is {@linkplain #resume
 * resumed} starts with the files that earlier attempts at the same content have {@linkplain #keep kept}, each with a
 * record of what it holds, and with their {@linkplain #checkpoints checkpoints}, and keeps both when it is closed, or
 * killed, before the commit.
 *
 * <p>One process at a time works on a directory, see {@link DirectoryOwner}: each removes what attempts at other content of
 * the same directory have left.
 */
public final class PendingDirectory implements AutoCloseable {
    static final String ATTEMPTS = "_attempts";
    static final String RECORDS = "_records";
    static final String CHECKPOINTS = "_checkpoints";

    /** After the name of the target, of a directory in the making and of one that was replaced. */
    static final String TMP = "tmp-";

    static final String OLD = "old-";

    /** What a later attempt finds beside the files that were kept, and the commit leaves out. */
    private static final List<String> NOT_CONTENT = List.of(RECORDS, CHECKPOINTS);

    private final FileSystem fileSystem;
    private final Path target;
    private final Path hidden;
    private final Path attempts;
    private final boolean keeps;
    private final DirectoryOwner owner;
    private boolean committed;

    private PendingDirectory(FileSystem fileSystem, Path target, String name, boolean keeps) throws IOException {
        this.fileSystem = Storage.withoutChecksumFiles(fileSystem);
        this.target = target;
        this.hidden = Storage.child(target.getParent(), prefix(target) + TMP + name);
        // Tasks of a driver that was killed may go on for a while: not below the same directory.
        this.attempts = new Path(new Path(hidden, ATTEMPTS), UUID.randomUUID().toString());
        this.keeps = keeps;
        Storage.makeDirectory(this.fileSystem, hidden);
        if (!Ownership.isPending(this.fileSystem, hidden)) {
            throw new UserError(hidden + " is in the way, and is not this program's: move it away, or choose another"
                    + " directory");
        }
        try {
            owner = DirectoryOwner.take(this.fileSystem, hidden, target);
        } catch (IOException e) {
            throw Storage.failure(new Path(hidden, DirectoryOwner.FILE), e);
        }
        try {
            removeLeftovers();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Begins anew, removing what killed attempts have left.
     *
     * @throws UserError when another process makes the same directory
     */
    public static PendingDirectory begin(FileSystem fileSystem, Path target) throws IOException {
        return new PendingDirectory(fileSystem, target, UUID.randomUUID().toString(), false);
    }

    /**
     * Goes on where an earlier attempt at the same content stopped, or begins; removes what attempts at other content have
     * left, and files of this one that have no record.
     *
     * @param key stands for the content, see {@link Recipe#key}
     * @throws UserError when another process makes the same directory
     */
    public static PendingDirectory resume(FileSystem fileSystem, Path target, String key) throws IOException {
        if (!Recipe.isKey(key)) {
            throw new IllegalArgumentException(key + " is not a key of a recipe");
        }
        return new PendingDirectory(fileSystem, target, key, true);
    }

    private static String prefix(Path target) {
        return "." + target.getName() + ".";
    }

    private void removeLeftovers() throws IOException {
        List<Path> replaced = new ArrayList<>();
        for (FileStatus sibling : list(target.getParent())) {
            String name = sibling.getPath().getName();
            boolean beside = name.startsWith(prefix(target)) && !name.equals(hidden.getName());
            if (beside
                    && Ownership.isLeftover(
                            fileSystem, sibling, name.substring(prefix(target).length()))) {
                DirectoryOwner.refuseTaken(fileSystem, sibling.getPath(), target);
                if (name.startsWith(prefix(target) + OLD)) {
                    replaced.add(sibling.getPath());
                } else {
                    fileSystem.delete(sibling.getPath(), true);
                }
            }
        }
        // After all are seen to be nobody's, for a process may be between its two renames.
        for (Path old : replaced) {
            if (fileSystem.exists(target)) {
                fileSystem.delete(old, true);
            } else {
                // A kill came between the two renames, and this is the only copy.
                rename(old, target).ifPresent(failure -> {
                    throw Storage.failure(target, failure);
                });
            }
        }
        for (FileStatus child : list(hidden)) {
            String name = child.getPath().getName();
            boolean kept = isNotContent(name) || fileSystem.exists(recordFile(name));
            if (!kept) {
                fileSystem.delete(child.getPath(), true);
            }
        }
    }

    private static boolean isNotContent(String name) {
        return NOT_CONTENT.contains(name) || DirectoryOwner.isFile(name);
    }

    private FileStatus[] list(Path directory) throws IOException {
        try {
            return fileSystem.listStatus(directory);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    /** Where its files are written before the commit. */
    public Path path() {
        return hidden;
    }

    /** Where tasks write, each attempt below a directory of its own. */
    public Path attempts() {
        return attempts;
    }

    /**
     * Where checkpoints of work that is under way are written: a later attempt at the same content finds them, the commit
     * leaves them out.
     */
    public Path checkpoints() {
        return new Path(hidden, CHECKPOINTS);
    }

    /**
     * Refuses a directory that the machines of a cluster do not share.
     *
     * @param attempted a file that a task's attempt wrote
     * @throws UserError when it is on a local file system, and not on that of this machine
     */
    public void checkSeen(Path attempted) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem && !fileSystem.exists(attempted)) {
            throw new UserError(target + " cannot be made: " + attempted.getName()
                    + " is not there, for the executors wrote it where this machine does not see it: give a directory"
                    + " that all machines share");
        }
    }

    /**
     * Takes a file that a task's attempt wrote, under its final name.
     *
     * @throws UserError when it is where this machine does not see it
     */
    public void accept(Path attempted, String name) throws IOException {
        checkSeen(attempted);
        Path accepted = new Path(hidden, name);
        if (fileSystem.exists(accepted) || !fileSystem.rename(attempted, accepted)) {
            throw new IOException("cannot rename " + attempted + " to " + accepted);
        }
    }

    /**
     * Takes a file that a task's attempt wrote, instead of one of that name from an earlier attempt, for good: with the
     * record, a later attempt at the same content finds it.
     */
    public void keep(Path attempted, String name, BlockRecord record) throws IOException {
        owner.check();
        // In this order a file that has a record is always the one that the record is of.
        fileSystem.delete(recordFile(name), false);
        fileSystem.delete(new Path(hidden, name), false);
        accept(attempted, name);
        Path incomplete = new Path(attempts, name + ".json");
        Storage.create(fileSystem, incomplete, out -> out.write(record.json().getBytes(StandardCharsets.UTF_8)));
        Storage.makeDirectory(fileSystem, recordFile(name).getParent());
        if (!fileSystem.rename(incomplete, recordFile(name))) {
            throw new IOException("cannot rename " + incomplete + " to " + recordFile(name));
        }
    }

    /** The record of a file that was kept; empty when there is none, or none that can be read. */
    public Optional<BlockRecord> kept(String name) throws IOException {
        if (!fileSystem.exists(recordFile(name)) || !fileSystem.exists(new Path(hidden, name))) {
            return Optional.empty();
        }
        try (InputStream in = fileSystem.open(recordFile(name))) {
            return BlockRecord.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Removes the files that were kept, and their records, but for those of some names. */
    public void retain(Collection<String> names) throws IOException {
        for (FileStatus record : list(new Path(hidden, RECORDS))) {
            String name = record.getPath().getName().replaceFirst("\\.json$", "");
            if (!names.contains(name)) {
                fileSystem.delete(record.getPath(), false);
                fileSystem.delete(new Path(hidden, name), false);
            }
        }
    }

    private Path recordFile(String name) {
        return new Path(new Path(hidden, RECORDS), name + ".json");
    }

    /**
     * Writes the manifest, with the files that are there, and puts the directory into its place, instead of a data set of the
     * same name that is there.
     *
     * @return the manifest with its files
     * @throws UserError when what is there is somebody's, see {@link Ownership}, or it cannot be written; then what was there
     *     before is still there
     * @throws IllegalStateException when the tables do not have as many rows as the manifest
     */
    public Manifest commit(Manifest manifest) throws IOException {
        SortedMap<String, ContentFile> content = new Contents(fileSystem).of(hidden);
        long rows = content.values().stream()
                .filter(ContentFile::isTable)
                .mapToLong(ContentFile::rows)
                .sum();
        if (content.values().stream().anyMatch(ContentFile::isTable) && rows != manifest.rows()) {
            throw new IllegalStateException(target + " has " + rows + " rows in its files, not " + manifest.rows());
        }
        Manifest whole = manifest.holding(content);
        Ownership.checkReplaceable(fileSystem, target, whole.stage(), whole.dataset());
        Storage.create(
                fileSystem,
                new Path(hidden, RunDirectory.MANIFEST),
                out -> out.write(whole.json().getBytes(StandardCharsets.UTF_8)));
        commit();
        return whole;
    }

    /**
     * Puts the directory into its place as it is, instead of one that is there.
     *
     * @throws UserError when it cannot; then what was there before is still there
     */
    public void commit() throws IOException {
        owner.check();
        fileSystem.delete(attempts.getParent(), true);
        removeChecksumFiles();
        Path old = Storage.child(target.getParent(), prefix(target) + OLD + UUID.randomUUID());
        boolean replaces = fileSystem.exists(target);
        if (replaces) {
            rename(target, old).ifPresent(failure -> {
                throw Storage.failure(target, failure);
            });
        }
        Optional<IOException> failed = renamedByItsOwner();
        if (failed.isPresent()) {
            if (replaces) {
                rename(old, target).ifPresent(failed.get()::addSuppressed);
            }
            throw Storage.failure(target, failed.get());
        }
        committed = true;
        // Last, lest a kill between the two cost what was kept.
        for (FileStatus child : fileSystem.listStatus(target)) {
            if (isNotContent(child.getPath().getName())) {
                fileSystem.delete(child.getPath(), true);
            }
        }
        if (replaces) {
            fileSystem.delete(old, true);
        }
    }

    /** Puts it into its place, if no other process has taken it meanwhile. */
    private Optional<IOException> renamedByItsOwner() {
        try {
            owner.check();
        } catch (IOException | UserError e) {
            return Optional.of(new IOException(e.getMessage(), e));
        }
        owner.rest();
        return rename(hidden, target);
    }

    /** Renames a directory, or says why it cannot be: some file systems throw that, others answer no. */
    private Optional<IOException> rename(Path from, Path to) {
        try {
            return fileSystem.rename(from, to)
                    ? Optional.empty()
                    : Optional.of(new IOException(from.getName() + " cannot be renamed to " + to.getName()));
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Those that Spark's own writers have left; see {@link Storage}. */
    private void removeChecksumFiles() throws IOException {
        if (fileSystem instanceof RawLocalFileSystem) {
            removeChecksumFiles(hidden);
        }
    }

    /** Not by listFiles, for which Hadoop's local file system asks for each file's permissions, by a process of its own. */
    private void removeChecksumFiles(Path directory) throws IOException {
        for (FileStatus file : fileSystem.listStatus(directory)) {
            String name = file.getPath().getName();
            if (file.isDirectory()) {
                removeChecksumFiles(file.getPath());
            } else if (name.startsWith(".") && name.endsWith(".crc")) {
                fileSystem.delete(file.getPath(), false);
            }
        }
    }

    /** Removes all that has not been committed, what was kept too. */
    public void discard() throws IOException {
        if (owner.isOwner()) {
            owner.rest();
            fileSystem.delete(hidden, true);
        }
    }

    /** Removes what has not been committed, but for what was kept. */
    @Override
    public void close() throws IOException {
        owner.rest();
        try {
            // What has its place since is no longer ours, even if another process has begun anew.
            if (!committed && owner.isOwner()) {
                fileSystem.delete(attempts.getParent(), true);
                boolean kept = list(new Path(hidden, RECORDS)).length + list(checkpoints()).length > 0;
                if (!keeps || !kept) {
                    discard();
                }
            }
        } finally {
            owner.close();
        }
    }
}
