package io.github.localflows.input;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/** The lines of a CSV that are no rows of its table: all of them are counted, and the first few told. */
final class BadLines {
    /** So much of a line or a cell is told beside others. */
    private static final int LONGEST = 24;

    private final String where;
    private final int width;
    private final List<String> told = new ArrayList<>();
    private long count;
    private boolean ragged;
    private boolean comments;

    /** What is said of the first ragged line where it is the only one. */
    private String only;

    /**
     * Of a file.
     *
     * @param where the file as the user knows it
     * @param width how many columns its header has
     */
    BadLines(String where, int width) {
        this.where = where;
        this.width = width;
    }

    /** A line has more or fewer values than the header. */
    void ragged(long line, CSVRecord record) {
        String text = String.join(",", record);
        comments |= text.startsWith("#");
        if (!ragged) {
            only = ", line " + line + ": has " + values(record) + " for the " + width + " columns of the header: "
                    + Shown.text(text);
        }
        ragged = true;
        add("line " + line + " has " + values(record) + " (" + brief(text) + ")");
    }

    /** A line has a cell that is neither a number nor absent, where there must be a number; the first one is told. */
    void text(long line, String column, String cell) {
        add("line " + line + ": " + Shown.text(column) + " is \"" + brief(cell) + "\"");
    }

    private static String values(CSVRecord record) {
        return record.size() == 1 ? "1 value" : record.size() + " values";
    }

    private void add(String what) {
        count++;
        if (told.size() < Messages.TOLD) {
            told.add(what);
        }
    }

    /** The beginning of a cell or a line. */
    static String brief(String text) {
        return Shown.text(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }

    /**
     * Refuses a file of which a line is no row. Cells without a number are told beside it; where all lines are rows, they are for
     * whoever reads these.
     *
     * @throws UserError naming the lines
     */
    void refuse() {
        if (!ragged) {
            return;
        }
        String hints = (comments ? " (comments stand before the header alone)" : "")
                + (width == 1 ? " (values must be separated by commas, and numbers have points)" : "");
        throw new UserError(
                count == 1
                        ? where + only + hints + "; mend the line, or take it out"
                        : where + " has " + count + " lines that are no rows of its " + width + " columns: "
                                + Messages.first(told, count) + hints + "; mend these lines, or take them out");
    }
}
