package io.github.localflows.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a resolved configuration that one piece of output depends on, in a canonical form.
 *
 * <p>It enters the {@code Recipe} of the output, by whose hash a star set that is there is known as one of this
 * configuration or of another. Keys that the output does not depend on are left out, so that changing {@code train.epochs}
 * leaves the stars alone, and adding a star set or a member leaves the others alone.
 *
 * @param rendered one line {@code key = value} for each key, sorted by key; itself a HOCON file
 */
public record StageConfiguration(String rendered) {
    /** Of output that depends on what it is made from alone. */
    public static final StageConfiguration OF_INPUTS_ALONE = new StageConfiguration("");

    /**
     * The whole configuration, as a run keeps it: a key that follows from others ({@link AutoNumber}) is written as such, and
     * follows again when what is written is loaded with other keys set over it.
     */
    public static StageConfiguration whole(Config config) {
        return of(
                config,
                List.of(""),
                List.of(),
                value -> AutoNumber.follows(value) ? AutoNumber.WORD : canonical(value.unwrapped()));
    }

    /**
     * The keys at or below some paths.
     *
     * @param config a checked configuration
     * @param paths what to keep, such as {@code sample} or {@code sample.seeds}
     * @param except what to leave out of it
     */
    public static StageConfiguration of(Config config, List<String> paths, List<String> except) {
        return of(config, paths, except, value -> canonical(value.unwrapped()));
    }

    private static StageConfiguration of(
            Config config, List<String> paths, List<String> except, Function<ConfigValue, String> form) {
        SortedMap<String, String> lines = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            String key = entry.getKey();
            if (paths.stream().anyMatch(path -> within(key, path))
                    && except.stream().noneMatch(path -> within(key, path))) {
                lines.put(key, form.apply(entry.getValue()));
            }
        }
        return of(lines);
    }

    /** Some keys with their values in canonical form. */
    public static StageConfiguration of(SortedMap<String, String> values) {
        StringBuilder rendered = new StringBuilder();
        values.forEach(
                (key, value) -> rendered.append(key).append(" = ").append(value).append('\n'));
        return new StageConfiguration(rendered.toString());
    }

    /** These keys and others, sorted by key. */
    public StageConfiguration and(StageConfiguration other) {
        return new StageConfiguration(Stream.concat(rendered.lines(), other.rendered.lines())
                .distinct()
                .sorted(Comparator.comparing(line -> line.split(" = ", 2)[0]))
                .map(line -> line + "\n")
                .collect(Collectors.joining()));
    }

    private static boolean within(String key, String path) {
        return path.isEmpty() || key.equals(path) || key.startsWith(path + ".");
    }

    private static String canonical(Object value) {
        if (value instanceof List<?> list) {
            return "["
                    + String.join(
                            ", ",
                            list.stream().map(StageConfiguration::canonical).toList()) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            SortedMap<String, String> fields = new TreeMap<>();
            map.forEach((key, field) -> fields.put(key.toString(), canonical(field)));
            return "{ "
                    + String.join(
                            ", ",
                            fields.entrySet().stream()
                                    .map(field -> field.getKey() + " = " + field.getValue())
                                    .toList())
                    + " }";
        }
        return value instanceof String text ? ConfigUtil.quoteString(text) : value.toString();
    }
}
