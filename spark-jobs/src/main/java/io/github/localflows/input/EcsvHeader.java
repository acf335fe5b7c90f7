package io.github.localflows.input;

import io.github.localflows.config.Messages;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What the comments before the header of an ECSV file say of it (Enhanced Character-Separated Values 1.0, APE 6): YAML after a
 * line {@code # %ECSV}. ESA's bulk files of Gaia have such comments too.
 *
 * @param delimiter what separates values
 * @param units of the columns that have one, as the file writes them
 */
record EcsvHeader(char delimiter, Map<String, String> units) {
    private static final String MARK = "%ECSV ";

    /** Astropy writes what columns are made of once, and refers to it. */
    private static final int MOST_ALIASES = 10_000;

    EcsvHeader {
        units = Map.copyOf(units);
    }

    /** Whether comments are those of an ECSV, by the first of them, without its #. */
    static boolean begins(String comment) {
        return comment.strip().startsWith(MARK);
    }

    /**
     * Reads it.
     *
     * @param comments the lines without their #
     * @throws IOException when they are no such header
     */
    static EcsvHeader of(List<String> comments) throws IOException {
        // All lines are indented by the same, mostly one blank.
        String text = String.join("\n", comments.subList(1, comments.size()));
        Node whole;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(Integer.MAX_VALUE);
            options.setMaxAliasesForCollections(MOST_ALIASES);
            // Looked at as it is written: no object is ever made of it, whatever its tags say.
            whole = new Yaml(options).compose(new StringReader(text.stripIndent()));
        } catch (YAMLException e) {
            throw new IOException("its comments begin as those of an ECSV, but are none: " + Messages.firstLine(e), e);
        }
        Map<String, String> units = new LinkedHashMap<>();
        String separator = text(value(whole, "delimiter"));
        char delimiter = separator != null && separator.length() == 1 ? separator.charAt(0) : ' ';
        if (value(whole, "datatype") instanceof SequenceNode columns) {
            for (Node column : columns.getValue()) {
                String name = text(value(column, "name"));
                String unit = text(value(column, "unit"));
                if (name != null && unit != null) {
                    units.put(name, unit);
                }
            }
        }
        return new EcsvHeader(delimiter, units);
    }

    /** What stands under a key; null when nothing does. */
    private static Node value(Node mapping, String key) {
        if (mapping instanceof MappingNode keys) {
            for (NodeTuple entry : keys.getValue()) {
                if (key.equals(text(entry.getKeyNode()))) {
                    return entry.getValueNode();
                }
            }
        }
        return null;
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
}
