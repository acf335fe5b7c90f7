package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTableTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "X'00FF1a'                                       | 00FF1A",
                "CAST('' AS BINARY)                              | ",
                "array(X'01', NULL)                              | [01, NULL]",
                "array(1.5D, NULL, double('NaN'))                | [1.5, NULL, NaN]",
                "array(array(1), array())                        | [[1], []]",
                "map('a', 1, 'b', NULL)                          | {a -> 1, b -> NULL}",
                "named_struct('a', 1, 'b', NULL, 'c', 'x')       | {1, NULL, x}",
                "DATE '1582-10-04'                               | 1582-10-04",
                "DATE '0001-01-01'                               | 0001-01-01",
                "TIMESTAMP '1500-02-28 12:30:00.000001'          | 1500-02-28 12:30:00.000001",
                "TIMESTAMP '2026-07-01 12:00:00+02:00'           | 2026-07-01 10:00:00",
                "TIMESTAMP_NTZ '2026-07-01 12:00:00'             | 2026-07-01 12:00:00",
                "INTERVAL '1 2:03:04' DAY TO SECOND              | INTERVAL '1 02:03:04' DAY TO SECOND",
                "INTERVAL 3 MONTH                                | INTERVAL '3' MONTH",
                "make_interval(1, 2, 0, 3)                       | 1 years 2 months 3 days",
                "CAST(1E-10 AS DECIMAL(38, 20))                  | 0.00000000010000000000",
                "12345678901234567890.123456789BD                | 12345678901234567890.123456789",
                "-0.0D                                           | -0.0",
                "1e-320D                                         | 1.0E-320",
                "float('0.1')                                    | 0.1",
                "double('-Infinity')                             | -Infinity",
                "0.1D + 0.2D                                     | 0.30000000000000004",
                "9223372036854775807                             | 9223372036854775807",
                "true                                            | true",
                "parse_json('{\"a\": [1, null]}')                | {\"a\":[1,null]}",
            })
    void valuesAreReadableInBothFormats(String expression, String text) {
        TimeZone zone = TimeZone.getDefault();
        // The session's zone is what counts.
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        try {
            SparkSession spark = SharedSpark.session().newSession();
            spark.conf().set("spark.sql.session.timeZone", "UTC");
            spark.conf().set("spark.sql.binaryOutputStyle", "HEX");
            Dataset<Row> answer = spark.sql("SELECT " + expression + " AS value, 1 AS one");
            String value = text == null ? "" : text;
            String cell = table(answer).get(2).replaceFirst(" +1$", "").strip();
            assertEquals(value, cell);
            String quoted = value.isEmpty() || value.contains(",") || value.contains("\"")
                    ? "\"" + value.replace("\"", "\"\"") + "\""
                    : value;
            assertEquals(
                    List.of("value,one", quoted + ",1"), csv(answer).lines().toList());
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void everyDoubleReadsBackToTheSameBits() {
        Random random = new Random(7);
        List<Double> values = LongStream.generate(random::nextLong)
                .limit(5000)
                .mapToObj(Double::longBitsToDouble)
                .filter(value -> !Double.isNaN(value))
                .toList();
        Dataset<Row> answer =
                SharedSpark.session().createDataset(values, Encoders.DOUBLE()).toDF("x");
        List<Double> read = csv(answer).lines().skip(1).map(Double::parseDouble).toList();
        assertEquals(values, read);
        List<Double> first = table(answer.limit(900)).stream()
                .skip(2)
                .map(Double::parseDouble)
                .toList();
        assertEquals(values.subList(0, 900), first);
    }

    @Test
    void csvIsThatOfRfc4180() {
        Dataset<Row> answer = sql("SELECT * FROM VALUES ('a,b', 'say \"so\"', 'two\nlines', '', NULL, ' plain ')"
                + " AS t(`x,y`, b, `c\"d`, e, f, g)");
        assertEquals(
                "\"x,y\",b,\"c\"\"d\",e,f,g\n\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\"\",, plain \n", csv(answer));
    }

    @Test
    void aRowOfOneColumnIsNeverAnEmptyLine() {
        assertEquals("x\n\"\"\n\"\"\na\n", csv(sql("SELECT * FROM VALUES (NULL), (''), ('a') AS t(x)")));
    }

    @Test
    void linesOfATableAreNeverBroken() {
        assertEquals(
                List.of(
                        "x\\ny                              one",
                        "--------------------------------  ---",
                        "a\\nb\\tc\\rd\\u001b[31m\\u2028\\u0085    1"),
                table(sql("SELECT 'a\\nb\\tc\\rd' || char(27) || '[31m' || decode(X'E280A8C285', 'UTF-8') AS `x\ny`,"
                        + " 1 AS one")));
    }

    @Test
    void wideCharactersTakeTwoCellsAndAccentsNone() {
        assertEquals(
                List.of("name    n", "------  -", "星の名  1", "e\u0301       2", "abcdef  3"),
                table(sql("SELECT * FROM VALUES ('星の名', 1), ('e\u0301', 2), ('abcdef', 3) AS t(name, n)")));
    }

    @Test
    void columnsMayHaveTheSameNameOrDots() {
        assertEquals(
                List.of("a,a,b.c", "1,2,3"),
                csv(sql("SELECT 1 AS a, 2 AS a, 3 AS `b.c`")).lines().toList());
    }

    @Test
    void noRowsLeaveTheHeader() {
        assertEquals("a,b\n", csv(sql("SELECT 1 AS a, 2 AS b WHERE false")));
        assertEquals(List.of("a  b", "-  -"), table(sql("SELECT 1 AS a, 2 AS b WHERE false")));
    }

    @Test
    void nothingIsWrittenOfATableThatFails() {
        StringWriter out = new StringWriter();
        Dataset<Row> answer = sql("SELECT id, 1 / (id - 900) FROM range(0, 1000, 1, 4)");
        assertThrows(Exception.class, () -> AnswerTable.write(answer, new PrintWriter(out)));
        assertEquals("", out.toString());
        assertThrows(
                Exception.class, () -> AnswerTable.writeCsv(answer.limit(1).where("1 / 0 = 1"), new PrintWriter(out)));
        assertEquals("", out.toString());
    }

    @Test
    void fullDiskBehindStdoutIsSaid() {
        Writer full = new Writer() {
            @Override
            public void write(char[] buffer, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Dataset<Row> answer = sql("SELECT id FROM range(3)");
        assertTrue(assertThrows(UserError.class, () -> AnswerTable.writeCsv(answer, new PrintWriter(full)))
                .getMessage()
                .contains("stdout"));
        assertThrows(UserError.class, () -> AnswerTable.write(answer, new PrintWriter(full)));
    }

    private static Dataset<Row> sql(String query) {
        return SharedSpark.session().sql(query);
    }

    private static List<String> table(Dataset<Row> answer) {
        StringWriter out = new StringWriter();
        AnswerTable.write(answer, new PrintWriter(out));
        return new ArrayList<>(out.toString().lines().toList());
    }

    private static String csv(Dataset<Row> answer) {
        StringWriter out = new StringWriter();
        AnswerTable.writeCsv(answer, new PrintWriter(out));
        return out.toString();
    }
}
