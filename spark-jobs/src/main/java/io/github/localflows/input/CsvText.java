package io.github.localflows.input;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * Values as a CSV holds them: numbers with all their digits, instants in UTC (ISO 8601), nothing for an absent value; quoted as RFC
 * 4180 has it.
 */
public final class CsvText implements Serializable {
    private static final long serialVersionUID = 1;

    private static final Set<DataType> SIMPLE = Set.of(
            DataTypes.BooleanType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.NullType);

    private CsvText() {}

    /** Whether a CSV can hold values of a type so that they are read back as they were. */
    public static boolean holds(DataType type) {
        return type instanceof NumericType || type instanceof StringType || SIMPLE.contains(type);
    }

    /** A row as a line, without its end. */
    public static String line(Row row) {
        return line(row, 0);
    }

    /** The values of a row from one on. */
    public static String line(Row row, int first) {
        return IntStream.range(first, row.size()).mapToObj(c -> of(row.get(c))).collect(Collectors.joining(","));
    }

    private static String of(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Instant instant) {
            return DateTimeFormatter.ISO_INSTANT.format(instant);
        }
        return value instanceof LocalDateTime time
                ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)
                : quoted(value.toString());
    }

    /** A text in quotes where it needs them. */
    public static String quoted(String text) {
        // A line that begins with # would be a comment, were it the first.
        boolean plain =
                text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r') && !text.startsWith("#");
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
