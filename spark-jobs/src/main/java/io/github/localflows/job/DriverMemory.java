package io.github.localflows.job;

import io.github.localflows.config.UserError;

/** What it looks like when the driver's heap is too small, and what to say then. */
public final class DriverMemory {
    private DriverMemory() {}

    /**
     * Whether an error, or what caused it, says that memory was too small. Spark says "TaskResultLost" when there is no room
     * for the result of a task until it is fetched.
     */
    public static boolean isShort(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            if (e instanceof OutOfMemoryError
                    || message.contains("TaskResultLost")
                    || message.contains("OutOfMemoryError")) {
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
