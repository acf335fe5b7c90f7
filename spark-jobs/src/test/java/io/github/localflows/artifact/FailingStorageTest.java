package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there stays, and is not taken for damaged, when a file system fails. */
class FailingStorageTest {
    private static final String UNIQUE = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    private java.nio.file.Path directory;

    private RunDirectory run;

    /** A file system that fails on request, by exceptions, as those of servers do. */
    public static final class Failing extends RawLocalFileSystem {
        private static IOException opening;
        private static String renamed;

        @Override
        public FSDataInputStream open(Path file, int bufferSize) throws IOException {
            if (opening != null && file.getName().endsWith(".parquet")) {
                throw opening;
            }
            return super.open(file, bufferSize);
        }

        @Override
        public boolean rename(Path from, Path to) throws IOException {
            if (renamed != null && from.getName().contains(renamed)) {
                throw new IOException("the server has gone");
            }
            return super.rename(from, to);
        }
    }

    @BeforeEach
    void open() {
        Failing.opening = null;
        Failing.renamed = null;
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", Failing.class, FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        run = RunDirectory.at(directory.toString(), hadoop);
    }

    @Test
    void whatCannotBeReachedIsNotDamageAndIsAskedAgain() throws IOException {
        StarBatch batch = StarBatch.allocate(1);
        batch.stars().set(0, new PhasePoint(8, 0, 0, 220, 0));
        Path stars = run.stars("fiducial");
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), stars)) {
            StarFile.write(new Path(pending.path(), "seeds-00000-00000.parquet"), run.hadoop(), batch);
            pending.commit(manifest());
        }
        Path file = new Path(stars, "seeds-00000-00000.parquet");
        RunDirectory another = RunDirectory.at(directory.toString(), run.hadoop());
        for (IOException reason : new IOException[] {
            new SocketTimeoutException("60000 millis timeout"),
            new FileNotFoundException(file + " (Permission denied)"),
            new IOException("Input/output error")
        }) {
            Failing.opening = reason;
            assertSame(reason, assertThrows(IOException.class, () -> another.damage(stars)));
            assertSame(reason, assertThrows(IOException.class, () -> StarFile.read(file, run.hadoop())));
            assertSame(reason, assertThrows(IOException.class, () -> StarFile.rows(file, run.hadoop())));
        }
        Failing.opening = null;
        assertEquals(Optional.empty(), another.damage(stars));
    }

    @Test
    void aSmallFileIsReplacedWithoutAMomentWithNone() throws IOException {
        run.writeText(run.reportMarkdown(), "first");
        // What deletes first and renames then has nothing left.
        Failing.renamed = ".report.md.tmp-";
        run.writeText(run.reportMarkdown(), "second");
        assertEquals("second", Files.readString(directory.resolve("report.md")));
    }

    @Test
    void aDataSetIsPutBackWhenTheNewOneCannotTakeItsPlace() throws IOException {
        commit("old");
        Failing.renamed = ".fiducial.tmp-";
        UserError e = assertThrows(UserError.class, () -> commit("new"));
        assertTrue(e.getMessage().contains("stars/fiducial: the server has gone"), e.getMessage());
        assertEquals("old", Files.readString(directory.resolve("stars/fiducial/data")));
        Failing.renamed = null;
        commit("new");
        assertEquals("new", Files.readString(directory.resolve("stars/fiducial/data")));
    }

    @ParameterizedTest(name = "another attempt is there: {0}")
    @ValueSource(booleans = {false, true})
    void theOnlyCopyThatAKillHasLeftIsPutBack(boolean another) throws IOException {
        commit("old");
        Files.move(directory.resolve("stars/fiducial"), directory.resolve("stars/.fiducial.old-" + UNIQUE));
        if (another) {
            Files.createDirectories(directory.resolve("stars/.fiducial.tmp-fedcba9876543210/_records"));
        }
        PendingDirectory.begin(run.fileSystem(), run.stars("fiducial")).close();
        assertEquals("old", Files.readString(directory.resolve("stars/fiducial/data")));
        assertFalse(Files.exists(directory.resolve("stars/.fiducial.tmp-fedcba9876543210")));
        assertEquals(Optional.empty(), run.damage(run.stars("fiducial")));
    }

    @Test
    void aFileThatTheExecutorsWroteElsewhereIsTheUsersToPutRight() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars("fiducial"))) {
            Path elsewhere = new Path(pending.attempts(), "0/part");
            UserError e = assertThrows(UserError.class, () -> pending.accept(elsewhere, "part"));
            assertTrue(e.getMessage().contains("the executors wrote it where this machine does not"), e.getMessage());
            assertTrue(e.getMessage().endsWith("give a directory that all machines share"), e.getMessage());
        }
    }

    private void commit(String content) throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars("fiducial"))) {
            run.writeText(new Path(pending.path(), "data"), content);
            pending.commit(manifest());
        }
    }

    private static Manifest manifest() {
        Recipe recipe = new Recipe("sample", "fiducial", new TreeMap<>(), new TreeMap<>());
        return Manifest.of(
                recipe,
                new Made(new Origin(Measure.VOLUME, Map.of(), Map.of()), 1, "00", new Made.Times(1, 1), Map.of()));
    }
}
