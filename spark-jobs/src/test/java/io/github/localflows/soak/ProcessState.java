package io.github.localflows.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param heapMB of the heap, after garbage collection
 * @param residentMB of the machine's memory; NaN where there is no /proc
 * @param files open files, sockets and the like; NaN where there is no /proc
 * @param threads live threads, but for those of pools, which come with the load, up to the pool's size, and end when they are idle
 */
record ProcessState(double heapMB, double residentMB, double files, double threads) {
    private static final Path PROC = Path.of("/proc/self");
    private static final double MB = 1 << 20;

    /** How the names begin of the threads of such pools, of Spark and of Java. */
    private static final List<String> POOLS = List.of(
            "block-manager-",
            "shuffle-exchange-",
            "ResultQueryStageExecution-",
            "QueryStageCreator-",
            "broadcast-exchange-",
            "subquery-",
            "Executor task idle worker",
            "Executor task launch worker",
            "process reaper",
            "ForkJoinPool.");

    /** Spark's cleaner forgets what the collector found to be garbage, which is then garbage in turn. */
    private static final int COLLECTIONS = 3;

    /** How long the cleaner and threads that have been told to end may take [ms]. */
    private static final long SETTLING = 300;

    /** That of now. */
    static ProcessState now() throws IOException, InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(SETTLING);
        }
        return new ProcessState(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MB,
                residentNow(),
                filesNow(),
                threadsNow());
    }

    private static double threadsNow() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> POOLS.stream().noneMatch(thread.getName()::startsWith))
                .count();
    }

    private static double residentNow() throws IOException {
        if (!Files.exists(PROC)) {
            return Double.NaN;
        }
        return Files.readAllLines(PROC.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static double filesNow() throws IOException {
        if (!Files.exists(PROC)) {
            return Double.NaN;
        }
        try (Stream<Path> open = Files.list(PROC.resolve("fd"))) {
            return open.count();
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %.2f MB, resident %.0f MB, %.0f files, %.0f threads",
                heapMB,
                residentMB,
                files,
                threads);
    }
}
