package io.github.localflows.stage.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.typesafe.config.Config;
import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
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
        List<InversionTiles.Cell> tiles = InversionTiles.solve(
                        spark,
                        "test",
                        PLACES,
                        new PerProcess<>(() -> new EvaluateAccelerations.ExactEnsemble(model.mixture(), SETTINGS)),
                        SETTINGS,
                        files)
                .cells();

        List<Position> backwards = new ArrayList<>(PLACES);
        Collections.reverse(backwards);
        List<InversionTiles.Cell> cells = new ArrayList<>(InversionTiles.cells(
                backwards, new EvaluateAccelerations.ExactEnsemble(model.mixture(), SETTINGS), SETTINGS));
        Collections.reverse(cells);

        for (int i = 0; i < cells.size(); i++) {
            assertNull(cells.get(i).reason());
            assertEquals(cells.get(i).aR(), tiles.get(i).aR(), 0);
            assertEquals(cells.get(i).az(), tiles.get(i).az(), 0);
            Acceleration exact = MilkyWay.potential()
                    .acceleration(PLACES.get(i).R(), PLACES.get(i).z());
            assertEquals(1, cells.get(i).aR() / exact.aR(), FLOOR);
            assertEquals(1, cells.get(i).az() / exact.az(), FLOOR);
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
