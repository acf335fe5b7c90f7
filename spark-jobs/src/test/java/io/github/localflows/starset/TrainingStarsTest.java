package io.github.localflows.starset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.Region;
import io.github.localflows.pipeline.TestRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStarsTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Region VOLUME = new Region(7, 9, 2);

    /** Half the width of the sector [rad]. */
    private static final double SECTOR = 0.3;

    /** What 2 pi loses beside an azimuth of some turns. */
    private static final double ROUNDING = 1e-14;

    @TempDir
    private Path directory;

    /** Stars whose R, azimuths and weights are these, of seed 0. */
    private RunDirectory stars(String... rows) {
        RunDirectory run = TestRuns.at(directory, "run");
        SPARK.sql(
                        "SELECT int(0) AS seed, int(star) AS star, double(R) AS R, 0.5D AS z, 1D AS vR, 200D AS vphi, 2D AS vz,"
                                + " double(phi) AS phi, double(weight) AS weight FROM VALUES " + String.join(", ", rows)
                                + " AS t(star, R, phi, weight)")
                .write()
                .parquet(run.stars("mine").toString());
        return run;
    }

    private static WeightedStars read(RunDirectory run) {
        StarSet set =
                new StarSet("mine", "ingest", Optional.empty(), StageConfiguration.OF_INPUTS_ALONE, Knowledge.NONE);
        List<WeightedStars> batches = new ArrayList<>();
        TrainingStars.read(SPARK, run, set, VOLUME, SECTOR, batches::add);
        assertEquals(1, batches.size());
        return batches.get(0);
    }

    @Test
    void ofASectorAreReadWithTheirAzimuthsWithoutWholeTurns() {
        double turn = 2 * Math.PI;
        WeightedStars read = read(stars(
                "(0, 8.0, 0.1, 1.5)",
                "(1, 8.1, " + (-0.2 - 3 * turn) + ", 2.5)",
                "(2, 8.2, " + (turn - 0.25) + ", 3.5)",
                "(3, 8.3, 0.31, 4.5)",
                "(4, 8.4, 3.1, 5.5)",
                "(5, 9.4, 0.0, 6.5)"));

        assertArrayEquals(new int[] {0, 1, 2}, read.batch().star());
        assertArrayEquals(new double[] {0.1, -0.2, -0.25}, read.batch().phi(), ROUNDING);
        assertArrayEquals(new double[] {1.5, 2.5, 3.5}, read.weights());
    }

    @Test
    void aStarWithoutAzimuthIsRefusedWhereItWouldCount() {
        UserError e = assertThrows(UserError.class, () -> read(stars("(0, 8.0, 0.1, 1)", "(7, 8.0, NULL, 1)")));

        assertTrue(e.getMessage().contains("seed 0, star 7"), e.getMessage());
        assertTrue(e.getMessage().contains("train.azimuth = 0"), e.getMessage());
    }

    @Test
    void aStarWithoutAzimuthDoesNotMatterElsewhere() {
        assertEquals(
                1, read(stars("(0, 8.0, 0.1, 1)", "(7, 9.5, NULL, 1)")).batch().size());
    }
}
