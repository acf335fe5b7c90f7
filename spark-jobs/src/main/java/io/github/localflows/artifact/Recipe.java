package io.github.localflows.artifact;

import io.github.localflows.config.Shown;
import io.github.localflows.config.StageConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that decides the content of a data set: two data sets of one recipe hold the same bits.
 *
 * @param stage the command that makes it
 * @param dataset its name
 * @param settings the keys of the resolved configuration that it depends on, and their values
 * @param inputs the content checksums of the data sets that it is made from, by path within the run
 */
public record Recipe(
        String stage, String dataset, SortedMap<String, String> settings, SortedMap<String, String> inputs) {
    private static final int DIFFERENCES_SHOWN = 3;
    private static final int KEY_DIGITS = 16;

    public Recipe {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(dataset, "dataset");
        settings = new TreeMap<>(settings);
        inputs = new TreeMap<>(inputs);
    }

    /** The recipe of something that depends on a part of the configuration and on other data sets. */
    public static Recipe of(
            String stage, String dataset, StageConfiguration configuration, Map<String, String> inputs) {
        return new Recipe(stage, dataset, settings(configuration), new TreeMap<>(inputs));
    }

    /** Keys and values of a part of the configuration. */
    public static SortedMap<String, String> settings(StageConfiguration configuration) {
        SortedMap<String, String> settings = new TreeMap<>();
        configuration.rendered().lines().forEach(line -> {
            String[] keyAndValue = line.split(" = ", 2);
            settings.put(keyAndValue[0], keyAndValue[1]);
        });
        return settings;
    }

    /** SHA-256 of the whole recipe, in hexadecimal. */
    public String hash() {
        StringBuilder text = new StringBuilder();
        text.append("stage ").append(stage).append("\ndataset ").append(dataset).append('\n');
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        inputs.forEach((name, checksum) ->
                text.append("input ").append(name).append(' ').append(checksum).append('\n'));
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Stands for the bits of the content in the name of a directory: the recipe and the software, for another Java or
     * processor may round otherwise.
     */
    public String key() {
        SortedMap<String, String> all = new TreeMap<>(inputs);
        all.put("software", Software.running().toString());
        return new Recipe(stage, dataset, settings, all).hash().substring(0, KEY_DIGITS);
    }

    /** Whether a text is of the kind that {@link #key} gives. */
    static boolean isKey(String text) {
        return text.length() == KEY_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** What distinguishes a data set that is there from this recipe, in words. */
    String differences(Manifest there) {
        SortedMap<String, String> now = new TreeMap<>(settings);
        SortedMap<String, String> before = new TreeMap<>(there.configuration());
        inputs.forEach((name, checksum) -> now.put("content of " + name, checksum));
        there.inputs().forEach((name, checksum) -> before.put("content of " + name, checksum));
        TreeSet<String> keys = new TreeSet<>(now.keySet());
        keys.addAll(before.keySet());
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            if (!Objects.equals(now.get(key), before.get(key))) {
                lines.add(key + " was " + Shown.text(before.getOrDefault(key, "absent")) + ", is "
                        + Shown.text(now.getOrDefault(key, "absent")));
            }
        }
        if (lines.isEmpty()) {
            return "it is " + there.dataset() + " of stage " + there.stage();
        }
        int shown = Math.min(lines.size(), DIFFERENCES_SHOWN);
        String more = lines.size() > shown ? "; and " + (lines.size() - shown) + " more" : "";
        return String.join("; ", lines.subList(0, shown)) + more;
    }
}
