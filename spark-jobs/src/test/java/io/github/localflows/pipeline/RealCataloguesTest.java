package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.stage.stars.IngestStars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files of real catalogues, where a folder {@code ../shared/catalogues} beside the checkout has them: of the packages pyia, gala,
 * astroquery and of astropy's tutorials. Numbers were counted with astropy.
 */
class RealCataloguesTest {
    private static final Path FOLDER =
            Path.of("../../shared/catalogues").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @BeforeAll
    static void look() {
        assumeTrue(Files.isDirectory(FOLDER), "no folder " + FOLDER);
    }

    private Manifest ingested(String file, String... more) throws IOException {
        RunDirectory run = TestRuns.at(directory, "run");
        List<String> settings = new ArrayList<>(List.of(
                "stars.mine.catalogue=\"" + FOLDER.resolve(file) + "\"",
                "stars.mine.frame=astropy-v4.0",
                "datasets=[mine]",
                "train.datasets=[mine]",
                "accelerations.datasets=[mine]"));
        settings.addAll(List.of(more));
        return IngestStars.run(Stage.job(SharedSpark.session(), run, ConfigLoader.reference(settings), false))
                .get(0)
                .manifest();
    }

    private Row mean(String expressions) {
        return SharedSpark.session()
                .read()
                .parquet(directory.resolve("run/stars/mine").toString())
                .selectExpr(expressions.split("; "))
                .first();
    }

    private static void assertCounts(Manifest manifest, long stars, Map<String, Double> figures) {
        assertEquals(stars, manifest.rows());
        assertEquals(figures, TestRuns.counts(manifest));
    }

    @Test
    void gaiaDr3AsFits() throws IOException {
        assertCounts(
                ingested("pyia-gdr3_sm.fits", "stars.mine.zeroPoint=lindegren2021"),
                23,
                Map.of(
                        "rowsRead", 1000.0,
                        "rowsLeftOut: radial_velocity is no finite number", 976.0,
                        "rowsLeftOut: parallax is not positive", 1.0));
    }

    @Test
    void gaiaDr2AsFitsWithoutUnits() throws IOException {
        assertCounts(ingested("pyia-gdr2_rv_sm.fits"), 100, Map.of("rowsRead", 100.0));
        assertEquals(100L, mean("count(R_err)").getLong(0));
    }

    @Test
    void gaiaDr2AsVotableHasNoVelocities() {
        UserError e = assertThrows(UserError.class, () -> ingested("pyia-gdr2_sm.vot"));
        assertTrue(e.getMessage().endsWith("100 of 100 rows are left out: radial_velocity is no finite number (100)"));
    }

    @Test
    void anEcsvOfTheArchiveHasNone() {
        UserError e = assertThrows(UserError.class, () -> ingested("astroquery-1712337806100O-result.ecsv"));
        assertTrue(e.getMessage()
                .endsWith("5 of 5 rows are left out: parallax is no finite number (2), radial_velocity is no finite"
                        + " number (3)"));
    }

    @Test
    void theStarsOfATutorialTurnWithTheDisc() throws IOException {
        assertCounts(ingested("astropy-tutorials-gaia_data.fits"), 4096, Map.of("rowsRead", 4096.0));
        Row mean = mean("avg(R); avg(z); percentile(vphi, 0.5); stddev(vR); stddev(vz)");
        // Within 100 pc of the Sun, whose motion they lag behind.
        assertEquals(8.122, mean.getDouble(0), 0.01);
        assertEquals(0.0208, mean.getDouble(1), 0.01);
        assertEquals(230, mean.getDouble(2), 10);
        assertEquals(35, mean.getDouble(3), 8);
        assertEquals(18, mean.getDouble(4), 6);
    }

    @Test
    void otherNamesAndGivenDistances() throws IOException {
        String columns = "stars.mine.columns.";
        Manifest manifest = ingested(
                "gala-Vasiliev2020-Sagittarius-subset.csv",
                columns + "distance={name=dist, unit=kpc}",
                columns + "distance_error={name=disterr, unit=kpc}",
                columns + "radial_velocity={name=vlos, unit=\"km/s\"}",
                columns + "radial_velocity_error={name=vloserr, unit=\"km/s\"}",
                columns + "pmra_error={name=pmraerr, unit=\"mas/yr\"}",
                columns + "pmdec_error={name=pmdecerr, unit=\"mas/yr\"}");
        assertCounts(
                manifest,
                98,
                Map.of(
                        "rowsRead", 1000.0,
                        "rowsLeftOut: radial_velocity is no finite number", 902.0,
                        "starsWhose errors are not all known", 23.0));
        assertEquals(75L, mean("count(R_err)").getLong(0));
    }

    @Test
    void withoutUnitsTheyAreRefused() {
        UserError e = assertThrows(
                UserError.class,
                () -> ingested("gala-Vasiliev2020-Sagittarius-subset.csv", "stars.mine.columns.distance=dist"));
        assertTrue(e.getMessage().contains("column dist has no unit"), e.getMessage());
    }

    @Test
    void anArchivesCsvWithCuts() throws IOException {
        assertCounts(
                ingested(
                        "derived-gdr3_sm-46-columns.csv",
                        "stars.mine.zeroPoint=lindegren2021",
                        "stars.mine.cuts=[\"ruwe < 1.4\", \"parallax_over_error > 5\"]"),
                19,
                Map.of(
                        "rowsRead", 1000.0,
                        "rowsLeftOut: not ruwe < 1.4", 45.0,
                        "rowsLeftOut: not parallax_over_error > 5", 840.0,
                        "rowsLeftOut: radial_velocity is no finite number", 96.0));
    }

    @Test
    void aBulkFile() throws IOException {
        assertCounts(
                ingested("derived-gdr3-bulk-style.csv.gz"),
                2,
                Map.of("rowsRead", 200.0, "rowsLeftOut: radial_velocity is no finite number", 198.0));
    }
}
