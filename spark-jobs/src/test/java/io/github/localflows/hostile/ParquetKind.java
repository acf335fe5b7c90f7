package io.github.localflows.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Tables in Parquet that are damaged where it shows, or that hold no star. */
enum ParquetKind implements HostileKind {
    CUT_OFF {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            return place.write(NAME, Arrays.copyOf(bytes, draw.between(0, bytes.length - 1)));
        }
    },
    BEGINNING_LOST {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            return place.write(NAME, Arrays.copyOfRange(bytes, bytes.length - draw.between(0, 60), bytes.length));
        }
    },
    MAGIC_LOST {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            bytes[bytes.length - draw.between(1, 4)] ^= (byte) (1 << draw.between(0, 7));
            return place.write(NAME, bytes);
        }
    },
    FOOTER_LENGTH {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            // The two higher bytes of a length of some hundreds.
            bytes[bytes.length - draw.between(5, 6)] = (byte) draw.between(1, 255);
            return place.write(NAME, bytes);
        }
    },
    FOOTER_SCRIBBLED {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            byte fill = draw.byteOf(0, 0xFF, 0x55, 0x77);
            Arrays.fill(bytes, bytes.length - 8 - footerLength(bytes), bytes.length - 8, fill);
            return place.write(NAME, bytes);
        }
    },
    PAGE_FLIPPED {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            ColumnChunkMetaData column = draw.of(columns(place.at("sound.parquet")));
            // The end of a column is that of its last page, whose values have a checksum.
            long end = column.getStartingPos() + column.getTotalSize();
            bytes[(int) end - draw.between(1, 8)] ^= (byte) (1 << draw.between(0, 7));
            return place.write(NAME, bytes);
        }
    },
    PAGES_SCRIBBLED {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = sound(draw, place);
            ColumnChunkMetaData column = draw.of(columns(place.at("sound.parquet")));
            int from = (int) column.getStartingPos();
            Arrays.fill(bytes, from, from + (int) column.getTotalSize(), draw.byteOf(0, 0xFF, 7));
            return place.write(NAME, bytes);
        }
    },
    OTHER_FILE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(
                    NAME,
                    draw.of(
                            "",
                            "R,z,vR,vphi,vz\n8,0,0,220,0\n",
                            "PAR1",
                            "PAR1PAR1",
                            "PAR1\0\0\0\0PAR1",
                            "PARE" + "x".repeat(99)));
        }
    },
    BINARY {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = draw.bytes(draw.between(1, 3000));
            bytes[bytes.length - 1] = 0;
            return place.write(NAME, bytes);
        }
    },
    WRONG_TYPE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            String type = draw.of(
                    "binary R (STRING);",
                    "boolean R;",
                    "binary R;",
                    "int64 R (TIMESTAMP(MICROS, true));",
                    "int32 R (DATE);",
                    "int96 R;",
                    "fixed_len_byte_array(5) R;",
                    "group R { optional double x; }",
                    "group R (LIST) { repeated group list { optional double element; } }");
            MessageType schema = MessageTypeParser.parseMessageType("message points { optional " + type
                    + " optional double z; optional double vR; optional double vphi; optional double vz; }");
            Group row = new SimpleGroup(schema);
            for (String column : List.of("z", "vR", "vphi", "vz")) {
                row.add(column, 1.0);
            }
            return write(place.at(NAME), schema, List.of(row, row));
        }
    },
    MISSING_COLUMN {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            String lost = draw.of(COLUMNS);
            return numbers(
                    place.at(NAME),
                    COLUMNS.stream().filter(column -> !column.equals(lost)).toList(),
                    draw,
                    3);
        }
    },
    NO_ROWS {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return numbers(place.at(NAME), COLUMNS, draw, 0);
        }
    },
    PLACE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            Files.createDirectories(place.at("empty.parquet"));
            place.write("marked.parquet/_SUCCESS", "");
            place.write("texts/a.parquet", "a text");
            numbers(Files.createDirectories(place.at("half")).resolve("a.parquet"), COLUMNS, draw, 3);
            place.write("half/b.parquet", Arrays.copyOf(sound(draw, place), 40));
            return place.at(draw.of("empty.parquet", "marked.parquet", "texts", "half", "nowhere.parquet"));
        }
    },
    PARTS_THAT_DIFFER {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            Path parts = Files.createDirectories(place.at("parts"));
            numbers(parts.resolve("a.parquet"), COLUMNS, draw, 3);
            MessageType schema = MessageTypeParser.parseMessageType("message points { optional "
                    + draw.of("binary R (STRING);", "boolean R;", "group R { optional double x; }")
                    + " optional double z; }");
            Group row = new SimpleGroup(schema);
            row.add("z", 1.0);
            write(parts.resolve("b.parquet"), schema, List.of(row));
            return parts;
        }
    };

    private static final String NAME = "hostile.parquet";
    private static final List<String> COLUMNS = List.of("R", "z", "vR", "vphi", "vz");

    @Override
    public String title() {
        return "Parquet " + name();
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        return place.read(table(draw, place), draw, "actions", "df");
    }

    /** Writes the table, and returns what to name. */
    abstract Path table(Draw draw, Workplace place) throws IOException;

    /** A table that is sound. */
    static Path points(Draw draw, Workplace place) throws IOException {
        return numbers(place.at("points.parquet"), COLUMNS, draw, draw.between(20, 200));
    }

    /** The bytes of a table that is sound. */
    private static byte[] sound(Draw draw, Workplace place) throws IOException {
        Path file = place.at("sound.parquet");
        if (!Files.exists(file)) {
            numbers(file, COLUMNS, draw, draw.between(20, 200));
        }
        return Files.readAllBytes(file);
    }

    private static Path numbers(Path file, List<String> columns, Draw draw, int rows) throws IOException {
        StringBuilder fields = new StringBuilder();
        columns.forEach(
                column -> fields.append("optional double ").append(column).append("; "));
        MessageType schema = MessageTypeParser.parseMessageType("message points { " + fields + "}");
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Group row = new SimpleGroup(schema);
            for (String column : columns) {
                String value = column.equals("vphi") ? draw.decimal(180, 250) : draw.decimal(7, 9);
                row.add(column, Double.parseDouble(value));
            }
            groups.add(row);
        }
        return write(file, schema, groups);
    }

    private static Path write(Path file, MessageType schema, List<Group> rows) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return file;
    }

    private static int footerLength(byte[] bytes) {
        return (bytes[bytes.length - 7] & 0xFF) << 8 | bytes[bytes.length - 8] & 0xFF;
    }

    private static List<ColumnChunkMetaData> columns(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(
                new LocalInputFile(file), ParquetReadOptions.builder().build())) {
            return reader.getFooter().getBlocks().get(0).getColumns();
        }
    }
}
