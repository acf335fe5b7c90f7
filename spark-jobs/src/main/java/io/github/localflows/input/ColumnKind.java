package io.github.localflows.input;

import java.util.Locale;
import java.util.Set;
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
    private static final Set<String> ABSENT_TEXTS = Set.of("", "-", "--", "\\n", "null", "na", "n/a", "none");

    private static final Set<String> NOT_FINITE =
            Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

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
        ColumnKind number = ofNumber(stripped);
        if (number == WHOLE) {
            return whole(stripped);
        }
        if (number != null) {
            return number;
        }
        String lower = stripped.toLowerCase(Locale.ROOT);
        if (ABSENT_TEXTS.contains(lower)) {
            return ABSENT;
        }
        if (NOT_FINITE.contains(lower)) {
            return NUMBER;
        }
        return lower.equals("true") || lower.equals("false") ? BOOLEAN : TEXT;
    }

    /**
     * The kind of a text that is written as a number, as 12, +1.5 or -.5e-3; null of another. With leading zeros, as in 007, it is a text, for
     * these belong to a name, such as that of a plate.
     */
    private static ColumnKind ofNumber(String text) {
        int length = text.length();
        boolean signed = length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+');
        int first = signed ? 1 : 0;
        int at = digits(text, first);
        int whole = at - first;
        boolean isWhole = at == length && whole > 0;
        if (isWhole) {
            boolean padded = whole > 1 && text.charAt(first) == '0';
            boolean zero = text.charAt(first) == '0';
            return padded ? TEXT : signed && (zero || text.charAt(0) == '+') ? NUMBER : WHOLE;
        }
        int decimals = 0;
        if (at < length && text.charAt(at) == '.') {
            int end = digits(text, at + 1);
            decimals = end - at - 1;
            at = end;
        }
        if (whole + decimals == 0) {
            return null;
        }
        if (at < length && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            at += at < length && (text.charAt(at) == '-' || text.charAt(at) == '+') ? 1 : 0;
            int end = digits(text, at);
            if (end == at) {
                return null;
            }
            at = end;
        }
        return at == length ? NUMBER : null;
    }

    /** Where the digits end that begin at some place. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** Whether a text is written as a number, also with leading zeros. */
    private static boolean isNumber(String text) {
        return ofNumber(text) != null;
    }

    /** Whether a text neither is written as a number, also one that is not finite, nor stands for an absent value. */
    static boolean isNeither(String text) {
        ColumnKind kind = of(text);
        return (kind == TEXT || kind == BOOLEAN) && !isNumber(text.strip());
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
        if (!isNumber(stripped) && ABSENT_TEXTS.contains(stripped.toLowerCase(Locale.ROOT))) {
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
        if (isNumber(stripped)) {
            return Double.parseDouble(stripped);
        }
        String lower = stripped.toLowerCase(Locale.ROOT);
        if (!NOT_FINITE.contains(lower) || lower.equals("nan")) {
            return Double.NaN;
        }
        return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
