package io.github.localflows.table;

import java.util.Optional;

/** Texts of files and of other people's exceptions, fit for one line. */
public final class Messages {
    /** The most characters of a file that a message repeats. */
    private static final int SHOWN = 200;

    private Messages() {}

    /** The first line of what an exception says, or its class. */
    public static String firstLine(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse(e.getClass().getSimpleName());
    }

    /** A text of the user's file, short and without what would disturb a terminal. */
    public static String shown(String text) {
        String printable = text.strip().replaceAll("\\p{Cntrl}", "\uFFFD");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + " ...";
    }
}
