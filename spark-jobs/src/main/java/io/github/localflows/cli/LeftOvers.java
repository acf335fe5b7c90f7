package io.github.localflows.cli;

import io.github.localflows.config.Messages;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of temporary files that Spark makes for the driver, and removes when it ends, but not when it is killed.
 *
 * <p>Each gets a file {@value #OWNER} that says whose it is, of which this process holds the operating system's lock as long as it lives.
 * What has such a file with no lock, made on this machine by this user and a process that is no more, was left by a kill, and is removed.
 * Nothing else is: neither what other programs leave, nor what a process left that was killed before it had the files.
 */
final class LeftOvers {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);
    private static final String OWNER = "_localflows-owner";

    /** How the names of such directories begin. */
    private static final List<String> NAMES = List.of("spark-", "blockmgr-");

    /** What such a file says: a process, and its machine and user. */
    private static final Pattern PROCESS = Pattern.compile("localflows, process (\\d{1,18})( on .*\n)");

    /** As Linux tells it. */
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final double MB = 1e6;

    /**
     * The directories of this process, and the channels that hold their locks. None of their files may be opened again: the system ends
     * a process's lock of a file when the process closes that file, be it by another channel.
     */
    private static final Map<Path, FileChannel> HELD = new HashMap<>();

    private LeftOvers() {}

    /** What was removed. */
    record Removed(int directories, long bytes) {}

    /** Removes what killed processes have left, and says so. */
    static void remove(SparkConf conf) {
        for (Path place : places(conf)) {
            Removed removed = removeFrom(place);
            if (removed.directories() > 0) {
                LOG.info(
                        "removed {} MB of temporary files that a killed command had left in {}",
                        Math.round(removed.bytes() / MB),
                        place);
            }
        }
    }

    /** Where Spark makes such directories. */
    private static Set<Path> places(SparkConf conf) {
        Set<Path> places = new LinkedHashSet<>();
        Stream.concat(Stream.of(System.getProperty("java.io.tmpdir")), SparkSettings.localDirectories(conf).stream())
                .forEach(name -> {
                    try {
                        places.add(SparkSettings.localDirectory(name).toAbsolutePath());
                    } catch (InvalidPathException e) {
                        LOG.debug("{} is no directory", name, e);
                    }
                });
        return places;
    }

    /** Removes those in a directory that no living process owns. */
    static synchronized Removed removeFrom(Path place) {
        int directories = 0;
        long bytes = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(place, LeftOvers::isNamed)) {
            for (Path directory : children) {
                Optional<Long> removed = removed(directory);
                directories += removed.isPresent() ? 1 : 0;
                bytes += removed.orElse(0L);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be looked through", place, e);
        }
        return new Removed(directories, bytes);
    }

    private static boolean isNamed(Path directory) {
        return NAMES.stream().anyMatch(directory.getFileName().toString()::startsWith)
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    }

    /** The bytes of a directory that was removed; empty of one that is not this user's, or not a dead process's. */
    private static Optional<Long> removed(Path directory) {
        Path owner = directory.resolve(OWNER);
        if (!Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            if (HELD.containsKey(directory.toRealPath())) {
                return Optional.empty();
            }
            String user = Files.getOwner(directory).getName();
            Matcher process = PROCESS.matcher(Files.readString(owner));
            if (!Files.getOwner(owner).getName().equals(user)
                    || !process.matches()
                    || !process.group(2).equals(place(user))
                    || ProcessHandle.of(Long.parseLong(process.group(1))).isPresent()) {
                return Optional.empty();
            }
            try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null ? Optional.empty() : Optional.of(delete(directory));
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} is left where it is", directory, e);
            return Optional.empty();
        }
    }

    /** What a file says of the process that made it. */
    static String description(long process, String user) throws IOException {
        return "localflows, process " + process + place(user);
    }

    /** Of which machine and user: a shared file system may not know of locks that another machine holds. */
    private static String place(String user) throws IOException {
        // Not every machine finds its own address by its name.
        String host = Files.isReadable(HOST_NAME)
                ? Files.readString(HOST_NAME).strip()
                : InetAddress.getLocalHost().getHostName();
        return " on " + host + " for " + user + "\n";
    }

    private static long delete(Path directory) throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    /** Marks the directories of the driver that runs now as this process's, so that they are known for what they are after a kill. */
    static void mark() {
        SparkEnv env = SparkEnv.get();
        Set<Path> directories = new LinkedHashSet<>();
        for (File blocks : env.blockManager().diskBlockManager().localDirs()) {
            directories.add(blocks.toPath());
        }
        env.driverTmpDir().foreach(files -> directories.add(Path.of(files)));
        for (Path directory : directories) {
            for (Path one = directory; one != null && one.getFileName() != null; one = one.getParent()) {
                if (isNamed(one)) {
                    own(one);
                    break;
                }
            }
        }
    }

    /** Makes a directory this process's. */
    static synchronized void own(Path directory) {
        try {
            Path real = directory.toRealPath();
            if (HELD.containsKey(real)) {
                return;
            }
            FileChannel channel =
                    FileChannel.open(directory.resolve(OWNER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                return;
            }
            channel.write(ByteBuffer.wrap(description(
                            ProcessHandle.current().pid(),
                            Files.getOwner(directory).getName())
                    .getBytes(StandardCharsets.UTF_8)));
            HELD.put(real, channel);
            // Then a kill leaves it.
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} is not marked: {}", directory, Messages.firstLine(e));
        }
    }
}
