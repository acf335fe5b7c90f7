package io.github.localflows.artifact;

import io.github.localflows.config.Messages;
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

    /** Whether a data set that is there was made with the same keys, so that its inputs alone are others. */
    boolean hasSettingsOf(Manifest there) {
        return settings.equals(there.configuration());
    }

    /** What distinguishes a data set that is there from this recipe, in words. */
    String differences(Manifest there) {
        List<String> differences = new ArrayList<>();
        for (String key : both(settings, there.configuration())) {
            String before = there.configuration().get(key);
            String now = settings.get(key);
            if (!Objects.equals(now, before)) {
                differences.add(key + " was " + shown(before) + ", is " + shown(now));
            }
        }
        for (String name : both(inputs, there.inputs())) {
            String before = there.inputs().get(name);
            String now = inputs.get(name);
            if (before == null || now == null) {
                differences.add(Shown.text(name) + (now == null ? " is no longer read" : " was not read then"));
            } else if (!now.equals(before)) {
                differences.add(InputName.changed(name));
            }
        }
        if (differences.isEmpty()) {
            return "it is " + there.dataset() + " of stage " + there.stage();
        }
        int shown = Math.min(differences.size(), DIFFERENCES_SHOWN);
        return Messages.first(differences.subList(0, shown), differences.size(), "; ");
    }

    private static TreeSet<String> both(SortedMap<String, String> now, SortedMap<String, String> before) {
        TreeSet<String> keys = new TreeSet<>(now.keySet());
        keys.addAll(before.keySet());
        return keys;
    }

    private static String shown(String value) {
        return value == null ? "absent" : Shown.text(value);
    }
}
