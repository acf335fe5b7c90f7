package io.github.localflows.input;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

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

    private final String value;
    private final String cut;

    private Impossible(String value, String cut) {
        this.value = value;
        this.cut = cut;
    }

    /** A text where there must be a number. */
    static Impossible text(String column, String text, double most) {
        return new Impossible(column + " is \"" + BadLines.brief(text) + "\"", cut(column, most));
    }

    /**
     * A number that is too large, of either sign.
     *
     * @param column its name
     * @param unit of the number
     * @param most what the column may hold at most, in its own unit
     */
    public static Impossible number(String column, double number, String unit, double most) {
        return new Impossible(column + " is " + number + " " + unit, cut(column, most));
    }

    private static String cut(String column, double most) {
        String name = column.matches("[A-Za-z_][A-Za-z0-9_]*") ? column : "`" + column.replace("`", "``") + "`";
        String bound = BigDecimal.valueOf(most)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
        return "abs(" + name + ") < " + bound;
    }

    /** The column and its value, for people. */
    public String value() {
        return value;
    }

    /** A condition that leaves out rows of this kind. */
    public String cut() {
        return cut;
    }
}
