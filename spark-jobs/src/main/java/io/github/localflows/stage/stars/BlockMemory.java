package io.github.localflows.stage.stars;

import io.github.localflows.cluster.Master;
import io.github.localflows.config.UserError;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the tasks that work at the same time in one process can hold the stars of their blocks, found before any of them
 * runs: a task that runs out of heap ends its process, and in local mode that is the driver.
 *
 * <p>Only what must be held is counted, some 60% of what a task was seen to need, so that nothing is refused that would have
 * worked.
 */
final class BlockMemory {
    /** Its coordinates, 8 bytes each. */
    private static final int STAR = 40;

    /** Its seed and number, the same arrays in all star sets, and what sorting takes: a copy of one star set, keys and order. */
    private static final int STAR_ONCE = 80;

    /** No array of Java is much longer. */
    private static final long MOST_STARS = Integer.MAX_VALUE - 16;

    /** What Spark gives an executor when nothing is said. */
    private static final String EXECUTOR_MEMORY = "1g";

    private BlockMemory() {}

    /**
     * Refuses blocks that cannot be held.
     *
     * @param datasets how many star sets a task makes at once
     * @throws UserError when the largest block does not fit
     */
    static void check(SparkSession spark, List<Block> blocks, int datasets) {
        SparkConf conf = spark.sparkContext().conf();
        String master = spark.sparkContext().master();
        boolean local = Master.isLocal(master);
        long heap = local
                ? Runtime.getRuntime().maxMemory()
                : conf.getSizeAsBytes("spark.executor.memory", EXECUTOR_MEMORY);
        int cores = local ? Master.threads(master) : conf.getInt("spark.executor.cores", 1);
        int tasks = Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
        check(blocks, datasets, heap, tasks, local ? "--driver-memory" : "--executor-memory");
    }

    static void check(List<Block> blocks, int datasets, long heap, int tasks, String option) {
        Block largest = blocks.stream()
                .max((a, b) -> Integer.compare(a.seeds(), b.seeds()))
                .orElseThrow();
        int atOnce = Math.min(tasks, blocks.size());
        long stars = (long) largest.seeds() * largest.starsPerSeed();
        // At most 2^62 stars of 2^12 star sets: as doubles, for they need not be exact.
        double bytes = (double) stars * (STAR_ONCE + (double) STAR * datasets) * atOnce;
        if (bytes <= heap && stars <= MOST_STARS) {
            return;
        }
        throw new UserError(String.format(
                Locale.ROOT,
                "a task would hold %d seeds of %d stars (sample.seedsPerFile, sample.starsPerSeed) for %d star set%s; %d of"
                        + " them at once need at least %,.1f GB, and the heap has %,.1f: lower sample.seedsPerFile, or"
                        + " sample.starsPerSeed where that is not enough, or give more memory, with %s SIZE before the"
                        + " command",
                largest.seeds(),
                largest.starsPerSeed(),
                datasets,
                datasets == 1 ? "" : "s",
                atOnce,
                bytes / (1 << 30),
                heap / (double) (1 << 30),
                option));
    }
}
