package io.github.localflows.table;

import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A small table, as rows on the driver, in one Parquet file. */
public final class RowFile {
    private RowFile() {}

    /**
     * Writes the rows in their order into a file of a pending directory and verifies what Spark reads from it.
     *
     * @return the checksum of the content
     * @throws io.github.localflows.config.UserError when the disk is full or broken
     * @throws IllegalStateException when the file does not hold what was written
     */
    public static ContentChecksum write(
            SparkSession spark, PendingDirectory pending, String name, List<Row> rows, StructType schema)
            throws IOException {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Path scratch = new Path(pending.attempts(), "rows");
        JobName.ofPart(spark, "write " + name).during(() -> {
            write(spark.createDataFrame(rows, schema).coalesce(1), scratch);
            return null;
        });
        for (FileStatus file : scratch.getFileSystem(hadoop).listStatus(scratch)) {
            if (file.getPath().getName().endsWith(".parquet")) {
                pending.accept(file.getPath(), name);
            }
        }
        ContentChecksum checksum = ContentChecksum.of(rows);
        ContentChecksum written = ContentChecksum.of(
                JobName.ofPart(spark, "read " + name + " again").during(() -> Storage.reader(spark)
                        .parquet(new Path(pending.path(), name).toString())
                        .collectAsList()));
        if (!written.equals(checksum)) {
            throw new IllegalStateException(name + " holds other rows (checksum " + written.hex()
                    + ") than were written (" + checksum.hex() + ")");
        }
        return checksum;
    }

    private static void write(Dataset<Row> table, Path scratch) {
        try {
            table.write().option("compression", "zstd").parquet(scratch.toString());
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException || cause instanceof FSError) {
                    throw Storage.failure(scratch, cause);
                }
            }
            throw new IllegalStateException("cannot write " + scratch + ": " + e.getMessage(), e);
        }
    }
}
