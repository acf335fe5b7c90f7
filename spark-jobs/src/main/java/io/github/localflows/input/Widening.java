package io.github.localflows.input;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** The type that holds the values of two without loss. */
final class Widening {
    private static final List<DataType> WHOLE =
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    private static final List<DataType> REAL = List.of(DataTypes.FloatType, DataTypes.DoubleType);

    private Widening() {}

    /** The type; empty when there is none, as for 64-bit whole numbers and doubles, which lack digits for these. */
    static Optional<DataType> of(DataType a, DataType b) {
        if (a.equals(b) || b.equals(DataTypes.NullType)) {
            return Optional.of(a);
        }
        if (a.equals(DataTypes.NullType)) {
            return Optional.of(b);
        }
        if (a instanceof DecimalType first && b instanceof DecimalType second && first.scale() == second.scale()) {
            return Optional.of(first.precision() > second.precision() ? first : second);
        }
        boolean whole = WHOLE.contains(a) && WHOLE.contains(b);
        if (whole) {
            return Optional.of(WHOLE.get(Math.max(WHOLE.indexOf(a), WHOLE.indexOf(b))));
        }
        boolean real = REAL.contains(a) || REAL.contains(b);
        boolean exact = REAL.contains(a) && REAL.contains(b) || holds(a) || holds(b);
        return real && exact ? Optional.of(DataTypes.DoubleType) : Optional.empty();
    }

    /** Whether a double holds every whole number of the type. */
    private static boolean holds(DataType type) {
        return WHOLE.contains(type) && !type.equals(DataTypes.LongType);
    }
}
