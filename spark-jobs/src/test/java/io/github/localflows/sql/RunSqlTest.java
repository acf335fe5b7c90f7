package io.github.localflows.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.config.UserError;
import io.github.localflows.pipeline.MockRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSqlTest {
    @TempDir
    private static Path directory;

    private static MockRun run;

    @BeforeAll
    static void writeRun() throws IOException {
        run = new MockRun(directory);
        run.addAccelerations("fiducial", 0.01, 0.01);
        run.addAccelerations("exact-f", 0, 0);
    }

    @Test
    void damagedDataSetIsAViewAndSaysWhatIsWrongWhenItIsNamed() throws IOException {
        RunSql.Damage damage = dataset -> dataset.getName().equals("exact-f")
                ? Optional.of(dataset + " has lost 2 of its 8 files: copy them again")
                : Optional.empty();
        assertEquals(List.of("81"), answer("SELECT string(count(*)) FROM accelerations_fiducial", damage));
        assertEquals(List.of("", "accelerations_exact_f", "", "accelerations_fiducial"), columns("SHOW VIEWS", damage));
        assertEquals(List.of("", "accelerations_exact_f"), columns("SHOW TABLES LIKE '*exact*'", damage));
        for (String query : List.of(
                "SELECT * FROM accelerations_exact_f",
                "SELECT 1 WHERE EXISTS (SELECT * FROM Accelerations_Exact_F)",
                "WITH a AS (SELECT * FROM accelerations_exact_f) SELECT 1",
                "DESCRIBE accelerations_exact_f",
                "SHOW COLUMNS IN accelerations_exact_f")) {
            String message =
                    assertThrows(UserError.class, () -> answer(query, damage)).getMessage();
            assertTrue(message.endsWith("exact-f has lost 2 of its 8 files: copy them again"), message);
        }
    }

    @Test
    void commonTableExpressionHidesADamagedDataSetOfItsName() throws IOException {
        assertEquals(
                List.of("x"),
                answer(
                        "WITH accelerations_exact_f AS (SELECT 'x') SELECT * FROM accelerations_exact_f",
                        dataset -> Optional.of("damaged")));
    }

    @ParameterizedTest
    @CsvSource({
        "spark.sql.ansi.enabled, false",
        "spark.sql.caseSensitive, true",
        "spark.sql.session.timeZone, America/New_York",
        "spark.sql.legacy.timeParserPolicy, LEGACY",
        "spark.sql.legacy.castComplexTypesToString.enabled, true",
        "spark.sql.ansi.doubleQuotedIdentifiers, true",
        "spark.sql.groupByOrdinal, false",
        "spark.sql.parser.escapedStringLiterals, true",
        "spark.sql.sources.useV1SourceList, ''",
        "spark.sql.defaultCatalog, nowhere",
        "spark.sql.runSQLOnFiles, false",
        "spark.sql.mapKeyDedupPolicy, LAST_WIN",
        "spark.sql.decimalOperations.allowPrecisionLoss, false",
        "spark.sql.timestampType, TIMESTAMP_NTZ",
        "spark.sql.analyzer.maxIterations, 1",
        "spark.sql.files.maxPartitionBytes, 0",
    })
    void settingsOfTheApplicationDoNotChangeAnswers(String key, String value) throws IOException {
        String query =
                "SELECT array(string(R), string(CAST(TIMESTAMP '2020-01-01 00:00:00+02:00' AS STRING)), \"a\\tb\","
                        + " string(array(1, NULL)), string(try_cast('x' AS INT)), string(1.0 / 3), typeof(now()))"
                        + " FROM accelerations_fiducial ORDER BY 1 LIMIT 1";
        List<String> expected = answer(query, dataset -> Optional.empty());
        assertEquals(
                "[7.0, 2019-12-31 22:00:00, a\tb, [1, null], null, 0.333333, timestamp]",
                expected.get(0).replace("ArraySeq(", "[").replace(")", "]"));
        SparkSession spark = SharedSpark.session();
        // As a session of spark-submit with --conf has it: what the program is given, new sessions inherit.
        spark.sparkContext().conf().set(key, value);
        try {
            assertEquals(expected, answer(query, dataset -> Optional.empty()));
            assertThrows(UserError.class, () -> answer("SELECT string(1 / 0)", dataset -> Optional.empty()));
        } finally {
            spark.sparkContext().conf().remove(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spark.sql.shuffle.partitions, x",
        "spark.sql.shuffle.partitions, -1",
        "spark.sql.adaptive.enabled, maybe",
        "spark.sql.legacy.timeParserPolicy, yes",
        "spark.sql.files.maxPartitionBytes, many",
    })
    void wrongSettingIsNamedByItsKey(String key, String value) {
        SparkSession spark = SharedSpark.session();
        spark.sparkContext().conf().set(key, value);
        try {
            String message = assertThrows(
                            UserError.class,
                            () -> answer("SELECT 1 FROM accelerations_fiducial", dataset -> Optional.empty()))
                    .getMessage();
            assertTrue(message.contains(key), message);
            assertTrue(message.contains(value), message);
            assertTrue(message.contains("--conf"), message);
        } finally {
            spark.sparkContext().conf().remove(key);
        }
    }

    private static List<String> answer(String query, RunSql.Damage damage) throws IOException {
        List<String> first = new ArrayList<>();
        RunSql.run(
                SharedSpark.session(),
                run.directory(),
                query,
                answer -> answer.collectAsList().forEach(row -> first.add(String.valueOf(row.get(0)))),
                damage);
        return first;
    }

    private static List<String> columns(String query, RunSql.Damage damage) throws IOException {
        List<String> values = new ArrayList<>();
        RunSql.run(
                SharedSpark.session(),
                run.directory(),
                query,
                answer -> {
                    for (Row row : answer.collectAsList()) {
                        values.add(row.getString(0));
                        values.add(row.getString(1));
                    }
                },
                damage);
        return values;
    }
}
