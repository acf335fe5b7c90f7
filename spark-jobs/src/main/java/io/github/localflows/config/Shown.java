package io.github.localflows.config;

/**
 * What a user wrote, made fit for a message: of a readable length, on one line, and without characters that change how a
 * terminal shows the rest.
 */
public final class Shown {
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_LINE = 900;

    /** So many times what is shown is searched for what is secret. */
    private static final int SEARCHED = 10;

    /** What stands for the middle of something long. */
    private static final String CUT = "...";

    private Shown() {}

    /** A key, value, name or path within a message, at most some 200 characters of it, without what is secret. */
    public static String text(String text) {
        return shown(text, LONGEST_TEXT);
    }

    /** A whole message, at most some 900 characters of it, without what is secret. */
    public static String line(String message) {
        return shown(message, LONGEST_LINE);
    }

    /** What is secret is looked for before the text is cut, which could leave a half of it; in a text without end in its ends. */
    private static String shown(String text, int longest) {
        return cut(uncut(cut(Secrets.hidden(cut(text, SEARCHED * longest)), longest)), longest);
    }

    /** Both ends of a long text, for the end often says more than the middle. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int head = 2 * longest / 3;
        return text.substring(0, head) + CUT + text.substring(text.length() - (longest - head - CUT.length()));
    }

    /**
     * All of a text, on one line: control characters, line breaks, invisible marks and marks of direction, and characters
     * without a meaning that all share, are Java escapes.
     */
    public static String uncut(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                shown.append("\\t");
            } else if (c == '\n') {
                shown.append("\\n");
            } else if (c == '\r') {
                shown.append("\\r");
            } else if (hidden(text, i)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    private static boolean hidden(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
            return hidden(text.codePointAt(i));
        }
        if (Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1))) {
            return hidden(text.codePointBefore(i + 1));
        }
        return hidden((int) c);
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
