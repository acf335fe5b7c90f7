package io.github.localflows.starset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.phase.Region;
import io.github.localflows.pipeline.TestRuns;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillingTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Region VOLUME = Region.about(8, 1, 2.5);

    @TempDir
    private Path directory;

    /** Of stars that are spread evenly, as far as halfWidth from R = 8 and height from the plane [kpc]. */
    private Optional<String> doubt(int stars, double halfWidth, double height, Knowledge known) {
        RunDirectory run = TestRuns.at(directory, stars + "-" + halfWidth + "-" + height);
        SPARK.sql(String.format(
                        Locale.ROOT,
                        "SELECT int(0) AS seed, int(id) AS star, 8 + %s * (2 * rand(1) - 1) AS R, %s * (2 * rand(2) - 1) AS z, 1D AS vR,"
                                + " 200D AS vphi, 2D AS vz FROM range(%d)",
                        halfWidth,
                        height,
                        stars))
                .write()
                .parquet(run.stars("mine").toString());
        StarSet set = new StarSet("mine", "ingest", Optional.empty(), StageConfiguration.OF_INPUTS_ALONE, known);
        return Filling.doubt(SPARK, set, run.stars("mine"), VOLUME);
    }

    @Test
    void starsThatEndBeforeTheEdgesAreToldWithTheKeys() {
        String told = doubt(30_000, 0.5, 1, Knowledge.NONE).orElseThrow();
        assertTrue(told.startsWith("hardly any of its stars are at R < 7.100, R > 8.900, |z| > 2.250 kpc"), told);
        assertTrue(told.contains(" <= z <= 1.000 kpc: set train.R0, train.halfWidthR and"), told);
        String low = doubt(30_000, 1.5, 1, Knowledge.NONE).orElseThrow();
        assertTrue(low.startsWith("hardly any of its stars are at |z| > 2.250 kpc"), low);
    }

    @Test
    void nothingIsSaidWhereTheyFillItOrWhereItIsKnown() {
        assertEquals(Optional.empty(), doubt(30_000, 1.5, 3, Knowledge.NONE));
        assertEquals(Optional.empty(), doubt(10_000, 0.5, 1, Knowledge.NONE), "few stars");
        Knowledge drawn = new Knowledge(
                Optional.empty(), Optional.of(VOLUME), Knowledge.Velocities.OF_ALL, Optional.empty(), Optional.empty());
        assertEquals(Optional.empty(), doubt(20_001, 0.5, 1, drawn));
    }
}
