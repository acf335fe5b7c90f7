package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFilesTest {
    @TempDir
    private java.nio.file.Path directory;

    private static Object mode(RawLocalFileSystem files, Path file) throws IOException {
        return Files.getAttribute(files.pathToFile(file).toPath(), "unix:mode");
    }

    @ParameterizedTest
    @ValueSource(shorts = {0644, 0600, 0751, 0, 0777, 01777})
    void permissionsAreThoseThatHadoopSets(short octal) throws IOException {
        RawLocalFileSystem hadoops = new RawLocalFileSystem();
        hadoops.initialize(URI.create("file:///"), new Configuration());
        RawLocalFileSystem ours = LocalFiles.of(new Configuration());
        FsPermission permission = new FsPermission(octal);
        Path theirs = new Path(directory.toUri().resolve("theirs"));
        hadoops.create(theirs).close();
        hadoops.setPermission(theirs, permission);
        Path file = new Path(directory.toUri().resolve("ours"));
        ours.create(file).close();
        ours.setPermission(file, permission);
        assertEquals(mode(hadoops, theirs), mode(ours, file));
    }

    @Test
    void aDirectoryThatGivesItsGroupGoesOnDoingSo() throws IOException {
        RawLocalFileSystem ours = LocalFiles.of(new Configuration());
        java.nio.file.Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 02775);
        Path below = new Path(shared.toUri().resolve("shared/below"));
        ours.mkdirs(below);
        ours.setPermission(below, new FsPermission((short) 0755));
        assertEquals(02755, (Integer) mode(ours, below) & 07777);
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        RawLocalFileSystem ours = LocalFiles.of(new Configuration());
        assertThrows(
                IOException.class,
                () -> ours.setPermission(new Path(directory.toUri().resolve("none")), new FsPermission((short) 0644)));
    }
}
