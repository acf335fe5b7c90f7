package io.github.localflows.stage.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.AbsoluteMagnitudes;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.frame.Sun;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.StarSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparedStarsTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Region REGION = Region.about(8, 0.2, 2);

    @TempDir
    private Path directory;

    /** Ten radii from 7.5 kpc on with two stars each, whose vz numbers them. */
    private static Dataset<Row> stars() {
        return SPARK.range(20)
                .selectExpr(
                        "cast(1 - id % 2 as int) as seed",
                        "cast(9 - floor(id / 2) as int) as star",
                        "double(7.5 + 0.1 * floor(id / 2)) as R",
                        "double(0.1) as z",
                        "double(0) as vR",
                        "double(220) as vphi",
                        "double(id) as vz");
    }

    private Job job(Dataset<Row> stars) {
        RunDirectory run =
                RunDirectory.at(directory.toString(), SPARK.sparkContext().hadoopConfiguration());
        stars.write().parquet(run.stars("mine").toString());
        return new Job(SPARK, run, null, null, null, false);
    }

    @Test
    void starsOfTheRegionComeBySeedAndStar() {
        // 7.9, 8.0 and 8.1 kpc are the stars 8 to 13, of which the odd ones are of seed 0.
        assertArrayEquals(
                new double[] {13, 11, 9, 12, 10, 8},
                ComparedStars.read(job(stars()), set(Knowledge.NONE), REGION).vz());
    }

    private static StarSet set(Knowledge known) {
        return new StarSet("mine", "ingest", Optional.empty(), new StageConfiguration(""), known);
    }

    @Test
    void setsThatLackVelocitiesOrStarsAreRefusedInOneLine() {
        MagnitudeLimit limit = new MagnitudeLimit(20, AbsoluteMagnitudes.DISC, new Sun(8, 0, 0, 220, 0), 0.1);
        List<String> said = new ArrayList<>();
        for (Knowledge known : List.of(Knowledge.NONE.withoutSomeVelocities(), Knowledge.NONE.seenTo(limit))) {
            UserError e = assertThrows(UserError.class, () -> ComparedStars.check(set(known)));
            assertEquals(1, e.getMessage().lines().count());
            said.add(e.getMessage());
        }
        assertTrue(said.get(0).contains("stars/mine has stars without velocities"), said.toString());
        assertTrue(said.get(1).contains("bright enough to be seen"), said.toString());
    }
}
