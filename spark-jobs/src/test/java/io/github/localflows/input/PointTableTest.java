package io.github.localflows.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

class PointTableTest {
    private static final int RANDOM_TABLES = 60;

    /** Far fewer tables than are written may be refused, lest the test show nothing. */
    private static final int MOST_REFUSED = RANDOM_TABLES / 4;

    @TempDir
    private Path directory;

    private static SparkSession session() {
        SparkSession spark = SharedSpark.session().newSession();
        spark.conf().set("spark.sql.caseSensitive", true);
        return spark;
    }

    private static PointTable open(Path points, Charset encoding, boolean typed) throws IOException {
        return PointTable.open(
                session(),
                new GivenTable("--points", points.toString(), Optional.ofNullable(encoding), "--encoding"),
                typed ? Typing.TYPES : Typing.TEXTS);
    }

    private static List<Row> rows(PointTable table) {
        List<Tuple2<Long, Row>> numbered = new ArrayList<>(table.rows().collect());
        numbered.sort(Comparator.comparing(Tuple2::_1));
        for (int i = 0; i < numbered.size(); i++) {
            assertEquals(i, numbered.get(i)._1());
        }
        return numbered.stream().map(Tuple2::_2).toList();
    }

    /** However people write a table, its rows come out as they are, or it is refused. */
    @Test
    void partsOfAnyKindGiveTheRowsOfTheOneTableOrAreRefused() throws IOException {
        int refused = 0;
        for (int seed = 0; seed < RANDOM_TABLES; seed++) {
            RandomTable random = new RandomTable(seed);
            Path points = random.write(Files.createDirectory(directory.resolve("table " + seed)));
            boolean typed = seed % 2 == 0;
            try {
                PointTable table = open(points, random.encoding(), typed);
                Coordinates coordinates = Coordinates.of(table, true, "--quantities df", Frame.GALACTIC);
                assertSame(random, table, coordinates, "seed " + seed);
            } catch (UserError mistake) {
                assertTrue(random.mayBeRefused(), "seed " + seed + ": " + mistake.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < MOST_REFUSED, refused + " refused");
    }

    private static void assertSame(RandomTable random, PointTable table, Coordinates coordinates, String what) {
        StructType schema = table.schema();
        assertEquals(
                random.columns().stream().sorted().toList(),
                List.of(schema.fieldNames()).stream().sorted().toList(),
                what);
        List<Row> rows = rows(table);
        assertEquals(random.rows().size(), rows.size(), what);
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> expected = random.rows().get(i);
            for (String column : random.columns()) {
                assertValue(expected.get(column), rows.get(i).get(schema.fieldIndex(column)), what + ", " + column);
            }
            assertEquals(expected.get("R"), coordinates.point(rows.get(i)).R(), what);
            assertEquals(expected.get("vphi"), coordinates.point(rows.get(i)).vphi(), what);
        }
    }

    private static void assertValue(Object expected, Object value, String what) {
        boolean absent = value == null || value.equals("");
        if (expected == null || expected.equals("")) {
            assertTrue(absent, what + " is " + value);
        } else if (expected instanceof Number number && value instanceof Number read && !(expected instanceof Long)) {
            assertEquals(number.doubleValue(), read.doubleValue(), what);
        } else {
            // Whole numbers to the digit.
            assertEquals(expected.toString(), absent ? "" : value.toString(), what);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;2;-3            | bigint",
                "9007199254740993  | bigint",
                "9007199254740993;0.5 | string",
                "12345678901234567890 | string",
                "007;012           | string",
                "1;2.5;nan;inf     | double",
                "1e5;.5;+3.        | double",
                "1;NA;null;N/A     | bigint",
                "true;FALSE;null   | boolean",
                "1;true            | string",
                "a;1               | string",
            })
    void columnsOfACsvAreOfTheTypeThatHoldsAllTheirValues(String values, String type) throws IOException {
        StringBuilder text = new StringBuilder("c,R,z\n");
        for (String value : values.split(";")) {
            text.append(value.strip()).append(",8,0\n");
        }
        Path points = Files.writeString(directory.resolve("typed.csv"), text);
        assertEquals(
                type, open(points, null, true).schema().apply("c").dataType().simpleString());
        assertEquals(
                DataTypes.StringType,
                open(points, null, false).schema().apply("c").dataType());
    }

    @Test
    void largeFilesAreReadInPiecesFromTheRightByte() throws IOException {
        StringBuilder text = new StringBuilder("# Péña\n\nR,z,name\n");
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            text.append(8 + i * 1e-6)
                    .append(",0.5,\"é ")
                    .append(i)
                    .append(i % 7 == 0 ? "\n" : "")
                    .append("\"\n");
        }
        Path points = Files.writeString(directory.resolve("large.csv"), "\uFEFF" + text);
        PointTable table = open(points, null, false);
        assertTrue(table.rows().getNumPartitions() > 2);
        List<Row> rows = rows(table);
        assertEquals(n, rows.size());
        for (int i = 0; i < n; i++) {
            assertEquals("é " + i + (i % 7 == 0 ? "\n" : ""), rows.get(i).getString(2));
        }
        assertEquals(List.of("1 comment line before the header skipped"), table.remarks());

        Path packed = Files.write(directory.resolve("large.csv.gz"), RandomTable.zipped(Files.readAllBytes(points)));
        assertEquals(rows, rows(open(packed, null, false)));
    }

