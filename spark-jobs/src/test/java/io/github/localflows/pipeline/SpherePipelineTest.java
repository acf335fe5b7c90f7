package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.stage.field.EvaluateAccelerations;
import io.github.localflows.stage.stars.SampleStars;
import io.github.localflows.stage.train.TrainFlows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages with a sphere in place of the discs. */
class SpherePipelineTest {
    private static final int STARS = 8000;

    private static final Config CONFIG = ConfigLoader.reference(List.of(
            "potential.parts=[{ type = hernquist, share = 1, scaleRadius = 8 }]",
            "df.type=hernquist",
            "datasets=[fiducial]",
            "sample.seeds=4",
            "sample.starsPerSeed=" + STARS / 4,
            "sample.Rmin=7",
            "sample.Rmax=9",
            "train.members=2",
            "train.layers=2",
            "train.hidden=16",
            "train.epochs=1",
            "train.batch=100",
            "accelerations.grid.R=3",
            "accelerations.grid.z=4",
            "accelerations.profiles.points=3",
            "slices.points=11",
            "accelerations.velocities.count=50",
            "accelerations.velocities.dvMax=150"));

    /** The sphere is exactly stationary: what is left is rounding. Measured on a finer grid 6e-13 of |a|. */
    private static final double FLOOR = 1e-10;

    @Test
    void stagesRunAndTheFloorOfTheControlIsRounding(@TempDir Path directory) throws IOException {
        SparkSession spark = SharedSpark.session();
        RunDirectory run = TestRuns.at(directory, "run");

        SampleStars.run(Stage.job(spark, run, CONFIG, false));
        TrainFlows.run(Stage.job(spark, run, CONFIG, false));
        EvaluateAccelerations.run(Stage.job(spark, run, CONFIG, false));

        assertEquals(STARS, run.manifest(run.stars("fiducial")).orElseThrow().rows());
        assertTrue(run.manifest(run.accelerations("fiducial")).isPresent());
        List<Row> control = spark.read()
                .parquet(run.accelerations(FieldNames.CONTROL).toString())
                .select("aR", "aR_exact", "az", "az_exact")
                .collectAsList();
        assertFalse(control.isEmpty());
        for (Row row : control) {
            double size = Math.hypot(row.getDouble(1), row.getDouble(3));
            assertEquals(row.getDouble(1), row.getDouble(0), FLOOR * size);
            assertEquals(row.getDouble(3), row.getDouble(2), FLOOR * size);
        }
    }
}
