package io.github.localflows.cluster;

import io.github.localflows.config.UserError;
import java.util.List;

/** What it looks like when the driver's heap is too small, and what to say then. */
public final class DriverMemory {
    /** What Java has too little of besides, in its words: more heap would not help. */
    private static final List<String> NOT_HEAP = List.of("native thread", "Metaspace");

    private DriverMemory() {}

    /**
     * Whether an error, or what caused it, says that memory was too small. Spark says "TaskResultLost" when there is no room
     * for the result of a task until it is fetched.
     */
    public static boolean isShort(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            boolean outOfMemory = e instanceof OutOfMemoryError || message.contains("OutOfMemoryError");
            if (message.contains("TaskResultLost")
                    || outOfMemory && NOT_HEAP.stream().noneMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The mistake to report.
     *
     * @param what the work that memory was too small for
     */
    public static UserError shortage(String what, Throwable error) {
        return new UserError(
                what + ": not enough driver memory (a heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB): give more, with --driver-memory SIZE before the command (on a cluster the executors may"
                        + " need --executor-memory SIZE)",
                error);
    }
}