    @Test
    void bytesOfAnotherEncodingAreRefusedUntilItIsNamed() throws IOException {
        Path points = Files.write(
                directory.resolve("latin.csv"), "R,z,name\n8,0,Peña\n".getBytes(StandardCharsets.ISO_8859_1));
        UserError refused = assertThrows(UserError.class, () -> open(points, null, false));
        assertTrue(refused.getMessage().contains("is not written in UTF-8"), refused.getMessage());
        assertEquals(
                "Peña",
                rows(open(points, StandardCharsets.ISO_8859_1, false)).get(0).getString(2));
        Path wide = Files.write(directory.resolve("wide.csv"), "R,z\n8,0\n".getBytes(StandardCharsets.UTF_16LE));
        UserError unmarked = assertThrows(UserError.class, () -> open(wide, null, false));
        assertTrue(unmarked.getMessage().contains("--encoding UTF-16LE"), unmarked.getMessage());
        assertEquals(1, rows(open(wide, StandardCharsets.UTF_16LE, false)).size());
    }

    @Test
    void whatLooksLikeAPartAndIsLeftOutIsNamed() throws IOException {
        Files.writeString(directory.resolve("a.csv"), "R,z\n8,0\n");
        Files.writeString(directory.resolve("_b.csv"), "R,z\n9,0\n");
        Files.writeString(directory.resolve("_SUCCESS"), "");
        PointTable table = open(directory, null, false);
        assertEquals(1, table.count());
        assertEquals(List.of("left out, for their names begin with _ or .: _b.csv"), table.remarks());
        // Whoever names it means it.
        assertEquals(1, open(directory.resolve("_b.csv"), null, false).count());

        Files.writeString(directory.resolve("notes.txt"), "R,z\n");
        UserError foreign = assertThrows(UserError.class, () -> open(directory, null, false));
        assertTrue(foreign.getMessage().contains("holds notes.txt"), foreign.getMessage());
        Files.delete(directory.resolve("notes.txt"));
        Files.createDirectory(directory.resolve("more"));
        assertTrue(assertThrows(UserError.class, () -> open(directory, null, false))
                .getMessage()
                .contains("holds the directory more"));
    }

