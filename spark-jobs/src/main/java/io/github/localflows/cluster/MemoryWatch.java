package io.github.localflows.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most memory that the driver, and any executor, has been seen to take from when this is made until it is closed. The driver is
 * looked at every {@value #INTERVAL} ms; executors look at themselves when they send their heartbeats, which tasks of a few seconds may
 * be too short for.
 */
public final class MemoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final long INTERVAL = 100;

    /** As Linux tells it, in kB. */
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final String RESIDENT = "VmRSS:";
    private static final int KB = 1024;
    private static final double MB = 1e6;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final SparkContext context;
    private final Executors executors = new Executors();
    private final Thread thread;
    private volatile long heap;
    private volatile long resident;

    /**
     * The most that was seen [bytes].
     *
     * @param heap of the driver's heap, garbage included
     * @param resident of the machine's memory, by the driver's process; 0 where nobody tells
     * @param executorHeap of any one executor's heap; 0 where there is none but the driver, or none has told
     */
    public record Peak(long heap, long resident, long executorHeap) {
        /** For people. */
        public String text() {
            String text = megabytes(heap) + " of heap";
            if (resident > 0) {
                text += ", " + megabytes(resident) + " resident";
            }
            return executorHeap > 0 ? text + "; an executor " + megabytes(executorHeap) + " of heap" : text;
        }

        private static String megabytes(long bytes) {
            return String.format(Locale.ROOT, "%,.0f MB", bytes / MB);
        }
    }

    /** Begins to look. */
    public MemoryWatch(SparkSession spark) {
        context = spark.sparkContext();
        context.addSparkListener(executors);
        look();
        thread = new Thread(this::watch, "localflows-memory");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException e) {
            LOG.trace("no longer wanted", e);
        }
    }

    private synchronized void look() {
        heap = Math.max(heap, memory.getHeapMemoryUsage().getUsed());
        if (Files.exists(STATUS)) {
            try (Stream<String> lines = Files.lines(STATUS)) {
                lines.filter(line -> line.startsWith(RESIDENT))
                        .mapToLong(line -> KB * Long.parseLong(line.replaceAll("\\D+", "")))
                        .forEach(now -> resident = Math.max(resident, now));
            } catch (IOException | UncheckedIOException | NumberFormatException e) {
                LOG.debug("{} says nothing", STATUS, e);
            }
        }
    }

    /** What was seen so far. */
    public Peak peak() {
        look();
        return new Peak(heap, resident, executors.heap);
    }

    @Override
    public void close() {
        thread.interrupt();
        context.removeSparkListener(executors);
    }

    /** Hears from executors with the end of each task. */
    private static final class Executors extends SparkListener {
        private volatile long heap;

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.taskExecutorMetrics() != null
                    && end.taskInfo() != null
                    && !end.taskInfo().executorId().equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER())) {
                heap = Math.max(heap, end.taskExecutorMetrics().getMetricValue("JVMHeapMemory"));
            }
        }
    }
}
