package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a configuration happens to anybody's: a byte lost, a line pasted twice, a number with a zero too many. */
class MalformedConfigurationsTest {
    private static final int LONGEST_MESSAGE = 1000;

    /** For all of them together, on a busy machine; each takes milliseconds. */
    private static final Duration BOUNDED = Duration.ofSeconds(120);

    private static final int MUTATIONS = 200;

    private static final int ONE_OF = 4;

    private static final List<String> HOSTILE = List.of(
            "null",
            "-1",
            "0",
            "1",
            "2",
            "1e300",
            "1e-300",
            "-1e300",
            "1e999",
            "NaN",
            "Infinity",
            "-Infinity",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "1e9",
            "0.5",
            "0x10",
            "1_000",
            "\"\"",
            "\"8.0\"",
            "true",
            "[]",
            "{}",
            "[[]]",
            "[1, 2]",
            "{ a = 1 }",
            "${nowhere}",
            "${?nowhere}",
            "${train}",
            "${datasets}",
            "auto",
            "AUTO",
            "fiducial",
            "\"\\u001b[2J\"",
            "\"\\u202e\"",
            "../../etc",
            "%s%n",
            "[{}]",
            "[{ type = nfw }]",
            "\"" + "x".repeat(5000) + "\"",
            "1e-6",
            "1000",
            "100000");

    @TempDir
    private Path directory;

    @Test
    void aHostileValueOfAnyKeyIsSettingsOrALine() {
        hostileValues(ONE_OF);
    }

    @Tag("scale")
    @Test
    void everyHostileValueOfAnyKeyIsSettingsOrALine() {
        hostileValues(1);
    }

    /** Of the values one in so many for each key, which are others for the next key. */
    private static void hostileValues(int oneOf) {
        List<String> keys = Sections.names();
        assertTimeoutPreemptively(BOUNDED, () -> {
            for (int k = 0; k < keys.size(); k++) {
                for (int v = k % oneOf; v < HOSTILE.size(); v += oneOf) {
                    String setting = keys.get(k) + "=" + HOSTILE.get(v);
                    loadedOrRefused(() -> ConfigLoader.reference(List.of(setting)), setting);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aDamagedFileIsSettingsOrALine(long seed) throws IOException {
        byte[] original = Files.readAllBytes(Path.of("..", "conf", "quickstart.conf"));
        Random random = new Random(seed);
        Path file = directory.resolve("damaged.conf");
        assertTimeoutPreemptively(BOUNDED, () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = original;
                for (int k = random.nextInt(3); k >= 0; k--) {
                    damaged = damaged(damaged, random);
                }
                Files.write(file, damaged);
                loadedOrRefused(
                        () -> ConfigLoader.load(file, List.of()), new String(damaged, StandardCharsets.ISO_8859_1));
            }
        });
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed = Arrays.copyOf(bytes, at + 1);
            case 3 -> changed = lines(bytes, random, true);
            case 4 -> changed = lines(bytes, random, false);
            default -> changed = withValue(bytes, random);
        }
        return changed.length == 0 ? new byte[] {'\n'} : changed;
    }

    /** A block of lines repeated, or cut out. */
    private static byte[] lines(byte[] bytes, Random random, boolean repeated) {
        List<String> lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
        int from = random.nextInt(lines.size());
        int to = Math.min(lines.size(), from + 1 + random.nextInt(4));
        List<String> block = List.copyOf(lines.subList(from, to));
        if (repeated) {
            Collections.nCopies(1 + random.nextInt(3), block).forEach(copy -> lines.addAll(from, copy));
        } else {
            lines.subList(from, to).clear();
        }
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withValue(byte[] bytes, Random random) {
        List<String> keys = Sections.names();
        String line = keys.get(random.nextInt(keys.size())) + " = " + HOSTILE.get(random.nextInt(HOSTILE.size()));
        return (new String(bytes, StandardCharsets.ISO_8859_1) + "\n" + line + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private interface Load {
        Config load();
    }

    private static void loadedOrRefused(Load load, String what) {
        try {
            Config config = load.load();
            // All settings can be built from it, and it can be written down and read again.
            String written = StageConfiguration.whole(config).rendered();
            assertEquals(config, ConfigLoader.load(written, "written", List.of()), what);
        } catch (UserError e) {
            String message = e.getMessage();
            assertEquals(1, message.lines().count(), what + ": " + message);
            assertTrue(message.length() < LONGEST_MESSAGE, what + ": " + message);
            assertTrue(message.chars().noneMatch(Character::isISOControl), what + ": " + message);
        }
    }
}
