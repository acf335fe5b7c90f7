package io.github.localflows.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.localflows.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Malformed inputs of every kind, each of which ends with exit code 2 and one line that says what is wrong, and changes
 * nothing.
 *
 * <p>An input is made again by its seed and its number, which its name has: {@code -Dhostile.seed=7 -Dhostile.first=123
 * -Dhostile.count=1}.
 */
class HostileInputsTest {
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final int FIRST = Integer.getInteger("hostile.first", 0);

    /** On a machine that does other things too; the slowest takes some seconds. */
    private static final Duration BOUNDED = Duration.ofSeconds(20);

    private static final int LONGEST_SHOWN = 300;

    private static final List<HostileKind> KINDS = Stream.of(
                    SettingKind.all().stream(),
                    Arrays.stream(ConfigurationKind.values()),
                    Arrays.stream(CsvKind.values()),
                    Arrays.stream(ParquetKind.values()),
                    Arrays.stream(ArtifactKind.values()),
                    Arrays.stream(QueryKind.values()),
                    Arrays.stream(CommandKind.values()))
            .<HostileKind>flatMap(kinds -> kinds.map(HostileKind.class::cast))
            .toList();

    private static final int COUNT = Integer.getInteger("hostile.count", 2 * KINDS.size());

    @TempDir
    private static Path directory;

    private static WholeRun whole;

    @BeforeAll
    static void makeWhole() throws IOException {
        whole = WholeRun.shared();
    }

    @TestFactory
    Stream<DynamicTest> eachIsRefusedInOneLineAndChangesNothing() {
        return IntStream.range(FIRST, FIRST + COUNT).mapToObj(number -> {
            HostileKind kind = KINDS.get(number % KINDS.size());
            return dynamicTest("seed " + SEED + ", " + number + ": " + kind.title(), () -> refused(kind, number));
        });
    }

    private static void refused(HostileKind kind, int number) throws IOException {
        Path one = Files.createDirectory(directory.resolve("input-" + number));
        HostileInput input = kind.make(new Draw(SEED, number), new Workplace(one, whole));
        String named = "seed " + SEED + ", " + number + ": " + kind.title() + ": " + shown(input.what()) + "\n  "
                + shown(String.join(" ", input.arguments()));
        SortedMap<String, String> before = Tree.of(one);
        Object[] arguments = input.arguments().toArray();
        Program ended = assertTimeoutPreemptively(BOUNDED, () -> Program.run(arguments), named);
        List<String> faults = Ended.faults(ended);
        faults.addAll(Tree.difference(before, Tree.of(one)));
        assertEquals(
                List.of(),
                faults,
                () -> named + "\n  stderr: " + ended.err() + "  stdout: "
                        + ended.out().lines().limit(3).toList());
        Tree.delete(one);
    }

    private static String shown(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }
}
