package io.github.localflows.cli;

import io.github.localflows.cluster.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/**
 * What the signals do that ask a program to end. Java itself runs the shutdown hooks, and Spark's stops the session under
 * the command that runs, whose work fails in many lines. Here the first signal says one line, after which nobody says
 * anything, and then ends the program in the same way; the second one ends it at once. What is finished by then is kept,
 * as after a kill.
 */
final class Interruption {
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /** What shells add to the number of the signal that ended a program. */
    private static final int SIGNALLED = 128;

    /** How long Spark may take to stop [ms]. */
    private static final long PATIENCE = 10_000;

    private static final AtomicBoolean ENDING = new AtomicBoolean();
    private static volatile String outlook = "";

    private Interruption() {}

    /**
     * From now on signals are heeded; those that the program was started to ignore stay ignored, as with nohup. By
     * reflection, for the compiler warns of sun.misc and cannot be told not to; Spark's own way to it takes its time.
     */
    static void heed() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> one : SIGNALS.entrySet()) {
                Object ending = Proxy.newProxyInstance(
                        Interruption.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            end(SIGNALLED + one.getValue());
                            return null;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(one.getKey()), ending);
            }
        } catch (ReflectiveOperationException e) {
            // A Java without them, or a system without one of the signals: Java's own way to end stays.
            LoggerFactory.getLogger(Interruption.class).debug("signals are left to Java", e);
        }
    }

    /** From now on a command runs that goes on where it was interrupted. */
    static void resumable() {
        outlook = "; the same command goes on where it stopped";
    }

    /** Ends the program, unless an interruption has begun to, which has its own exit code. */
    static void exit(int code) {
        if (ENDING.compareAndSet(false, true)) {
            System.exit(code);
        }
        waitForTheEnd();
    }

    /** Whether the program is on its way to its end, so that nothing that fails now is news. */
    static boolean hasBegun() {
        return ENDING.get();
    }

    private static void end(int code) {
        if (!ENDING.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(code);
        }
        // Not on the thread of the signal, which the next one needs.
        daemon(() -> {
            Configurator.setLevel("io.github.localflows", Level.OFF);
            Progress.endShown();
            System.err.println("localflows: interrupted" + outlook);
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            System.exit(code);
        });
        daemon(() -> {
            Thread.sleep(PATIENCE);
            Runtime.getRuntime().halt(code);
        });
    }

    private static void waitForTheEnd() {
        while (true) {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                // Spark interrupts those that it stops; the end comes all the same.
            }
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "localflows-interruption");
        thread.setDaemon(true);
        thread.start();
    }
}
