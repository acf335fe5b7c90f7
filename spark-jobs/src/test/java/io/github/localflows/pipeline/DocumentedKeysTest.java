package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.docs.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that the documents name are keys, and configurations that they show are taken. */
class DocumentedKeysTest {
    private static final Set<String> KEYS = new TreeSet<>(Sections.names());

    private static final Set<String> SECTIONS =
            KEYS.stream().map(key -> key.split("\\.")[0]).collect(Collectors.toSet());

    private static final Set<String> FILES = Set.of("csv", "json", "npz");

    private static final Set<String> METERS =
            Set.of(WorkMeters.STARS, WorkMeters.STAR_EPOCHS, WorkMeters.POSITIONS, WorkMeters.ARTIFACTS);

    /** A key with a dot in it, within backticks or after {@code --set}. */
    private static final Pattern KEY =
            Pattern.compile("(?:`|--set \"?)([A-Za-z][A-Za-z0-9]*(?:\\.[A-Za-z][A-Za-z0-9]*)+)(?=`| ?=)");

    /** Indented lines that begin with the name of a configuration. */
    private static final Pattern INDENTED = Pattern.compile("(?m)^    # \\S+\\.conf\\b.*\n(?:    .*\n)+");

    @Test
    void keysThatDocumentsNameExist() throws IOException {
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path document : Documents.all()) {
            Matcher matcher = KEY.matcher(Documents.text(document));
            while (matcher.find()) {
                String key = matcher.group(1);
                if (SECTIONS.contains(key.split("\\.")[0]) && !isSomethingElse(key)) {
                    named++;
                    if (!isKey(key)) {
                        unknown.add(Documents.ROOT.relativize(document) + ": " + key);
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(named > 50, named + " keys");
    }

    /** A file, a class of {@code core}, or one of {@link WorkMeters}. */
    private static boolean isSomethingElse(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        Path classes = Documents.ROOT.resolve("core/src/main/java/io/github/localflows");
        return FILES.contains(last)
                || METERS.contains(last)
                || Files.exists(classes.resolve(name.replace('.', '/') + ".java"));
    }

    /** A key, a group of keys, or something within the value of a key, which is a list or a group. */
    private static boolean isKey(String name) {
        return KEYS.stream()
                .anyMatch(key -> key.equals(name) || key.startsWith(name + ".") || name.startsWith(key + "."));
    }

    static List<String> configurations() throws IOException {
        List<String> configurations = new ArrayList<>();
        for (Documents.Block block : Documents.blocks()) {
            if (block.language().equals("hocon") || block.language().isEmpty() && isConfiguration(block.text())) {
                configurations.add("# " + block + "\n" + block.text());
            }
        }
        for (Path document : Documents.all()) {
            Matcher matcher = INDENTED.matcher(Documents.prose(document));
            while (matcher.find()) {
                configurations.add(matcher.group());
            }
        }
        return configurations;
    }

    private static boolean isConfiguration(String text) {
        try {
            return ConfigFactory.parseString(text).root().keySet().stream().anyMatch(SECTIONS::contains);
        } catch (ConfigException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationsThatDocumentsShowAreTaken(String text) {
        assertDoesNotThrow(() -> ConfigLoader.load(text, "the document", List.of()));
    }

    @Test
    void thereAreConfigurations() throws IOException {
        assertTrue(configurations().size() >= 3, configurations().toString());
    }
}
