package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCommandTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeRun() throws IOException {
        SqlRun.write(directory.resolve("run"));
    }

    @Test
    void everyFinishedDataSetIsAView() {
        Program program = sql("SHOW VIEWS", "--format", "csv");
        assertEquals("", program.err());
        assertEquals(
                List.of("accelerations_perturbed_200myr", "fiducial", "perturbed_200myr"),
                program.lines().stream()
                        .skip(1)
                        .map(line -> line.split(",")[1])
                        .sorted()
                        .toList());
    }

    @Test
    void withoutAQueryViewsAreListedWithTheirColumnsAndUnits() {
        Path run = directory.resolve("run");
        Program program = Program.run("sql", "--run", run);
        assertEquals("", program.err());
        assertEquals(
                List.of(
                        "run " + run,
                        "",
                        "stars: a row for each star",
                        "  fiducial                        2,000 rows",
                        "  perturbed_200myr                2,000 rows",
                        "  columns: seed, star, R z [kpc], vR vphi vz [km/s]",
                        "",
                        "accelerations: position by position, by inversion of the learned f or the exact one",
                        "  accelerations_perturbed_200myr  1 row",
                        "  columns: R [kpc], phi [rad], z [kpc], aR aphi az aR_err aphi_err az_err aR_exact",
                        "           az_exact [pc/Myr^2], rho rho_err rho_exact [Msun/pc^3], residual [1/Myr], condition,",
                        "           reason",
                        "",
                        "localflows sql \"DESCRIBE fiducial\" says what each column is."),
                program.lines());
        List<String> csv = Program.run("sql", "--run", run, "--format", "csv").lines();
        assertEquals("view,column,type,unit,meaning", csv.get(0));
        assertEquals("fiducial,R,DOUBLE,kpc,cylindrical radius", csv.get(3));
        assertEquals(1 + 2 * 7 + 17, csv.size());
    }

    @Test
    void describedColumnsHaveTheirUnits() {
        for (String query : List.of("DESCRIBE fiducial", "DESCRIBE SELECT * FROM fiducial")) {
            assertEquals(
                    List.of(
                            "col_name,data_type,comment",
                            "seed,int,the seed that the star was drawn from",
                            "star,int,number of the star within its seed",
                            "R,double,cylindrical radius [kpc]"),
                    sql(query, "--format", "csv").lines().subList(0, 4));
        }
    }

    @Test
    void tableIsAlignedAndShowsValuesInFull() {
        Program program = sql("SELECT 'a' AS name, count(*) AS n, avg(vphi) AS v, NULL AS x FROM fiducial WHERE R < 8");
        assertEquals("", program.err());
        assertEquals(
                List.of("name     n        v  x", "----  ----  -------  ----", "a     1000  220.125  NULL"),
                program.lines());
        assertEquals(0, program.code());
    }

    @Test
    void csvIsQuotedWhereNeededAndEmptyWhereAbsent() {
        Program program = sql("SELECT R, aR, reason FROM accelerations_perturbed_200myr", "--format", "csv");
        assertEquals(List.of("R,aR,reason", "0.5,,\"singular, \"\"so\"\"\""), program.lines());
    }

    @Test
    void csvHasAllRowsAndTheTableSaysWhenItHasNot() {
        String query = "SELECT star FROM perturbed_200myr ORDER BY star";
        assertEquals(SqlRun.STARS + 1, sql(query, "--format", "csv").lines().size());
        Program table = sql(query);
        assertEquals(1003, table.lines().size());
        assertEquals(
                "... and more rows: --format csv writes them all", table.lines().get(1002));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT * FROM stars     | sql: [TABLE_OR_VIEW_NOT_FOUND] The table or view `stars` cannot be found.",
                "SELECT vr FROM nowhere  | the views of this run are accelerations_perturbed_200myr, fiducial, perturbed_200myr",
                "SELECT 1/0 FROM fiducial | sql: [DIVIDE_BY_ZERO]",
                "SELECT vx FROM fiducial | sql: [UNRESOLVED_COLUMN.WITH_SUGGESTION]",
                "SELECT 1 FROM WHERE (   | sql: [PARSE_SYNTAX_ERROR]",
                "CREATE TABLE t AS SELECT 1  | sql answers questions and changes nothing",
                "drop view fiducial      | sql answers questions and changes nothing",
                "WITH a AS (SELECT * FROM fiducial) INSERT INTO fiducial SELECT * FROM a | sql answers questions and changes nothing",
                "FROM fiducial INSERT INTO fiducial SELECT * | sql answers questions and changes nothing",
                "FROM fiducial INSERT OVERWRITE DIRECTORY '/no/such' USING csv SELECT * | sql answers questions and changes nothing",
            })
    void wrongQueryEndsAsOneLineAndExitCode2(String query, String message) {
        Program program = sql(query);
        assertTrue(program.err().startsWith("localflows: "), program.err());
        assertTrue(program.err().contains(message), program.err());
        assertEquals(1, program.err().lines().count(), program.err());
        assertEquals(2, program.code());
    }

    @Test
    void divisionByZeroHintsAtWhatToleratesIt() {
        Program program = sql("SELECT R / (z - 0.25) FROM fiducial");
        assertEquals("", program.out());
        assertEquals(
                "localflows: sql: [DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and"
                        + " return NULL instead. SQLSTATE: 22012\n",
                program.err());
        assertEquals(
                List.of("x", "\"\""),
                sql("SELECT try_divide(R, z - 0.25) AS x FROM fiducial LIMIT 1", "--format", "csv")
                        .lines());
    }

    @Test
    void explainTakesALineForEachOfThePlan() {
        List<String> lines = sql("EXPLAIN SELECT R FROM fiducial").lines();
        assertEquals("plan", lines.get(0));
        assertEquals("== Physical Plan ==", lines.get(2));
    }

    @Test
    void deepAndLongQueriesEndInOneLineOrAnAnswer() {
        for (String query : List.of(
                "SELECT " + "(".repeat(3000) + "1" + ")".repeat(3000),
                "SELECT " + "(".repeat(50_000) + "1" + ")".repeat(50_000),
                "SELECT " + "(".repeat(100_000),
                "SELECT 1" + "+1".repeat(20_000),
                "SELECT max(R" + "+1".repeat(700) + ") FROM fiducial",
                "SELECT 1" + " UNION ALL SELECT 1".repeat(6000),
                "SELECT " + "CASE WHEN true THEN 1 ELSE ".repeat(4000) + "0" + " END".repeat(4000),
                "SELECT " + "- ".repeat(20_000) + "1",
                "SELECT 1" + "::int".repeat(20_000),
                "SELECT 1" + " LATERAL VIEW explode(array(1)) t AS x".repeat(400),
                "FROM fiducial" + " |> WHERE R < 8".repeat(1000),
                "/*".repeat(1000) + "*/".repeat(1000) + " SELECT 1",
                "x".repeat(10_000_000))) {
            Program program = sql(query);
            if (program.code() == 0) {
                // How much of the stack a chain takes depends on how much of Spark has been compiled by then.
                assertEquals("", program.err());
                continue;
            }
            assertEquals(2, program.code(), program.err());
            assertEquals("", program.out());
            assertTrue(program.err().startsWith("localflows: sql: "), query.substring(0, 40) + program.err());
            assertEquals(1, program.err().lines().count(), program.err());
        }
        assertEquals(
                List.of("n", "1"),
                sql(
                                "SELECT count(*) AS n FROM fiducial WHERE star = 0" + " OR star = 0".repeat(2000),
                                "--format",
                                "csv")
                        .lines());
    }

    @Test
    void runWithoutDataSetsIsRefused() throws IOException {
        Path above = Files.createDirectory(directory.resolve("above"));
        Path empty = Files.createDirectory(above.resolve("empty"));
        assertRefused(
                empty,
                "there is no run in " + empty
                        + ", which has neither a config.conf nor a finished data set: give the --run of"
                        + " one that exists, or make it with `pipeline`");
        Files.writeString(Files.createDirectory(above.resolve("first")).resolve("config.conf"), "");
        String first = ": give the --run of one that exists; in " + above + " there is first";
        assertRefused(
                empty,
                "there is no run in " + empty + ", which has neither a config.conf nor a finished data set" + first);
        assertRefused(above.resolve("no"), "there is no run directory " + above.resolve("no") + first);
        assertRefused(
                above,
                "there is no run in " + above + ", which has neither a config.conf nor a finished data set" + first);
        assertRefused(
                above.resolve("first"),
                above.resolve("first") + " holds no finished data set yet: make some with `pipeline` first");
    }

    private static void assertRefused(Path run, String message) {
        for (Program program :
                List.of(Program.run("sql", "--run", run, "SELECT 1"), Program.run("describe", "--run", run))) {
            assertEquals("localflows: " + message + "\n", program.err());
            assertEquals(2, program.code());
        }
    }

    @Test
    void describeListsFinishedDataSets() {
        Path run = directory.resolve("run");
        Program program = Program.run("describe", "--run", run);
        assertEquals("", program.err());
        List<String> lines = program.lines();
        assertTrue(lines.get(1).startsWith("made by LocalFlows "), lines.get(1));
        assertTrue(lines.get(1).length() <= 100, lines.get(1));
        assertEquals(
                List.of(
                        "run " + run,
                        "",
                        "data set                         rows    size   time  made by, from",
                        "stars/fiducial                  2,000  0.0 MB  2.5 s  sample",
                        "stars/perturbed-200myr          2,000  0.0 MB  2.5 s  sample",
                        "accelerations/perturbed-200myr      1  0.0 MB  2.5 s  accelerations",
                        "stars/perturbed-500myr  unfinished: it has no _manifest.json",
                        "",
                        "accuracy: nobody has looked yet: localflows report --run " + run),
                Stream.concat(lines.stream().limit(1), lines.stream().skip(2)).toList());
        assertTrue(Program.run("describe", "--checksums", "--run", run)
                .out()
                .contains("stars/fiducial                  2,000  0.0 MB  2.5 s  0123abcd\n"));
    }

    private static Program sql(String query, String... more) {
        return SqlRun.ask(directory.resolve("run"), query, more);
    }
}
