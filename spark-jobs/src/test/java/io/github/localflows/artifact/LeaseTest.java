package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a file system that has no locks, or hides that it has them. */
@Timeout(60)
class LeaseTest {
    private static final Lease.Times TIMES = new Lease.Times(Duration.ofMillis(100), Duration.ofMillis(4000));

    @TempDir
    private java.nio.file.Path directory;

    private FileSystem fileSystem;
    private Path place;

    @BeforeEach
    void hideLocks() throws IOException {
        RawLocalFileSystem local = new RawLocalFileSystem();
        local.initialize(URI.create("file:///"), new Configuration());
        fileSystem = new Exclusive(local);
        place = new Path(directory.toUri());
    }

    /** Lets one alone make a file, as HDFS does; the local file system looks first and then makes it. */
    private static final class Exclusive extends FilterFileSystem {
        Exclusive(FileSystem local) {
            super(local);
        }

        @Override
        public synchronized FSDataOutputStream create(
                Path file,
                FsPermission permission,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
        }
    }

    private Lease take(String who) throws IOException {
        return Lease.take(fileSystem, place, "the set", who, TIMES);
    }

    @Test
    void livingOwnerIsNamed() throws IOException {
        try (Lease mine = take("process 1")) {
            UserError e = assertThrows(UserError.class, () -> take("process 2"));
            assertTrue(e.getMessage().startsWith("the set is being made by process 1:"), e.getMessage());
            mine.check();
        }
        take("process 2").close();
        assertEquals(List.of(), names());
    }

    @Test
    void deadOwnerLosesTheDirectory() throws IOException {
        Files.writeString(directory.resolve("_owner-000041"), "process 1\n7\n");
        long begin = System.nanoTime();
        try (Lease mine = take("process 2")) {
            assertTrue(System.nanoTime() - begin > 3_000_000_000L, "it was not waited for");
            assertEquals(List.of("_owner-000042"), names());
            mine.check();
        }
    }

    @Test
    void ownerThatStoodStillCommitsNothing() throws IOException {
        Lease still = take("process 1");
        still.rest();
        try (Lease other = take("process 2")) {
            UserError e = assertThrows(UserError.class, still::check);
            assertTrue(e.getMessage().contains("was taken by process 2"), e.getMessage());
            assertFalse(still.isOurs());
            other.check();
        }
    }

    @Test
    void directoryThatHasJustBeenCommittedIsLeftToItsMaker() {
        place = new Path(place, "gone");
        UserError e = assertThrows(UserError.class, () -> take("process 1"));
        assertTrue(e.getMessage().startsWith("the set has just been made by another process"), e.getMessage());
    }

    @Test
    void oneOfManyRivalsGetsADeadOnesDirectory() throws Exception {
        Files.writeString(directory.resolve("_owner-000001"), "process 1\n7\n");
        var rivals = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Lease>> tries = IntStream.range(2, 10)
                    .<Callable<Lease>>mapToObj(process -> () -> take("process " + process))
                    .toList();
            int owners = 0;
            for (Future<Lease> result : rivals.invokeAll(tries)) {
                try {
                    result.get().close();
                    owners++;
                } catch (ExecutionException e) {
                    assertTrue(e.getCause() instanceof UserError, e.toString());
                }
            }
            assertEquals(1, owners);
        } finally {
            rivals.shutdown();
        }
    }

    @Test
    void pendingDirectoryIsRefusedAndThenCommitted() throws IOException {
        Path target = new Path(place, "fiducial");
        PendingDirectory mine = PendingDirectory.resume(fileSystem, target, "0123456789abcdef");
        UserError here =
                assertThrows(UserError.class, () -> PendingDirectory.resume(fileSystem, target, "0123456789abcdef"));
        assertTrue(here.getMessage().contains("is being made by this process"), here.getMessage());
        // As another machine sees it, under another key.
        assertThrows(UserError.class, () -> PendingDirectory.begin(fileSystem, target));
        Storage.create(fileSystem, new Path(mine.path(), "data"), out -> out.write(1));
        mine.commit();
        mine.close();
        assertEquals(List.of("fiducial"), names());
        try (var files = Files.list(directory.resolve("fiducial"))) {
            assertEquals(
                    List.of("data"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
