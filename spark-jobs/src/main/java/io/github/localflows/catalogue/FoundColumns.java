package io.github.localflows.catalogue;

import io.github.localflows.input.CellValue;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The columns of a table that hold the quantities of a catalogue. */
final class FoundColumns implements Serializable {
    private static final long serialVersionUID = 1;

    /** Where the columns of each quantity are, by its number. */
    private final int[][] indices;

    private final double[][] factors;

    /**
     * A column.
     *
     * @param index where it is in a row
     * @param factor what its numbers are multiplied by
     */
    record Found(int index, double factor) {}

    FoundColumns(EnumMap<Quantity, List<Found>> found) {
        Quantity[] all = Quantity.values();
        indices = new int[all.length][0];
        factors = new double[all.length][0];
        for (Map.Entry<Quantity, List<Found>> entry : found.entrySet()) {
            int q = entry.getKey().ordinal();
            indices[q] = entry.getValue().stream().mapToInt(Found::index).toArray();
            factors[q] = entry.getValue().stream().mapToDouble(Found::factor).toArray();
        }
    }

    /** How many columns a quantity has. */
    int count(Quantity quantity) {
        return indices[quantity.ordinal()].length;
    }

    boolean has(Quantity quantity) {
        return count(quantity) > 0;
    }

    /** What a row has in the first column of a quantity. */
    Object cell(Row row, Quantity quantity) {
        return row.get(indices[quantity.ordinal()][0]);
    }

    /** The number in one of a quantity's columns, in the unit of its dimension; NaN when there is none. */
    double number(Row row, Quantity quantity, int which) {
        int q = quantity.ordinal();
        return CellValue.number(row.get(indices[q][which])) * factors[q][which];
    }

    /** The number in a quantity's only column; NaN when there is none, or no column. */
    double number(Row row, Quantity quantity) {
        return has(quantity) ? number(row, quantity, 0) : Double.NaN;
    }

    /** The first of a quantity's columns that has a finite number; -1 when none has. */
    int first(Row row, Quantity quantity) {
        for (int i = 0; i < count(quantity); i++) {
            if (Double.isFinite(number(row, quantity, i))) {
                return i;
            }
        }
        return -1;
    }
}
