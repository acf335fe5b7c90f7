package io.github.localflows.stage.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Position;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.MilkyWay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Velocities of stars drawn from the exact f, among which each process finds the nearest on its own. */
class LearnedVelocitiesTest {
    private static final Config CONFIG = ConfigLoader.reference(List.of(
            "accelerations.velocities.points=learned",
            "accelerations.velocities.count=50",
            "accelerations.weighting=lnf"));

    private static final AccelerationSettings SETTINGS = AccelerationSettings.from(CONFIG);

    /** The mixture is stationary to 0.2% at |z| &lt; 0.9 kpc (core/STATISTICS.md), which few velocities show unevenly. */
    private static final double FLOOR = 0.005;

    private static final List<Position> PLACES = places();

    @TempDir
    private Path directory;

    @Test
    void anyProcessAndAnyOrderGiveTheSameBits() throws IOException {
        SparkSession spark = SharedSpark.session();
        RunDirectory run =
                RunDirectory.at(directory.toString(), spark.sparkContext().hadoopConfiguration());
        TileFiles files = new TileFiles(run, new org.apache.hadoop.fs.Path(directory.toString(), "tiles"));
        ModelSettings model = ModelSettings.from(CONFIG);
        List<EnsembleEstimate> tiles = InversionTiles.solve(
                        spark, "test", PLACES, new PerProcess<>(() -> Inverter.ofModel(model, SETTINGS)), files)
                .estimates();

        List<Position> backwards = new ArrayList<>(PLACES);
        Collections.reverse(backwards);
        List<EnsembleEstimate> alone =
                new ArrayList<>(Inverter.ofModel(model, SETTINGS).estimates(backwards));
        Collections.reverse(alone);

        assertEquals(alone, tiles);
        for (int i = 0; i < alone.size(); i++) {
            AccelerationEstimate estimate = alone.get(i).all();
            assertTrue(estimate.solved());
            Acceleration exact = MilkyWay.potential()
                    .acceleration(PLACES.get(i).R(), PLACES.get(i).z());
            assertEquals(1, estimate.aR() / exact.aR(), FLOOR);
            assertEquals(1, estimate.az() / exact.az(), FLOOR);
        }
    }

    private static List<Position> places() {
        List<Position> places = new ArrayList<>();
        for (int i = 0; i < InversionTiles.TILE + 20; i++) {
            places.add(new Position(i, 7.2 + 0.019 * i, 0.1 + 0.0095 * i));
        }
        return places;
    }
}
