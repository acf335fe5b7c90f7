package io.github.localflows.config;

import java.util.Optional;

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
}
