package io.github.localflows;

import io.github.localflows.artifact.LocalFiles;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of the tests' virtual machine: starting and stopping several is slow and fragile. */
public final class SharedSpark {
    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[2, 2]") // two attempts, so that a test can make a task fail once
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            // Commands open sessions, the tests hundreds in one virtual machine: each would load Spark's generated
            // classes anew. The program leaves this on, where it costs nothing; its own runs test that.
            .config("spark.sql.artifact.isolation.enabled", false)
            .config("spark.hadoop.fs.file.impl", QuickFiles.class.getName())
            // As the program's own sessions without pages.
            .config("spark.sql.shuffleExchange.maxThreadThreshold", 16)
            .config("spark.sql.resultQueryStage.maxThreadThreshold", 16)
            .config("spark.sql.hive.filesourcePartitionFileCacheSize", 0)
            .config("spark.ui.retainedJobs", 100)
            .config("spark.ui.retainedStages", 100)
            .config("spark.sql.ui.retainedExecutions", 100)
            .getOrCreate();

    private SharedSpark() {}

    /** The name of a directory that no other virtual machine of the tests has, and that goes with this one. */
    public static Path place(String name) {
        Path place =
                Path.of("target", name + "-" + ProcessHandle.current().pid()).toAbsolutePath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(place.toFile())));
        return place;
    }

    /** Hadoop's local file system with checksum files, under which Spark's own writers start no process for each file either. */
    public static final class QuickFiles extends LocalFileSystem {
        public QuickFiles() {
            super(new LocalFiles());
        }
    }

    /** The session; nobody stops it but the end of the virtual machine. */
    public static SparkSession session() {
        return SESSION;
    }
}
