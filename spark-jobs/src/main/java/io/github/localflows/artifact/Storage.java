package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file systems that we write to: Hadoop's, of which the local one is taken without the checksum file {@code .x.crc}
 * that it puts beside every file x. Content has a checksum of ours in its manifest, and Parquet one in every page.
 */
public final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private static final Pattern IN_BRACKETS = Pattern.compile(".*\\(([^()]+)\\)");

    /** Something that can be written. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final Pattern UNWRITABLE = Pattern.compile(
            "No space left|quota exceeded|Read-only file system|Permission denied|Permission is denied");

    private static final String LOCAL = "file";

    private Storage() {}

    /** Whether a path without a scheme is a local one. */
    public static boolean isLocalByDefault(Configuration hadoop) {
        return LOCAL.equals(FileSystem.getDefaultUri(hadoop).getScheme());
    }

    /** A path as a user may give it: without the scheme only where a path alone is a local one. */
    public static String inWords(Path path, Configuration hadoop) {
        return isLocalByDefault(hadoop) && LOCAL.equals(path.toUri().getScheme())
                ? path.toUri().getPath()
                : path.toString();
    }

    /** The file system of a path. */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        return withoutChecksumFiles(path.getFileSystem(hadoop));
    }

    /** A file in a directory, whatever its name: Hadoop itself takes what stands before a colon for a scheme. */
    public static Path child(Path directory, String name) {
        return new Path(directory, new Path(null, null, name));
    }

    /** The same files, written without checksum files. */
    public static FileSystem withoutChecksumFiles(FileSystem fileSystem) {
        if (!(fileSystem instanceof LocalFileSystem local)) {
            return fileSystem;
        }
        FileSystem raw = local.getRawFileSystem();
        return raw.getClass() == RawLocalFileSystem.class ? LocalFiles.of(local.getConf()) : raw;
    }

    /**
     * What reads with Spark from the path that it is given, Parquet with its pages' checksums compared. Spark itself takes
     * brackets, braces and the like for a pattern, and pages as they come.
     */
    public static DataFrameReader reader(SparkSession spark) {
        return spark.read()
                // What Spark sets for its own tables; a backslash before each would have it warn of files not found.
                .option(DataSource.GLOB_PATHS_KEY(), false)
                .option(ParquetInputFormat.PAGE_VERIFY_CHECKSUM_ENABLED, true);
    }

    /**
     * Makes a directory and those above it, unless they are there.
     *
     * @throws UserError when it cannot be made
     */
    static void makeDirectory(FileSystem fileSystem, Path directory) {
        try {
            if (fileSystem.mkdirs(directory)) {
                return;
            }
            if (fileSystem instanceof RawLocalFileSystem local) {
                // Hadoop does not say why not.
                Files.createDirectories(local.pathToFile(directory).toPath());
                return;
            }
        } catch (IOException | FSError e) {
            throw failure(directory, e);
        }
        throw failure(directory, new IOException("the file system makes no such directory"));
    }

    /**
     * Writes a new file.
     *
     * @throws UserError naming the file, when it exists or the disk is full or broken
     */
    public static void create(FileSystem fileSystem, Path file, Content content) {
        try (OutputStream out = fileSystem.create(file, false)) {
            content.writeTo(out);
            // Hadoop's local file system makes an error of a full disk.
        } catch (IOException | FSError e) {
            throw failure(file, e);
        }
    }

    /**
     * Writes a file so that it appears whole, instead of one that is there. On a file system that can, the one or the other is there all
     * the time.
     */
    public static void replace(FileSystem fileSystem, Path file, Content content) throws IOException {
        Path hidden = child(file.getParent(), hiddenPrefix(file) + UUID.randomUUID());
        try {
            create(fileSystem, hidden, content);
            moveOver(fileSystem, hidden, file);
        } finally {
            fileSystem.delete(hidden, false);
        }
    }

    private static String hiddenPrefix(Path file) {
        return "." + file.getName() + ".tmp-";
    }

    /** Removes what kills have left of a small file, for one that knows that nobody else is writing it. */
    static void removeHidden(FileSystem fileSystem, Path file) throws IOException {
        String prefix = hiddenPrefix(file);
        for (FileStatus sibling : fileSystem.listStatus(file.getParent())) {
            String name = sibling.getPath().getName();
            if (sibling.isFile() && name.startsWith(prefix) && Ownership.isUnique(name.substring(prefix.length()))) {
                fileSystem.delete(sibling.getPath(), false);
            }
        }
    }

    private static void moveOver(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (withoutChecksumFiles(fileSystem) instanceof RawLocalFileSystem local) {
            try {
                Files.move(
                        local.pathToFile(from).toPath(), local.pathToFile(to).toPath(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw failure(to, e);
            }
            return;
        }
        FileContext context;
        try {
            context = FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf());
        } catch (UnsupportedFileSystemException e) {
            LOG.debug("{} has no rename that replaces", fileSystem.getUri(), e);
            fileSystem.delete(to, false);
            if (!fileSystem.rename(from, to)) {
                throw failure(to, new IOException(from.getName() + " cannot be renamed to it"));
            }
            return;
        }
        context.rename(from, to, Options.Rename.OVERWRITE);
    }

    /**
     * Writes a new file into a directory that is there.
     *
     * @throws IOException when there is no such directory
     * @throws UserError naming the file, when it exists or the disk is full or broken
     */
    public static void createWithin(FileSystem fileSystem, Path file, Content content) throws IOException {
        try (OutputStream out = fileSystem.createFile(file).overwrite(false).build()) {
            content.writeTo(out);
        } catch (IOException | FSError e) {
            if (!fileSystem.exists(file.getParent())) {
                throw new FileNotFoundException(file.getParent() + " has gone");
            }
            throw failure(file, e);
        }
    }

    /** What to throw when something cannot be written, which is for the user to put right. */
    public static UserError failure(Path path, Throwable cause) {
        Throwable root = Messages.innermost(cause);
        String reason = reason(root);
        return new UserError("cannot write " + path + ": " + reason + ": " + remedy(root, reason), cause);
    }

    /**
     * The mistake, when an error or one of its causes says that a disk is full, or a place cannot be written to.
     *
     * @param path what is being written
     */
    public static Optional<UserError> unwritable(Path path, Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            boolean ofFiles = e instanceof IOException || e instanceof FSError;
            if (e instanceof AccessDeniedException
                    || ofFiles && UNWRITABLE.matcher(message).find()) {
                return Optional.of(failure(path, e));
            }
        }
        return Optional.empty();
    }

    private static String reason(Throwable root) {
        if (root instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (root instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        if (isInTheWay(root)) {
            return "there is a file in its way";
        }
        if (root instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        String message = Objects.requireNonNullElse(root.getMessage(), root.toString())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        // As Java says it of files: "/the/path (Permission denied)".
        Matcher inBrackets = IN_BRACKETS.matcher(message);
        return root instanceof FileNotFoundException && inBrackets.matches() ? inBrackets.group(1) : message;
    }

    private static boolean isInTheWay(Throwable root) {
        return root instanceof ParentNotDirectoryException
                || root instanceof FileAlreadyExistsException
                || root instanceof org.apache.hadoop.fs.FileAlreadyExistsException
                || root instanceof FileNotFoundException
                        && String.valueOf(root.getMessage()).contains("Not a directory");
    }

    private static String remedy(Throwable root, String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("space") || lower.contains("quota")) {
            return "make room there, and the same command goes on, or choose another directory";
        }
        if (lower.contains("too long")) {
            return "choose shorter names";
        }
        return isInTheWay(root)
                ? "move that away, or choose another directory"
                : "make its directory one that can be written to, or choose another";
    }
}
