package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
    private static final Recipe RECIPE = recipe("10");

    private static final String SAME = "0123456789abcdef";
    private static final String OTHER = "fedcba9876543210";

    @TempDir
    private java.nio.file.Path directory;

    private RunDirectory run;
    private FileSystem fileSystem;

    @BeforeEach
    void open() {
        run = RunDirectory.at(directory.toString(), new Configuration());
        fileSystem = run.fileSystem();
    }

    @Test
    void committedDirectoryHoldsFilesAndManifest() throws IOException {
        commit("first", RECIPE);
        assertEquals(List.of("fiducial"), run.starDatasets());
        Manifest manifest = run.manifest(run.stars("fiducial")).orElseThrow();
        assertEquals(RECIPE.hash(), manifest.configurationHash());
        assertEquals(Map.of("sample.seeds", "10"), manifest.configuration());
        assertEquals(Measure.VOLUME, manifest.measure());
        assertEquals(0.5, manifest.figures().get("acceptance"));
        String json = run.readText(new Path(run.stars("fiducial"), RunDirectory.MANIFEST));
        assertTrue(json.contains("\"measure\" : \"volume\""), json);
        assertTrue(json.contains("\"rowsPerSecond\" : 2.5"), json);
        assertEquals("first", run.readText(new Path(run.stars("fiducial"), "data")));
        assertEquals(List.of("fiducial"), visible("stars"));
        assertEquals(1, Files.list(directory.resolve("stars")).count(), "no hidden leftovers");
    }

    @Test
    void interruptedWriteLeavesNothingVisible() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, run.stars("fiducial"))) {
            run.writeText(new Path(pending.path(), "data"), "half");
            assertEquals(List.of(), visible("stars"));
        }
        assertEquals(0, Files.list(directory.resolve("stars")).count());
        assertEquals(List.of(), run.starDatasets());
    }

    @Test
    void leftoversOfAKilledAttemptAreRemoved() throws IOException {
        Path killed = new Path(run.stars("fiducial").getParent(), ".fiducial.tmp-" + SAME);
        run.writeText(new Path(killed, "data"), "half");
        run.writeText(new Path(killed, DirectoryOwner.FILE), "process 1 on another host");
        PendingDirectory other = PendingDirectory.begin(fileSystem, run.stars("fiducial-200myr"));
        commit("whole", RECIPE);
        assertEquals("whole", run.readText(new Path(run.stars("fiducial"), "data")));
        assertFalse(fileSystem.exists(killed));
        assertTrue(fileSystem.exists(other.path()), "another data set's attempt is not touched");
    }

    /** Begins to make a data set, says so, and waits to be killed, or for the test that started it to end. */
    static final class Owner {
        public static void main(String[] arguments) throws IOException {
            RunDirectory run = RunDirectory.at(arguments[0], new Configuration());
            PendingDirectory pending = PendingDirectory.resume(run.fileSystem(), run.stars("fiducial"), arguments[1]);
            System.out.println(pending.path());
            System.in.read();
        }
    }

    @ParameterizedTest(name = "content {0}")
    @ValueSource(strings = {SAME, OTHER})
    void anotherProcessIsKeptOutUntilTheFirstIsKilled(String content) throws IOException, InterruptedException {
        Process first = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString(),
                        SAME)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Path made = new Path(first.inputReader().readLine());
            UserError e = assertThrows(
                    UserError.class, () -> PendingDirectory.resume(fileSystem, run.stars("fiducial"), content));
            assertTrue(
                    e.getMessage()
                            .startsWith(run.stars("fiducial") + " is being made by process " + first.pid() + " on "),
                    e.getMessage());
            assertTrue(fileSystem.exists(made));
            assertEquals(1, Files.list(directory.resolve("stars")).count(), "the refused one leaves nothing");
        } finally {
            // SIGKILL
            first.destroyForcibly();
        }
        first.waitFor();
        try (PendingDirectory second = PendingDirectory.resume(fileSystem, run.stars("fiducial"), content)) {
            second.commit(manifest(RECIPE));
        }
        assertEquals(List.of("fiducial"), run.starDatasets());
        assertEquals(1, fileSystem.listStatus(run.stars("fiducial")).length, "the manifest");
    }

    @Test
    void oneProcessMakesADirectoryOnceAtATime() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, run.stars("fiducial"))) {
            UserError e =
                    assertThrows(UserError.class, () -> PendingDirectory.begin(fileSystem, run.stars("fiducial")));
            assertTrue(e.getMessage().contains("is being made by this process"), e.getMessage());
            pending.commit(manifest(RECIPE));
        }
        commit("again", RECIPE);
    }

    @Test
    void onlyAcceptedAttemptsAreCommitted() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, run.stars("fiducial"))) {
            Path first = new Path(pending.attempts(), "0/part");
            Path second = new Path(pending.attempts(), "1/part");
            run.writeText(first, "first attempt");
            run.writeText(second, "second attempt");
            pending.accept(second, "part");
            assertThrows(IOException.class, () -> pending.accept(first, "part"), "a second file of one name");
            pending.commit(manifest(RECIPE));
        }
        assertEquals("second attempt", run.readText(new Path(run.stars("fiducial"), "part")));
        assertEquals(2, fileSystem.listStatus(run.stars("fiducial")).length, "the file and the manifest");
    }

    @Test
    void sameRecipeIsFinishedAnotherIsRefusedUnlessOverwritten() throws IOException {
        assertEquals(Optional.empty(), run.finished(run.stars("fiducial"), RECIPE, false));
        commit("first", RECIPE);
        assertTrue(run.finished(run.stars("fiducial"), RECIPE, false).isPresent());
        assertTrue(run.finished(run.stars("fiducial"), RECIPE, true).isPresent());
        UserError e = assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), recipe("20"), false));
        assertTrue(e.getMessage().contains("sample.seeds was 10, is 20"), e.getMessage());
        assertTrue(e.getMessage().contains("--overwrite"), e.getMessage());
        assertEquals(Optional.empty(), run.finished(run.stars("fiducial"), recipe("20"), true));
        commit("second", recipe("20"));
        assertEquals("second", run.readText(new Path(run.stars("fiducial"), "data")));
        assertEquals(1, Files.list(directory.resolve("stars")).count(), "the first is gone");
    }

    @Test
    void filesThatAreNoDataSetAreNotSwallowed() throws IOException {
        Files.createDirectories(directory.resolve("stars/fiducial"));
        assertEquals(Optional.empty(), run.finished(run.stars("fiducial"), RECIPE, false), "empty");
        Files.writeString(directory.resolve("stars/fiducial/thesis.tex"), "text");
        assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), RECIPE, false));
    }

    @Test
    void damagedManifestIsNamed() throws IOException {
        commit("first", RECIPE);
        run.writeText(new Path(run.stars("fiducial"), RunDirectory.MANIFEST), "{\"stage\":");
        UserError e = assertThrows(UserError.class, () -> run.manifest(run.stars("fiducial")));
        assertTrue(e.getMessage().contains("stars/fiducial/_manifest.json"), e.getMessage());
    }

    @Test
    void manifestOfAnotherShapeIsNamed() throws IOException {
        commit("first", RECIPE);
        run.writeText(new Path(run.stars("fiducial"), RunDirectory.MANIFEST), "{\"stage\": \"sample\"}");
        UserError e = assertThrows(UserError.class, () -> run.manifest(run.stars("fiducial")));
        assertTrue(e.getMessage().contains("stars/fiducial/_manifest.json"), e.getMessage());
    }

    @Test
    void missingInputSaysWhatMakesIt() {
        UserError e = assertThrows(UserError.class, () -> run.required(run.stars("fiducial"), "sample"));
        assertTrue(e.getMessage().contains("run `sample`"), e.getMessage());
    }

    @Test
    void unknownFileSystemIsTheUsersMistake() {
        UserError e = assertThrows(UserError.class, () -> RunDirectory.at("nosuch://host/run", new Configuration()));
        assertTrue(e.getMessage().contains("nosuch://host/run"), e.getMessage());
    }

    @Test
    void recipeHashDependsOnSettingsAndInputsAlone() {
        assertEquals(recipe("10").hash(), recipe("10").hash());
        assertFalse(recipe("10").hash().equals(recipe("20").hash()));
        Recipe withInput = new Recipe(
                RECIPE.stage(), RECIPE.dataset(), RECIPE.settings(), new TreeMap<>(Map.of("stars/fiducial", "ab")));
        assertFalse(RECIPE.hash().equals(withInput.hash()));
    }

    private void commit(String content, Recipe recipe) throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(fileSystem, run.stars("fiducial"))) {
            run.writeText(new Path(pending.path(), "data"), content);
            pending.commit(manifest(recipe));
        }
    }

    private static Recipe recipe(String seeds) {
        return new Recipe("sample", "fiducial", new TreeMap<>(Map.of("sample.seeds", seeds)), new TreeMap<>());
    }

    private static Manifest manifest(Recipe recipe) {
        return Manifest.of(
                recipe,
                new Made(
                        new Origin(Measure.VOLUME, Map.of(), Map.of()),
                        5,
                        "00",
                        new Made.Times(2.0, 3.0),
                        Map.of("acceptance", 0.5)));
    }

    private List<String> visible(String parent) throws IOException {
        try (var children = Files.list(directory.resolve(parent))) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }
}
