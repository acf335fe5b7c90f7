package io.github.localflows.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A table of points with everything that the tables of different people differ in, written as parts: in another order of
 * columns, another type, another encoding each.
 */
final class RandomTable {
    private static final String[] NAMES = {
        "plain", "with, comma", "with \"quotes\"", "two\nlines", "#3", "Péña Ångström", " padded ", "", "NA", "12", "é"
    };

    private final Random random;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<String> columns = new ArrayList<>(List.of("id", "R", "z", "vR", "vphi", "vz"));
    private boolean mayBeRefused;
    private Charset encoding;

    RandomTable(long seed) {
        random = new Random(seed);
        for (String column : List.of("name", "_row", "_metadata", "r", "x y.z`", "flag")) {
            if (random.nextBoolean()) {
                columns.add(column);
            }
        }
        Collections.shuffle(columns, random);
        int n = 1 + random.nextInt(30);
        for (int i = 0; i < n; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (String column : columns) {
                row.put(column, value(column));
            }
            rows.add(row);
        }
    }

    private Object value(String column) {
        return switch (column) {
            // Beyond what a double holds.
            case "id" -> 4_611_686_018_427_387_904L + random.nextInt(1_000_000_000);
            case "name" -> NAMES[random.nextInt(NAMES.length)];
            case "flag" -> random.nextBoolean();
            case "_row", "r" -> (long) random.nextInt(1000);
            // What a float holds.
            default -> (double) (random.nextInt(4000) / 16f + 0.0625f);
        };
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    List<String> columns() {
        return columns;
    }

    /** Whether some part is such that the table cannot be read without a guess. */
    boolean mayBeRefused() {
        return mayBeRefused;
    }

    /** The encoding to name, or null. */
    Charset encoding() {
        return encoding;
    }

    /** Writes the rows as one file or as parts, and returns what to give to --points. */
    Path write(Path directory) throws IOException {
        boolean csv = random.nextInt(3) > 0;
        String ending = csv ? ".csv" : ".parquet";
        int parts = 1 + random.nextInt(4);
        if (csv && random.nextInt(5) == 0) {
            encoding = StandardCharsets.ISO_8859_1;
        }
        Path place = parts == 1 ? directory.resolve("a_16:00" + ending) : directory.resolve("parts");
        if (parts > 1) {
            Files.createDirectories(place);
        }
        int from = 0;
        for (int p = 0; p < parts; p++) {
            int to = p == parts - 1 ? rows.size() : from + random.nextInt(rows.size() - from + 1);
            Path file = parts == 1 ? place : place.resolve("part " + p + ending);
            if (csv) {
                writeCsv(file, rows.subList(from, to), p);
            } else {
                writeParquet(file, rows.subList(from, to), p);
            }
            from = to;
        }
        return place;
    }

    private List<String> ordered(List<Map<String, Object>> some, int part) {
        List<String> ordered = new ArrayList<>(columns);
        Collections.shuffle(ordered, random);
        if (part > 0 && random.nextInt(4) == 0) {
            // A column that this part lacks: its rows are without.
            String lacking = ordered.get(random.nextInt(ordered.size()));
            ordered.remove(lacking);
            some.forEach(row -> row.put(lacking, null));
            mayBeRefused |= List.of("R", "z", "vR", "vphi", "vz").contains(lacking);
        }
        return ordered;
    }

    private void writeCsv(Path file, List<Map<String, Object>> some, int part) throws IOException {
        List<String> ordered = ordered(some, part);
        String end = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("# a comment, ").append(i).append(end);
        }
        if (part > 0 && random.nextInt(12) == 0) {
            // As `split` leaves it: without a header.
            mayBeRefused = true;
        } else {
            text.append(line(ordered)).append(end);
        }
        for (int i = 0; i < some.size(); i++) {
            List<String> values = new ArrayList<>();
            for (String column : ordered) {
                Object value = some.get(i).get(column);
                values.add(value == null ? "" : value.toString());
            }
            text.append(line(values));
            text.append(i < some.size() - 1 || random.nextBoolean() ? end : "");
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(encoded(text.toString()));
        }
    }

    private String line(List<String> values) {
        List<String> texts = new ArrayList<>();
        for (String value : values) {
            boolean quoted = random.nextInt(4) == 0 || value.matches("(?s).*[\",\\r\\n].*") || value.startsWith("#");
            texts.add(quoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
        }
        return String.join(",", texts);
    }

    private byte[] encoded(String text) {
        if (encoding != null) {
            return text.getBytes(encoding);
        }
        return switch (random.nextInt(4)) {
            case 0 -> text.getBytes(StandardCharsets.UTF_8);
            case 1 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case 2 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
            default -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE);
        };
    }

    /** The same bytes compressed. */
    static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private void writeParquet(Path file, List<Map<String, Object>> some, int part) throws IOException {
        List<Type> types = new ArrayList<>();
        for (String column : ordered(some, part)) {
            types.add(Types.optional(type(column)).named(column));
        }
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).getName().equals("name")) {
                types.set(
                        i,
                        Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named("name"));
            }
        }
        MessageType schema = new MessageType("points", types);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .build()) {
            for (Map<String, Object> row : some) {
                Group group = new SimpleGroup(schema);
                for (Type type : types) {
                    add(group, type, row.get(type.getName()));
                }
                writer.write(group);
            }
        }
    }

    private PrimitiveTypeName type(String column) {
        return switch (column) {
            case "id" -> PrimitiveTypeName.INT64;
            case "name" -> PrimitiveTypeName.BINARY;
            case "flag" -> PrimitiveTypeName.BOOLEAN;
            case "_row", "r" -> random.nextBoolean() ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64;
            default -> random.nextBoolean() ? PrimitiveTypeName.FLOAT : PrimitiveTypeName.DOUBLE;
        };
    }

    private static void add(Group group, Type type, Object value) {
        if (value == null) {
            return;
        }
        switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case INT64 -> group.add(type.getName(), (long) value);
            case INT32 -> group.add(type.getName(), (int) (long) value);
            case FLOAT -> group.add(type.getName(), (float) (double) value);
            case DOUBLE -> group.add(type.getName(), (double) value);
            case BOOLEAN -> group.add(type.getName(), (boolean) value);
            default -> group.add(type.getName(), (String) value);
        }
    }
}
