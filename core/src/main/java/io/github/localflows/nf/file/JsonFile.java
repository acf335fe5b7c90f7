package io.github.localflows.nf.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A kind of small JSON file that describes a flow, whose fields {@code format} and {@code version} say what it is. Streams are
 * neither opened nor closed here.
 *
 * @param name of such a file, for messages
 * @param format its field {@code format}
 * @param version its field {@code version}: another one is not read
 */
public record JsonFile(String name, String format, int version) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            // What follows the end, or says something twice, is of a file that was damaged or put together.
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Descriptions have some 1,500 bytes. */
    private static final int LONGEST = 1 << 20;

    /** The content of a file with nothing yet but format and version. */
    public ObjectNode begun() {
        return JSON.createObjectNode().put("format", format).put("version", version);
    }

    /** Writes a file; {@code out} is flushed. */
    public void write(OutputStream out, ObjectNode content) throws IOException {
        out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
        out.write('\n');
        out.flush();
    }

    /**
     * Reads a file.
     *
     * @param meaning makes what the file describes of its fields; an {@link IllegalArgumentException} refuses them
     * @throws IOException when the file is truncated, of another kind, or says something impossible; the message names the field
     */
    public <T> T read(InputStream in, Function<Fields, T> meaning) throws IOException {
        JsonNode root;
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new IOException(name + " has more than " + LONGEST + " bytes, more than any such file");
        }
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException(name + " is truncated or not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.path("format").asText().equals(format)) {
            throw new IOException(name + " is another kind of file: its field 'format' is not '" + format + "'");
        }
        if (!root.path("version").isInt() || root.path("version").intValue() != version) {
            throw new IOException(name + " has version " + root.path("version").asText() + "; " + version
                    + " is read: use the release that wrote it");
        }
        try {
            return meaning.apply(new Fields(root));
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** The fields of an object in a file; one that is missing or of another type is refused by its name. */
    public static final class Fields {
        private final JsonNode node;

        private Fields(JsonNode node) {
            this.node = node;
        }

        /** Whether there is such a field. */
        public boolean has(String field) {
            return node.has(field);
        }

        /** The fields of an object within this one. */
        public Fields object(String field) {
            return new Fields(group(field));
        }

        /** A text. */
        public String text(String field) {
            return text(field(field), field);
        }

        /** All fields of an object within this one as texts, by name. */
        public Map<String, String> texts(String field) {
            Map<String, String> texts = new TreeMap<>();
            group(field)
                    .properties()
                    .forEach(text -> texts.put(text.getKey(), text(text.getValue(), field + "." + text.getKey())));
            return texts;
        }

        private JsonNode group(String field) {
            JsonNode value = field(field);
            if (!value.isObject()) {
                throw new IllegalArgumentException("field '" + field + "' is " + value + ", not an object");
            }
            return value;
        }

        private static String text(JsonNode value, String field) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException("field '" + field + "' is " + value + ", not a text");
            }
            return value.textValue();
        }

        /** A finite number. */
        public double number(String field) {
            JsonNode value = field(field);
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                throw new IllegalArgumentException("field '" + field + "' is " + value + ", not a finite number");
            }
            return value.asDouble();
        }

        /** A field that is true or false. */
        public boolean flag(String field) {
            JsonNode value = field(field);
            if (!value.isBoolean()) {
                throw new IllegalArgumentException("field '" + field + "' is " + value + ", not true or false");
            }
            return value.booleanValue();
        }

        /** A whole number. */
        public int integer(String field) {
            JsonNode value = field(field);
            if (!value.isInt()) {
                throw new IllegalArgumentException("field '" + field + "' is " + value + ", not a whole number");
            }
            return value.asInt();
        }

        /** Finite numbers. */
        public List<Double> numbers(String field) {
            return numbers(field(field), field);
        }

        /** Rows of finite numbers. */
        public List<List<Double>> rows(String field) {
            List<List<Double>> rows = new ArrayList<>();
            elements(field(field), field).forEach(row -> rows.add(numbers(row, field)));
            return rows;
        }

        private static List<Double> numbers(JsonNode array, String field) {
            List<Double> numbers = new ArrayList<>();
            for (JsonNode value : elements(array, field)) {
                if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                    throw new IllegalArgumentException(
                            "field '" + field + "' holds " + value + ", not a finite number");
                }
                numbers.add(value.asDouble());
            }
            return numbers;
        }

        private static JsonNode elements(JsonNode array, String field) {
            if (!array.isArray()) {
                throw new IllegalArgumentException("field '" + field + "' is " + array + ", not a list");
            }
            return array;
        }

        private JsonNode field(String field) {
            JsonNode value = node.get(field);
            if (value == null || value.isNull()) {
                throw new IllegalArgumentException("field '" + field + "' is missing");
            }
            return value;
        }
    }
}
