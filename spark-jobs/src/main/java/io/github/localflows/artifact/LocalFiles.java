package io.github.localflows.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, which sets the permissions of new files and directories itself. Where Hadoop's native library
 * is missing, as it is on most machines, its own starts a process, {@code chmod}, for each of them.
 */
public final class LocalFiles extends RawLocalFileSystem {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** The bits of a mode that set the user and the group. */
    private static final int SET_IDS = 06000;

    /** Found by Hadoop under a name in its configuration, or made by {@link #of}. */
    public LocalFiles() {}

    static LocalFiles of(Configuration hadoop) {
        LocalFiles files = new LocalFiles();
        try {
            files.initialize(files.getUri(), hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException("Hadoop's local file system does not begin", e);
        }
        return files;
    }

    @Override
    public void setPermission(Path file, FsPermission permission) throws IOException {
        java.nio.file.Path path = pathToFile(file).toPath();
        if (!POSIX || permission.getStickyBit() || keepsItsGroup(path)) {
            super.setPermission(file, permission);
            return;
        }
        Files.setPosixFilePermissions(
                path,
                PosixFilePermissions.fromString(permission.getUserAction().SYMBOL
                        + permission.getGroupAction().SYMBOL
                        + permission.getOtherAction().SYMBOL));
    }

    /** Whether what is made in a directory gets the directory's group (chmod g+s), which {@code chmod} leaves so and Java would not. */
    private static boolean keepsItsGroup(java.nio.file.Path path) throws IOException {
        return Files.isDirectory(path) && ((Integer) Files.getAttribute(path, "unix:mode") & SET_IDS) != 0;
    }
}
