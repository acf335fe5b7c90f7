package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that works in a pending directory, and keeps others out of it.
 *
 * <p>On a local file system, and on a shared one that is mounted as one and knows locks, it holds the operating system's lock of a
 * file {@value #FILE} there, which ends with the process however that ends: what a killed one leaves is free, and nothing is ever
 * to be removed by hand. The file says which process it is, for the message to another. Elsewhere it holds a {@link Lease}, which a
 * dead process loses after less than a minute.
 */
final class DirectoryOwner implements AutoCloseable {
    static final String FILE = "_owner";

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryOwner.class);

    /** What this process holds. The system would end its lock of a file if it were opened and closed once more. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object held;
    private final FileChannel channel;
    private final Lease lease;

    private DirectoryOwner(Object held, FileChannel channel, Lease lease) {
        this.held = held;
        this.channel = channel;
        this.lease = lease;
    }

    /**
     * Makes this process the owner of a directory that is there, until it is closed.
     *
     * @param what the directory that is being made, for the message
     * @throws UserError when another process, or another part of this one, owns it
     */
    static DirectoryOwner take(FileSystem fileSystem, org.apache.hadoop.fs.Path directory, Object what)
            throws IOException {
        Path file = file(fileSystem, directory);
        Object held = file == null ? fileSystem.makeQualified(directory) : file;
        if (!HELD.add(held)) {
            throw taken(what, "this process");
        }
        try {
            return file == null
                    ? new DirectoryOwner(
                            held, null, Lease.take(fileSystem, directory, what, thisProcess(), Lease.Times.USUAL))
                    : new DirectoryOwner(held, owned(file, what), null);
        } catch (IOException | RuntimeException e) {
            HELD.remove(held);
            throw e;
        }
    }

    private static FileChannel owned(Path file, Object what) throws IOException {
        FileChannel channel = locked(file);
        if (channel == null) {
            throw taken(what, Files.readString(file).strip());
        }
        describe(channel);
        return channel;
    }

    /** Whether a file in a directory is its owner's. */
    static boolean isFile(String name) {
        return name.equals(FILE) || Lease.isFile(name);
    }

    /**
     * Refuses a directory that somebody owns.
     *
     * @param what the directory that is being made, for the message
     * @throws UserError when a process, this one included, owns it
     */
    static void refuseTaken(FileSystem fileSystem, org.apache.hadoop.fs.Path directory, Object what)
            throws IOException {
        Path file = file(fileSystem, directory);
        if (file == null || Files.exists(file)) {
            try {
                take(fileSystem, directory, what).close();
            } catch (NoSuchFileException e) {
                LOG.debug("{} has just gone", directory, e);
            }
        }
    }

    /** Whether others can be kept out, so that what they seem to be doing was left by a kill. */
    static boolean hasLocks(FileSystem fileSystem) {
        return fileSystem instanceof RawLocalFileSystem;
    }

    /** What is done to files. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does what one process at a time may do, after the others that do it; on a file system without locks at once.
     *
     * @param file whose lock they take, made if it is not there
     */
    static synchronized void alone(FileSystem fileSystem, org.apache.hadoop.fs.Path file, Work work)
            throws IOException {
        if (!(fileSystem instanceof RawLocalFileSystem local)) {
            work.run();
            return;
        }
        try (FileChannel channel = opened(local, file)) {
            try {
                channel.lock();
            } catch (IOException e) {
                LOG.debug("{} cannot be locked", file, e);
            }
            work.run();
        }
    }

    private static FileChannel opened(RawLocalFileSystem local, org.apache.hadoop.fs.Path file) {
        try {
            return FileChannel.open(
                    local.pathToFile(file).toPath(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Storage.failure(file, e);
        }
    }

    private static Path file(FileSystem fileSystem, org.apache.hadoop.fs.Path directory) {
        return fileSystem instanceof RawLocalFileSystem local
                ? local.pathToFile(new org.apache.hadoop.fs.Path(directory, FILE))
                        .toPath()
                : null;
    }

    /** The file with its lock, or null when another process has that. */
    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) {
            // Some network file systems have no locks.
            LOG.debug("{} cannot be locked", file, e);
            return channel;
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    static UserError taken(Object what, String owner) {
        return new UserError(what + " is being made by " + (owner.isEmpty() ? "another process" : owner)
                + ": wait until that has ended, or stop it, or choose another directory");
    }

    /** Says which process it is; on a full disk the lock must do without. */
    private static void describe(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(thisProcess().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            LOG.debug("{} is not written", FILE, e);
        }
    }

    private static String thisProcess() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "this host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host + " (since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
    }

    /**
     * Makes sure that this process still owns the directory.
     *
     * @throws UserError when another has taken it meanwhile
     */
    void check() throws IOException {
        if (lease != null) {
            lease.check();
        }
    }

    /** Whether no other process has taken the directory meanwhile. */
    boolean isOwner() throws IOException {
        return lease == null || lease.isOurs();
    }

    /** Touches the directory no more, so that it can be renamed or removed. */
    void rest() {
        if (lease != null) {
            lease.rest();
        }
    }

    /** Lets others in; the file stays, for whoever comes next, unless its directory goes. */
    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
            if (lease != null) {
                lease.close();
            }
        } finally {
            HELD.remove(held);
        }
    }
}
