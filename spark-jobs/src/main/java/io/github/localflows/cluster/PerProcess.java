package io.github.localflows.cluster;

import java.io.Serializable;

/**
 * Something costly to build that all tasks of a process share: broadcast this, and each executor builds its own when a
 * task first asks for it.
 */
public final class PerProcess<T> implements Serializable {
    private static final long serialVersionUID = 1;

    /** How to build it. */
    public interface Builder<T> extends Serializable {
        T build();
    }

    private final Builder<T> builder;
    private transient T value;

    public PerProcess(Builder<T> builder) {
        this.builder = builder;
    }

    /**
     * Releases what was built in this process, when it holds something to be released; on executors it goes with the
     * garbage.
     */
    public synchronized void release() {
        if (value instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release " + value, e);
            }
        }
        value = null;
    }

    /** The process's own, which must be thread-safe. */
    public synchronized T value() {
        if (value == null) {
            value = builder.build();
        }
        return value;
    }
}
