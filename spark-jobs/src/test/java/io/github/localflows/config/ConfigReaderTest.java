package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.github.localflows.pipeline.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    /** What a busy machine may take over something that takes less than a second; without bounds it was minutes. */
    private static final Duration BOUNDED = Duration.ofSeconds(20);

    /** A message is a line that a person reads. */
    private static final int LONGEST_MESSAGE = 1000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include \"galaxy.conf\"                     | there is no file",
                "include file(\"galaxy.conf\")               | there is no file",
                "include required(file(\"galaxy.conf\"))     | there is no file",
                "include required(\"galaxy.conf\")           | there is no file",
                "potential { include \"galaxy.conf\" }       | there is no file",
                "include url(\"http://127.0.0.1/galaxy.conf\") | only files can be included, not a URL",
                "include url(\"file:///galaxy.conf\")        | only files can be included, not a URL",
                "include required(url(\"http://127.0.0.1/galaxy.conf\")) | only files can be included, not a URL",
                "include classpath(\"galaxy.conf\")          | only files can be included, not a resource",
                "include required(classpath(\"galaxy.conf\")) | only files can be included, not a resource",
                "include \"run.conf\"                        | this file includes itself",
                "include \"./galaxy.conf/../run.conf\"       | this file includes itself",
                "include \"\"                                | it is a directory",
            })
    void anIncludeThatBringsNothingIsRefusedByFileAndLine(String include, String why) throws IOException {
        Path file = write("# a comment\nseed = 1\n" + include + "\n");
        String message = refused(file);
        assertTrue(message.startsWith(file + ":3: include \"") || message.contains("a directory"), message);
        assertTrue(message.contains(why), message);
    }

    @Test
    void filesAreIncludedFromBesideTheOneThatIncludesThem() throws IOException {
        Files.createDirectories(directory.resolve("parts"));
        Files.writeString(directory.resolve("parts/galaxy.conf"), "include \"disc.conf\"\npotential.R0 = 8.1\n");
        Files.writeString(directory.resolve("parts/disc.conf"), "df.Rsigma = 7.5\n");
        Files.writeString(directory.resolve("parts/only-potential.conf"), "v0 = 225\n");
        Path file = write("include file(\"parts/galaxy.conf\")\npotential { include \"parts/only-potential.conf\" }\n");
        Config config = ConfigLoader.load(file, List.of());
        assertEquals(8.1, config.getDouble("potential.R0"));
        assertEquals(225, config.getDouble("potential.v0"));
        assertEquals(7.5, config.getDouble("df.Rsigma"));
    }

    @Test
    void aMistakeInAnIncludedFileIsPlacedThere() throws IOException {
        Files.writeString(directory.resolve("galaxy.conf"), "\npotential.r0 = 8\n");
        assertEquals(
                directory.resolve("galaxy.conf") + ":2: unknown key potential.r0; did you mean potential.R0?"
                        + " (conf/reference.conf lists all keys)",
                refused(write("include \"galaxy.conf\"\n")));
    }

    @Test
    void includesInACircleAreRefused() throws IOException {
        Files.writeString(directory.resolve("a.conf"), "include \"b.conf\"\n");
        Files.writeString(directory.resolve("b.conf"), "include \"run.conf\"\n");
        String message = refused(write("include \"a.conf\"\n"));
        assertTrue(message.contains("b.conf:1: include \"run.conf\": this file includes itself in the end"), message);
    }

    @Test
    void includesThatMultiplyAreBounded() throws IOException {
        for (int i = 0; i < 40; i++) {
            String next = "include \"f" + (i + 1) + ".conf\"\n";
            Files.writeString(directory.resolve("f" + i + ".conf"), next + next);
        }
        Files.writeString(directory.resolve("f40.conf"), "seed = 1\n");
        assertTrue(refused(write("include \"f0.conf\"\n")).contains("is one file too many"));
    }

    @Test
    void aTextOrASettingIncludesNothing() {
        UserError text = assertThrows(
                UserError.class, () -> ConfigLoader.load("seed = 1\ninclude \"x.conf\"\n", "d/config.conf", List.of()));
        assertTrue(
                text.getMessage().startsWith("d/config.conf:2: include \"x.conf\": only a file that --config names"),
                text.getMessage());
        UserError setting = assertThrows(
                UserError.class, () -> ConfigLoader.reference(List.of("train={ include \"x.conf\" }, seed=1")));
        assertTrue(setting.getMessage().contains("only a file that --config names"), setting.getMessage());
    }

    static Stream<Arguments> heavyTexts() {
        UnaryOperator<String> levels = pattern -> IntStream.range(1, 31)
                .mapToObj(i -> "a" + i + " = " + pattern.replace("$b", "${a" + (i - 1) + "}"))
                .collect(Collectors.joining("\n", "a0 = [xxxxxxxx]\n", "\nseed = 1\n"));
        return Stream.of(
                Arguments.of("braces", "a{".repeat(20_000)),
                Arguments.of("brackets", "seed = " + "[".repeat(20_000)),
                Arguments.of("dots", "a." + "a.".repeat(20_000) + "a = 1"),
                Arguments.of("quoted dots", "\"a\"." + "\"a\".".repeat(20_000) + "a = 1"),
                Arguments.of("dots in a reference", "seed = ${a" + ".a".repeat(20_000) + "}"),
                Arguments.of("lists of lists", levels.apply("[$b, $b]")),
                Arguments.of("lists joined", levels.apply("$b $b")),
                Arguments.of("objects", levels.apply("{ x = $b, y = $b }")),
                Arguments.of("optional", levels.apply("[${?a0}$b, $b]")),
                Arguments.of("itself", "seed = [1]\n" + "seed = ${seed} ${seed}\n".repeat(30)),
                Arguments.of("appended", "datasets += fiducial\n".repeat(30_000)),
                Arguments.of("a long key", "a".repeat(10_000_000) + " = 1"),
                Arguments.of("a key as long as a text may be", "a".repeat(1_000_000) + " = 1"),
                Arguments.of("a long value", "seed = " + "9".repeat(1_000_000)),
                Arguments.of("a long string", "seed = \"" + "x".repeat(1_000_000) + "\""),
                Arguments.of("a long exponent", "seed = 1e" + "9".repeat(100_000)),
                Arguments.of("many words", "seed = " + "x ".repeat(500_000)),
                Arguments.of("many lines", "seed = 1\n".repeat(110_000)),
                Arguments.of(
                        "many keys",
                        IntStream.range(0, 80_000)
                                .mapToObj(i -> "a.k" + i + "=1")
                                .collect(Collectors.joining("\n"))),
                Arguments.of("many quotes", "\"".repeat(1_000_000)),
                Arguments.of("many comments", "#\n".repeat(500_000) + "seed = x"),
                Arguments.of("many unknown populations", "df.populations = [" + "{ x = 1 },".repeat(100_000) + "]"),
                Arguments.of("nothing but control characters", "\u0000\u001b[2J\u202e".repeat(1000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heavyTexts")
    void whateverATextHoldsItIsReadOrRefusedInBoundedTime(String what, String text) throws IOException {
        Path file = write(text);
        assertTimeoutPreemptively(BOUNDED, () -> {
            try {
                ConfigLoader.load(file, List.of());
            } catch (UserError e) {
                check(e.getMessage());
            }
            try {
                ConfigLoader.reference(List.of("seed=1\n" + text));
            } catch (UserError e) {
                check(e.getMessage());
            }
        });
    }

    @Test
    void theFewSubstitutionsThatAConfigurationNeedsWork() {
        String text = "potential.R0 = 8.2\n" + "train.R0 = ${potential.R0}\n".repeat(10)
                + "datasets = ${datasets} [fiducial-300myr]\ndatasets += fiducial-400myr\n";
        Config config = ConfigLoader.load(text, "x.conf", List.of("df.Rsigma=${potential.R0}"));
        assertEquals(8.2, config.getDouble("train.R0"));
        assertEquals(8.2, config.getDouble("df.Rsigma"));
        assertEquals(6, config.getStringList("datasets").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.conf", "run.json", "run.properties", "run"})
    void theNameOfAFileSaysNothingOfItsSyntax(String name) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "train.epochs=3");
        assertEquals(3, ConfigLoader.load(file, List.of()).getInt("train.epochs"));
        Files.writeString(file, "{\"train\": {\"epochs\": 4}}");
        assertEquals(4, ConfigLoader.load(file, List.of()).getInt("train.epochs"));
    }

    @Test
    void emptyFilesByteOrderMarksAndWindowsLinesAreFine() throws IOException {
        assertEquals(0, ConfigLoader.load(write(""), List.of()).getLong("seed"));
        assertEquals(5, ConfigLoader.load(write("\uFEFFseed = 5\n"), List.of()).getLong("seed"));
        Config windows = ConfigLoader.load(
                write("seed = 5\r\ntrain {\r\n  schedule = cosine\r\n  epochs = 3\r\n}\r\n"), List.of());
        assertEquals("cosine", windows.getString("train.schedule"));
        assertEquals(3, windows.getInt("train.epochs"));
    }

    @Test
    void whatIsNoTextFileIsRefusedByName() throws IOException, InterruptedException {
        Path latin = directory.resolve("latin.conf");
        Files.write(latin, "# Färbung\nseed = 1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(refused(latin).contains("latin.conf: its text is not in UTF-8"));
        assertTrue(refused(directory).contains("it is a directory"));
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTimeoutPreemptively(BOUNDED, () -> assertTrue(refused(pipe).contains("it is a pipe or a device")));
        assertTrue(refused(Path.of("/dev/zero")).contains("it is a pipe or a device"));
    }

    @Test
    void controlCharactersAreShownAsEscapes() throws IOException {
        String message = refused(write("sample.measure = \"\\u001b[31mred\\u202e\\u200b\"\n"));
        assertFalse(message.chars().anyMatch(c -> c < 32 || c == 0x202e || c == 0x200b), message);
        assertTrue(message.contains("\\u001b[31mred\\u202e\\u200b"), message);
        String key = refused(write("\"a\\u001b[2Jb\" = 1\n"));
        assertTrue(key.contains("\\u001b[2J"), key);
        assertTrue(refused(write("seed = \u001b[2J\n")).contains("run.conf"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("run.conf"), text);
    }

    private static String refused(Path file) {
        String message = assertThrows(UserError.class, () -> ConfigLoader.load(file, List.of()))
                .getMessage();
        check(message);
        return message;
    }

    private static void check(String message) {
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.length() < LONGEST_MESSAGE, message.length() + " characters: " + message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }
}
