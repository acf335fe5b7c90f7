package io.github.localflows.stage.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
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
import io.github.localflows.starset.SeenStars;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.nio.file.Path;
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
                        "id",
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
    void starsOfTheRegionComeBySeedAndStar() throws IOException {
        // 7.9, 8.0 and 8.1 kpc are the stars 8 to 13, of which the odd ones are of seed 0.
        ComparedStars read = ComparedStars.read(job(stars()), set(Knowledge.NONE), REGION);
        assertArrayEquals(new double[] {13, 11, 9, 12, 10, 8}, read.stars().vz());
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, read.weights());
    }

    @Test
    void aStarCountsForItsWeightAndForThoseThatAreNotSeen() throws IOException {
        MagnitudeLimit limit = new MagnitudeLimit(8, AbsoluteMagnitudes.DISC, new Sun(8, 0, 0, 220, 0), 0.1);
        ComparedStars read = ComparedStars.read(
                job(stars().withColumn("weight", col("vz").multiply(2))),
                set(Knowledge.NONE.withThoseSeen(SeenStars.to(limit))),
                REGION);
        double[] vz = read.stars().vz();
        assertArrayEquals(new double[] {13, 11, 9, 12, 10, 8}, vz);
        for (int i = 0; i < vz.length; i++) {
            double lnS = limit.at(read.stars().R()[i], read.stars().z()[i]).lnS();
            assertTrue(lnS < -1, "the limit is a bright one");
            assertEquals(2 * vz[i] * Math.exp(-lnS), read.weights()[i], 1e-12 * read.weights()[i]);
        }
    }

    @Test
    void aStarWithoutAWeightIsRefused() {
        Dataset<Row> some = stars().withColumn("weight", expr("if(id = 9, null, 1D)"));
        Job job = job(some);
        UserError e = assertThrows(UserError.class, () -> ComparedStars.read(job, set(Knowledge.NONE), REGION));
        assertTrue(e.getMessage().contains("(seed 0, star 5) whose weight is null"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private static StarSet set(Knowledge known) {
        return new StarSet("mine", "ingest", Optional.empty(), new StageConfiguration(""), known);
    }

    @Test
    void setsThatLackVelocitiesAreRefusedInOneLine() {
        UserError e =
                assertThrows(UserError.class, () -> ComparedStars.check(set(Knowledge.NONE.withoutSomeVelocities())));
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().contains("stars/mine has stars without velocities"), e.getMessage());
    }
}
