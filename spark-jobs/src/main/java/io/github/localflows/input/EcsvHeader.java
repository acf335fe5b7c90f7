package io.github.localflows.input;

import io.github.localflows.config.Messages;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the comments before the header of an ECSV file say of it (Enhanced Character-Separated Values 1.0, APE 6): YAML after a
 * line {@code # %ECSV}. ESA's bulk files of Gaia have such comments too.
 *
 * @param delimiter what separates values
 * @param units of the columns that have one, as the file writes them
 */
record EcsvHeader(char delimiter, Map<String, String> units) {
    private static final String MARK = "%ECSV ";

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
        Object whole;
        try {
            // Plain values alone, of which no object is ever made.
            whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(text.stripIndent());
        } catch (YAMLException e) {
            throw new IOException("its comments begin as those of an ECSV, but are none: " + Messages.firstLine(e), e);
        }
        Map<String, String> units = new LinkedHashMap<>();
        char delimiter = ' ';
        if (whole instanceof Map<?, ?> keys) {
            if (keys.get("delimiter") instanceof String given && given.length() == 1) {
                delimiter = given.charAt(0);
            }
            if (keys.get("datatype") instanceof List<?> columns) {
                for (Object column : columns) {
                    if (column instanceof Map<?, ?> of && of.get("name") != null && of.get("unit") != null) {
                        units.put(of.get("name").toString(), of.get("unit").toString());
                    }
                }
            }
        }
        return new EcsvHeader(delimiter, units);
    }
}
