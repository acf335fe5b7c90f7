package io.github.localflows.expansion;

/** What was given does not decide a potential; the message says why, and what to do. */
public final class Unsolvable extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message a clause without a capital and a full stop, to stand after what it is about */
    public Unsolvable(String message) {
        super(message);
    }
}
