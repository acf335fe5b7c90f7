package io.github.localflows.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of which some bytes are others, wherever that is: what means something still is read, and all else refused in one line. No
 * file has checksums of all its bytes, so that nobody can say beforehand which it will be.
 *
 * <p>A case is made again as one of {@link HostileInputsTest}, by {@code hostile.seed}, {@code scribbles.first} and {@code
 * scribbles.count}.
 */
class ScribbledFilesTest {
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final int FIRST = Integer.getInteger("scribbles.first", 0);
    private static final int COUNT = Integer.getInteger("scribbles.count", 44);
    private static final Duration BOUNDED = Duration.ofSeconds(20);

    /** Each damages a file and gives the command that reads it. */
    private static final List<Scribble> SCRIBBLES = List.of(
            new Scribble("points.parquet", (place, draw) -> {
                Path points = ParquetKind.points(draw, place);
                return new Damage(points, place.evaluate(points, "--quantities", "actions"));
            }),
            new Scribble("points.csv", (place, draw) -> {
                Path points = place.write("points.csv", CsvKind.points(draw));
                return new Damage(points, place.evaluate(points, "--quantities", "density", "--format", "parquet"));
            }),
            new Scribble("stars.parquet", (place, draw) -> {
                Path stars = ParquetKind.points(draw, place);
                return new Damage(stars, place.ingest(stars));
            }),
            new Scribble("model.json", (place, draw) -> {
                Path flow = ArtifactKind.unsealed(place);
                return new Damage(flow.resolve("model.json"), place.evaluateFlows(flow));
            }),
            new Scribble("weights.npz", (place, draw) -> {
                Path flow = ArtifactKind.unsealed(place);
                return new Damage(flow.resolve("weights.npz"), place.evaluateFlows(flow));
            }),
            new Scribble("_manifest.json", (place, draw) -> {
                String artifact = draw.of(
                        "stars/fiducial", "flows/fiducial", "flows/fiducial/member-00", "accelerations/fiducial");
                return new Damage(
                        place.run().resolve(artifact).resolve("_manifest.json"),
                        draw.of(List.of(
                                place.command("train"), place.command("accelerations"), place.command("report"))));
            }),
            new Scribble(
                    "table of stars",
                    (place, draw) -> new Damage(
                            ArtifactKind.table(place.run().resolve("stars/fiducial"), draw),
                            draw.of(List.of(
                                    place.sql("SELECT sum(R + z + vR + vphi + vz), max(seed), max(star) FROM fiducial"),
                                    place.command("weak-form", "--set", "weakForm.potential.degree=0", "--overwrite"),
                                    place.command("train", "--set", "train.epochs=2", "--overwrite"))))),
            new Scribble(
                    "table of a field",
                    (place, draw) -> new Damage(
                            ArtifactKind.table(place.run().resolve("accelerations/fiducial"), draw),
                            draw.of(List.of(
                                    place.sql("SELECT * FROM accelerations_fiducial"), place.command("report"))))),
            new Scribble("_potential.json", (place, draw) -> {
                Path directory = place.run().resolve("weak-form/fiducial");
                return new Damage(
                        directory.resolve("_potential.json"),
                        place.command("test-potential", "--stars", "fiducial", "--potential", directory.toString()));
            }),
            new Scribble(
                    "_parts.npz",
                    (place, draw) -> new Damage(
                            place.run().resolve("accelerations/fiducial/_parts.npz"),
                            place.command("potential", "--set", "potentialFit.symmetry=none", "--overwrite"))),
            new Scribble(
                    "config.conf",
                    (place, draw) -> new Damage(
                            place.run().resolve("config.conf"),
                            List.of("sample", "--run", place.at("run").toString()))));

    @TempDir
    private static Path directory;

    private static WholeRun whole;

    /**
     * A file to damage, and what reads it.
     *
     * @param file which is whole yet
     * @param arguments of the program
     */
    private record Damage(Path file, List<String> arguments) {}

    @FunctionalInterface
    private interface Maker {
        Damage make(Workplace place, Draw draw) throws IOException;
    }

    /**
     * A kind of file.
     *
     * @param name for people
     * @param maker of one
     */
    private record Scribble(String name, Maker maker) {}

    @BeforeAll
    static void makeWhole() throws IOException {
        whole = WholeRun.shared();
    }

    @TestFactory
    Stream<DynamicTest> eachIsReadOrRefusedInOneLine() {
        return IntStream.range(FIRST, FIRST + COUNT).mapToObj(number -> {
            Scribble scribble = SCRIBBLES.get(number % SCRIBBLES.size());
            String name = "seed " + SEED + ", " + number + ": " + scribble.name();
            return dynamicTest(name, () -> readOrRefused(scribble, number, name));
        });
    }

    private static void readOrRefused(Scribble scribble, int number, String name) throws IOException {
        Path one = Files.createDirectory(directory.resolve("scribble-" + number));
        Draw draw = new Draw(SEED, number);
        Workplace place = new Workplace(one, whole);
        Damage damage = scribble.maker().make(place, draw);
        scribble(damage.file(), draw);
        if (Files.exists(damage.file().resolveSibling("_manifest.json"))
                && !damage.file().endsWith("_manifest.json")) {
            Workplace.reseal(damage.file());
        }
        Object[] arguments = damage.arguments().toArray();
        Program ended = assertTimeoutPreemptively(BOUNDED, () -> Program.run(arguments), name);
        List<String> faults = ended.code() == 0 ? new ArrayList<>() : Ended.faults(ended);
        if (ended.code() == 0 && !ended.err().isEmpty()) {
            faults.add("something is said of what was done");
        }
        assertEquals(List.of(), faults, () -> name + " " + String.join(" ", damage.arguments()) + ": " + ended.err());
        Tree.delete(one);
    }

    /** Some bits or bytes are others, or lost. */
    private static void scribble(Path file, Draw draw) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        // Half of them near the end, where Parquet and zip files say what they hold.
        int from = draw.heads() ? 0 : Math.max(0, bytes.length - 600);
        for (int k = draw.between(0, 2); k >= 0; k--) {
            int at = draw.between(from, bytes.length - 1);
            switch (draw.between(0, 3)) {
                case 0 -> bytes[at] = (byte) draw.between(0, 255);
                case 1 ->
                    Arrays.fill(bytes, at, Math.min(bytes.length, at + draw.between(1, 40)), draw.byteOf(0, 7, 0xFF));
                default -> bytes[at] ^= (byte) (1 << draw.between(0, 7));
            }
        }
        Files.write(file, bytes);
    }
}
