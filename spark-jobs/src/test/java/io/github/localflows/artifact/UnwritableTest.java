package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Places that cannot be written to are the user's to change: a line that says what, why and what to do. */
class UnwritableTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path directory;

    /** A file system whose disk refuses every new file. Permissions would not hold back a test that runs as root. */
    public static final class Refusing extends RawLocalFileSystem {
        private static IOException reason;

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            throw reason;
        }
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(new IOException("No space left on device"), "No space left on device: make room there"),
                Arguments.of(new IOException("Disk quota exceeded"), "Disk quota exceeded: make room there"),
                Arguments.of(
                        new FileNotFoundException("/a/b (Permission denied)"),
                        "Permission denied: make its directory one that can be written to"),
                Arguments.of(
                        new FileNotFoundException("/a/b (Read-only file system)"),
                        "Read-only file system: make its directory one that can be written to"),
                Arguments.of(
                        new FileNotFoundException("/a/b (Not a directory)"), "there is a file in its way: move that"),
                Arguments.of(
                        new FileNotFoundException("/a/b (File name too long)"), "File name too long: choose shorter"),
                Arguments.of(new AccessDeniedException("/a/b"), "permission denied: make its directory"),
                Arguments.of(new NoSuchFileException("/a/b"), "there is no such directory: make its directory"),
                Arguments.of(
                        new FileSystemException("/a/b", null, "Read-only file system"), "Read-only file system: make"),
                Arguments.of(
                        new IOException("wrapped", new IOException("No space left on device")),
                        "No space left on device: make room there"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void fileThatCannotBeWrittenIsNamedWithTheReasonAndTheRemedy(IOException reason, String said) throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", Refusing.class, FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        Refusing.reason = reason;
        RunDirectory run = RunDirectory.at(directory.toString(), hadoop);
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(run.root(), "stars/fiducial/a.parquet");
        for (Executable write : List.<Executable>of(
                () -> run.writeText(run.reportMarkdown(), "text"),
                () -> run.resume(run.stars("fiducial"), KEY),
                () -> StarFile.write(file, hadoop, StarBatch.allocate(1)))) {
            UserError e = assertThrows(UserError.class, write);
            assertTrue(e.getMessage().startsWith("cannot write file:" + directory), e.getMessage());
            assertTrue(e.getMessage().contains(": " + said), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    @Test
    void runBelowAFileIsRefused() throws IOException {
        Files.writeString(directory.resolve("file"), "mine");
        RunDirectory run = RunDirectory.at(directory.resolve("file/run").toString(), new Configuration());
        refused(run, "there is a file in its way: move that away, or choose another directory");
    }

    @Test
    void nameThatIsTooLongIsRefused() throws IOException {
        RunDirectory run = RunDirectory.at(directory.resolve("x".repeat(300)).toString(), new Configuration());
        refused(run, "File name too long: choose shorter names");
    }

    private static void refused(RunDirectory run, String why) {
        for (Executable write : List.<Executable>of(
                () -> run.writeText(run.reportMarkdown(), "text"),
                () -> run.resume(run.stars("fiducial"), KEY),
                () -> PendingDirectory.begin(run.fileSystem(), run.stars("fiducial")))) {
            UserError e = assertThrows(UserError.class, write);
            assertTrue(e.getMessage().contains(why), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    /** As in a directory that was made by another user. */
    @Test
    void ownerFileThatCannotBeOpenedIsNamed() throws IOException {
        Files.createDirectories(directory.resolve("stars/.fiducial.tmp-" + KEY + "/_owner"));
        RunDirectory run = RunDirectory.at(directory.toString(), new Configuration());
        UserError e = assertThrows(UserError.class, () -> run.resume(run.stars("fiducial"), KEY));
        assertTrue(e.getMessage().contains("_owner: Is a directory"), e.getMessage());
    }
}
