package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that one process has for itself, on a file system that has no locks, such as HDFS.
 *
 * <p>The process makes a file {@code _owner-N} there, of which the file system lets one process alone be the maker, and writes it
 * anew every {@link Times#beat}. Of several such files that with the largest number counts. A process that finds one first waits: if
 * the file changes, its owner is alive, and the directory is refused. If it has not changed for {@link Times#silence}, its owner is
 * dead, and the file with the next number is made. Again one process alone can make that. The ages of files are taken from the
 * file system's own clock, so that the clocks of the machines need not agree.
 *
 * <p><b>What it promises:</b> two processes that are running do not both own a directory. A process that stands still for longer
 * than {@link Times#silence}, as a suspended one does, loses the directory to another that asks for it, and finds that out by
 * {@link #check} before a commit, unless it stands still between the two. This holds where a file can be made exclusively
 * ({@code FileSystem.create(path, false)}), as it is on HDFS. On an object store it holds as far as the store's connector keeps that.
 */
final class Lease implements AutoCloseable {
    /** What the names of its files begin with. */
    static final String PREFIX = DirectoryOwner.FILE + "-";

    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "([0-9]{6})");
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    /**
     * How often an owner says that it is alive, and after which silence it is taken for dead.
     *
     * @param beat the time between two signs of life
     * @param silence more than twice that, for a long collection of garbage is no death
     */
    record Times(Duration beat, Duration silence) {
        static final Times USUAL = new Times(Duration.ofSeconds(8), Duration.ofSeconds(45));

        Times {
            if (beat.toMillis() < 1 || silence.compareTo(beat.multipliedBy(2)) <= 0) {
                throw new IllegalArgumentException(
                        "a silence of " + silence + " is not more than two beats of " + beat + ": give a longer one");
            }
        }
    }

    private final FileSystem fileSystem;
    private final Path file;
    private final int number;
    private final Sign sign;
    private final ScheduledExecutorService beats;
    private long beat;

    /**
     * What a file of a lease says.
     *
     * @param owner which process it is, in one line
     * @param lease tells one lease from all others, for numbers begin anew in a new directory
     */
    private record Sign(String owner, String lease) {}

    private Lease(FileSystem fileSystem, Path file, int number, Sign sign, Times times) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.number = number;
        this.sign = sign;
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "owner of " + file.getParent().getName());
            thread.setDaemon(true);
            return thread;
        });
        long millis = times.beat().toMillis();
        beats.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Whether a file is one of a lease. */
    static boolean isFile(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * Takes a directory that is there, after the silence of a dead owner if need be.
     *
     * @param what the directory that is being made, for messages
     * @param owner says which process this is, in one line
     * @throws UserError when another process is the owner
     */
    static Lease take(FileSystem fileSystem, Path directory, Object what, String owner, Times times)
            throws IOException {
        while (true) {
            Optional<Holding> last;
            try {
                last = holdings(fileSystem, directory).stream().max(Comparator.comparingInt(Holding::number));
            } catch (FileNotFoundException e) {
                throw new UserError(
                        what
                                + " has just been made by another process: run the same command again, and it goes on with that",
                        e);
            }
            if (last.isPresent() && !awaitSilence(fileSystem, last.get(), what, times)) {
                continue;
            }
            int number = last.map(Holding::number).orElse(0) + 1;
            Path file = file(directory, number);
            Sign sign = new Sign(owner, UUID.randomUUID().toString());
            try {
                write(fileSystem, file, sign, 0, false);
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker: it is alive.
                LOG.debug("{} has just been made", file, e);
                continue;
            } catch (RemoteException e) {
                // So HDFS says it as long as the other is writing.
                if (!e.getClassName().endsWith("AlreadyBeingCreatedException")) {
                    throw e;
                }
                LOG.debug("{} is just being made", file, e);
                continue;
            }
            removeBefore(fileSystem, directory, number);
            return new Lease(fileSystem, file, number, sign, times);
        }
    }

    private static Path file(Path directory, int number) {
        return Storage.child(directory, String.format("%s%06d", PREFIX, number));
    }

    /**
     * A file of a lease.
     *
     * @param millis when it was written, by the file system's clock
     */
    private record Holding(int number, Path file, long millis) {}

    private static List<Holding> holdings(FileSystem fileSystem, Path directory) throws IOException {
        List<Holding> holdings = new ArrayList<>();
        for (FileStatus child : fileSystem.listStatus(directory)) {
            Matcher name = NAME.matcher(child.getPath().getName());
            if (name.matches()) {
                holdings.add(
                        new Holding(Integer.parseInt(name.group(1)), child.getPath(), child.getModificationTime()));
            }
        }
        return holdings;
    }

    /**
     * Waits until an owner must be dead.
     *
     * @return whether it is; false when its file has gone meanwhile
     * @throws UserError when it is alive
     */
    private static boolean awaitSilence(FileSystem fileSystem, Holding holding, Object what, Times times)
            throws IOException {
        Optional<String> owner = Optional.empty();
        boolean told = false;
        while (true) {
            FileStatus now;
            try {
                now = fileSystem.getFileStatus(holding.file());
                owner = owner.or(() -> signIn(fileSystem, holding.file()).map(Sign::owner));
            } catch (FileNotFoundException e) {
                LOG.debug("{} has just gone", holding.file(), e);
                return false;
            }
            if (now.getModificationTime() != holding.millis()) {
                throw DirectoryOwner.taken(what, owner.orElse(""));
            }
            long age = clock(fileSystem, holding.file().getParent()) - holding.millis();
            long left = times.silence().toMillis() - age;
            if (left <= 0) {
                return true;
            }
            if (!told) {
                told = true;
                LOG.info(
                        "{} was begun by {}: waiting at most {} s for a sign of life",
                        what,
                        owner.orElse("another process"),
                        (left + 999) / 1000);
            }
            pause(Math.min(left + 1, Math.max(1, times.beat().toMillis() / 4)));
        }
    }

    /** The time by the file system's clock. */
    private static long clock(FileSystem fileSystem, Path directory) throws IOException {
        Path probe = Storage.child(directory, PREFIX + "probe-" + UUID.randomUUID());
        try {
            fileSystem.create(probe, false).close();
            return fileSystem.getFileStatus(probe).getModificationTime();
        } finally {
            fileSystem.delete(probe, false);
        }
    }

    private static Optional<Sign> signIn(FileSystem fileSystem, Path file) {
        try (InputStream in = fileSystem.open(file)) {
            List<String> lines = new String(in.readNBytes(1000), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.size() < 2 ? Optional.empty() : Optional.of(new Sign(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            // It has gone, or is just being written anew.
            LOG.debug("{} cannot be read", file, e);
            return Optional.empty();
        }
    }

    private static void write(FileSystem fileSystem, Path file, Sign sign, long beat, boolean overwrite)
            throws IOException {
        try (var out = fileSystem.create(file, overwrite)) {
            out.write((sign.owner() + "\n" + sign.lease() + "\n" + beat + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void removeBefore(FileSystem fileSystem, Path directory, int number) throws IOException {
        for (Holding holding : holdings(fileSystem, directory)) {
            if (holding.number() < number) {
                fileSystem.delete(holding.file(), false);
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a directory", e);
        }
    }

    private synchronized void beat() {
        if (beats.isShutdown()) {
            return;
        }
        try {
            if (isOurs()) {
                beat++;
                write(fileSystem, file, sign, beat, true);
            }
        } catch (IOException | RuntimeException e) {
            // The next beat tries again, and a check says what is wrong before anything is committed.
            LOG.debug("{} cannot be written", file, e);
        }
    }

    /** Whether no other process has taken the directory, and it is still there. */
    synchronized boolean isOurs() throws IOException {
        // Between two beats, so that the file is whole.
        return signIn(fileSystem, file).filter(sign::equals).isPresent()
                && !fileSystem.exists(file(file.getParent(), number + 1));
    }

    /**
     * Makes sure that this process still owns the directory.
     *
     * @throws UserError when another has taken it, because this one stood still
     */
    void check() throws IOException {
        if (!isOurs()) {
            String other = signIn(fileSystem, file(file.getParent(), number + 1))
                    .map(Sign::owner)
                    .orElse("another process");
            throw new UserError(file.getParent() + " was taken by " + other
                    + ", for this process gave no sign of life for too long: wait until that has ended, and run the same"
                    + " command again");
        }
    }

    /** Gives no more signs of life, so that the directory can be renamed or removed. */
    void rest() {
        beats.shutdown();
        synchronized (this) {
            // A beat that had begun has ended.
            LOG.trace("{} rests", file);
        }
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        rest();
        if (isOurs()) {
            fileSystem.delete(file, false);
        }
    }
}
