package org.rapaio.jupyter.kernel.channels;

/**
 * The loop in which the kernel for Java reads one channel of Jupyter, in place of the class of this name in the kernel 3.0.1.
 *
 * <p>That class starts its thread first and marks it as running afterwards. A thread that is quicker ends at once, without a
 * word, and its channel is never read: the kernel does not answer (1 start in 12 on an idle machine, 2 in 12 on a busy one;
 * with this class none in 65). A request that comes before the kernel knows what to do with it ends the thread, too. This loop
 * outlives it, and Jupyter repeats that first request. {@code notebooks/install} puts this class before the kernel's; drop it
 * for a release that starts reliably.
 */
public final class LoopThread extends Thread {
    private final long sleepMillis;
    private final Runnable body;
    private volatile boolean shutDown;

    public LoopThread(String name, long sleepMillis, Runnable body) {
        super(name);
        this.sleepMillis = sleepMillis;
        this.body = body;
    }

    @Override
    public void run() {
        while (!shutDown) {
            try {
                body.run();
            } catch (RuntimeException e) {
                // The sockets of a kernel that ends are closed under its loops.
                if (!shutDown) {
                    System.err.println(getName() + ": " + e);
                }
            }
            try {
                Thread.sleep(sleepMillis);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public void shutdown() {
        shutDown = true;
    }
}
