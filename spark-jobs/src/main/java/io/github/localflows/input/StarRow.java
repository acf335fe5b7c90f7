package io.github.localflows.input;

import io.github.localflows.phase.PhasePoint;
import java.io.Serializable;
import java.util.List;

/**
 * A row of a table as a star, or why it is none.
 *
 * <p>No record: these travel between the tasks, and Kryo cannot read one.
 */
public final class StarRow implements Serializable {
    private static final long serialVersionUID = 1;

    private final long row;
    private final String fault;
    private final Impossible impossible;
    private final List<String> absent;
    private final Object[] values;

    private StarRow(long row, String fault, Impossible impossible, List<String> absent, Object[] values) {
        this.row = row;
        this.fault = fault;
        this.impossible = impossible;
        this.absent = absent;
        this.values = values;
    }

    /** A row that is no star. */
    public static StarRow none(long row, String fault) {
        return new StarRow(row, fault, null, List.of(), null);
    }

    /** A row with a value that no star can have: the user must say what becomes of it. */
    public static StarRow impossible(long row, Impossible value) {
        return new StarRow(row, null, value, List.of(), null);
    }

    /**
     * A star.
     *
     * @param absent which of what a star need not have are null or not sure, and why
     * @param values of the set's columns after seed and star: R, z, vR, vphi, vz, and what comes along
     */
    public static StarRow star(long row, List<String> absent, Object[] values) {
        return new StarRow(row, null, null, absent, values.clone());
    }

    /** The row's number in the table, from 0. */
    public long row() {
        return row;
    }

    /** Why the row is no star; null when it is one, or has something impossible. */
    public String fault() {
        return fault;
    }

    /** What no star can have; null when there is nothing such. */
    public Impossible impossible() {
        return impossible;
    }

    /** Which of what a star need not have are null or not sure, and why. */
    public List<String> absent() {
        return absent;
    }

    /** The values of the set's columns after seed and star. */
    public Object[] values() {
        return values.clone();
    }

    /** One of these values. */
    public Object value(int column) {
        return values[column];
    }

    /** Where the star is. */
    public PhasePoint point() {
        return new PhasePoint(
                (double) values[0], (double) values[1], (double) values[2], (double) values[3], (double) values[4]);
    }
}
