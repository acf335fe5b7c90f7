package io.github.localflows.input;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which columns of a table are read. A catalogue has a hundred and more, of which few are needed.
 *
 * <p>No record: it travels to the tasks, and Kryo cannot read one.
 */
public final class WantedColumns implements Serializable {
    private static final long serialVersionUID = 1;

    /** All of them. */
    public static final WantedColumns ALL = new WantedColumns(null, new ArrayList<>(), "");

    private final TreeSet<String> names;
    private final ArrayList<TreeMap<String, Bound>> bounds;
    private final String cuts;

    private WantedColumns(TreeSet<String> names, ArrayList<TreeMap<String, Bound>> bounds, String cuts) {
        this.names = names;
        this.bounds = bounds;
        this.cuts = cuts;
    }

    /**
     * The same columns, some of which hold coordinates of stars.
     *
     * @param sets of coordinates that there can be, and what each can be at most
     * @param cutsKey the key by which the user leaves rows out, for messages
     */
    public WantedColumns withBounds(List<Map<String, Bound>> sets, String cutsKey) {
        return new WantedColumns(
                names, sets.stream().map(TreeMap::new).collect(Collectors.toCollection(ArrayList::new)), cutsKey);
    }

    /** Those of some names, as far as a table has them, in upper or lower case. */
    public static WantedColumns named(Collection<String> names) {
        TreeSet<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.addAll(names);
        return new WantedColumns(anyCase, new ArrayList<>(), "");
    }

    /**
     * What the coordinates of a table can be at most.
     *
     * @param header names of the table's columns
     * @return by name; empty where the table has no whole set of coordinates, or several
     */
    Map<String, Bound> bounds(List<String> header) {
        List<TreeMap<String, Bound>> whole =
                bounds.stream().filter(set -> header.containsAll(set.keySet())).toList();
        return whole.size() == 1 ? whole.get(0) : Map.of();
    }

    /** The key by which the user leaves rows out; empty where no column can have a bound. */
    String cuts() {
        return cuts;
    }

    boolean has(String column) {
        return names == null || names.contains(column);
    }
}
