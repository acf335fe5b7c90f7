package io.github.localflows.input;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;

/**
 * Which columns of a table are read. A catalogue has a hundred and more, of which few are needed.
 *
 * <p>No record: it travels to the tasks, and Kryo cannot read one.
 */
public final class WantedColumns implements Serializable {
    private static final long serialVersionUID = 1;

    /** All of them. */
    public static final WantedColumns ALL = new WantedColumns(null, new TreeMap<>(), "");

    private final TreeSet<String> names;
    private final TreeMap<String, Bound> bounds;
    private final String cuts;

    private WantedColumns(TreeSet<String> names, TreeMap<String, Bound> bounds, String cuts) {
        this.names = names;
        this.bounds = bounds;
        this.cuts = cuts;
    }

    /**
     * The same columns, some of which hold coordinates of stars where they are there.
     *
     * @param coordinates what each can be at most
     * @param cutsKey the key by which the user leaves rows out, for messages
     */
    public WantedColumns withBounds(Map<String, Bound> coordinates, String cutsKey) {
        return new WantedColumns(names, new TreeMap<>(coordinates), cutsKey);
    }

    /** Those of some names, as far as a table has them, in upper or lower case. */
    public static WantedColumns named(Collection<String> names) {
        TreeSet<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.addAll(names);
        return new WantedColumns(anyCase, new TreeMap<>(), "");
    }

    /** What no star can have of the first cell of a row that has such a thing. */
    Optional<Impossible> firstImpossible(String[] header, CSVRecord row) {
        return IntStream.range(0, header.length)
                .filter(c -> bounds.containsKey(header[c]))
                .mapToObj(c -> bounds.get(header[c]).impossible(header[c], row.get(c)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The key by which the user leaves rows out; empty where no column has a bound. */
    String cuts() {
        return cuts;
    }

    boolean has(String column) {
        return names == null || names.contains(column);
    }
}
