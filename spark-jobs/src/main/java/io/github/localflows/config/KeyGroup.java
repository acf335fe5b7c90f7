package io.github.localflows.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keys of a configuration, each declared once, beside the settings that are made of them: its name, the shape of its value
 * with range and unit, and whether anything that is made depends on it. {@code conf/reference.conf} says what each means and
 * has its default; a test holds the two together.
 *
 * <p>For the one who declares keys, in a chain: {@code KeyGroup.keys().with("fraction", Ranges.FRACTION)}.
 */
public final class KeyGroup {
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Shape> optional = new LinkedHashMap<>();
    private final Map<String, KeyGroup> groups = new LinkedHashMap<>();
    private final Set<String> withoutEffect = new LinkedHashSet<>();

    private KeyGroup() {}

    /** No keys so far. */
    public static KeyGroup keys() {
        return new KeyGroup();
    }

    /** These keys and another. */
    public KeyGroup with(String key, Shape shape) {
        shapes.put(key, shape);
        return this;
    }

    /** These keys and a group of others below one. */
    public KeyGroup with(String key, KeyGroup group) {
        groups.put(key, group);
        shapes.put(key, group.group());
        return this;
    }

    /** These keys and another that may be left out. */
    public KeyGroup mayHave(String key, Shape shape) {
        optional.put(key, shape);
        return this;
    }

    /** A copy of these keys with groups that may be left out, of which each key may be. */
    public KeyGroup andMayHave(Map<String, KeyGroup> others) {
        KeyGroup all = new KeyGroup();
        all.shapes.putAll(shapes);
        all.optional.putAll(optional);
        all.groups.putAll(groups);
        all.withoutEffect.addAll(withoutEffect);
        others.forEach((key, group) -> all.optional.put(key, group.element()));
        return all;
    }

    /** Some of these keys, each of which may be left out. */
    public KeyGroup only(String... keys) {
        KeyGroup some = new KeyGroup();
        for (String key : keys) {
            some.optional.put(key, Objects.requireNonNull(shapes.get(key), key));
        }
        return some;
    }

    /** These keys and another on which nothing depends that is made: neither its content nor whether it is still good. */
    public KeyGroup withoutEffect(String key, Shape shape) {
        withoutEffect.add(key);
        return with(key, shape);
    }

    /** The full names of the keys on which something depends, which a recipe is made of. */
    public List<String> inRecipe(String path) {
        List<String> names = new ArrayList<>();
        shapes.keySet().forEach(key -> {
            String name = path + "." + key;
            if (groups.containsKey(key)) {
                names.addAll(groups.get(key).inRecipe(name));
            } else if (!withoutEffect.contains(key)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The full names of all keys that have a value of their own. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        shapes.keySet().forEach(key -> {
            String name = path.isEmpty() ? key : path + "." + key;
            if (groups.containsKey(key)) {
                names.addAll(groups.get(key).names(name));
            } else if (!(shapes.get(key) instanceof Shape.Sets)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The shape of a group whose keys all must be there; what an unknown one was meant to be, the whole configuration says. */
    Shape.Group group() {
        return new Shape.Group(shapes, optional, (unknown, there) -> "");
    }

    /** The shape of the whole configuration. */
    public Shape.Group whole() {
        List<String> names = names("");
        return whole(names);
    }

    private Shape.Group whole(List<String> names) {
        Map<String, Shape> advised = new LinkedHashMap<>(shapes);
        groups.forEach((key, group) -> advised.put(key, group.whole(names)));
        return new Shape.Group(advised, optional, (unknown, there) -> Advice.among(unknown, names));
    }

    /** The shape of an element of a list, where only the keys of such an element can be meant. */
    public Shape.Group element() {
        List<String> names = new ArrayList<>(shapes.keySet());
        names.addAll(optional.keySet());
        List<String> required = List.copyOf(shapes.keySet());
        return new Shape.Group(shapes, optional, (unknown, there) -> Advice.within(unknown, required, names, there));
    }
}
