package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.sql.RunSql;
import io.github.localflows.stage.Job;
import io.github.localflows.stage.weakform.TestPotential;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weak form on stars of the model galaxy. */
class WeakFormPipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void solved() throws IOException {
        run = TestRuns.at(directory, "run");
        Stage.PIPELINE.run(SPARK, run, config(), false, line -> {});
        TestRuns.assertFiguresAreExplained(run);
    }

    /** Some 50,000 stars in the volume. */
    private static Config config(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "sample.seeds=8",
                "sample.starsPerSeed=48000",
                "datasets=[fiducial, perturbed-0myr]",
                "train.datasets=[]",
                "accelerations.datasets=[]",
                "accelerations.grid.R=5",
                "accelerations.grid.z=9",
                "weakForm.datasets=[fiducial, perturbed-0myr]"));
        settings.addAll(List.of(more));
        return ConfigLoader.reference(settings);
    }

    private static List<Row> table(RunDirectory of, String set) {
        return SPARK.read()
                .parquet(of.of(Kind.WEAK_FORM, set).toString())
                .orderBy("R", "z")
                .collectAsList();
    }

    private static Manifest manifest(RunDirectory of, String set) throws IOException {
        return of.manifest(of.of(Kind.WEAK_FORM, set)).orElseThrow();
    }

    private static double value(Row row, String column) {
        return row.getDouble(row.fieldIndex(column));
    }

    @Test
    void fieldIsThatOfTheGalaxyWithinItsErrors() {
        List<Row> rows = table(run, "fiducial");
        assertEquals(45, rows.size());
        for (Row row : rows) {
            double R = value(row, "R");
            double z = value(row, "z");
            var exact = MilkyWay.potential().acceleration(R, z);
            assertEquals(exact.az() * Units.PC_MYR2_PER_KM2_S2_KPC, value(row, "az_exact"), 1e-12);
            assertEquals(0, value(row, "aphi"));
            assertEquals(value(row, "az_exact"), value(row, "az"), 4 * value(row, "az_err") + 1e-12);
            assertEquals(value(row, "aR_exact"), value(row, "aR"), 4 * value(row, "aR_err"));
            if (Math.abs(R - 8) < 1e-9 && Math.abs(z) < 1e-9) {
                assertEquals(0, value(row, "az"), 1e-15);
                assertEquals(0, value(row, "Phi"), 1e-9);
                assertTrue(value(row, "aR_err") < 0.03 * Math.abs(value(row, "aR")), row.toString());
            }
            if (Math.abs(R - 8) < 1e-9 && Math.abs(Math.abs(z) - 1) < 1e-9) {
                assertTrue(value(row, "az_err") < 0.1 * Math.abs(value(row, "az")), row.toString());
                double Phi =
                        MilkyWay.potential().Phi(8, 1) - MilkyWay.potential().Phi(8, 0);
                assertEquals(Phi, value(row, "Phi"), 4 * value(row, "Phi_err"));
            }
        }
    }

    @Test
    void steadyStarsPassAndKickedOnesDoNot() throws IOException {
        Map<String, Double> steady = manifest(run, "fiducial").figures();
        Map<String, Double> kicked = manifest(run, "perturbed-0myr").figures();
        for (String family : List.of("dynamics", "continuity", "mirror")) {
            assertTrue(steady.get(family + "P") > 1e-3, family + " of " + steady);
        }
        assertTrue(kicked.get("continuityP") < 1e-6 && kicked.get("mirrorP") < 1e-6, kicked.toString());
        double rho = steady.get("rhoMsunPc3");
        assertEquals(0.1011, rho, 4 * steady.get("rhoErrorMsunPc3"));
        assertEquals(67.5, steady.get("surfaceDensityMsunPc2"), 4 * steady.get("surfaceDensityErrorMsunPc2"));
        long inside = SPARK.read()
                .parquet(run.stars("fiducial").toString())
                .where("abs(R - 8) < 1 and abs(z) < 2.5")
                .count();
        assertEquals(inside, steady.get("starsUsed"));
    }

    @Test
    void bitsDependOnStarsAlone() throws IOException {
        RunDirectory other = TestRuns.at(directory, "other");
        Config config = config("sample.seedsPerFile=1", "weakForm.datasets=[fiducial]", "datasets=[fiducial]");
        Stage.SAMPLE.run(SPARK, other, config, false, line -> {});
        Stage.WEAK_FORM.run(SPARK, other, config, false, line -> {});
        assertEquals(
                manifest(run, "fiducial").checksum(),
                manifest(other, "fiducial").checksum());
        List<String> lines = new ArrayList<>();
        Stage.WEAK_FORM.run(SPARK, other, config, false, lines::add);
        assertTrue(lines.get(0).contains("there already"), lines.toString());
        UserError e = assertThrows(
                UserError.class,
                () -> Stage.WEAK_FORM.run(
                        SPARK,
                        other,
                        config(
                                "weakForm.datasets=[fiducial]",
                                "datasets=[fiducial]",
                                "sample.seedsPerFile=1",
                                "weakForm.tests.degreeR=1"),
                        false,
                        line -> {}));
        assertTrue(e.getMessage().contains("weakForm.tests.degreeR was 2, is 1"), e.getMessage());
    }

    @Test
    void aSliceIsWeighedAsASlice() throws IOException {
        RunDirectory slice = TestRuns.at(directory, "slice");
        Config config = config("sample.measure=slice", "weakForm.datasets=[fiducial]", "datasets=[fiducial]");
        Stage.SAMPLE.run(SPARK, slice, config, false, line -> {});
        Stage.WEAK_FORM.run(SPARK, slice, config, false, line -> {});
        // Taken for real stars, their radial acceleration would be off by sigma_R²/R, 2%, ten errors.
        for (Row row : table(slice, "fiducial")) {
            if (Math.abs(value(row, "z")) < 1e-9) {
                assertEquals(value(row, "aR_exact"), value(row, "aR"), 4 * value(row, "aR_err"));
            }
        }
    }

    @Test
    void describeSqlAndReportKnowIt() throws IOException {
        List<Row> answers = new ArrayList<>();
        RunSql.run(
                SPARK,
                run,
                "SELECT count(Phi), max(Phi_err) FROM weak_form_fiducial",
                answer -> answers.add(answer.first()));
        assertEquals(45, answers.get(0).getLong(0));
        assertTrue(DescribeRun.run(run, DescribeRun.Column.MADE).lines().stream()
                .anyMatch(line -> line.startsWith("weak-form/fiducial")));
        String text = run.readText(run.reportMarkdown());
        assertTrue(text.contains("weak-form/fiducial"), text);
        assertTrue(text.contains("## Are the stars steady?"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weakForm.datasets=[fiducial-200myr]      | not one of datasets",
                "weakForm.potential.heights=[0.2, 0.1]    | weakForm: heights",
                "weakForm.potential.degree=11             | from 0 to 10",
                "accelerations.profiles.R0=9.5            | reach out of the training volume",
                "weakForm.tests.degreeR=10                | are more than 700",
                "weakForm.tests.degreeV=0                 | from 1 to 10",
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
                "sample.starsPerSeed=2000                 | are too few for 210 moments",
                "weakForm.tests.heights=[0.1, 0.1000001]  | follows from the others",
                "weakForm.potential.degree=10             | needs more than 24",
            })
    void whatStarsCannotBearIsRefusedInOneLine(String setting, String what) throws IOException {
        RunDirectory few = TestRuns.at(directory, "few-" + what.replace(' ', '-'));
        List<String> settings =
                new ArrayList<>(List.of(setting, "datasets=[fiducial]", "weakForm.datasets=[fiducial]"));
        if (setting.contains("degree=10")) {
            settings.addAll(
                    List.of("weakForm.tests.heights=[0.2]", "weakForm.tests.degreeR=2", "weakForm.tests.degreeV=2"));
        }
        Config config = config(settings.toArray(String[]::new));
        Stage.SAMPLE.run(SPARK, few, config, false, line -> {});
        UserError e = assertThrows(UserError.class, () -> Stage.WEAK_FORM.run(SPARK, few, config, false, line -> {}));
        assertTrue(e.getMessage().contains("stars/fiducial and weakForm"), e.getMessage());
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(few.finished(Kind.WEAK_FORM).isEmpty());
    }

    @Test
    void thePotentialThatStarsWereDrawnInPassesAndAnotherDoesNot() throws IOException {
        // Whatever galaxy the configuration says, the stars are those that are there.
        Job job = Stage.job(SPARK, run, config("potential.v0=240"), false);
        TestPotential.Result right = TestPotential.run(
                job,
                job.stars().get("fiducial"),
                new PerProcess<>(() -> PotentialSettings.from(config()).potential()),
                Optional.empty());
        assertEquals(manifest(run, "fiducial").figures().get("starsUsed"), right.stars());
        assertEquals(3, right.tests().size());
        assertTrue(right.tests().stream().allMatch(test -> test.p() > 1e-3), right.toString());
        TestPotential.Result wrong = TestPotential.run(
                job,
                job.stars().get("fiducial"),
                new PerProcess<>(
                        () -> PotentialSettings.from(config("potential.v0=240")).potential()),
                Optional.empty());
        assertTrue(wrong.tests().get(0).p() < 1e-6, wrong.toString());
        assertEquals(right.tests().get(2).chiSquare(), wrong.tests().get(2).chiSquare(), "does not contain it");
    }

    @Test
    void aPotentialIsAskedOnlyOfStarsWhereItMeansSomething() throws IOException {
        Job job = Stage.job(SPARK, run, config(), false);
        PerProcess<? extends io.github.localflows.potential.Potential> galaxy =
                new PerProcess<>(() -> PotentialSettings.from(config()).potential());
        TestPotential.Result narrow =
                TestPotential.run(job, job.stars().get("fiducial"), galaxy, Optional.of(new Region(7.5, 12, 1)));
        long inside = SPARK.read()
                .parquet(run.stars("fiducial").toString())
                .where("R > 7.5 and R < 9 and abs(z) < 1")
                .count();
        assertEquals(inside, narrow.stars());
        assertTrue(narrow.tests().stream().allMatch(test -> test.p() > 1e-3), narrow.toString());
        UserError e = assertThrows(
                UserError.class,
                () -> TestPotential.run(job, job.stars().get("fiducial"), galaxy, Optional.of(new Region(9, 12, 1))));
        assertTrue(e.getMessage().contains("nowhere in the training volume"), e.getMessage());
    }

    @Test
    void starsWithoutVelocitiesAreRefusedBeforeAnyIsMade() {
        UserError e = assertThrows(
                UserError.class,
                () -> config("stars.half.splitRv=fiducial", "datasets=[fiducial, half]", "weakForm.datasets=[half]"));
        assertTrue(e.getMessage().contains("take it out of weakForm.datasets"), e.getMessage());
    }
}
