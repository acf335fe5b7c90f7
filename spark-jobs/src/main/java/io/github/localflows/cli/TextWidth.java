package io.github.localflows.cli;

import io.github.localflows.config.Shown;

/** How many cells of a terminal a text takes. */
final class TextWidth {
    /** First and last characters of what terminals show in two cells: Hangul, Kana, Chinese, full width, pictures. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F},
        {0x2E80, 0x303E},
        {0x3041, 0xA4CF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},
        {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6},
        {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF},
        {0x1F900, 0x1FAFF},
        {0x20000, 0x3FFFD}
    };

    private TextWidth() {}

    /** The width of a text that {@link #printable} gave. */
    static int of(String text) {
        return text.codePoints().map(TextWidth::cells).sum();
    }

    private static int cells(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int[] range : WIDE) {
            if (character >= range[0] && character <= range[1]) {
                return 2;
            }
        }
        return 1;
    }

    /** A text on one line, with what would move the cursor or change the terminal written as in Java. */
    static String printable(String text) {
        return Shown.uncut(text);
    }
}
