package io.github.localflows.catalogue;

import io.github.localflows.input.CellValue;
import io.github.localflows.input.Impossible;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The columns of a table that hold the quantities of a catalogue. */
final class FoundColumns implements Serializable {
    private static final long serialVersionUID = 1;

    /** The star of the largest proper motion has half of this [mas/yr]. */
    private static final double FASTEST_MOTION = 20_000;

    /** Where the columns of each quantity are, by its number. */
    private final int[][] indices;

    private final double[][] factors;
    private final String[][] names;

    /**
     * A column.
     *
     * @param name its name in the table
     * @param index where it is in a row
     * @param factor what its numbers are multiplied by
     */
    record Found(String name, int index, double factor) {}

    FoundColumns(EnumMap<Quantity, List<Found>> found) {
        Quantity[] all = Quantity.values();
        indices = new int[all.length][0];
        factors = new double[all.length][0];
        names = new String[all.length][0];
        for (Map.Entry<Quantity, List<Found>> entry : found.entrySet()) {
            int q = entry.getKey().ordinal();
            indices[q] = entry.getValue().stream().mapToInt(Found::index).toArray();
            names[q] = entry.getValue().stream().map(Found::name).toArray(String[]::new);
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

    /**
     * The first of the columns of line-of-sight velocities that has a number which a star can have, or else any finite one; -1 when none
     * has.
     */
    int velocity(Row row) {
        int finite = -1;
        for (int i = count(Quantity.RADIAL_VELOCITY) - 1; i >= 0; i--) {
            double velocity = number(row, Quantity.RADIAL_VELOCITY, i);
            boolean better = finite < 0 || !isPossible(row, finite) || isPossible(row, i);
            if (Double.isFinite(velocity) && better) {
                finite = i;
            }
        }
        return finite;
    }

    private boolean isPossible(Row row, int velocity) {
        return Math.abs(number(row, Quantity.RADIAL_VELOCITY, velocity)) <= Impossible.FASTEST;
    }

    /**
     * The first motion of a row that no star can have; null when there is none.
     *
     * @param velocity which of the columns of line-of-sight velocities counts
     */
    Impossible impossible(Row row, int velocity) {
        Impossible fast = impossible(row, Quantity.RADIAL_VELOCITY, velocity, Impossible.FASTEST);
        for (Quantity motion : List.of(Quantity.PMRA, Quantity.PMDEC)) {
            fast = fast == null ? impossible(row, motion, 0, FASTEST_MOTION) : fast;
        }
        return fast;
    }

    private Impossible impossible(Row row, Quantity quantity, int which, double most) {
        double number = number(row, quantity, which);
        int q = quantity.ordinal();
        return Math.abs(number) > most
                ? Impossible.number(
                        names[q][which],
                        number,
                        quantity.dimension().unit(),
                        most,
                        factors[q][which],
                        count(quantity) > 1)
                : null;
    }
}
