package io.github.localflows.stage.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.Ensemble;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Position;
import io.github.localflows.field.ShellPoints;
import io.github.localflows.field.VelocityShell;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.pipeline.MockRun;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InversionTilesTest {
    /** Five tiles, the last of them not full. */
    private static final int POSITIONS = 4 * InversionTiles.TILE + 10;

    private static final AccelerationSettings SETTINGS = AccelerationSettings.from(ConfigLoader.reference(List.of()));

    private static final List<Position> PLACES = places();

    @TempDir
    private Path directory;

    private final SparkSession spark = SharedSpark.session();
    private TileFiles files;

    @BeforeEach
    void open() {
        RunDirectory run =
                RunDirectory.at(directory.toString(), spark.sparkContext().hadoopConfiguration());
        files = new TileFiles(run, new org.apache.hadoop.fs.Path(directory.toString(), "tiles"));
    }

    @Test
    void tasksGiveWhatOneThreadGives() throws IOException {
        List<EnsembleEstimate> expected = estimates(new Discs(Double.POSITIVE_INFINITY, false));
        assertTrue(expected.stream().anyMatch(estimate -> !estimate.all().solved()), "some must not be solved");
        assertTrue(
                expected.stream().anyMatch(estimate -> estimate.without().size() == 2),
                "two flows are left out in turn");
        assertSame(expected, solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates());
    }

    @Test
    void taskThatFailsOnceChangesNothing() throws IOException {
        List<EnsembleEstimate> smooth = estimates(new Discs(Double.POSITIVE_INFINITY, false));
        InversionTiles.Solved bumpy = solve(new Discs(R(2), true));
        assertSame(smooth, bumpy.estimates());
        assertEquals(5, names().size(), "each tile is kept once: " + names());
    }

    @Test
    void tilesThatWereFinishedAreNotSolvedAgain() throws IOException {
        List<String> kept = interrupt();
        assertTrue(kept.size() >= 1 && kept.size() <= 3, "of the tiles before the one that failed: " + kept);
        List<Long> times = times(kept);
        InversionTiles.Solved resumed = solve(new Discs(Double.POSITIVE_INFINITY, false));
        assertSame(estimates(new Discs(Double.POSITIVE_INFINITY, false)), resumed.estimates());
        assertEquals(times, times(kept), "kept files are as they were");
        assertTrue(resumed.earlierSeconds() > 0);
        // Now that all is there nothing is computed: this f would fail everywhere.
        assertSame(resumed.estimates(), solve(new Discs(0, false)).estimates());
    }

    @Test
    void damagedTilesAreSolvedAgain() throws IOException {
        List<EnsembleEstimate> whole =
                solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates();
        Path torn = directory.resolve("tiles/tile-000000");
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
        Path flipped = directory.resolve("tiles/tile-000001");
        bytes = Files.readAllBytes(flipped);
        bytes[bytes.length / 2] ^= 1;
        Files.write(flipped, bytes);
        Files.copy(
                directory.resolve("tiles/tile-000003"),
                directory.resolve("tiles/tile-000002"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.write(directory.resolve("tiles/tile-000004"), new byte[0]);
        assertSame(whole, solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates());
    }

    @Test
    void tilesOfAnotherLayoutAreSolvedAgain() throws IOException {
        List<EnsembleEstimate> whole =
                solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates();
        Path tile = directory.resolve("tiles/tile-000000");
        // As an earlier version wrote them: without a word of the layout first, and sound.
        byte[] bytes = Files.readAllBytes(tile);
        byte[] earlier = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        CRC32 crc = new CRC32();
        crc.update(earlier, 0, earlier.length - Long.BYTES);
        ByteBuffer.wrap(earlier).putLong(earlier.length - Long.BYTES, crc.getValue());
        Files.write(tile, earlier);
        assertSame(whole, solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates());
        assertArrayEquals(Arrays.copyOf(bytes, Integer.BYTES), Arrays.copyOf(Files.readAllBytes(tile), Integer.BYTES));
    }

    @Test
    void soundTileOfImpossibleWordsIsSolvedAgain() throws IOException {
        List<EnsembleEstimate> whole =
                solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates();
        Path tile = directory.resolve("tiles/tile-000000");
        String text = Files.readString(tile, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("solved"), "an outcome");
        byte[] bytes = text.replace("solved", " ".repeat("solved".length())).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(bytes.length - Long.BYTES, crc.getValue());
        Files.write(tile, bytes);
        assertSame(whole, solve(new Discs(Double.POSITIVE_INFINITY, false)).estimates());
    }

    /** Fails at the last two of five tiles; returns the names of the files of the others that were finished. */
    private List<String> interrupt() throws IOException {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> solve(new Discs(R(3), false)));
        assertTrue(e.getMessage().contains("no more gradients"), e.getMessage());
        return names();
    }

    private List<String> names() throws IOException {
        return MockRun.names(directory.resolve("tiles"));
    }

    private List<Long> times(List<String> names) throws IOException {
        List<Long> times = new ArrayList<>();
        for (String name : names) {
            times.add(Files.getLastModifiedTime(directory.resolve("tiles").resolve(name))
                    .toMillis());
        }
        return times;
    }

    private InversionTiles.Solved solve(Discs discs) throws IOException {
        return InversionTiles.solve(spark, "test", PLACES, new PerProcess<>(() -> inverter(discs)), files);
    }

    private static List<EnsembleEstimate> estimates(Discs discs) {
        return inverter(discs).estimates(PLACES);
    }

    private static Inverter inverter(Discs discs) {
        return new Inverter(
                discs,
                () -> new BoltzmannInversion(
                        new VelocityShell(20, 220, 10, 80, ShellPoints.RANDOM),
                        SETTINGS.weighting(),
                        SETTINGS.estimator(),
                        SETTINGS.runSeed()),
                220,
                Optional.empty(),
                () -> {});
    }

    private static List<Position> places() {
        List<Position> places = new ArrayList<>();
        for (int i = 0; i < POSITIONS; i++) {
            places.add(new Position(i, 7 + 2.0 * i / POSITIONS, 0.3));
        }
        return places;
    }

    /** Radius in the middle of a tile. */
    private static double R(int tile) {
        return PLACES.get(tile * InversionTiles.TILE + InversionTiles.TILE / 2).R();
    }

    private static void assertSame(List<EnsembleEstimate> expected, List<EnsembleEstimate> estimates) {
        assertEquals(expected.size(), estimates.size());
        for (int i = 0; i < estimates.size(); i++) {
            assertEquals(expected.get(i), estimates.get(i), "position " + i);
        }
    }

    /**
     * Two Gaussians in velocity whose width falls with R, singular (without gradients in vz) beyond 8.9 kpc; from a radius on
     * there are no gradients at all, at a task's first attempt or ever.
     */
    private record Discs(double failsFromR, boolean onlyFirstAttempt) implements Ensemble, Serializable {
        private static final double FLAT_FROM_R = 8.9;

        @Override
        public List<LnfGradients> gradients(Stars points) {
            boolean failing = !onlyFirstAttempt
                    || (TaskContext.get() != null && TaskContext.get().attemptNumber() == 0);
            if (failing && Arrays.stream(points.R()).anyMatch(R -> R >= failsFromR)) {
                throw new IllegalStateException("no more gradients");
            }
            return List.of(gradients(points, 40), gradients(points, 42));
        }

        private static LnfGradients gradients(Stars points, double sigma0) {
            LnfGradients gradients = LnfGradients.allocate(points.size());
            for (int i = 0; i < points.size(); i++) {
                double sigma = sigma0 * Math.exp((8 - points.R()[i]) / 8);
                double square = sigma * sigma;
                double vR = points.vR()[i];
                double vphi = points.vphi()[i] - 210;
                double vz = points.vz()[i];
                gradients.lnf()[i] = -0.5 * (vR * vR + vphi * vphi + vz * vz) / square - points.R()[i] / 3;
                gradients.dR()[i] = -1.0 / 3 - (vR * vR + vphi * vphi + vz * vz) / (8 * square);
                gradients.dz()[i] = -2;
                gradients.dvR()[i] = -vR / square;
                gradients.dvphi()[i] = -vphi / square;
                gradients.dvz()[i] = points.R()[i] > FLAT_FROM_R ? 0 : -vz / square;
            }
            return gradients;
        }

        @Override
        public int[] groups() {
            return new int[] {0, 1};
        }
    }
}
