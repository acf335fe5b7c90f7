package io.github.localflows.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;

/**
 * The file systems that we write to: Hadoop's, of which the local one is taken without the checksum file {@code .x.crc}
 * that it puts beside every file x. Content has a checksum of ours in its manifest, and Parquet one in every page.
 */
public final class Storage {
    /** Something that can be written. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private Storage() {}

    /** The file system of a path. */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        return withoutChecksumFiles(path.getFileSystem(hadoop));
    }

    /** A file in a directory, whatever its name: Hadoop itself takes what stands before a colon for a scheme. */
    public static Path child(Path directory, String name) {
        return new Path(directory, new Path(null, null, name));
    }

    /** The same files, written without checksum files. */
    static FileSystem withoutChecksumFiles(FileSystem fileSystem) {
        return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
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
     * Writes a new file.
     *
     * @throws IOException naming the file, when it exists or the disk is full or broken
     */
    static void create(FileSystem fileSystem, Path file, Content content) throws IOException {
        try (OutputStream out = fileSystem.create(file, false)) {
            content.writeTo(out);
            // Hadoop's local file system makes an error of a full disk.
        } catch (IOException | FSError e) {
            throw failure(file, e);
        }
    }

    /**
     * Writes a new file into a directory that is there.
     *
     * @throws IOException naming the file, when it or no such directory exists or the disk is full or broken
     */
    static void createWithin(FileSystem fileSystem, Path file, Content content) throws IOException {
        try (OutputStream out = fileSystem.createFile(file).overwrite(false).build()) {
            content.writeTo(out);
        } catch (IOException | FSError e) {
            throw failure(file, e);
        }
    }

    /** What to throw when a file cannot be written. */
    static IOException failure(Path file, Throwable cause) {
        Throwable reason = cause;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new IOException(
                "cannot write " + file + ": " + Objects.requireNonNullElse(reason.getMessage(), reason.toString()),
                cause);
    }
}
