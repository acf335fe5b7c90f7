package io.github.localflows.artifact;

import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * What may be removed: a directory is this program's when its manifest says so and it holds nothing else, and a hidden
 * directory when its name and its inside are those that {@link PendingDirectory} gives. Everything else is somebody's.
 */
public final class Ownership {
    /** What this program and Spark write beside the files of a data set. */
    private static final Set<String> BOOKKEEPING = Set.of(
            RunDirectory.MANIFEST,
            PendingDirectory.ATTEMPTS,
            PendingDirectory.RECORDS,
            PendingDirectory.CHECKPOINTS,
            "_SUCCESS");

    private static final Pattern CHECKSUM_FILE = Pattern.compile("\\.(.+)\\.crc");
    private static final Pattern UUID_DIGITS =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Ownership() {}

    /**
     * Refuses a directory that must not be replaced. One that is not there, or is empty, may be.
     *
     * @param stage the command that makes the directory
     * @param dataset what it makes there
     * @param inputs what the command reads as a whole, be it files or directories; none of them may be lost with the target
     * @throws UserError when the target is or holds an input, or lies within one, when it is not a data set of that name of
     *     that stage, or when it holds anything else besides
     */
    public static void checkReplaceable(
            FileSystem fileSystem, Path target, String stage, String dataset, List<Path> inputs) throws IOException {
        FileStatus there = status(fileSystem, target);
        if (there == null) {
            return;
        }
        for (Path input : inputs) {
            if (isWithin(fileSystem, input, target)) {
                throw new UserError(target + " cannot be replaced, for it is or holds what is to be read, " + input
                        + ": choose another directory");
            }
            if (isWithin(fileSystem, target, input)) {
                throw new UserError(target + " cannot be replaced, for it lies within what is to be read, " + input
                        + ": choose another directory");
            }
        }
        checkReplaceable(fileSystem, target, there, stage, dataset);
    }

    /** As {@link #checkReplaceable(FileSystem, Path, String, String, List)}, for what reads nothing that could be lost. */
    public static void checkReplaceable(FileSystem fileSystem, Path target, String stage, String dataset)
            throws IOException {
        checkReplaceable(fileSystem, target, stage, dataset, List.of());
    }

    private static void checkReplaceable(
            FileSystem fileSystem, Path target, FileStatus there, String stage, String dataset) throws IOException {
        if (!there.isDirectory()) {
            throw new UserError(target + " is a file, where a directory is to be made: move it away, or choose another"
                    + " directory");
        }
        FileStatus[] children = fileSystem.listStatus(target);
        if (children.length == 0) {
            return;
        }
        Optional<Manifest> manifest = Manifest.in(fileSystem, target);
        if (manifest.isEmpty()) {
            throw notOurs(target);
        }
        checkKind(target, manifest.get(), stage, dataset);
        for (FileStatus child : children) {
            if (!isOurs(child, manifest.get())) {
                throw new UserError(target + " cannot be replaced, for it also holds "
                        + child.getPath().getName() + ", which is not part of " + dataset
                        + ": move that out of it, or choose another directory");
            }
        }
    }

    /** What to throw when a directory without a manifest is in the way. */
    static UserError notOurs(Path target) {
        return new UserError(target + " has no " + RunDirectory.MANIFEST
                + ", so it is not a finished data set of this program, and is not replaced: move it away, or choose"
                + " another directory");
    }

    /**
     * Refuses a directory whose manifest is not that of a data set.
     *
     * @throws UserError when it is of another data set or stage
     */
    public static void checkKind(Path target, Manifest there, String stage, String dataset) {
        if (!there.stage().equals(stage) || !there.dataset().equals(dataset)) {
            throw new UserError(target + " is " + there.dataset() + " of `" + there.stage() + "`, not " + dataset
                    + " of `" + stage + "`, and is not replaced: move it away, or choose another directory");
        }
    }

    private static boolean isOurs(FileStatus child, Manifest manifest) {
        String name = child.getPath().getName();
        if (isBookkeeping(name)) {
            return true;
        }
        var checksumFile = CHECKSUM_FILE.matcher(name);
        String file = checksumFile.matches() ? checksumFile.group(1) : name;
        return child.isFile()
                && (Contents.belongs(file, manifest)
                        || Contents.isBesideTable(file)
                        || checksumFile.matches() && isBookkeeping(file));
    }

    private static boolean isBookkeeping(String name) {
        return BOOKKEEPING.contains(name) || DirectoryOwner.isFile(name);
    }

    /**
     * Whether a hidden directory is one that was being made, or was replaced, and may go.
     *
     * @param suffix what its name has after that of the directory it stands beside: {@code tmp-} or {@code old-} and what
     *     distinguishes it
     */
    static boolean isLeftover(FileSystem fileSystem, FileStatus directory, String suffix) throws IOException {
        if (!directory.isDirectory() || suffix.length() < 4) {
            return false;
        }
        String distinct = suffix.substring(4);
        boolean unique = isUnique(distinct);
        if (suffix.startsWith(PendingDirectory.OLD)) {
            return unique && fileSystem.exists(new Path(directory.getPath(), RunDirectory.MANIFEST));
        }
        return suffix.startsWith(PendingDirectory.TMP)
                && (unique || Recipe.isKey(distinct))
                && isPending(fileSystem, directory.getPath());
    }

    /** Whether the end of a name is one that this program gives to what nobody else is to meet. */
    static boolean isUnique(String end) {
        return UUID_DIGITS.matcher(end).matches();
    }

    /** Whether the inside of a directory is one of a pending one: empty, or with one of the names that only these have. */
    static boolean isPending(FileSystem fileSystem, Path directory) throws IOException {
        FileStatus[] children = fileSystem.listStatus(directory);
        for (FileStatus child : children) {
            if (isBookkeeping(child.getPath().getName())) {
                return true;
            }
        }
        return children.length == 0;
    }

    private static FileStatus status(FileSystem fileSystem, Path path) throws IOException {
        try {
            return fileSystem.getFileStatus(path);
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /**
     * Whether a path is another or lies below it, whichever way the two are written: on local file systems symbolic links are
     * followed.
     */
    public static boolean isWithin(FileSystem fileSystem, Path path, Path above) throws IOException {
        FileSystem ofPath = path.getFileSystem(fileSystem.getConf());
        FileSystem ofAbove = above.getFileSystem(fileSystem.getConf());
        if (isLocal(ofPath) && isLocal(ofAbove)) {
            return real(ofPath, path).startsWith(real(ofAbove, above));
        }
        Path top = ofAbove.makeQualified(above);
        for (Path at = ofPath.makeQualified(path); at != null; at = at.getParent()) {
            if (at.equals(top)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocal(FileSystem fileSystem) {
        return fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem;
    }

    /** Without symbolic links, as far as there is anything. */
    private static java.nio.file.Path real(FileSystem fileSystem, Path path) throws IOException {
        java.nio.file.Path local = java.nio.file.Path.of(
                        fileSystem.makeQualified(path).toUri().getPath())
                .toAbsolutePath();
        java.nio.file.Path existing = local;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null
                ? local.normalize()
                : existing.toRealPath().resolve(existing.relativize(local)).normalize();
    }
}
