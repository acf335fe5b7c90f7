package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that are cut, scribbled over or made up: each is read, or the user is told, and nothing else ever happens. */
class HostileManifestTest {
    private static final int SCRIBBLES = 2000;

    private static final Recipe RECIPE = new Recipe("sample", "fiducial", new TreeMap<>(), new TreeMap<>());

    private static final Manifest WHOLE = Manifest.of(
                    new Recipe(
                            "sample", "fiducial", new TreeMap<>(Map.of("seed", "0")), new TreeMap<>(Map.of("a", "b"))),
                    new Made(
                            new Origin(Measure.VOLUME, Map.of(), Map.of()),
                            5,
                            "00",
                            new Made.Times(2, 3),
                            Map.of("acceptance", 0.5, "heldOutLoss", Double.NaN)))
            .holding(new TreeMap<>(Map.of("a.parquet", new ContentFile(100, 5), "b", new ContentFile(1, -1))));

    @Test
    void isReadBack() {
        assertEquals(WHOLE, Manifest.parse(WHOLE.json(), "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[]", "{}", "1", "true", "\"x\"", "NaN", "[[[[", "{\"stage\": \"sample\"}"})
    void documentThatIsNoManifestIsRefused(String text) {
        refused(text);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "stage | null",
                "stage | 5",
                "stage | []",
                "stage | true",
                "dataset | null",
                "dataset | 1.5",
                "configurationHash | null",
                "checksum | null",
                "checksum | {}",
                "software | null",
                "software | []",
                "software | {}",
                "configuration | null",
                "configuration | []",
                "configuration | {\"a\": null}",
                "inputs | null",
                "inputs | {\"a\": null}",
                "inputs | {\"a\": 5}",
                "measure | \"heavy\"",
                "measure | 1",
                "rows | -1",
                "rows | 1.5",
                "rows | 1e999",
                "rows | NaN",
                "rows | \"5\"",
                "rows | null",
                "rows | 99999999999999999999",
                "files | -1",
                "files | 1e10",
                "files | null",
                "bytes | -1",
                "wallSeconds | -1",
                "wallSeconds | \"NaN\"",
                "wallSeconds | 1e999",
                "wallSeconds | null",
                "coreSeconds | \"Infinity\"",
                "figures | null",
                "figures | {\"members\": null}",
                "figures | []",
                "content | []",
                "content | 5",
                "content | {\"a\": null}",
                "content | {\"a\": {\"bytes\": -1, \"rows\": 0}}",
                "content | {\"a\": {\"bytes\": 1, \"rows\": -2}}",
                "content | {\"a\": \"b\"}"
            })
    void impossibleValueIsRefused(String field, String value) throws IOException {
        ObjectNode root = (ObjectNode) Json.MAPPER.readTree(WHOLE.json());
        root.putRawValue(field, new RawValue(value));
        refused(root.toString());
    }

    @Test
    void everyPrefixIsRefused() {
        String json = WHOLE.json().strip();
        for (int length = 0; length < json.length(); length++) {
            refused(json.substring(0, length));
        }
    }

    @Test
    void scribblesAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < SCRIBBLES; i++) {
            byte[] bytes = WHOLE.json().getBytes(StandardCharsets.UTF_8);
            int at = random.nextInt(bytes.length);
            int length = 1 << random.nextInt(5);
            for (int k = at; k < Math.min(bytes.length, at + length); k++) {
                bytes[k] = (byte) random.nextInt();
            }
            try {
                Manifest.parse(new String(bytes, StandardCharsets.UTF_8), "m");
            } catch (UserError e) {
                refused++;
            }
        }
        assertTrue(refused > SCRIBBLES / 2, refused + " were refused");
    }

    @Test
    void deepDocumentIsRefused() {
        refused("{\"stage\":".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 100_000_000})
    void fileOfJunkIsTheUsersMistake(int bytes, @TempDir Path directory) throws IOException {
        Path set = Files.createDirectories(directory.resolve("stars/fiducial"));
        byte[] junk = new byte[bytes];
        new SplittableRandom(1).nextBytes(junk);
        Files.write(set.resolve(RunDirectory.MANIFEST), junk);
        RunDirectory run = RunDirectory.at(directory.toString(), new Configuration());
        UserError e = assertThrows(UserError.class, () -> run.manifest(run.stars("fiducial")));
        assertTrue(e.getMessage().contains("stars/fiducial/_manifest.json is not a manifest"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        assertEquals(Optional.of("its _manifest.json cannot be read"), run.damage(run.stars("fiducial")));
        assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), RECIPE, true), "it may be somebody's");
    }

    @Test
    void directoryInPlaceOfAManifestIsTheUsersMistake(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("stars/fiducial/_manifest.json"));
        RunDirectory run = RunDirectory.at(directory.toString(), new Configuration());
        UserError e = assertThrows(UserError.class, () -> run.manifest(run.stars("fiducial")));
        assertTrue(e.getMessage().contains("_manifest.json is not a manifest"), e.getMessage());
    }

    @Test
    void manifestWithoutAListOfFilesIsRead() throws IOException {
        ObjectNode root = (ObjectNode) Json.MAPPER.readTree(WHOLE.json());
        root.remove("content");
        Manifest read = Manifest.parse(root.toString(), "m");
        assertEquals(new TreeMap<>(), read.content());
        assertEquals(2, read.files());
        assertEquals(101, read.bytes());
    }

    private static void refused(String text) {
        UserError e = assertThrows(UserError.class, () -> Manifest.parse(text, "the manifest"), text);
        assertTrue(e.getMessage().startsWith("the manifest is not a manifest ("), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
