package io.github.localflows.input;

import io.github.localflows.config.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * By which names a table has the columns of points and stars.
 *
 * @param key by which the user names them, such as {@code stars.mine.columns}; empty where they have our names
 * @param named the table's names by ours, of those that are named
 */
public record ColumnNames(Optional<String> key, Map<String, String> named) {
    /** Those of ours. */
    public static final ColumnNames OURS = new ColumnNames(Optional.empty(), Map.of());

    /** What a table of stars can have. */
    public static final List<String> STARS =
            List.of("R", "phi", "z", "vR", "vphi", "vz", "x", "y", "vx", "vy", "weight", "id");

    /** Copies. */
    public ColumnNames {
        named = Map.copyOf(named);
    }

    /** The table's name of a column. */
    String of(String name) {
        return named.getOrDefault(name, name);
    }

    /** The table's names of columns. */
    List<String> of(List<String> names) {
        return names.stream().map(this::of).toList();
    }

    /** What coordinates can be at most, by the table's names: of each set of them that a table of stars with these names can have. */
    public List<Map<String, Bound>> bounds() {
        List<Map<String, Bound>> sets = new ArrayList<>();
        for (Coordinates.Axes position : axes(Coordinates.Axes::position)) {
            for (Coordinates.Axes velocity : axes(Coordinates.Axes::velocity)) {
                // vx and vy go with x and y.
                if (position == Coordinates.Axes.CARTESIAN || velocity == Coordinates.Axes.CYLINDRICAL) {
                    sets.add(bounds(position, velocity));
                }
            }
        }
        return sets;
    }

    private List<Coordinates.Axes> axes(Function<Coordinates.Axes, List<String>> names) {
        return Coordinates.chosen(this, names).map(List::of).orElse(List.of(Coordinates.Axes.values()));
    }

    private Map<String, Bound> bounds(Coordinates.Axes position, Coordinates.Axes velocity) {
        Map<String, Bound> bounds = new TreeMap<>();
        position.position().forEach(name -> bounds.put(of(name), Bound.POSITION));
        velocity.velocity().forEach(name -> bounds.put(of(name), Bound.VELOCITY));
        return bounds;
    }

    /** Whether the user names any of some columns. */
    boolean nameAny(List<String> names) {
        return names.stream().anyMatch(named::containsKey);
    }

    /** The key that names a column, for messages; only where there are keys. */
    private String keyOf(String name) {
        return key.orElseThrow() + "." + name;
    }

    /**
     * Why a column is needed, for the message that it is missing.
     *
     * @param why what needs it where the user does not name it
     */
    String why(String name, String why) {
        return named.containsKey(name) ? ", which " + keyOf(name) + " names" : " (" + why + ")";
    }

    /**
     * What to do when columns are missing, for messages.
     *
     * @param missing our names of all of them, the one that has been told first
     */
    String remedy(List<String> missing) {
        if (key.isEmpty()) {
            return "";
        }
        if (missing.size() == 1) {
            return ". Name the one that holds it, as " + keyOf(missing.get(0)) + " = NAME";
        }
        String others = missing.stream().skip(1).map(this::shown).collect(Collectors.joining(", "));
        return ". Nor has it " + others + ": name those that hold them, as " + key.get()
                + missing.stream().map(name -> name + " = NAME").collect(Collectors.joining(", ", " { ", " }"));
    }

    /** A column in a message: by its name in the table. */
    String shown(String name) {
        return Shown.text(of(name));
    }
}
