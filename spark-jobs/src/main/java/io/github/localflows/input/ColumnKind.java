package io.github.localflows.input;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What all the texts in a column of a CSV table are, as far as a format with types needs to know. */
enum ColumnKind {
    /** Nothing but absent values. */
    ABSENT(DataTypes.StringType),
    /** True or false. */
    BOOLEAN(DataTypes.BooleanType),
    /** Whole numbers that a double holds too. */
    WHOLE(DataTypes.LongType),
    /** Whole numbers of 64 bits, such as identifiers, of which a double would lose digits. */
    WHOLE_64(DataTypes.LongType),
    /** Numbers. */
    NUMBER(DataTypes.DoubleType),
    /** Anything else. */
    TEXT(DataTypes.StringType);

    /** In lower case; a column with other texts that are no numbers is one of text, in which these stand for themselves. */
    private static final Set<String> ABSENT_TEXTS = Set.of("", "null", "na", "n/a", "none");

    private static final Set<String> NOT_FINITE =
            Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

    private static final Pattern NUMBER_TEXT = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private static final Pattern WHOLE_TEXT = Pattern.compile("0|-?[1-9][0-9]*");

    /** Leading zeros belong to a name, such as that of a plate, not to a number. */
    private static final Pattern PADDED = Pattern.compile("[+-]?0[0-9]+");

    private static final long LARGEST_IN_DOUBLE = 1L << 53;

    private final DataType type;

    ColumnKind(DataType type) {
        this.type = type;
    }

    /** The type of a column of this kind. */
    DataType type() {
        return type;
    }

    /** The kind of one text. */
    static ColumnKind of(String text) {
        String stripped = text.strip();
        String lower = stripped.toLowerCase(Locale.ROOT);
        if (ABSENT_TEXTS.contains(lower)) {
            return ABSENT;
        }
        if (WHOLE_TEXT.matcher(stripped).matches()) {
            return whole(stripped);
        }
        if (NOT_FINITE.contains(lower)
                || NUMBER_TEXT.matcher(stripped).matches()
                        && !PADDED.matcher(stripped).matches()) {
            return NUMBER;
        }
        return lower.equals("true") || lower.equals("false") ? BOOLEAN : TEXT;
    }

    private static ColumnKind whole(String text) {
        try {
            return Math.abs((double) Long.parseLong(text)) < LARGEST_IN_DOUBLE ? WHOLE : WHOLE_64;
        } catch (NumberFormatException e) {
            // More than 64 bits: as text it keeps its digits.
            return TEXT;
        }
    }

    /** The kind of a column that holds values of both. */
    ColumnKind and(ColumnKind other) {
        if (this == other || other == ABSENT) {
            return this;
        }
        if (this == ABSENT) {
            return other;
        }
        ColumnKind less = compareTo(other) < 0 ? this : other;
        ColumnKind more = less == this ? other : this;
        if (less == WHOLE && (more == WHOLE_64 || more == NUMBER)) {
            return more;
        }
        return TEXT;
    }

    /** The value that a text stands for in a column of this kind; null for an absent one. */
    Object value(String text) {
        String stripped = text.strip();
        if (this == TEXT) {
            return text.isEmpty() ? null : text;
        }
        if (ABSENT_TEXTS.contains(stripped.toLowerCase(Locale.ROOT))) {
            return null;
        }
        return switch (this) {
            case BOOLEAN -> Boolean.parseBoolean(stripped);
            case WHOLE, WHOLE_64 -> Long.parseLong(stripped);
            case NUMBER -> number(stripped);
            default -> null;
        };
    }

    /** The number that a text stands for, which may be infinite; NaN when it is none. */
    static double number(String text) {
        String stripped = text.strip();
        if (NUMBER_TEXT.matcher(stripped).matches()) {
            return Double.parseDouble(stripped);
        }
        String lower = stripped.toLowerCase(Locale.ROOT);
        if (!NOT_FINITE.contains(lower) || lower.equals("nan")) {
            return Double.NaN;
        }
        return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
