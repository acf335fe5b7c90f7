package io.github.localflows.pipeline;

import static org.apache.spark.sql.functions.max;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.sampling.StarSampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Star sets from tables whose declaration says which stars were seen. */
class SelectionPipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final int STARS = 15_000;

    @TempDir
    private static Path directory;

    private static RunDirectory run;

    @BeforeAll
    static void pipeline() throws IOException {
        Stars stars = new StarSampler(QuasiIsothermalMixture.milkyWay(), new Region(7, 9, 2.5), Measure.VOLUME)
                .sample(3, 0, STARS)
                .stars();
        List<String> lines = new ArrayList<>(List.of("R,z,vR,vphi,vz"));
        for (int i = 0; i < STARS; i++) {
            PhasePoint star = stars.point(i);
            lines.add(star.R() + "," + star.z() + "," + star.vR() + "," + star.vphi() + "," + star.vz());
        }
        write("stars.csv", lines);
        table("S.csv", 0.3);
        run = TestRuns.at(directory, "run");
        stages(run, config("S.csv"), false);
        Stage.WEAK_FORM.run(SPARK, run, config("S.csv"), false, line -> {});
        TestRuns.assertFiguresAreExplained(run);
    }

    private static void stages(RunDirectory of, Config config, boolean overwrite) throws IOException {
        for (Stage stage : List.of(Stage.INGEST, Stage.TRAIN, Stage.ACCELERATIONS)) {
            stage.run(SPARK, of, config, overwrite, line -> {});
        }
    }

    private static void write(String name, List<String> lines) throws IOException {
        Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    /** S = exp(-a z²), for which bicubic ln S is exact. */
    private static void table(String name, double a) throws IOException {
        List<String> lines = new ArrayList<>(List.of("z,R,S"));
        for (double z = -2.5; z <= 2.5; z += 0.5) {
            for (double R = 7; R <= 9; R += 0.5) {
                lines.add(String.format(Locale.ROOT, "%s,%s,%s", z, R, Math.exp(-a * z * z)));
            }
        }
        write(name, lines);
    }

    private static Config with(String... selection) {
        List<String> settings = new ArrayList<>(List.of(
                "stars.mine.table=\"" + directory.resolve("stars.csv") + "\"",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]",
                "accelerations.fields=[profiles]",
                "train.members=2",
                "train.layers=2",
                "train.hidden=16",
                "train.epochs=6",
                "train.batch=200",
                "train.learningRate=3e-3",
                "train.schedule=cosine",
                "accelerations.grid.R=4",
                "accelerations.grid.z=5",
                "accelerations.profiles.points=9",
                "accelerations.velocities.count=50",
                "weakForm.datasets=[mine]"));
        settings.addAll(List.of(selection));
        return ConfigLoader.reference(settings);
    }

    private static Config config(String table) {
        return with("stars.mine.selection.table=\"" + directory.resolve(table) + "\"");
    }

    /** az [pc/Myr²] by height at 8 kpc. */
    private static List<Row> vertical(RunDirectory of, String field) {
        return SPARK.read()
                .parquet(of.of(Kind.ACCELERATIONS, FieldNames.profiles(field)).toString())
                .where("R = 8 AND z != 0 AND abs(z) < 1 AND az IS NOT NULL")
                .orderBy("z")
                .select("z", "az")
                .collectAsList();
    }

    @Test
    void theFractionSeenIsDividedOutOfTheLearnedDensity() {
        List<Row> corrected = vertical(run, "mine");
        List<Row> uncorrected = vertical(run, FieldNames.uncorrected("mine"));
        assertTrue(corrected.size() == 4, corrected.toString());
        for (int i = 0; i < corrected.size(); i++) {
            double z = corrected.get(i).getDouble(0);
            double difference =
                    (corrected.get(i).getDouble(1) - uncorrected.get(i).getDouble(1)) / 1.0459e-3;
            // -sigma_z² d ln S/dz of flows that have hardly learned: 200 to 3,000 km²/s².
            double sigma2 = difference / (0.6 * z);
            assertTrue(sigma2 > 200 && sigma2 < 3000, sigma2 + " at " + z);
        }
    }

    @Test
    void theWeakFormCountsAStarForThoseThatAreNotSeen() throws IOException {
        RunDirectory without = TestRuns.at(directory, "without");
        Stage.INGEST.run(SPARK, without, with(), false, line -> {});
        Stage.WEAK_FORM.run(SPARK, without, with(), false, line -> {});
        List<Row> here = weakForm(run);
        List<Row> there = weakForm(without);
        for (int i = 0; i < here.size(); i++) {
            double z = here.get(i).getDouble(0);
            double ratio = (here.get(i).getDouble(1) - there.get(i).getDouble(1)) / 1.0459e-3 / (0.6 * z);
            assertTrue(ratio > 200 && ratio < 1500, ratio + " at " + z);
        }
    }

    private static List<Row> weakForm(RunDirectory of) {
        return SPARK.read()
                .parquet(of.of(Kind.WEAK_FORM, "mine").toString())
                .where("z = 1")
                .orderBy("R")
                .select("z", "az")
                .collectAsList();
    }

    @Test
    void anotherTableMakesFieldsAnewAndFlowsNot() throws IOException {
        RunDirectory other = TestRuns.at(directory, "changed");
        table("T.csv", 0.3);
        stages(other, config("T.csv"), false);
        Manifest flow = other.manifest(other.flow("mine", 0)).orElseThrow();
        Manifest field =
                other.manifest(other.of(Kind.ACCELERATIONS, "mine-profiles")).orElseThrow();
        assertTrue(
                field.inputs().containsKey("selection of mine"), field.inputs().toString());
        assertEquals(
                "S(R, z) of " + directory.resolve("T.csv"),
                other.manifest(other.stars("mine")).orElseThrow().lineage().get("seen"));
        table("T.csv", 0.35);
        UserError e = assertThrows(
                UserError.class, () -> Stage.ACCELERATIONS.run(SPARK, other, config("T.csv"), false, line -> {}));
        assertTrue(
                e.getMessage()
                        .contains(
                                " was made before its input changed (the table that says the selection of mine has changed since ("),
                e.getMessage());
        stages(other, config("T.csv"), true);
        assertEquals(
                flow.checksum(),
                other.manifest(other.flow("mine", 0)).orElseThrow().checksum());
        assertFalse(vertical(other, "mine").equals(vertical(run, "mine")));
        assertEquals(vertical(run, FieldNames.uncorrected("mine")), vertical(other, FieldNames.uncorrected("mine")));
    }

    @Test
    void aBallThatEndsWithinTheVolumeIsRefusedByTheWeakForm() throws IOException {
        RunDirectory other = TestRuns.at(directory, "ball");
        Config small = with("stars.mine.selection.ball.radius=2");
        Stage.INGEST.run(SPARK, other, small, false, line -> {});
        UserError e = assertThrows(UserError.class, () -> Stage.WEAK_FORM.run(SPARK, other, small, false, line -> {}));
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().contains("such as train.halfWidthR = 0.7"), e.getMessage());
        Config within = with("stars.mine.selection.ball.radius=2", "train.halfWidthR=0.74", "train.absZmax=1.85");
        Stage.WEAK_FORM.run(SPARK, other, within, false, line -> {});
        assertEquals(
                "within 2.0 kpc of R = 8.0, z = 0.01 kpc",
                other.manifest(other.stars("mine")).orElseThrow().lineage().get("seen"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "R,z,f 7,0,1                               | has no column S; its columns are R, z, f. A table of the fraction seen has R, z",
                "R,z,S 7,0,1 8,0,1 7,1,1                   | has no row of R = 8.0, z = 1.0",
                "R,z,S 7,0,1 7,0,1                         | has two rows of R = 7",
                "R,z,S 7,0,1 8,0,1 7,1,x 8,1,1             | column S has x",
                "R,z,S 7,0,1 8,0,1 7,1,1 8,1,0             | nothing is seen anywhere",
                "R,z,S 7,0,1 8,0,1                         | a grid needs two",
            })
    void tablesThatAreNoFractionAreRefused(String rows, String what) throws IOException {
        write("bad.csv", List.of(rows.strip().split(" +")));
        RunDirectory other = TestRuns.at(directory, "bad");
        Stage.INGEST.run(SPARK, other, config("bad.csv"), false, line -> {});
        UserError e = assertThrows(
                UserError.class, () -> Stage.WEAK_FORM.run(SPARK, other, config("bad.csv"), false, line -> {}));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void theSelectionIsFoundWhereNobodyKnowsIt() throws IOException {
        RunDirectory other = TestRuns.at(directory, "unknown");
        // Stars by their place, as catalogues have them.
        List<String> lines = new ArrayList<>(Files.readAllLines(directory.resolve("stars.csv")));
        String header = lines.remove(0);
        lines.sort(Comparator.naturalOrder());
        lines.add(0, header);
        write("sorted.csv", lines);
        Config unknown = with(
                "stars.mine.table=\"" + directory.resolve("sorted.csv") + "\"",
                "stars.mine.weakForm.selection=unknown");
        Stage.INGEST.run(SPARK, other, unknown, false, line -> {});
        Stage.WEAK_FORM.run(SPARK, other, unknown, false, line -> {});
        Manifest found = other.manifest(other.of(Kind.WEAK_FORM, "mine")).orElseThrow();
        assertEquals("\"unknown\"", found.configuration().get("weakForm.selection"));
        Manifest known = run.manifest(run.of(Kind.WEAK_FORM, "mine")).orElseThrow();
        assertFalse(known.configuration().containsKey("weakForm.selection"));
        // All stars are there, d ln S/dz = 0 at 1 kpc. So few stars hardly know it: one draw gave -1.3 per kpc.
        assertEquals(0, found.figures().get("dlnSeenDzPerKpcAtFourTenths"), 3);
        // The bars are wider for what is not known.
        double[] bars = new double[2];
        for (int i = 0; i < 2; i++) {
            bars[i] = SPARK.read()
                    .parquet((i == 0 ? run : other).of(Kind.WEAK_FORM, "mine").toString())
                    .where("z = 1")
                    .agg(max("az_err"))
                    .first()
                    .getDouble(0);
        }
        assertTrue(bars[1] > 1.5 * bars[0], bars[0] + ", " + bars[1]);
    }

    @Test
    void aSelectionIsSaidInOneWay() {
        RuntimeException e = assertThrows(
                RuntimeException.class,
                () -> with("stars.mine.selection.table=S.csv", "stars.mine.selection.ball.radius=2"));
        assertTrue(e.getMessage().contains("give one of them"), e.getMessage());
    }
}