    @Test
    void wholeNumbersOf64BitsAreNotMixedWithDoubles() throws IOException {
        SparkSession spark = session();
        Path parts = Files.createDirectory(directory.resolve("parts.parquet"));
        spark.sql("SELECT 8D AS R, 0D AS z, 9007199254740993L AS id")
                .coalesce(1)
                .write()
                .parquet(parts + "/a");
        spark.sql("SELECT 8D AS R, 0D AS z, 1D AS id").coalesce(1).write().parquet(parts + "/b");
        for (String part : List.of("a", "b")) {
            try (var files = Files.list(parts.resolve(part))) {
                Path file = files.filter(path -> path.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
                Files.move(file, directory.resolve(part + ".parquet"));
            }
        }
        Path both = Files.createDirectory(directory.resolve("both"));
        Files.move(directory.resolve("a.parquet"), both.resolve("a.parquet"));
        Files.move(directory.resolve("b.parquet"), both.resolve("b.parquet"));
        UserError refused = assertThrows(UserError.class, () -> open(both, null, false));
        assertEquals(
                "--points " + both + ": column id is bigint in a.parquet and double in b.parquet: write it as one type"
                        + " in all files",
                refused.getMessage());
    }

    @Test
    void aParquetFileWithTwoColumnsOfOneNameIsRefused() throws IOException {
        MessageType schema = new MessageType(
                "points",
                Types.required(PrimitiveTypeName.DOUBLE).named("R"),
                Types.required(PrimitiveTypeName.DOUBLE).named("z"),
                Types.required(PrimitiveTypeName.DOUBLE).named("R"));
        Path points = directory.resolve("twice.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(points))
                .withType(schema)
                .build()) {
            Group group = new SimpleGroup(schema);
            for (int c = 0; c < 3; c++) {
                group.add(c, 8.0);
            }
            writer.write(group);
        }
        UserError refused = assertThrows(UserError.class, () -> open(points, null, false));
        assertEquals("--points " + points + " has two columns called R: rename one", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "R,z,R;8,0,8          | has two columns called R (columns 1 and 3): rename one; the first line must be a header, in every file",
                "R,z,name;8,0,\"open  | cannot be read as csv, it is damaged: a quote of line 2 is never closed",
                "# a;# b;R,z,name;8,0,\"open | cannot be read as csv, it is damaged: a quote of line 4 is never closed",
                "R,z,name;8,0,\"a\"b  | cannot be read as csv, it is damaged: ",
                "R,z;8,0;# late       | , line 3: has 1 value for the 2 columns of the header: # late (comments stand before the header alone)",
            })
    void aMalformedCsvIsRefusedByNameAndLine(String text, String message) throws IOException {
        Path points = Files.writeString(directory.resolve("bad.csv"), text.replace(';', '\n') + "\n");
        UserError refused = assertThrows(UserError.class, () -> open(points, null, false));
        assertTrue(
                refused.getMessage().startsWith("--points " + points + (message.startsWith(",") ? "" : " ") + message),
                refused.getMessage());
    }

    @Test
    void allLinesThatAreNoRowsAreToldAtOnce() throws IOException {
        List<String> lines = new ArrayList<>(List.of("# a comment", "R,name,z"));
        lines.addAll(List.of("8,\"two", "lines\",0", "", "8,a", "y,a,x", "NaN,a,0", "8,a,0,1,2", "8,a,-9999"));
        Path points = Files.write(directory.resolve("ragged.csv"), lines);
        WantedColumns bounded = WantedColumns.ALL.withBounds(
                List.of(Map.of("R", Bound.POSITION, "z", Bound.POSITION)), "stars.mine.cuts");
        UserError refused = assertThrows(UserError.class, () -> open(points, bounded));
        assertEquals(
                "--points " + points
                        + " has 2 lines that are no rows of its 3 columns: line 6 has 2 values (8,a), line 9 has 5 values"
                        + " (8,a,0,1,2); mend these lines, or take them out. Besides, 2 rows are of no star: line 7: R is"
                        + " \"y\" (no number), line 10: z is -9999.0 kpc (beyond 5000); no star has that. Mend these rows, or leave them"
                        + " out, as by stars.mine.cuts = [\"abs(R) < 5000\", \"abs(z) < 5000\"]",
                refused.getMessage());
        UserError withoutBounds = assertThrows(UserError.class, () -> open(points, WantedColumns.ALL));
        assertTrue(
                withoutBounds.getMessage().endsWith("; mend these lines, or take them out"),
                withoutBounds.getMessage());
        // A cell alone is no line that cannot be read: what reads the rows says what becomes of it.
        Files.write(points, List.of("R,name,z", "8,a,x"));
        assertEquals(1, open(points, bounded).count());
        List<String> many = new ArrayList<>(List.of("R,z"));
        IntStream.range(0, 13).forEach(i -> many.add("8,0," + "1".repeat(i)));
        Files.write(points, many);
        UserError all = assertThrows(UserError.class, () -> open(points, bounded));
        assertTrue(
                all.getMessage().contains("line 11 has 3 values (8,0,111111111), and 3 more; mend"), all.getMessage());
        assertFalse(all.getMessage().contains("line 12"), all.getMessage());
    }

    @Test
    void whatNoStarCanHaveIsToldBesideRaggedLinesOfTheCoordinatesAlone() throws IOException {
        WantedColumns stars = WantedColumns.ALL.withBounds(ColumnNames.OURS.bounds(), "stars.mine.cuts");
        Path points = Files.write(
                directory.resolve("stars.csv"),
                List.of("R,z,vR,vphi,vz,x", "8,0,0,220,0,6000", "8,0,-9999,220,0,6001", "8,0", "8,0,0,220,0,6002"));
        UserError one = assertThrows(UserError.class, () -> open(points, stars));
        assertEquals(
                "--points " + points
                        + ", line 4: has 2 values for the 6 columns of the header: 8,0; mend the line, or take it out."
                        + " Besides, line 3: vR is -9999.0 km/s (beyond 5000); no star has that. Mend the row, or leave such"
                        + " rows out, as by stars.mine.cuts = [\"abs(vR) < 5000\"]",
                one.getMessage());
        List<String> lines = new ArrayList<>(List.of("R,z,vR,vphi,vz", "8"));
        IntStream.range(0, 200).forEach(i -> lines.add(i < 199 ? "8000,0,0,220,0" : "8,0,0,220,-9999"));
        Files.write(points, lines);
        UserError unit = assertThrows(UserError.class, () -> open(points, stars));
        assertTrue(
                unit.getMessage()
                        .endsWith("; no star has that. Nearly all rows are like these: is a column in another unit"
                                + " (docs/stars.md), or written otherwise? Convert it; or mend these rows, or leave them out, as by"
                                + " stars.mine.cuts = [\"abs(R) < 5000\", \"abs(vz) < 5000\"]"),
                unit.getMessage());
        // What the user names counts before what has our names.
        ColumnNames named = new ColumnNames(Optional.of("stars.mine.columns"), Map.of("vphi", "vt", "R", "rad"));
        Files.write(points, List.of("rad,x,y,z,vR,vt,vx,vy,vz", "8", "8,8,0,0,0,-9999,9e9,0,0"));
        UserError ours = assertThrows(
                UserError.class, () -> open(points, WantedColumns.ALL.withBounds(named.bounds(), "stars.mine.cuts")));
        assertTrue(ours.getMessage().endsWith("[\"abs(vt) < 5000\"]"), ours.getMessage());
    }

    @Test
    void manyMistakesOfBothKindsAreToldWithoutACutInTheMiddle() throws IOException {
        List<String> lines = new ArrayList<>(List.of("R,z,vR,vphi,vz"));
        IntStream.range(0, 100_000)
                .forEach(i -> lines.add(
                        i % 900 == 0 ? "8.123456789,0.1,,220" : "8,0," + (i % 1000 == 1 ? -9999 : 0) + ",220,0"));
        Path points = Files.write(directory.resolve("many.csv"), lines);
        WantedColumns stars = WantedColumns.ALL.withBounds(ColumnNames.OURS.bounds(), "stars.mine.cuts");
        UserError refused = assertThrows(UserError.class, () -> open(points, stars));
        assertEquals(refused.getMessage(), Shown.line(refused.getMessage()));
        assertTrue(refused.getMessage().contains("has 112 lines that are no rows"), refused.getMessage());
        assertTrue(refused.getMessage().contains(", and 96 more; no star has that"), refused.getMessage());
    }

    private static PointTable open(Path points, WantedColumns wanted) throws IOException {
        GivenTable given = new GivenTable("--points", points.toString(), Optional.empty(), "--encoding");
        return PointTable.open(session(), given, Typing.NUMBERS, wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aRowIsPlacedByItsLine(String end) throws IOException {
        int rows = 70_000;
        StringBuilder text = new StringBuilder("# a comment" + end + end + "R,name" + end);
        long[] lines = new long[rows];
        long line = 4;
        for (int i = 0; i < rows; i++) {
            // Before the first row of a piece, and elsewhere.
            if (i % 100 == 0 || i == 1 << 15) {
                text.append(end);
                line++;
            }
            lines[i] = line;
            boolean two = i % 1000 == 7;
            text.append(i).append(two ? ",\"a" + end + "b\"" : ",a").append(end);
            line += two ? 2 : 1;
        }
        Path points = Files.writeString(directory.resolve("lines.csv"), text);
        PointTable table = open(points, WantedColumns.ALL);
        for (int row : new int[] {0, 1, 7, 8, 100, (1 << 15) - 1, 1 << 15, (1 << 15) + 1, rows - 1}) {
            assertEquals("line " + lines[row], table.place(row), "row " + row);
        }
        Path two = Files.createDirectory(directory.resolve("places-" + end.length() + ".csv"));
        Files.writeString(two.resolve("a.csv"), "R\n1\n2\n");
        Files.writeString(two.resolve("b.csv"), "R\n3\n");
        assertEquals("b.csv, line 2", open(two, WantedColumns.ALL).place(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234", "1,234", "1.234", "1\u202f234", "1\u2019234", "\u0661\u066c\u0662\u0663\u0664"})
    void numbersOfLinesAreReadInEveryLanguage(String text) {
        assertEquals(1234, CsvPoints.number(text));
    }
}
