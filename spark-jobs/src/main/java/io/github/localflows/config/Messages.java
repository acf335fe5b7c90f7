package io.github.localflows.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** What other people's exceptions say, in one line. */
public final class Messages {
    private Messages() {}

    /** The first line of what an exception says, or its class. */
    public static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse(e.getClass().getSimpleName());
    }

    /** The cause that has no other; of causes that go in a circle the last one before it closes. */
    public static Throwable innermost(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable innermost = thrown;
        for (Throwable e = thrown; e != null && seen.add(e); e = e.getCause()) {
            innermost = e;
        }
        return innermost;
    }
}
