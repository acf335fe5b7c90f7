package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.stage.FieldGrid;
import io.github.localflows.stage.compare.CompareSettings;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.SliceSettings;
import io.github.localflows.stage.field.SpiralSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutomaticTest {
    /** What the flows, or the stars, decide. */
    private static final AutoNumber AUTO = new AutoNumber(Double.NaN);

    /** What the defaults were when they were numbers: every bit counts, for they are in the recipes of runs. */
    @Test
    void defaultsAreTheNumbersThatTheyWere() {
        Config config = ConfigLoader.reference(List.of());
        AccelerationSettings accelerations = AccelerationSettings.from(config);
        assertEquals(new FieldGrid(128, 128, 7, 9, -2, 2), accelerations.grid());
        assertEquals(new AccelerationSettings.Profiles(60, 8, 1.75, 7, 9), accelerations.profiles());
        assertFalse(accelerations.velocities().vphi().isGiven());
        assertEquals(1.1, accelerations.density().absZ());
        assertEquals(new SpiralSettings(8, AUTO, 121, 121, 1.2, 60), SpiralSettings.from(config));
        assertEquals(
                new CompareSettings.Jeans(7.1, 8.9, 3, 2.5, 400),
                CompareSettings.from(config).jeans());
        assertEquals(
                new CompareSettings.Df1d(0.2, 2), CompareSettings.from(config).df1d());
        assertEquals(new SliceSettings(8, AUTO, 128, 1.1, 2.5, 80), SliceSettings.from(config));
    }

    @Test
    void placesFollowTheTrainingVolume() {
        Config config = ConfigLoader.reference(List.of("train.R0=6", "train.halfWidthR=0.7", "train.absZmax=1.25"));
        AccelerationSettings accelerations = AccelerationSettings.from(config);
        assertEquals(new FieldGrid(128, 128, 5.3, 6.7, -1, 1), accelerations.grid());
        assertEquals(new AccelerationSettings.Profiles(60, 6, 0.875, 5.3, 6.7), accelerations.profiles());
        assertEquals(0.55, accelerations.density().absZ());
        assertEquals(new SpiralSettings(6, AUTO, 121, 121, 0.6, 60), SpiralSettings.from(config));
        assertEquals(
                new CompareSettings.Jeans(5.37, 6.63, 3, 1.25, 400),
                CompareSettings.from(config).jeans());
        assertEquals(1, CompareSettings.from(config).df1d().absZmax());
        assertEquals(new SliceSettings(6, AUTO, 128, 1.1 * 0.7, 1.25, 80), SliceSettings.from(config));
        Config wide = ConfigLoader.reference(List.of("train.R0=6", "train.halfWidthR=5.9"));
        assertEquals(0.99 * 6, SliceSettings.from(wide).halfWidthR());
    }

    @Test
    void aNumberStaysWhereTheUserPutIt() {
        Config config = ConfigLoader.reference(List.of("train.R0=6", "accelerations.grid.Rmin=5.5", "spiral.vphi=200"));
        assertEquals(5.5, AccelerationSettings.from(config).grid().Rmin());
        assertEquals(7, AccelerationSettings.from(config).grid().Rmax());
        assertEquals(new AutoNumber(200), SpiralSettings.from(config).vphi());
    }

    @Test
    void theColumnEndsWithTheGridAndTheSpiralWithWhatFlowsKnow() {
        Config config = ConfigLoader.reference(
                List.of("accelerations.grid.zmax=0.5", "accelerations.edge=0.9", "train.absZmax=1.5"));
        assertEquals(0.5, AccelerationSettings.from(config).density().absZ());
        assertEquals(0.6, SpiralSettings.from(config).absZmax());
    }

    /** So that the grid follows when the volume is moved in a run that is there. */
    @Test
    void aConfigurationThatIsWrittenDownFollowsAgain() {
        String written = StageConfiguration.whole(ConfigLoader.reference(List.of("train.R0=7", "spiral.R=7.1")))
                .rendered();
        assertTrue(written.contains("accelerations.grid.Rmin = auto\n"), written);
        List<String> missing = new ArrayList<>(Sections.names());
        written.lines().forEach(line -> missing.remove(line.split(" = ", 2)[0]));
        assertEquals(List.of(), missing);

        Config same = ConfigLoader.load(written, "config.conf", List.of());
        Config moved = ConfigLoader.load(written, "config.conf", List.of("train.R0=6", "spiral.R=6"));
        assertEquals(6, AccelerationSettings.from(same).grid().Rmin());
        assertEquals(5, AccelerationSettings.from(moved).grid().Rmin());
        assertEquals(7.1, SpiralSettings.from(same).R());
    }

    @Test
    void recipesHoldNumbers() {
        Config config = ConfigLoader.reference(List.of());
        String recipe = Stage.job(null, null, config, false)
                .recipes()
                .apply(config)
                .get(Kind.ACCELERATIONS)
                .rendered();
        assertTrue(recipe.contains("accelerations.grid.Rmin = 7.0\n"), recipe);
        // The flows decide it, whose checksums are beside it in the recipe.
        assertTrue(recipe.contains("accelerations.velocities.vphi = \"auto\"\n"), recipe);
    }

    /** The runs of before kept numbers. */
    @Test
    void aConfigurationOfNumbersIsLoadedAsItIs() {
        String written = StageConfiguration.whole(ConfigLoader.reference(List.of()))
                .rendered()
                .replace("accelerations.grid.Rmin = auto", "accelerations.grid.Rmin = 7.0");
        Config config = ConfigLoader.load(written, "config.conf", List.of("train.R0=7.5"));
        assertEquals(7, AccelerationSettings.from(config).grid().Rmin());
        assertEquals(8.5, AccelerationSettings.from(config).grid().Rmax());
    }
}
