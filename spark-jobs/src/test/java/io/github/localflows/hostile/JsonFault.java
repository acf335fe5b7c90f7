package io.github.localflows.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What can happen to a JSON document whose fields are known, each of which makes it wrong. */
final class JsonFault {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a field holds. */
    enum Type {
        /** A whole number that is not negative. */
        COUNT("null", "\"5\"", "true", "[]", "{}", "1.5", "-1", "1e300", "99999999999999999999", "1e999", "0x10"),
        NUMBER("null", "\"5.0\"", "false", "[]", "{}", "1e999", "-1e999", "NaN", "Infinity", "[1]", "- 1"),
        /** One of some words. */
        WORD("null", "5", "true", "[]", "{}", "\"nonsense\"", "\"\"", "[\"volume\"]"),
        /** Any text. */
        TEXT("null", "5", "true", "[]", "{}"),
        OBJECT("null", "5", "\"x\"", "[]", "true"),
        LIST("null", "5", "\"x\"", "{}", "[null]", "[\"x\"]", "[[[]]]", "[1e999]");

        private final List<String> wrong;

        Type(String... wrong) {
            this.wrong = List.of(wrong);
        }
    }

    /**
     * A field of a document.
     *
     * @param path to it, its elements divided by slashes
     * @param type what it holds
     */
    record Field(String path, Type type) {}

    private JsonFault() {}

    /**
     * A document with a fault.
     *
     * @param what is wrong
     */
    record Damaged(String what, byte[] bytes) {}

    /** A document with one field wrong or lost. */
    static Damaged inField(byte[] whole, Draw draw, List<Field> fields) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(whole);
        Field field = draw.of(fields);
        int slash = field.path().lastIndexOf('/');
        JsonNode parent = slash < 0 ? root : root.at("/" + field.path().substring(0, slash));
        String name = field.path().substring(slash + 1);
        if (!parent.has(name)) {
            throw new IllegalStateException("the whole document has no " + field.path());
        }
        String value = draw.between(0, 4) == 0 ? "lost" : draw.of(field.type().wrong);
        ((ObjectNode) parent).remove(name);
        if (!value.equals("lost")) {
            ((ObjectNode) parent).putRawValue(name, new RawValue(value));
        }
        return new Damaged(field.path() + ": " + value, JSON.writeValueAsBytes(root));
    }

    /** A document that is none. */
    static Damaged ofAll(byte[] whole, Draw draw) {
        String text = new String(whole, StandardCharsets.UTF_8).strip();
        byte[] bytes =
                switch (draw.between(0, 7)) {
                    case 0 -> draw.cut(text).getBytes(StandardCharsets.UTF_8);
                    case 1 ->
                        draw.of(
                                        "",
                                        " ",
                                        "null",
                                        "[]",
                                        "{}",
                                        "1",
                                        "true",
                                        "\"x\"",
                                        "NaN",
                                        "[[[[",
                                        "{\"a\": {}}",
                                        "<x/>",
                                        "[" + text + "]")
                                .getBytes(StandardCharsets.UTF_8);
                    case 2 -> (text + draw.of("}", "x", "{}", text, "]", "\0")).getBytes(StandardCharsets.UTF_8);
                    case 3 ->
                        ("{\"a\":".repeat(draw.of(List.of(1001, 20_000, 150_000)))).getBytes(StandardCharsets.UTF_8);
                    case 4 -> ("[".repeat(draw.of(List.of(1001, 20_000, 150_000)))).getBytes(StandardCharsets.UTF_8);
                    case 5 -> scribbled(draw);
                    case 6 -> ("x" + text).getBytes(StandardCharsets.UTF_8);
                    default ->
                        ("{" + "\"" + "x".repeat(draw.between(100_000, 2_000_000)) + "\": 1")
                                .getBytes(StandardCharsets.UTF_8);
                };
        String begun = new String(bytes, 0, Math.min(bytes.length, 30), StandardCharsets.ISO_8859_1);
        return new Damaged("the document is " + begun + ", " + bytes.length + " bytes", bytes);
    }

    private static byte[] scribbled(Draw draw) {
        byte[] bytes = draw.bytes(draw.between(1, 5000));
        bytes[0] = (byte) 0xFF;
        return bytes;
    }
}
