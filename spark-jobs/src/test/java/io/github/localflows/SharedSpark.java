package io.github.localflows;

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
            // As the program's own sessions without pages.
            .config("spark.sql.shuffleExchange.maxThreadThreshold", 16)
            .config("spark.sql.resultQueryStage.maxThreadThreshold", 16)
            .config("spark.sql.hive.filesourcePartitionFileCacheSize", 0)
            .config("spark.ui.retainedJobs", 100)
            .config("spark.ui.retainedStages", 100)
            .config("spark.sql.ui.retainedExecutions", 100)
            .getOrCreate();

    private SharedSpark() {}

    /** The session; nobody stops it but the end of the virtual machine. */
    public static SparkSession session() {
        return SESSION;
    }
}
