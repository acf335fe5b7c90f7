package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.dataset.AccelerationTable;
import io.github.localflows.dataset.Manifest;
import io.github.localflows.dataset.PendingDirectory;
import io.github.localflows.dataset.Recipe;
import io.github.localflows.dataset.RowFile;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.dataset.Software;
import io.github.localflows.dataset.StarBatch;
import io.github.localflows.dataset.StarFile;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCommandTest {
    private static final int STARS = 2000;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeRun() throws IOException {
        Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
        RunDirectory run = RunDirectory.at(directory.resolve("run").toString(), hadoop);
        StarBatch stars = new StarBatch(new int[STARS], new int[STARS], Stars.allocate(STARS));
        for (int i = 0; i < STARS; i++) {
            stars.star()[i] = i;
            stars.stars().set(i, new PhasePoint(7 + i * 0.001, 0.25, -1, 220.125, 3));
        }
        for (String dataset : List.of("fiducial", "perturbed-200myr")) {
            try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars(dataset))) {
                StarFile.write(new org.apache.hadoop.fs.Path(pending.path(), "part-0.parquet"), hadoop, stars);
                pending.commit(manifest("sample", dataset, Measure.VOLUME, STARS));
            }
        }
        try (PendingDirectory pending =
                PendingDirectory.begin(run.fileSystem(), run.accelerations("perturbed-200myr"))) {
            Object[] row = new Object[AccelerationTable.SCHEMA.length()];
            for (String column : List.of("R", "phi", "z", "aR_exact", "az_exact", "rho_exact")) {
                row[AccelerationTable.SCHEMA.fieldIndex(column)] = 0.5;
            }
            row[AccelerationTable.SCHEMA.fieldIndex("reason")] = "singular, \"so\"";
            RowFile.write(
                    SharedSpark.session(),
                    pending,
                    "accelerations.parquet",
                    List.of(RowFactory.create(row)),
                    AccelerationTable.SCHEMA);
            pending.commit(manifest("accelerations", "perturbed-200myr", null, 1));
        }
        // What is not finished is not there.
        Files.createDirectories(directory.resolve("run/stars/perturbed-500myr"));
    }

    private static Manifest manifest(String stage, String dataset, Measure measure, long rows) {
        return Manifest.of(
                new Recipe(stage, dataset, new TreeMap<>(), new TreeMap<>()),
                measure,
                Software.running(),
                rows,
                "0123abcd",
                2.5,
                5,
                Map.of());
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
        assertEquals(STARS + 1, sql(query, "--format", "csv").lines().size());
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
    void runWithoutDataSetsIsRefused() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        for (Program program :
                List.of(Program.run("sql", "--run", empty, "SELECT 1"), Program.run("describe", "--run", empty))) {
            assertEquals(
                    "localflows: file:" + empty + " holds no finished data set: run `sample` (or `pipeline`) first\n",
                    program.err());
            assertEquals(2, program.code());
        }
    }

    @Test
    void describeListsFinishedDataSets() {
        Program program = Program.run("describe", "--run", directory.resolve("run"));
        assertEquals("", program.err());
        assertEquals(
                List.of(
                        "run file:" + directory.resolve("run"),
                        "data set                                       rows  measure       size     time  checksum",
                        "stars/fiducial                                2,000   volume     0.0 MB    2.5 s  0123abcd",
                        "stars/perturbed-200myr                        2,000   volume     0.0 MB    2.5 s  0123abcd",
                        "accelerations/perturbed-200myr                    1        -     0.0 MB    2.5 s  0123abcd"),
                program.lines());
    }

    private static Program sql(String query, String... more) {
        Object[] arguments = new Object[4 + more.length];
        arguments[0] = "sql";
        arguments[1] = "--run";
        arguments[2] = directory.resolve("run");
        arguments[3] = query;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Program.run(arguments);
    }
}
