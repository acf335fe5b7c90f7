package io.github.localflows.job;

import java.io.Serializable;

/**
 * Something costly to build that all tasks of a process share: broadcast this, and each executor builds its own when a
 * task first asks for it.
 */
final class PerProcess<T> implements Serializable {
    private static final long serialVersionUID = 1;

    /** How to build it. */
    interface Builder<T> extends Serializable {
        T build();
    }

    private final Builder<T> builder;
    private transient T value;

    PerProcess(Builder<T> builder) {
        this.builder = builder;
    }

    /**
     * Releases what was built in this process, when it holds something to be released; on executors it goes with the
     * garbage.
     */
    synchronized void release() {
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
    synchronized T value() {
        if (value == null) {
            value = builder.build();
        }
        return value;
    }
}
