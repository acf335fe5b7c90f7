package io.github.localflows.input;

import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVRecord;

/**
 * The lines of a CSV that are no rows of its table, and beside them the rows that hold what no star can have: all of them are
 * counted, and the first few told.
 */
final class BadLines {
    /** So much of a line or a cell is told beside others. */
    private static final int LONGEST = 24;

    /** So many of a kind are told where there are both, lest the whole be too long for a message. */
    private static final int TOLD_OF_BOTH = 4;

    private final String where;
    private final int width;
    private final Told ragged = new Told();
    private boolean comments;

    /** What is said of the first ragged line where it is the only one. */
    private String only;

    private final Told impossible = new Told();
    private long rows;
    private final Set<String> conditions = new TreeSet<>();

    /** Mistakes of a kind. */
    private static final class Told {
        private final List<String> first = new ArrayList<>();
        private long count;

        void add(String what) {
            if (count++ < Messages.TOLD) {
                first.add(what);
            }
        }

        String inWords(int most) {
            return Messages.first(first.subList(0, Math.min(most, first.size())), count);
        }
    }

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
        if (ragged.count == 0) {
            only = ", line " + line + ": has " + values(record) + " for the " + width + " columns of the header: "
                    + Shown.text(text);
        }
        ragged.add("line " + line + " has " + values(record) + " (" + brief(text) + ")");
    }

    /** A line is a row, which may hold what no star can have. */
    void row(long line, Optional<Impossible> first) {
        rows++;
        first.ifPresent(value -> {
            conditions.add(value.cut());
            impossible.add("line " + line + ": " + Shown.text(value.value()));
        });
    }

    private static String values(CSVRecord record) {
        return record.size() == 1 ? "1 value" : record.size() + " values";
    }

    /** The beginning of a cell or a line. */
    static String brief(String text) {
        return Shown.text(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }

    /**
     * The refusal of the file, of which some line is no row.
     *
     * @param cuts the key by which the user leaves rows out; of use where a row holds what no star can have
     */
    UserError refusal(String cuts) {
        if (ragged.count == 0) {
            return new UserError(where + " changes while it is read: give the command again when it is whole");
        }
        String hints = (comments ? " (comments stand before the header alone)" : "")
                + (width == 1 ? " (values must be separated by commas, and numbers have points)" : "");
        int most = impossible.count == 0 ? Messages.TOLD : TOLD_OF_BOTH;
        String lines = ragged.count == 1
                ? where + only + hints + "; mend the line, or take it out"
                : where + " has " + ragged.count + " lines that are no rows of its " + width + " columns: "
                        + ragged.inWords(most) + hints + "; mend these lines, or take them out";
        if (impossible.count == 0) {
            return new UserError(lines);
        }
        String rowsOfNoStar =
                (impossible.count == 1 ? "" : impossible.count + " rows are of no star: ") + impossible.inWords(most);
        return new UserError(lines + ". Besides, " + rowsOfNoStar + "; "
                + Impossible.remedy(impossible.count, rows, cuts, List.copyOf(conditions)));
    }
}
