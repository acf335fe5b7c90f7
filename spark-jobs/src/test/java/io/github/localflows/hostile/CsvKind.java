package io.github.localflows.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Tables in CSV that nobody can read without a guess, or that hold no star. */
enum CsvKind implements HostileKind {
    RAGGED_ROW {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            List<String> lines = lines(draw);
            int at = draw.between(1, lines.size() - 1);
            String line = lines.get(at);
            lines.set(
                    at,
                    draw.heads() ? line + ",1".repeat(draw.between(1, 20)) : line.substring(0, line.lastIndexOf(',')));
            return place.write(NAME, text(lines));
        }
    },
    MISSING_COLUMN {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(
                    NAME, text(lines(draw)).replaceFirst(draw.of("R", "vR", "vphi", "vz"), "q" + draw.word(3)));
        }
    },
    DUPLICATE_COLUMN {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            String twice = draw.of("R", "z", "vphi");
            List<String> lines = lines(draw);
            lines.replaceAll(line -> line + ",8.0");
            lines.set(0, HEADER + "," + twice);
            return place.write(NAME, text(lines));
        }
    },
    /** No row is a place in a galaxy. */
    NO_STAR {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            String R = draw.of("-8.0", "0", "NaN", "", "NA", "Infinity", "1e999", "-1e300");
            List<String> lines = lines(draw);
            lines.replaceAll(line -> line.equals(HEADER) ? line : R + line.substring(line.indexOf(',')));
            return place.write(NAME, text(lines));
        }
    },
    TEXT_FOR_NUMBER {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            String R =
                    draw.of("eight", "8,0".replace(',', ';'), "8kpc", "0x1p3", "8 0", "true", "[8]", "=8", "--8", "٨");
            List<String> lines = lines(draw);
            lines.replaceAll(line -> line.equals(HEADER) ? line : R + line.substring(line.indexOf(',')));
            return place.write(NAME, text(lines));
        }
    },
    OTHER_SEPARATOR {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(NAME, text(lines(draw)).replace(",", draw.of(";", "\t", " ", "|")));
        }
    },
    NUL_BYTES {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            // As an encoding of two bytes looks that does not say so.
            return place.write(NAME, text(lines(draw)).getBytes(StandardCharsets.UTF_16LE));
        }
    },
    QUOTE_LOST {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            List<String> lines = lines(draw);
            int at = draw.between(0, lines.size() - 1);
            lines.set(at, "\"" + lines.get(at));
            return place.write(NAME, text(lines));
        }
    },
    QUOTE_WITHIN {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            List<String> lines = lines(draw);
            int at = draw.between(1, lines.size() - 1);
            lines.set(
                    at,
                    "\"8\"" + draw.word(2)
                            + lines.get(at).substring(lines.get(at).indexOf(',')));
            return place.write(NAME, text(lines));
        }
    },
    NOTHING {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(
                    NAME,
                    draw.of(
                            "",
                            "\n",
                            "\n\n\n\n",
                            "   \n",
                            "# a comment\n",
                            "# one\n# two",
                            "\uFEFF",
                            "\r\n",
                            ",,,,\n"));
        }
    },
    HEADER_ALONE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(NAME, HEADER + draw.of("", "\n", "\r\n", "\n\n\n"));
        }
    },
    BINARY {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] bytes = draw.bytes(draw.between(2, 5000));
            bytes[draw.between(0, bytes.length - 1)] = (byte) 0xFF;
            // No mark of an encoding that has any bytes.
            bytes[0] = 'R';
            return place.write(NAME, bytes);
        }
    },
    OTHER_ENCODING {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            List<String> lines = lines(draw);
            lines.replaceAll(line -> line + ",Ångström");
            return place.write(NAME, text(lines).getBytes(StandardCharsets.ISO_8859_1));
        }
    },
    MANY_COLUMNS {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            StringBuilder header = new StringBuilder("q");
            for (int c = 0; c < draw.between(2000, 30_000); c++) {
                header.append(",c").append(c);
            }
            return place.write(NAME, header + "\n1\n");
        }
    },
    LONG_LINE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(NAME, draw.of("x", "8", "\"").repeat(draw.between(100_000, 3_000_000)));
        }
    },
    PACKED_WRONGLY {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            byte[] packed = packed(text(lines(draw)));
            return place.write(
                    NAME + ".gz",
                    switch (draw.between(0, 3)) {
                        case 0 -> Arrays.copyOf(packed, draw.between(11, packed.length - 9));
                        case 1 -> text(lines(draw)).getBytes(StandardCharsets.UTF_8);
                        case 2 -> new byte[0];
                        default -> flipped(packed, draw.between(packed.length - 8, packed.length - 5));
                    });
        }
    },
    PACKED_UNSAID {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            return place.write(NAME, packed(text(lines(draw))));
        }
    },
    PLACE {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            place.write("mixed/a.csv", text(lines(draw)));
            place.write("mixed/b.parquet", "PAR1");
            place.write("deep/deeper/a.csv", text(lines(draw)));
            place.write("hidden/_a.csv", text(lines(draw)));
            place.write("other.txt", text(lines(draw)));
            Files.createDirectories(place.at("empty"));
            Files.createDirectories(place.at("empty.csv"));
            return place.at(draw.of(
                    "nowhere.csv",
                    "mixed",
                    "deep",
                    "hidden",
                    "other.txt",
                    "empty",
                    "empty.csv",
                    "other.txt/a.csv",
                    "x".repeat(300) + ".csv"));
        }
    },
    PARTS_THAT_DIFFER {
        @Override
        Path table(Draw draw, Workplace place) throws IOException {
            place.write("parts/a.csv", text(lines(draw)));
            place.write(
                    "parts/b.csv",
                    draw.of(
                            "",
                            text(lines(draw).subList(1, 3)),
                            "\"R",
                            HEADER + "\n8.0\n",
                            HEADER + ",R\n1,1,1,1,1,1\n"));
            return place.at("parts");
        }
    };

    private static final String HEADER = "R,z,vR,vphi,vz";
    private static final String NAME = "hostile.csv";

    @Override
    public String title() {
        return "CSV " + name();
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        // Actions need all columns.
        return place.read(table(draw, place), draw, "actions", "df", "density,df");
    }

    /** Writes the table, and returns what to name. */
    abstract Path table(Draw draw, Workplace place) throws IOException;

    /** A table that is sound. */
    static String points(Draw draw) {
        return text(lines(draw));
    }

    /** A header and some rows. */
    private static List<String> lines(Draw draw) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (int i = draw.between(2, 40); i >= 0; i--) {
            lines.add(String.join(
                    ",",
                    draw.decimal(7.1, 8.9),
                    draw.decimal(-1, 1),
                    draw.decimal(-50, 50),
                    draw.decimal(180, 250),
                    draw.decimal(-30, 30)));
        }
        return lines;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        bytes[at] ^= 1;
        return bytes;
    }
}
