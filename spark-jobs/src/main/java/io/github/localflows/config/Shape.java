package io.github.localflows.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** What the value of a key must look like. */
public sealed interface Shape {
    /**
     * The value in its canonical form: {@code Long}, {@code Double}, {@code String}, {@code List} or {@code Map}.
     *
     * @param path the key, for messages
     * @param value what the configuration holds
     * @throws UserError when the value does not have this shape
     */
    Object checked(String path, ConfigValue value);

    /**
     * Keys with values of their own.
     *
     * @param required the keys that must be there
     * @param optional the keys that may be there
     * @param advice what to say of an unknown key, given the others that are there
     */
    record Group(
            Map<String, Shape> required, Map<String, Shape> optional, BiFunction<String, Set<String>, String> advice)
            implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (!(value instanceof ConfigObject object)) {
                throw wrong(path, value, "a group { ... } of keys");
            }
            // Sorted, so that of several mistakes it is always the same one that is reported.
            for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
                if (!required.containsKey(entry.getKey()) && !optional.containsKey(entry.getKey())) {
                    String unknown = firstLeaf(below(path, entry.getKey()), entry.getValue());
                    throw new UserError(place(entry.getValue()) + "unknown key " + Shown.text(unknown) + "; "
                            + advice.apply(Shown.text(unknown), object.keySet())
                            + " (conf/reference.conf lists all keys)");
                }
            }
            Map<String, Object> checked = new LinkedHashMap<>();
            required.forEach((key, shape) -> {
                ConfigValue entry = object.get(key);
                if (entry == null) {
                    throw new UserError(place(value) + Shown.text(path) + " lacks the key " + key + ": add it");
                }
                checked.put(key, shape.checked(below(path, key), entry));
            });
            optional.forEach((key, shape) -> {
                if (object.containsKey(key)) {
                    checked.put(key, shape.checked(below(path, key), object.get(key)));
                }
            });
            return checked;
        }

        private static String firstLeaf(String path, ConfigValue value) {
            if (value instanceof ConfigObject object && !object.isEmpty()) {
                Map.Entry<String, ConfigValue> first = new TreeMap<>(object).firstEntry();
                return firstLeaf(below(path, first.getKey()), first.getValue());
            }
            return path;
        }

        private static String below(String path, String key) {
            String element = ConfigUtil.joinPath(key);
            return path.isEmpty() ? element : path + "." + element;
        }
    }

    /**
     * A whole number.
     *
     * @param min least value
     * @param max largest value
     */
    record Whole(long min, long max) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            String needed = min == Long.MIN_VALUE ? "a whole number" : "a whole number from " + min + " to " + max;
            if (value.valueType() != ConfigValueType.NUMBER) {
                throw wrong(path, value, needed);
            }
            Number number = (Number) value.unwrapped();
            long whole = number.longValue();
            // 1e4 is a double to the parser, and as good a count as 10000; what no long holds differs from its long.
            if (whole != number.doubleValue() && !(number instanceof Long) || whole < min || whole > max) {
                throw wrong(path, value, needed);
            }
            return whole;
        }
    }

    /**
     * A finite number.
     *
     * @param range the values that are allowed
     * @param unit its unit, or an empty text
     */
    record Decimal(Interval range, String unit) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            return find(value).orElseThrow(() -> wrong(path, value, needed()));
        }

        private Optional<Double> find(ConfigValue value) {
            if (value.valueType() != ConfigValueType.NUMBER) {
                return Optional.empty();
            }
            double number = ((Number) value.unwrapped()).doubleValue();
            // + 0.0 makes -0 the same configuration as 0.
            return range.contains(number) ? Optional.of(number + 0.0) : Optional.empty();
        }

        private String needed() {
            return "a number " + range + (unit.isEmpty() ? "" : " [" + unit + "]");
        }
    }

    /**
     * A number, or the word that leaves it to what it follows from.
     *
     * @param decimal the shape of the number
     */
    record OrAuto(Decimal decimal) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (AutoNumber.WORD.equals(value.unwrapped())) {
                return AutoNumber.WORD;
            }
            return decimal.find(value).orElseThrow(() -> wrong(path, value, decimal.needed() + ", or auto"));
        }
    }

    /** One of some words. */
    record Word(List<String> words) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (value.valueType() != ConfigValueType.STRING || !words.contains(value.unwrapped())) {
                throw wrong(path, value, "one of " + String.join(", ", words));
            }
            return value.unwrapped();
        }
    }

    /** The name of a star set. */
    record SetName() implements Shape {
        private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,60}");

        /** What a name must be, for messages. */
        static final String NEEDED =
                "the name of a star set (letters, digits, - and _, first a letter, at most 61 of them)";

        /** Whether a text can be the name of a star set. */
        static boolean isName(String text) {
            return NAME.matcher(text).matches();
        }

        @Override
        public Object checked(String path, ConfigValue value) {
            if (value.valueType() != ConfigValueType.STRING || !isName((String) value.unwrapped())) {
                throw wrong(path, value, NEEDED);
            }
            return value.unwrapped();
        }
    }

    /** A text that is not empty. */
    record Text() implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (value.valueType() != ConfigValueType.STRING || ((String) value.unwrapped()).isBlank()) {
                throw wrong(path, value, "a text that is not empty");
            }
            return value.unwrapped();
        }
    }

    /** The name of a character encoding. */
    record Encoding() implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (!(value.unwrapped() instanceof String name) || !isEncoding(name)) {
                throw wrong(path, value, "the name of an encoding, such as UTF-8 or ISO-8859-1");
            }
            return value.unwrapped();
        }

        private static boolean isEncoding(String name) {
            try {
                return Charset.isSupported(name);
            } catch (IllegalArgumentException e) {
                // Not even a name that an encoding could have.
                return false;
            }
        }
    }

    /**
     * Groups of keys under names of the user's, each the name of a star set.
     *
     * @param groups what each of them holds, by the key that says which it is
     */
    record Sets(Map<String, Group> groups) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (!(value instanceof ConfigObject object)) {
                throw wrong(path, value, "a group { NAME { ... } } of declared star sets");
            }
            Map<String, Object> checked = new TreeMap<>();
            for (Map.Entry<String, ConfigValue> set : new TreeMap<>(object).entrySet()) {
                String name = Shown.text(set.getKey());
                if (!SetName.isName(set.getKey())) {
                    throw new UserError(
                            place(set.getValue()) + path + " declares " + name + ", but it must be " + SetName.NEEDED);
                }
                checked.put(set.getKey(), set(path + "." + name, set.getValue()));
            }
            return checked;
        }

        private Object set(String path, ConfigValue value) {
            if (!(value instanceof ConfigObject object)) {
                throw wrong(path, value, "a group { " + String.join(" or ", groups.keySet()) + " = ... }");
            }
            for (Map.Entry<String, Group> group : groups.entrySet()) {
                if (object.containsKey(group.getKey())) {
                    return group.getValue().checked(path, value);
                }
            }
            List<String> kinds = List.copyOf(groups.keySet());
            throw new UserError(place(value) + path + " lacks the key that says how the set is made, one of "
                    + String.join(", ", kinds) + Advice.instead(object.keySet(), kinds));
        }
    }

    /**
     * A list.
     *
     * @param item the shape of each element
     * @param least how many there must be at least
     */
    record Items(Shape item, int least) implements Shape {
        private static boolean isNumbered(ConfigObject group) {
            return group.keySet().stream().allMatch(key -> key.matches("[0-9]+"));
        }

        @Override
        public Object checked(String path, ConfigValue value) {
            if (!(value instanceof ConfigList list)) {
                throw wrong(
                        path,
                        value,
                        "a list [ ... ]"
                                + (value instanceof ConfigObject group && isNumbered(group)
                                        ? ", given whole: its elements cannot be set one by one"
                                        : ""));
            }
            if (list.size() < least) {
                throw wrong(path, value, "a list of at least " + least);
            }
            List<Object> checked = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                checked.add(item.checked(path + "[" + i + "]", list.get(i)));
            }
            return checked;
        }
    }

    /**
     * Keys of which one, {@code type}, says what the others are.
     *
     * @param shapes the groups, by type
     */
    record Typed(Map<String, Group> shapes) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            if (!(value instanceof ConfigObject object)) {
                throw wrong(path, value, "a group { type = ..., ... } of keys");
            }
            ConfigValue type = object.get("type");
            if (type == null) {
                throw new UserError(
                        place(value) + path + " lacks the key type: give one of " + String.join(", ", shapes.keySet()));
            }
            Object name = new Word(List.copyOf(shapes.keySet())).checked(path + ".type", type);
            return shapes.get((String) name).checked(path, value);
        }
    }

    /**
     * A text, or what else stands for more than a text can say.
     *
     * @param text the shape of a text
     * @param group that of a group of keys; null when there may be none
     * @param list that of a list; null when there may be none
     * @param needed what a value must be, for messages
     */
    record Either(Shape text, Shape group, Shape list, String needed) implements Shape {
        @Override
        public Object checked(String path, ConfigValue value) {
            Shape shape =
                    switch (value.valueType()) {
                        case STRING -> text;
                        case OBJECT -> group;
                        case LIST -> list;
                        default -> null;
                    };
            if (shape == null) {
                throw wrong(path, value, needed);
            }
            return shape.checked(path, value);
        }
    }

    /** The mistake that a value is not what it should be. */
    private static UserError wrong(String path, ConfigValue value, String needed) {
        String shown =
                switch (value.valueType()) {
                    case OBJECT -> "{ ... }";
                    case LIST -> ((ConfigList) value).isEmpty() ? "[]" : "[ ... ]";
                    case STRING -> ConfigUtil.quoteString((String) value.unwrapped());
                    default -> String.valueOf(value.unwrapped());
                };
        return new UserError(place(value) + path + " = " + Shown.text(shown) + ", but it must be " + needed);
    }

    /** Where a value stands, to begin a message with. */
    private static String place(ConfigValue value) {
        ConfigOrigin origin = value.origin();
        String description = Shown.text(origin.description().replaceFirst(": [0-9]+(-[0-9]+)?$", ""));
        // The text of a --set is its own place; its line number would only puzzle.
        boolean hasLine = origin.lineNumber() > 0 && !description.startsWith(ConfigReader.SET);
        return description + (hasLine ? ":" + origin.lineNumber() : "") + ": ";
    }
}
