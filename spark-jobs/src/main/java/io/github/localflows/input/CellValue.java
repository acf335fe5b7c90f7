package io.github.localflows.input;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** The value of a cell of a table of the user's, as a number. */
public final class CellValue {
    /** Of an identifier. */
    static final int BITS_OF_ID = 64;

    private CellValue() {}

    /** The number that a cell holds, also as text, which may be infinite; NaN when it holds none. */
    public static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        return value instanceof String text ? ColumnKind.number(text) : Double.NaN;
    }

    /**
     * The identifier that a cell holds.
     *
     * @param absent where to add why there is none
     * @return null when there is none
     */
    public static Long id(Object value, List<String> absent) {
        BigInteger id = whole(value);
        if (id == null) {
            absent.add("id is empty");
        } else if (id.bitLength() >= BITS_OF_ID) {
            absent.add("id has more than " + BITS_OF_ID + " bits");
        } else {
            return id.longValue();
        }
        return null;
    }

    /**
     * The weight that a cell holds.
     *
     * @param absent where to add why there is none
     * @return null when there is none
     */
    public static Double weight(Object value, List<String> absent) {
        double weight = number(value);
        if (weight >= 0 && weight < Double.POSITIVE_INFINITY) {
            return weight;
        }
        absent.add("weight is negative or no finite number");
        return null;
    }

    /** Whether cells of a type hold whole numbers. */
    public static boolean isWhole(DataType type) {
        return type.equals(DataTypes.LongType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.ByteType)
                // What Parquet's unsigned numbers of 64 bits become.
                || type instanceof DecimalType decimal && decimal.scale() == 0
                || type.equals(DataTypes.NullType);
    }

    private static BigInteger whole(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toBigInteger();
        }
        return value instanceof Number number ? BigInteger.valueOf(number.longValue()) : null;
    }
}
