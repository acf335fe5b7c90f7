package io.github.localflows.table;

import org.apache.spark.sql.Row;

/** Numbers that are not known: null in tables, NaN in arithmetic. */
public final class Nulls {
    private Nulls() {}

    /** A number of a table; null unless it is finite. */
    public static Double orNull(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** The number of a column; NaN for null. */
    public static double orNaN(Row row, int column) {
        return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }
}
