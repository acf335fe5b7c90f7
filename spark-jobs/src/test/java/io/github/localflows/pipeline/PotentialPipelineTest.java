package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.field.AccelerationParts;
import io.github.localflows.stage.potential.PotentialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stage {@code potential}, of small flows: it is their field as one potential, not the galaxy's. */
class PotentialPipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final List<String> SETTINGS = List.of(
            "sample.seeds=4",
            "sample.starsPerSeed=20000",
            "datasets=[fiducial]",
            "train.datasets=[fiducial]",
            "train.members=2",
            "train.parts=2",
            "train.layers=3",
            "train.hidden=16",
            "train.epochs=3",
            "train.learningRate=3e-3",
            "train.batch=500",
            "accelerations.datasets=[fiducial]",
            "accelerations.fields=[grid]",
            "accelerations.grid.R=7",
            "accelerations.grid.z=13",
            "accelerations.velocities.count=100",
            "weakForm.datasets=[fiducial]",
            "weakForm.tests.degreeR=1",
            "weakForm.tests.heights=[0.04, 0.16, 0.64]",
            "weakForm.potential.degree=1",
            "weakForm.potential.heights=[0.1, 0.4]",
            "potentialFit.datasets=[fiducial]",
            "baryons.parts=[{type=miyamoto-nagai, share=0.6, a=3.0, b=0.28}]");

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void found() throws IOException {
        run = TestRuns.at(directory, "run");
        Stage.PIPELINE.run(SPARK, run, config(), false, line -> {});
        TestRuns.assertFiguresAreExplained(run);
    }

    private static Config config(String... more) {
        return TestRuns.config(SETTINGS, more);
    }

    private static List<Row> table(Kind kind, String name) {
        return SPARK.read()
                .parquet(run.of(kind, name).toString())
                .orderBy("R", "z")
                .collectAsList();
    }

    private static Map<String, Double> figures(Kind kind, String name) throws IOException {
        return run.manifest(run.of(kind, name)).orElseThrow().figures();
    }

    private static double value(Row row, String column) {
        return row.getDouble(row.fieldIndex(column));
    }

    @Test
    void fieldOfTheFlowsBecomesThatOfOnePotential() throws IOException {
        List<Row> points = table(Kind.ACCELERATIONS, "fiducial");
        List<Row> fitted = table(Kind.POTENTIAL, "fiducial");
        assertEquals(points.size(), fitted.size());
        int near = 0;
        int solved = 0;
        int offThePlane = 0;
        for (int i = 0; i < points.size(); i++) {
            if (!points.get(i).isNullAt(points.get(i).fieldIndex("az"))) {
                solved++;
                offThePlane += Math.abs(value(points.get(i), "z")) >= 0.25 ? 1 : 0;
                double off = value(points.get(i), "aR") - value(fitted.get(i), "aR");
                near += Math.abs(off) < 3 * value(points.get(i), "aR_err") ? 1 : 0;
                assertTrue(value(fitted.get(i), "rho") > -1e-6, fitted.get(i).toString());
                assertTrue(value(fitted.get(i), "az_err") >= 0);
            }
        }
        assertTrue(near > 0.7 * solved, near + " of " + solved);
        Map<String, Double> figures = figures(Kind.POTENTIAL, "fiducial");
        assertEquals(offThePlane, figures.get("positionsUsed"));
        assertTrue(figures.get("componentsThatErrAsOne") >= 1);
        assertTrue(figures.get("curlWithinOneSigma") > 0 && figures.get("curlWithinOneSigma") < 1, figures.toString());
        assertTrue(figures.get("shareOfVertical") > 0 && figures.get("shareOfVertical") < 1, figures.toString());
    }

    @Test
    void controlShowsWhatTheFunctionsCannotFollow() throws IOException {
        for (Row row : table(Kind.POTENTIAL, "exact-f")) {
            assertTrue(row.isNullAt(row.fieldIndex("az_err")), "nothing is known of its error");
            double R = value(row, "R");
            double z = value(row, "z");
            if (Math.abs(R - 8) < 0.7 && Math.abs(z) > 0.3 && Math.abs(z) < 1.5) {
                assertEquals(1, value(row, "az") / value(row, "az_exact"), 0.04, row.toString());
                assertEquals(1, value(row, "aR") / value(row, "aR_exact"), 0.04, row.toString());
            }
        }
    }

    @Test
    void bothTogetherAreNearerToTheMomentsWhereFlowsAreNoGood() throws IOException {
        Map<String, Double> both = figures(Kind.COMBINED, "fiducial");
        assertEquals(8, both.get("differenceDegreesOfFreedom"));
        assertTrue(both.get("differenceP") < 1e-3, "flows of three epochs know little: " + both);
        assertTrue(both.get("inflationOfFlows") > 2, both.toString());
        double moments = figures(Kind.WEAK_FORM, "fiducial").get("surfaceDensityMsunPc2");
        double flows = figures(Kind.POTENTIAL, "fiducial").get("surfaceDensityMsunPc2");
        double joined = both.get("surfaceDensityMsunPc2");
        assertTrue(Math.abs(joined - moments) < Math.abs(joined - flows), moments + ", " + flows + ", " + joined);
        PotentialFile.Content content =
                PotentialFiles.read(run.fileSystem(), run.of(Kind.COMBINED, "fiducial"), "make it");
        assertTrue(content.potential().hasErrors());
        assertEquals(7.1, content.volume().Rmin(), 1e-12);
    }

    @Test
    void reportFiguresAndSqlKnowThem() throws IOException {
        String text = run.readText(run.reportMarkdown());
        for (String what : List.of(
                "## Accelerations: potential/fiducial",
                "## Accelerations: potential/exact-f",
                "## Accelerations: combined/fiducial",
                "## The mass near the plane",
                "dark rho",
                "potential-fiducial.png",
                "weak-form-fiducial.png",
                "combined-fiducial.png")) {
            assertTrue(text.contains(what), what + " in " + text);
        }
        // Position by position: a density without error, nothing dark of it, but of the column.
        String number = "-?[0-9.]+";
        Pattern pointwise =
                Pattern.compile("\\n\\| fiducial \\| N \\| N \\| N ± N \\| N \\| - \\| N \\| - \\| N ± N \\| N \\|\\n"
                        .replace("N", number));
        assertTrue(pointwise.matcher(text).find(), text);
        List<Row> answers = new ArrayList<>();
        io.github.localflows.sql.RunSql.run(
                SPARK,
                run,
                "SELECT max(abs(c.Phi - p.Phi)) FROM combined_fiducial c JOIN potential_fiducial p USING (R, z)",
                answer -> answers.add(answer.first()));
        assertTrue(answers.get(0).getDouble(0) > 0);
    }

    @Test
    void nothingIsMadeTwiceAndWhatItWasMadeFromDecides() throws IOException {
        List<String> lines = new ArrayList<>();
        Stage.POTENTIAL.run(SPARK, run, config(), false, lines::add);
        assertEquals(3, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.contains("there already")), lines.toString());
        UserError e = assertThrows(
                UserError.class,
                () -> Stage.POTENTIAL.run(SPARK, run, config("potentialFit.density=none"), false, line -> {}));
        assertTrue(e.getMessage().contains("potentialFit.density was"), e.getMessage());
        // What is not in its recipe changes nothing.
        Stage.POTENTIAL.run(SPARK, run, config("baryons.error=0.3"), false, line -> {});
    }

    @Test
    void anAsymmetricPotentialIsNotJoined() throws IOException {
        RunDirectory other = copy("other", "potential", "combined");
        List<String> lines = new ArrayList<>();
        Stage.POTENTIAL.run(SPARK, other, config("potentialFit.symmetry=none"), false, lines::add);
        assertEquals(2, made(lines));
        assertTrue(other.finished(Kind.COMBINED).isEmpty());
        PotentialFile.Content content =
                PotentialFiles.read(other.fileSystem(), other.of(Kind.POTENTIAL, "fiducial"), "make it");
        assertFalse(content.potential().expansion().basis().evenInZ());
    }

    @Test
    void damagedPartsAreRefusedInOneLine() throws IOException {
        RunDirectory damaged = copy("damaged", "potential", "combined");
        Path parts = directory.resolve("damaged/accelerations/fiducial/" + AccelerationParts.NAME);
        byte[] bytes = Files.readAllBytes(parts);
        Files.write(parts, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(damaged, "damaged");
        Files.delete(parts);
        assertRefused(damaged, AccelerationParts.NAME);
        assertTrue(damaged.finished(Kind.POTENTIAL).isEmpty());
    }

    private static void assertRefused(RunDirectory damaged, String what) {
        UserError e =
                assertThrows(UserError.class, () -> Stage.POTENTIAL.run(SPARK, damaged, config(), false, line -> {}));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    /** A copy of the run without some of its kinds of artifact. */
    private static RunDirectory copy(String name, String... without) throws IOException {
        Path from = directory.resolve("run");
        Path to = directory.resolve(name);
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path relative = from.relativize(file);
                if (List.of(without).stream().noneMatch(relative::startsWith)) {
                    Files.copy(file, to.resolve(relative.toString()));
                }
            }
        }
        return TestRuns.at(directory, name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accelerations.datasets=[]               | not one of accelerations.datasets",
                "weakForm.potential { degree = 10, heights = [0.01,0.02,0.03,0.04,0.05,0.06,0.07,0.08,0.09,0.1,0.11,0.12] }; potentialFit.symmetry=none | weakForm.potential with potentialFit.symmetry = none: 297",
                "potentialFit.symmetry=odd               | even",
                "accelerations.profiles.R0=8.95          | potentialFit: the density at",
                "baryons.parts=[{type=nfw, share=auto, scaleRadius=16}] | none of them can be auto",
                "baryons.error=-1                        | baryons.error",
            })
    void wrongSettingsAreRefusedInOneLine(String setting, String what) {
        UserError e = assertThrows(UserError.class, () -> config(setting.split("; ")));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void aPipelineGoesOnWithoutWhatItsStarsDoNotDecide() throws IOException {
        RunDirectory few = TestRuns.at(directory, "few");
        Config config = config(
                "sample.seeds=2",
                "sample.starsPerSeed=6000",
                "train.heldOut=0.1",
                "train.batch=50",
                "accelerations.grid.R=3",
                "accelerations.grid.z=3");
        List<String> lines = new ArrayList<>();
        Stage.PIPELINE.run(SPARK, few, config, false, lines::add);
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.startsWith("not made: stars/fiducial and weakForm do not go together")),
                lines.toString());
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.startsWith(
                                        "not made: accelerations/fiducial, weakForm.potential and potentialFit do not"
                                                + " go together: a potential of ")
                                && line.contains(" are off the plane, |z| >= 0.25 kpc: take")),
                lines.toString());
        assertTrue(few.finished(Kind.WEAK_FORM).isEmpty()
                && few.finished(Kind.COMBINED).isEmpty());
        String report = few.readText(few.reportMarkdown());
        assertTrue(report.contains("## Training"), report);
        assertTrue(report.contains("\n- weak-form: not made: stars/fiducial and weakForm do not go together"), report);
        UserError e = assertThrows(UserError.class, () -> Stage.WEAK_FORM.run(SPARK, few, config, false, line -> {}));
        assertTrue(e.getMessage().contains("too few"), e.getMessage());
    }

    @Test
    void whatStandsBesideTheTablesIsReplacedWithThem() throws IOException {
        RunDirectory again = copy("again");
        Config other = config("weakForm.tests.degreeV=2", "potentialFit.density=none", "accelerations.edge=0.2");
        Stage.ACCELERATIONS.run(SPARK, again, other, true, line -> {});
        Stage.WEAK_FORM.run(SPARK, again, other, true, line -> {});
        Stage.POTENTIAL.run(SPARK, again, other, true, line -> {});
        for (Kind kind : List.of(Kind.WEAK_FORM, Kind.POTENTIAL, Kind.COMBINED)) {
            Manifest manifest = again.manifest(again.of(kind, "fiducial")).orElseThrow();
            assertTrue(
                    manifest.content().containsKey(PotentialFile.NAME),
                    manifest.content().toString());
        }
        // A byte of what stands beside a table is as good as one of the table.
        Path file = directory.resolve("again/potential/fiducial/" + PotentialFile.NAME);
        Files.writeString(file, Files.readString(file).replaceFirst("7", "8"));
        UserError e = assertThrows(UserError.class, () -> again.checked(again.of(Kind.POTENTIAL, "fiducial")));
        assertTrue(e.getMessage().contains(PotentialFile.NAME + " is not what it was"), e.getMessage());
    }

    @Test
    void setsWithoutAGridAreLeftOut() throws IOException {
        RunDirectory other = copy("no-grid", "potential", "combined");
        List<String> lines = new ArrayList<>();
        Stage.POTENTIAL.run(SPARK, other, config("accelerations.fields=[profiles]"), false, lines::add);
        assertTrue(other.finished(Kind.POTENTIAL).isEmpty(), lines.toString());
    }

    private static long made(List<String> lines) {
        return lines.stream().filter(line -> line.contains(" positions in ")).count();
    }

    @Test
    void flowsThatTellNoErrorsAreNotJoined() throws IOException {
        RunDirectory single = copy("single", "flows", "accelerations", "potential", "combined");
        Config one = config("train.members=1", "train.parts=1");
        Stage.TRAIN.run(SPARK, single, one, false, line -> {});
        Stage.ACCELERATIONS.run(SPARK, single, one, false, line -> {});
        List<String> lines = new ArrayList<>();
        Stage.POTENTIAL.run(SPARK, single, one, false, lines::add);
        assertEquals(2, made(lines), "its own and the control's: " + lines);
        assertTrue(single.finished(Kind.COMBINED).isEmpty());
        assertTrue(single.finished(Kind.POTENTIAL).contains("fiducial"), "it is there by itself");
        Manifest manifest =
                single.manifest(single.of(Kind.POTENTIAL, "fiducial")).orElseThrow();
        assertFalse(manifest.figures().containsKey("rhoErrorMsunPc3"));
        assertTrue(
                manifest.warnings().get(0).startsWith("nothing is known of its errors"),
                manifest.warnings().toString());
    }
}
