package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.frame.Astrometry;
import io.github.localflows.frame.AstrometryErrors;
import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.GalactocentricFrame;
import io.github.localflows.stage.stars.IngestStars;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Star sets from catalogues of what was measured. */
class CataloguePipelineTest {
    private static final SparkSession SPARK = SharedSpark.session();

    /** Numbers are written with all their digits; angles and velocities have a rounding or two more. */
    private static final double ROUNDING = 1e-12;

    private static final double FAST = 1e3;

    private static final String HEADER = "source_id,ra,dec,parallax,pmra,pmdec,radial_velocity";

    @TempDir
    private static Path directory;

    private static int runs;

    @BeforeAll
    static void write() throws IOException {
        CatalogueFiles.write(directory, SPARK);
    }

    static List<Path> files() {
        return List.of(
                Path.of("archive.csv"),
                Path.of("bulk.csv.gz"),
                Path.of("astropy.ecsv"),
                Path.of("nan.ecsv"),
                Path.of("archive.fits"),
                Path.of("archive.fits.gz"),
                Path.of("tabledata.vot"),
                Path.of("binary.vot"),
                Path.of("binary2.vot"),
                Path.of("catalogue.parquet"),
                Path.of("hats"));
    }

    private RunDirectory ingested(Path file, String... more) throws IOException {
        RunDirectory run = TestRuns.at(directory, "run-" + file.getFileName() + "-" + runs++);
        List<String> settings = new ArrayList<>(List.of(
                "stars.mine.catalogue=\"" + directory.resolve(file) + "\"",
                "stars.mine.frame=astropy-v4.0",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]"));
        settings.addAll(List.of(more));
        IngestStars.run(Stage.job(SPARK, run, ConfigLoader.reference(settings), false));
        return run;
    }

    private static List<Row> stars(RunDirectory run) {
        return SPARK.read()
                .parquet(run.stars("mine").toString())
                .orderBy("seed", "star")
                .select("id", "R", "phi", "z", "vR", "vphi", "vz", "R_err", "vphi_err")
                .collectAsList();
    }

    private static Map<String, Double> figures(RunDirectory run, String set) throws IOException {
        Manifest manifest = run.manifest(run.stars(set)).orElseThrow();
        return TestRuns.counts(manifest);
    }

    private Path csv(String name, String... lines) throws IOException {
        Files.write(directory.resolve(name), List.of(lines));
        return Path.of(name);
    }

    private static Astrometry measured(Object[] row) {
        return new Astrometry(
                (double) row[1], (double) row[2], (double) row[3], (double) row[4], (double) row[5], (double) row[6]);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFormatGivesTheSameStars(Path file) throws IOException {
        RunDirectory run = ingested(file);
        List<Object[]> given =
                CatalogueFiles.rows().stream().filter(row -> row[6] != null).toList();
        List<Row> there = stars(run);
        assertEquals(given.size(), there.size());
        AstrometryErrors errors = AstrometryErrors.independent(0, 0, 0.02, 0.03, 0.04, 1.5);
        for (int i = 0; i < given.size(); i++) {
            Galactocentric star = GalactocentricFrame.ASTROPY_V4_0.place(measured(given.get(i)));
            double[][] covariance = GalactocentricFrame.ASTROPY_V4_0.covariance(measured(given.get(i)), errors);
            Row row = there.get(i);
            assertEquals(given.get(i)[0], row.getLong(0));
            assertEquals(star.point().R(), row.getDouble(1), ROUNDING);
            assertEquals(star.phi(), row.getDouble(2), ROUNDING);
            assertEquals(star.point().z(), row.getDouble(3), ROUNDING);
            assertEquals(star.point().vR(), row.getDouble(4), FAST * ROUNDING);
            assertEquals(star.point().vphi(), row.getDouble(5), FAST * ROUNDING);
            assertEquals(star.point().vz(), row.getDouble(6), FAST * ROUNDING);
            assertEquals(Math.sqrt(covariance[0][0]), row.getDouble(7), ROUNDING);
            assertEquals(Math.sqrt(covariance[4][4]), row.getDouble(8), FAST * ROUNDING);
        }
        double without = (double) CatalogueFiles.STARS / CatalogueFiles.WITHOUT_VELOCITY;
        assertEquals(
                Map.of(
                        "rowsRead",
                        (double) CatalogueFiles.STARS,
                        "rowsLeftOut: radial_velocity is no finite number",
                        without),
                figures(run, "mine"));
    }

    @Test
    void rowsThatAreNoStarsAreCountedByReason() throws IOException {
        Path file = csv(
                "malformed.csv",
                HEADER,
                "1,10,20,1,2,3,4",
                "2,10,20,-0.1,2,3,4",
                "3,370,20,1,2,3,4",
                "4,10,91,1,2,3,4",
                "5,null,20,1,2,3,4",
                "6,10,20,1,,3,4",
                "1,10,20,1,2,3,4",
                "7,10,20,inf,2,3,4",
                "8,10,20,0,2,3,4",
                ",10,20,1,2,3,4");
        RunDirectory run = ingested(file);
        assertEquals(
                List.of("[1]", "[null]"),
                SPARK.read().parquet(run.stars("mine").toString()).orderBy("star").select("id").collectAsList().stream()
                        .map(Row::toString)
                        .toList());
        assertEquals(
                Map.of(
                        "rowsRead", 10.0,
                        "rowsLeftOut: parallax is not positive", 2.0,
                        "rowsLeftOut: ra is not 0 to 360 deg", 1.0,
                        "rowsLeftOut: dec is not -90 to 90 deg", 1.0,
                        "rowsLeftOut: ra is no finite number", 1.0,
                        "rowsLeftOut: pmra is no finite number", 1.0,
                        "rowsLeftOut: parallax is no finite number", 1.0,
                        "rowsLeftOut: id occurs in a row before", 1.0,
                        "starsWhose id is empty", 1.0),
                figures(run, "mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "nan", ""})
    void whatIsMissingMeetsNoCutWhateverItIsWrittenAs(String missing) throws IOException {
        Path file = csv(
                "missing-" + missing + ".csv",
                HEADER + ",teff",
                "1,10,20,1,2,3,4,5000",
                "2,10,20,1,2,3,4," + missing,
                "3,10,20,1,2,3,4,5500",
                "4,10,20,1,2,3,4,3000",
                "5,10,20,1,2,3,4,6000");
        RunDirectory run = ingested(file, "stars.mine.cuts=[\"teff > 4000\"]");
        assertEquals(3, run.manifest(run.stars("mine")).orElseThrow().rows());
        RunDirectory between =
                ingested(file, "stars.mine.cuts=[\"teff BETWEEN 4000 AND 5800\", \"nullif(teff, 5500) > 0\"]");
        assertEquals(
                Map.of(
                        "rowsRead", 5.0,
                        "rowsLeftOut: not teff BETWEEN 4000 AND 5800", 3.0,
                        "rowsLeftOut: not nullif(teff, 5500) > 0", 1.0),
                figures(between, "mine"));
        // The root of a negative number is none.
        refused(file.toString(), "holds no star: 5 of 5 rows are left out", "stars.mine.cuts=[\"sqrt(-teff) > 1\"]");
    }

    @Test
    void aRowThatMissesACutIsCountedByIt() throws IOException {
        RunDirectory run = ingested(
                Path.of("archive.fits"),
                "stars.mine.cuts=[\"ruwe < 1.4\", \"parallax / parallax_error > 50 AND abs(dec) < 60\"]");
        Map<String, Double> figures = figures(run, "mine");
        long first = CatalogueFiles.rows().stream()
                .filter(row -> !((double) row[11] < 1.4))
                .count();
        long second = CatalogueFiles.rows().stream()
                .filter(row -> (double) row[11] < 1.4)
                .filter(row -> !((double) row[3] / 0.02 > 50 && Math.abs((double) row[2]) < 60))
                .count();
        assertEquals((double) first, figures.get("rowsLeftOut: not ruwe < 1.4"));
        assertEquals((double) second, figures.get("rowsLeftOut: not parallax / parallax_error > 50 AND abs(dec) < 60"));
    }

    @Test
    void otherNamesAndUnitsAreSaidAndTheFirstVelocityCounts() throws IOException {
        Path file = csv(
                "other.csv",
                "name,RAJ,DEJ,dist,mu_a,mu_d,rv1,rv2,w",
                "7,10,20,500,2,3,,4e4,2",
                "8,10,20,500,2,3,5e3,4e4,x");
        RunDirectory run = ingested(
                file,
                "stars.mine.frame=paper",
                "stars.mine.columns.source_id=name",
                "stars.mine.columns.ra={name=RAJ, unit=deg}",
                "stars.mine.columns.dec={name=DEJ, unit=deg}",
                "stars.mine.columns.distance={name=dist, unit=pc}",
                "stars.mine.columns.pmra={name=mu_a, unit=\"mas yr-1\"}",
                "stars.mine.columns.pmdec={name=mu_d, unit=\"mas / yr\"}",
                "stars.mine.columns.radial_velocity=[{name=rv1, unit=\"m/s\"}, {name=rv2, unit=\"m s**-1\"}]",
                "stars.mine.columns.weight=w");
        List<Row> there = SPARK.read()
                .parquet(run.stars("mine").toString())
                .orderBy("star")
                .select("id", "R", "vphi", "weight")
                .collectAsList();
        double[] velocities = {40, 5};
        for (int i = 0; i < 2; i++) {
            Galactocentric star = GalactocentricFrame.PAPER.place(new Astrometry(10, 20, 2, 2, 3, velocities[i]));
            assertEquals(7L + i, there.get(i).getLong(0));
            assertEquals(star.point().R(), there.get(i).getDouble(1), ROUNDING);
            assertEquals(star.point().vphi(), there.get(i).getDouble(2), FAST * ROUNDING);
        }
        assertEquals(2.0, there.get(0).getDouble(3));
        assertTrue(there.get(1).isNullAt(3));
    }

    @Test
    void errorsAreAddedOnceMoreAnotherWayInEachRealisation() throws IOException {
        RunDirectory run = TestRuns.at(directory, "scattered");
        IngestStars.run(Stage.job(
                SPARK,
                run,
                ConfigLoader.reference(List.of(
                        "stars.mine={catalogue=\"" + directory.resolve("archive.fits") + "\", frame=paper}",
                        "stars.more={scattered=mine, realisations=2, variance=4}",
                        "datasets=[mine, more]",
                        "train.datasets=[mine]",
                        "accelerations.datasets=[mine]")),
                false));
        double[] scatter = new double[2];
        int[] stars = new int[2];
        for (int r = 0; r < 2; r++) {
            for (Row pair : SPARK.read()
                    .parquet(run.stars("mine").toString())
                    .withColumnRenamed("vphi", "vphi0")
                    .join(
                            SPARK.read()
                                    .parquet(run.stars("more-00" + r).toString())
                                    .select("id", "vphi"),
                            "id")
                    .selectExpr("(vphi - vphi0) / vphi_err")
                    .collectAsList()) {
                scatter[r] += pair.getDouble(0) * pair.getDouble(0);
                stars[r]++;
            }
        }
        int all = CatalogueFiles.STARS * 9 / 10;
        assertEquals(all, stars[0]);
        for (int r = 0; r < 2; r++) {
            // Of 270 squares, 5 sigma.
            assertEquals(4, scatter[r] / stars[r], 4 * 5 * Math.sqrt(2.0 / all));
        }
        assertTrue(scatter[0] != scatter[1]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frame=north | frame = \"north\", but it must be one of paper, astropy-v4.0",
                "columns.ra=RA2 | has no column RA2, which stars.mine.columns.ra names",
                "columns.parallax=other | column other has no unit",
                "columns.parallax={name=other, unit=furlong} | column other is in furlong, which is no unit of parallax that is known",
                "cuts=[\"ruwe <\"] | it is no condition of SQL",
                "cuts=[\"reflect('java.lang.System', 'exit', 1) IS NULL\"] | the function reflect is none of",
                "cuts=[\"ra > (SELECT 1)\"] | it must be made of columns",
                "cuts=[\"nothing > 1\"] | has no column nothing, which stars.mine.cuts needs",
                "zeroPoint=lindegren2021 | has no column astrometric_params_solved",
                "columns.declination=dec | unknown key stars.mine.columns.declination; the keys here are source_id, ra, dec,",
            })
    void whatIsWrongIsSaidInOneLine(String setting, String message) throws IOException {
        csv("wrong.csv", HEADER + ",other", "1,10,20,1,2,3,4,5");
        // What is wrong with the configuration is said when it is loaded.
        RuntimeException e =
                assertThrows(RuntimeException.class, () -> ingested(Path.of("wrong.csv"), "stars.mine." + setting));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void damagedAndHostileFilesAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(directory.resolve("archive.fits"));
        Files.write(directory.resolve("short.fits"), Arrays.copyOf(whole, whole.length - 5760));
        refused("short.fits", "it ends before its table does");
        Files.writeString(directory.resolve("text.fits"), "ra,dec\n1,2\n");
        refused("text.fits", "cannot be read as fits");
        Files.writeString(
                directory.resolve("entity.vot"),
                "<?xml version='1.0'?><!DOCTYPE VOTABLE [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><VOTABLE>&x;</VOTABLE>");
        refused("entity.vot", "it has a document type declaration");
        Files.writeString(
                directory.resolve("href.vot"),
                "<VOTABLE version='1.3'><RESOURCE><TABLE><FIELD name='ra' datatype='double'/><DATA><BINARY2>"
                        + "<STREAM href='file:///etc/passwd'/></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>");
        refused("href.vot", "its data are elsewhere");
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve("archive-of.csv.gz")))) {
            out.write(tar);
        }
        refused("archive-of.csv.gz", "it is a tar archive of files: unpack it");
        csv("none.csv", HEADER, "1,10,20,-1,2,3,4");
        refused("none.csv", "holds no star: 1 of 1 rows are left out: parallax is not positive (1)");
    }

    private void refused(String file, String message, String... more) {
        UserError e = assertThrows(UserError.class, () -> ingested(Path.of(file), more));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void motionsThatNoStarCanHaveAreRefusedUntilACutLeavesThemOut() throws IOException {
        Path file = csv(
                "fast.csv", HEADER + ",rv", "1,10,20,1,2,3,4,-9999", "2,10,20,1,2,3,4,5e3", "3,10,20,1,1e5,3,4,5e3");
        String rv = "stars.mine.columns.radial_velocity={name=rv, unit=\"m/s\"}";
        refused(
                file.toString(),
                ", line 4: pmra is 100000.0 mas/yr (beyond 20000); no star has that. Mend the row, or leave such rows out, as by stars.mine.cuts = [\"abs(pmra) < 20000\"]",
                rv);
        refused(
                file.toString(),
                " has 2 rows of no star: line 2: rv is -9999.0 km/s (beyond 5000), line 4: pmra",
                "stars.mine.columns.radial_velocity={name=rv, unit=\"km/s\"}");
        RunDirectory run = ingested(file, rv, "stars.mine.cuts=[\"abs(pmra) < 20000\"]");
        assertEquals(2, run.manifest(run.stars("mine")).orElseThrow().rows());
    }

    @Test
    void ofSeveralVelocitiesThatWhichAStarCanHaveCounts() throws IOException {
        String both = "stars.mine.columns.radial_velocity=[{name=rv1, unit=\"km/s\"},{name=rv2, unit=\"km/s\"}]";
        Path file = csv("two.csv", HEADER + ",rv1,rv2", "1,10,20,1,2,3,4,-9999,10", "2,10,20,1,2,3,4,,20");
        RunDirectory run = ingested(file, both);
        assertEquals(2, run.manifest(run.stars("mine")).orElseThrow().rows());
        Path marked = csv(
                "marked.csv",
                HEADER + ",rv1,rv2",
                "1,10,20,1,2,3,4,-9999,",
                "2,10,20,1,2,3,4,,20",
                "3,10,20,1,2,3,4,5,");
        String cut = "stars.mine.cuts = [\"coalesce(abs(rv1), 0) < 5000\"]";
        refused(marked.toString(), "or leave such rows out, as by " + cut, both);
        RunDirectory others = ingested(marked, both, cut);
        assertEquals(2, others.manifest(others.stars("mine")).orElseThrow().rows());
    }

    @Test
    void starsBeyondTheBallOfTheSelectionAreLeftOut() throws IOException {
        double radius = 0.8;
        RunDirectory run = ingested(Path.of("archive.csv"), "stars.mine.selection.ball.radius=" + radius);
        long beyond = CatalogueFiles.rows().stream()
                .filter(row -> row[6] != null && 1 / (double) row[3] > radius)
                .count();
        assertEquals(
                (double) beyond,
                figures(run, "mine").get("rowsLeftOut: farther from the Sun than the ball of its selection"));
    }

    @Test
    void anotherSurveysVelocitiesDoNotHaveGaiasErrors() throws IOException {
        RunDirectory run =
                ingested(Path.of("archive.csv"), "stars.mine.columns.radial_velocity={name=pmra, unit=\"km/s\"}");
        List<String> columns =
                List.of(SPARK.read().parquet(run.stars("mine").toString()).columns());
        assertTrue(columns.contains("phi") && !columns.contains("vR_err"), columns.toString());
    }

    @Test
    void anExtrapolationFromOtherStarsIsRefused() {
        String mine = "stars.mine={catalogue=\"" + directory.resolve("archive.fits") + "\", frame=paper}";
        for (List<String> wrong : List.of(
                List.of("weakForm.datasets=[]", "weakForm.simex=[more]", "weakForm.datasets does not name that"),
                List.of("weakForm.datasets=[mine]", "weakForm.simex=[mine]", "is no set that errors were added to"),
                List.of(
                        "weakForm.datasets=[mine]",
                        "weakForm.simex=[more, again]",
                        "the same stars with the same errors"))) {
            RunDirectory run = TestRuns.at(directory, "simex");
            UserError e = assertThrows(
                    UserError.class,
                    () -> Stage.WEAK_FORM.run(
                            SPARK,
                            run,
                            ConfigLoader.reference(List.of(
                                    mine,
                                    "stars.more={scattered=mine, realisations=2}",
                                    "stars.again={scattered=mine}",
                                    "datasets=[mine, more, again]",
                                    "train.datasets=[mine]",
                                    "accelerations.datasets=[mine]",
                                    wrong.get(0),
                                    wrong.get(1))),
                            false,
                            line -> {}));
            assertTrue(e.getMessage().contains(wrong.get(2)), e.getMessage());
        }
    }

    @Test
    void theSunMustMoveWithTheDisc() {
        UserError e = assertThrows(
                UserError.class,
                () -> ingested(Path.of("archive.csv"), "stars.mine.frame={R=8, z=0, vx=-10, vy=-231, vz=7}"));
        assertTrue(e.getMessage().contains("rotate backwards: the Sun's velocity"), e.getMessage());
    }
}
