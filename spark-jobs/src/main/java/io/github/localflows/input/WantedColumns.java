package io.github.localflows.input;

import java.io.Serializable;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which columns of a table are read. A catalogue has a hundred and more, of which few are needed.
 *
 * <p>No record: it travels to the tasks, and Kryo cannot read one.
 */
public final class WantedColumns implements Serializable {
    private static final long serialVersionUID = 1;

    /** All of them. */
    public static final WantedColumns ALL = new WantedColumns(null, new TreeSet<>());

    private final TreeSet<String> names;
    private final TreeSet<String> numbers;

    private WantedColumns(TreeSet<String> names, TreeSet<String> numbers) {
        this.names = names;
        this.numbers = numbers;
    }

    /** The same columns, some of which must hold numbers where they are there. */
    public WantedColumns withNumbers(Collection<String> columns) {
        return new WantedColumns(names, new TreeSet<>(columns));
    }

    /** Those of some names, as far as a table has them, in upper or lower case. */
    public static WantedColumns named(Collection<String> names) {
        TreeSet<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.addAll(names);
        return new WantedColumns(anyCase, new TreeSet<>());
    }

    boolean isNumber(String column) {
        return numbers.contains(column);
    }

    boolean has(String column) {
        return names == null || names.contains(column);
    }
}
