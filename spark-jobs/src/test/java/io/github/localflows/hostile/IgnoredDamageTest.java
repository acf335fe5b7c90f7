package io.github.localflows.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints of trainings that would go on from them, damaged in every way: they cost time, not correctness. The flows are
 * those that training has given that had none.
 */
class IgnoredDamageTest {
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final int COUNT = Integer.getInteger("ignored.count", 12);
    private static final String[] MORE = {"--set", "train.epochs=2", "--overwrite"};

    @TempDir
    private static Path directory;

    private static WholeRun whole;
    private static String expected;

    @BeforeAll
    static void trainWithoutCheckpoints() throws IOException {
        whole = WholeRun.shared();
        Workplace place = new Workplace(Files.createDirectory(directory.resolve("undamaged")), whole);
        place.run();
        for (int member = 0; member < 2; member++) {
            Files.delete(place.at("run/flows/fiducial/member-0" + member + "/checkpoint"));
        }
        expected = trained(place);
    }

    @TestFactory
    Stream<DynamicTest> damagedCheckpointCostsTimeAlone() {
        return IntStream.range(0, COUNT).mapToObj(number -> {
            NpzFault fault = NpzFault.values()[number % NpzFault.values().length];
            return dynamicTest("seed " + SEED + ", " + number + ": " + fault, () -> {
                Workplace place = new Workplace(Files.createDirectory(directory.resolve("damaged-" + number)), whole);
                place.run();
                Path checkpoint = place.at("run/flows/fiducial/member-00/checkpoint");
                Files.write(checkpoint, fault.of(Files.readAllBytes(checkpoint), new Draw(SEED, number)));
                Workplace.reseal(checkpoint);
                assertEquals(expected, trained(place));
                Tree.delete(place.at(""));
            });
        });
    }

    /** The checksum of the flows after more training. */
    private static String trained(Workplace place) throws IOException {
        Program ended = Program.run(place.command("train", MORE).toArray());
        assertEquals(0, ended.code(), ended.err());
        return new ObjectMapper()
                .readTree(place.at("run/flows/fiducial/_manifest.json").toFile())
                .path("checksum")
                .textValue();
    }
}
