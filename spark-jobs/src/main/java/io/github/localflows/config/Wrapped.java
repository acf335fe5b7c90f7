package io.github.localflows.config;

import java.util.List;

/** Lines for people, of no more than {@value #WIDTH} characters where words allow it. */
public final class Wrapped {
    /** The longest that a line should be. */
    public static final int WIDTH = 100;

    private Wrapped() {}

    /**
     * Words after one another, wrapped where a line would be too long.
     *
     * @param first what the first line begins with, a space at its end; the others begin as far to the right
     * @param words each of which stays in one line
     */
    public static String text(String first, List<String> words) {
        int margin = first.length() - 1;
        StringBuilder text = new StringBuilder(first.substring(0, margin));
        int column = margin;
        for (String word : words) {
            if (column > margin && column + 1 + word.length() > WIDTH) {
                text.append("\n").append(" ".repeat(margin));
                column = margin;
            }
            text.append(" ").append(word);
            column += 1 + word.length();
        }
        return text.toString().stripTrailing();
    }
}
