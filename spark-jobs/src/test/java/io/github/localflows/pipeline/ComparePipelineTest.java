package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.sql.RunSql;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classical methods on stars of the model galaxy. */
class ComparePipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    /**
     * az of some 9,000 stars (Jeans) and 2,000 (df1d): 5% of noise for the latter, and what the models are not, which was 6% at most for a
     * million stars.
     */
    private static final double AZ_REL = 0.25;

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void compared() throws IOException {
        run = TestRuns.at(directory, "run");
        Stage.SAMPLE.run(SPARK, run, config(), false, line -> {});
        Stage.COMPARE.run(SPARK, run, config(), false, line -> {});
        TestRuns.assertFiguresAreExplained(run);
    }

    private static Config config(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "sample.seeds=4",
                "sample.starsPerSeed=18000",
                "sample.measure=volume",
                "datasets=[fiducial]",
                "train.datasets=[fiducial]",
                "accelerations.datasets=[]",
                "accelerations.profiles.points=9",
                "accelerations.profiles.absZmax=2.2",
                "compare.datasets=[fiducial]",
                "compare.searches=2",
                "compare.walkers=20",
                "compare.burnIn=50",
                "compare.steps=100"));
        settings.addAll(List.of(more));
        return ConfigLoader.reference(settings);
    }

    private static List<Row> table(RunDirectory of, Kind kind, String set) {
        return SPARK.read().parquet(of.of(kind, set).toString()).orderBy("z").collectAsList();
    }

    private static Manifest manifest(RunDirectory of, Kind kind) throws IOException {
        return of.manifest(of.of(kind, "fiducial")).orElseThrow();
    }

    private static double value(Row row, String column) {
        return row.getDouble(row.fieldIndex(column));
    }

    @Test
    void accelerationsAreThoseOfTheGalaxyAtThePositionsOfTheProfile() {
        for (Kind kind : Kind.compared()) {
            List<Row> rows = table(run, kind, "fiducial");
            assertEquals(9, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                double z = -2.2 + 0.55 * i;
                assertEquals(z, value(row, "z"), 1e-12);
                assertEquals(8, value(row, "R"));
                double exact =
                        MilkyWay.potential().acceleration(8, value(row, "z")).az() * Units.PC_MYR2_PER_KM2_S2_KPC;
                assertEquals(exact, value(row, "az_exact"), 1e-12);
                assertTrue(row.isNullAt(row.fieldIndex("aR")));
                if (kind == Kind.DF1D && Math.abs(z) > 2) {
                    assertTrue(row.isNullAt(row.fieldIndex("az")));
                    assertTrue(row.getString(row.fieldIndex("reason")).contains("beyond the stars"));
                } else if (i == 4) {
                    assertEquals(0, value(row, "az"));
                    assertEquals(0, value(row, "az_err"));
                } else {
                    assertEquals(exact, value(row, "az"), AZ_REL * Math.abs(exact), kind + " " + z);
                    assertEquals(exact, value(row, "az_best"), AZ_REL * Math.abs(exact), kind + " " + z);
                    assertTrue(value(row, "az_low") < value(row, "az") && value(row, "az") < value(row, "az_high"));
                    assertEquals(0.5 * (value(row, "az_high") - value(row, "az_low")), value(row, "az_err"), 1e-12);
                }
            }
            assertEquals(-value(rows.get(2), "az"), value(rows.get(6), "az"), 1e-12);
        }
    }

    @Test
    void manifestHasParametersAndTheirPosteriorWithUnits() throws IOException {
        Map<String, Double> jeans = manifest(run, Kind.JEANS).figures();
        assertTrue(jeans.get("lgHzLowKpc") < jeans.get("lgHzMedianKpc"));
        assertTrue(jeans.get("lgHzMedianKpc") < jeans.get("lgHzHighKpc"));
        for (String name : List.of("lgSz2BestKm2S2", "alphaBestKm2S2Kpc", "lgNu0BestStarsKpc3Rad", "acceptance")) {
            assertTrue(jeans.containsKey(name), name + " in " + jeans);
        }
        assertEquals(3 * jeans.get("cells") - 9, jeans.get("degreesOfFreedom"));
        Map<String, Double> df1d = manifest(run, Kind.DF1D).figures();
        for (String name : List.of("rho1BestMsunPc3", "c2Median", "sigma3HighKmS", "longestAutocorrelationTimeSteps")) {
            assertTrue(df1d.containsKey(name), name + " in " + df1d);
        }
        assertTrue(df1d.get("chainLengthTimes") < 50, "a hundred steps are a short chain");
        // So short a chain knows its times to a third.
        assertTrue(df1d.get("azChainLengthTimes") > df1d.get("chainLengthTimes") / 1.5);
        long used = SPARK.read()
                .parquet(run.stars("fiducial").toString())
                .where("abs(R - 8) < 0.2 and abs(z) < 2")
                .count();
        assertEquals(used, df1d.get("starsUsed"));
    }

    @Test
    void nothingIsMadeAgainAndAMethodAloneIsMadeAlone() throws IOException {
        List<String> lines = new ArrayList<>();
        Stage.COMPARE.run(SPARK, run, config("compare.methods=[df1d, jeans]"), false, lines::add);
        assertEquals(2, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.contains("there already")), lines.toString());

        RunDirectory other = TestRuns.at(directory, "other");
        Config df1d = config("compare.methods=[df1d]", "sample.seedsPerFile=1");
        Stage.SAMPLE.run(SPARK, other, df1d, false, line -> {});
        Stage.COMPARE.run(SPARK, other, df1d, false, line -> {});
        assertEquals(List.of(), other.finished(Kind.JEANS));
        assertEquals(
                manifest(run, Kind.DF1D).checksum(), manifest(other, Kind.DF1D).checksum());

        UserError e = assertThrows(
                UserError.class, () -> Stage.COMPARE.run(SPARK, other, config("compare.steps=101"), false, line -> {}));
        assertTrue(e.getMessage().contains("compare.steps was 100, is 101"), e.getMessage());
    }

    @Test
    void aSliceIsFittedAsASlice() throws IOException {
        RunDirectory slice = TestRuns.at(directory, "slice");
        Config config = config("sample.measure=slice", "compare.methods=[jeans]");
        Stage.SAMPLE.run(SPARK, slice, config, false, line -> {});
        Stage.COMPARE.run(SPARK, slice, config, false, line -> {});
        assertNotEquals(
                manifest(run, Kind.JEANS).checksum(),
                manifest(slice, Kind.JEANS).checksum());
        // hR is that of the disc for either: were the slice taken for real stars, 1/hR would come out 1/8 per kpc
        // smaller.
        double hR = Math.pow(10, manifest(run, Kind.JEANS).figures().get("lgHRMedianKpc"));
        double sliceHR = Math.pow(10, manifest(slice, Kind.JEANS).figures().get("lgHRMedianKpc"));
        assertEquals(1 / hR, 1 / sliceHR, 1.0 / 16);
    }

    @Test
    void describeSqlAndReportKnowIt() throws IOException {
        List<Long> counts = new ArrayList<>();
        RunSql.run(
                SPARK,
                run,
                "SELECT count(*) FROM jeans_fiducial j JOIN df1d_fiducial d USING (z)",
                answer -> counts.add(answer.first().getLong(0)));
        assertEquals(List.of(9L), counts);
        assertTrue(DescribeRun.run(run, DescribeRun.Column.MADE).lines().stream()
                .anyMatch(line -> line.startsWith("jeans/fiducial")));
        Stage.REPORT.run(SPARK, run, config(), false, line -> {});
        String text = run.readText(run.reportMarkdown());
        assertTrue(text.contains("## Comparison of methods: fiducial"), text);
        assertTrue(text.contains("The chain of df1d lasts"), text);
        JsonNode methods = new ObjectMapper()
                .readTree(run.readText(run.reportJson()))
                .get("comparisons")
                .get(0)
                .get("methods");
        assertEquals("jeans", methods.get(0).get("method").asText());
        // 0.55 and 1.1 kpc on either side.
        assertEquals(4, methods.get(1).get("compared").asInt());
        assertTrue(methods.get(1).get("medianAbsResidual").asDouble() < AZ_REL);
    }

    @Test
    void starsOfAUserHaveNoTruthAndNothingIsSaidOfOne() throws IOException {
        RunDirectory mine = TestRuns.at(directory, "mine");
        Config config = config(
                "stars.mine.table=\"" + run.stars("fiducial").toUri().getPath() + "\"",
                "datasets=[mine]",
                "train.datasets=[]",
                "compare.datasets=[mine]",
                "compare.methods=[jeans]");
        Stage.PIPELINE.run(SPARK, mine, config, false, line -> {});
        assertTrue(table(mine, Kind.JEANS, "mine").stream().allMatch(row -> row.isNullAt(row.fieldIndex("az_exact"))));
        String text = mine.readText(mine.reportMarkdown());
        String section = text.substring(text.indexOf("## Comparison of methods: mine"), text.indexOf("## Stages"));
        assertTrue(section.contains("z = 0.55 kpc"), section);
        assertFalse(section.contains("exact") || section.contains("esidual"), section);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare.methods=[emcee]              | compare.methods[0] = \"emcee\", but it must be one of jeans, df1d",
                "compare.methods=[]                   | a list of at least 1",
                "compare.methods=[jeans, jeans]       | names a method twice",
                "compare.walkers=21                   | compare.walkers = 21 is odd",
                "compare.walkers=18                   | from 20 to",
                "compare.burnIn=0                     | compare.burnIn = 0",
                "compare.steps=0                      | compare.steps = 0",
                "compare.thin=101                     | keeps none",
                "compare.datasets=[perturbed-0myr]    | not one of datasets",
                "compare.jeans.Rmin=6.5               | reach out of the training volume",
                "compare.jeans.Rmin=8.5               | R0 = 8.0 kpc",
                "compare.jeans.starsPerBin=100        | compare.jeans: 100 stars a bin",
                "compare.df1d.halfWidthR=1.5          | reach out of the training volume",
                "compare.df1d.absZmax=2.6             | reach out of the training volume",
                "accelerations.profiles.R0=7.05       | R0 = 7.05 kpc",
            })
    void wrongSettingsAreRefusedInOneLine(String setting, String what) {
        UserError e = assertThrows(UserError.class, () -> config(setting));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare.methods=[jeans]   | too few for a bin in z",
                "compare.methods=[df1d]    | too few for nine parameters",
            })
    void tooFewStarsAreRefusedInOneLine(String method, String what) throws IOException {
        RunDirectory few = TestRuns.at(directory, "few-" + what.replace(' ', '-'));
        Config config = config("sample.starsPerSeed=200", method);
        Stage.SAMPLE.run(SPARK, few, config, false, line -> {});
        UserError e = assertThrows(UserError.class, () -> Stage.COMPARE.run(SPARK, few, config, false, line -> {}));
        assertTrue(e.getMessage().contains("stars/fiducial and compare."), e.getMessage());
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(few.finished(Kind.JEANS).isEmpty() && few.finished(Kind.DF1D).isEmpty());
    }
}
