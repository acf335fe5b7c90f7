package io.github.localflows.input;

import io.github.localflows.config.Messages;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * A value that no star can have, such as a mark for a missing one.
 *
 * <p>No record: these travel between the tasks, and Kryo cannot read one.
 */
public final class Impossible implements Serializable {
    private static final long serialVersionUID = 1;

    /** No star of a galaxy is faster [km/s]. */
    public static final double FASTEST = 5000;

    /** Nor farther from its centre in one direction [kpc]. */
    public static final double FARTHEST = 5000;

    private static final int DIGITS = 6;

    /** So many rows that no star can have, and so large a part of all, are no marks of missing values but another unit. */
    private static final long MANY = 100;

    private static final double NEARLY_ALL = 0.9;

    private final String value;
    private final String cut;

    private Impossible(String value, String cut) {
        this.value = value;
        this.cut = cut;
    }

    /** A text where there must be a number. */
    static Impossible text(String column, String text, double most) {
        return new Impossible(
                column + " is \"" + BadLines.brief(text) + "\" (no number)", "abs(" + name(column) + ")" + below(most));
    }

    /**
     * A number that is too large, of either sign.
     *
     * @param column its name
     * @param unit of the number
     * @param most what it may be at most, in the same unit
     */
    static Impossible number(String column, double number, String unit, double most) {
        return new Impossible(told(column, number, unit, most), "abs(" + name(column) + ")" + below(most));
    }

    /**
     * The same of a column in a unit of its own, which may be one of several that hold the quantity: a row that has nothing there can be a star.
     *
     * @param factor by which the column's numbers are multiplied
     */
    public static Impossible number(
            String column, double number, String unit, double most, double factor, boolean oneOfSeveral) {
        String size = "abs(" + name(column) + ")";
        return new Impossible(
                told(column, number, unit, most),
                (oneOfSeveral ? "coalesce(" + size + ", 0)" : size) + below(most / factor));
    }

    /**
     * What is to be said after rows with something impossible: what to do about them.
     *
     * @param impossible how many there are
     * @param rows how many rows there are in all
     * @param key where the user's conditions are
     * @param conditions that leave such rows out
     */
    public static String remedy(long impossible, long rows, String key, List<String> conditions) {
        String mend = impossible >= MANY && impossible > NEARLY_ALL * rows
                ? "Nearly all rows are like these: is a column in another unit (docs/stars.md), or written otherwise? Convert it; or mend "
                : "Mend ";
        return "no star has that. " + mend
                + (impossible == 1 ? "the row, or leave such rows" : "these rows, or leave them") + " out, as by " + key
                + " = " + Messages.list(conditions);
    }

    private static String told(String column, double number, String unit, double most) {
        return column + " is " + number + " " + unit + " (beyond " + plain(most) + ")";
    }

    private static String name(String column) {
        return column.matches("[A-Za-z_][A-Za-z0-9_]*") ? column : "`" + column.replace("`", "``") + "`";
    }

    private static String below(double most) {
        return " < " + plain(most);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The column, its value and why that cannot be, for people. */
    public String value() {
        return value;
    }

    /** A condition that leaves out rows of this kind. */
    public String cut() {
        return cut;
    }
}
