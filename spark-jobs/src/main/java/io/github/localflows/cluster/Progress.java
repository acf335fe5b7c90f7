package io.github.localflows.cluster;

import io.github.localflows.artifact.Durations;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far some long work has come and how long the rest may take: a bar on a terminal, elsewhere a log line now and then.
 * Thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    /** Characters of a bar's name: on 80 columns they leave room for the bar itself. */
    private static final int NAME = 18;

    /** What stands for words left out. */
    private static final String GAP = " .. ";

    /** Those on the terminal now. */
    private static final Set<Progress> SHOWN = ConcurrentHashMap.newKeySet();

    private final String what;
    private final String unit;
    private final ProgressBar bar;
    private final long started = System.nanoTime();
    private long total;
    private long done;
    private long reported = started;

    private Progress(String what, long total, String unit, ProgressBar bar) {
        this.what = what;
        this.total = total;
        this.unit = unit;
        this.bar = bar;
    }

    /**
     * Begins to show progress.
     *
     * @param what the work
     * @param total of how many steps
     * @param unit what a step is, in the plural
     */
    public static Progress of(String what, long total, String unit) {
        // Null unless both ends are a person's terminal.
        boolean terminal = System.console() != null;
        ProgressBar bar = terminal ? bar(what, total).build() : null;
        Progress progress = new Progress(what, total, unit, bar);
        SHOWN.add(progress);
        return progress;
    }

    /** Ends the bars that are on the terminal, so that a line has the terminal to itself. */
    public static void endShown() {
        SHOWN.forEach(Progress::close);
    }

    static ProgressBarBuilder bar(String what, long total) {
        return new ProgressBarBuilder()
                .setTaskName(shortened(what))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .continuousUpdate();
    }

    /** A name's first word and as many of its last ones as there is room for: they tell which of many it is. */
    static String shortened(String what) {
        if (what.length() <= NAME) {
            return what;
        }
        int first = what.indexOf(' ');
        for (int at = first; at >= 0; at = what.indexOf(' ', at + 1)) {
            if (first + GAP.length() + what.length() - at - 1 <= NAME) {
                return what.substring(0, first) + GAP + what.substring(at + 1);
            }
        }
        return what.substring(0, NAME - 2) + "..";
    }

    /** What a bar has room for: the last part of a remark. */
    static String shortRemark(String remark) {
        return remark.substring(remark.lastIndexOf(',') + 1).strip();
    }

    /** As {@link #of}, but log lines in any case: of work that is not alone on the terminal. */
    public static Progress logged(String what, long total, String unit) {
        return new Progress(what, total, unit, null);
    }

    /**
     * Steps have been done.
     *
     * @param remark how it stands, shown beside the progress; may be empty
     */
    public synchronized void step(long steps, String remark) {
        done += steps;
        if (bar != null) {
            bar.stepBy(steps);
            bar.setExtraMessage(shortRemark(remark));
            return;
        }
        long now = System.nanoTime();
        if (now - reported >= BETWEEN_LINES.toNanos() && done < total) {
            reported = now;
            LOG.info("{}", line((now - started) * 1e-9, remark));
        }
    }

    /**
     * How far the work has come, in words.
     *
     * @param elapsedSeconds since it began [s]
     * @param remark how it stands; may be empty
     */
    public synchronized String line(double elapsedSeconds, String remark) {
        return what + ": " + done + " of " + total + " " + unit + " in " + Durations.text(elapsedSeconds)
                + (done > 0 ? ", about " + Durations.text(elapsedSeconds / done * (total - done)) + " left" : "")
                + (remark.isEmpty() ? "" : "; " + remark);
    }

    /** So many steps need not be done. */
    public synchronized void leaveOut(long steps) {
        total -= steps;
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    @Override
    public synchronized void close() {
        SHOWN.remove(this);
        if (bar != null) {
            bar.close();
        }
    }
}
