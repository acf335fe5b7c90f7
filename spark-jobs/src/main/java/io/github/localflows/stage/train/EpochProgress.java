package io.github.localflows.stage.train;

import io.github.localflows.cluster.Progress;

/**
 * How far the training of flows has come, in epochs: of one flow, or of several that are trained one after another. For one thread at a time.
 */
final class EpochProgress implements AutoCloseable {
    private final Progress progress;
    private final int epochs;
    private final boolean several;
    private String flow = "";
    private int left;

    /**
     * Shows progress.
     *
     * @param progress in epochs of all flows
     * @param epochs of one flow
     * @param several whether there are other flows, so that remarks name theirs
     */
    EpochProgress(Progress progress, int epochs, boolean several) {
        this.progress = progress;
        this.epochs = epochs;
        this.several = several;
    }

    /** Of some flows that are trained one after another. */
    static EpochProgress ofAll(String ensemble, int flows, int epochs) {
        return new EpochProgress(Progress.of("train " + ensemble, (long) flows * epochs, "epochs"), epochs, flows > 1);
    }

    /** Of one flow among others that are trained at the same time, as log lines. */
    static EpochProgress ofOne(String what, int epochs) {
        return new EpochProgress(Progress.logged(what, epochs, "epochs"), epochs, false);
    }

    /**
     * The next flow is trained.
     *
     * @param name which it is
     * @param done how many of its epochs were done before
     */
    void begin(String name, int done) {
        flow = several ? " (" + name + ")" : "";
        left = epochs - done;
        progress.leaveOut(done);
    }

    /** An epoch is done. */
    void epoch(String remark) {
        left--;
        progress.step(1, remark + flow);
    }

    /** The flow is trained, be it before the last epoch. */
    void end() {
        progress.leaveOut(left);
        left = 0;
    }

    @Override
    public void close() {
        progress.close();
    }
}
