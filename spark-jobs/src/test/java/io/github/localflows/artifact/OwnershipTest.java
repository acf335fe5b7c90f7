package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is somebody's stays where it is, whatever is asked for. */
class OwnershipTest {
    private static final String KEY = "0123456789abcdef";
    private static final String UNIQUE = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    private Path directory;

    private RunDirectory run;
    private FileSystem fileSystem;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        run = RunDirectory.at(directory.resolve("run").toString(), new Configuration());
        fileSystem = run.fileSystem();
        target = directory.resolve("run/stars/fiducial");
        commit("fiducial");
    }

    private void commit(String dataset) throws IOException {
        try (PendingDirectory pending = run.resume(run.stars(dataset), KEY)) {
            run.writeText(new org.apache.hadoop.fs.Path(pending.path(), "data"), "content");
            pending.commit(manifest(dataset));
        }
    }

    /** As manifests were before they listed files. */
    private void forgetContent() throws IOException {
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        Files.writeString(
                target.resolve(RunDirectory.MANIFEST),
                there.holding(there.files(), there.bytes()).json());
    }

    private static Manifest manifest(String dataset) {
        return Manifest.of(
                recipe(dataset),
                new Made(new Origin(Measure.VOLUME, Map.of(), Map.of()), 5, "00", new Made.Times(1, 1), Map.of()));
    }

    private static Recipe recipe(String dataset) {
        return new Recipe("sample", dataset, new TreeMap<>(Map.of("seed", "1")), new TreeMap<>());
    }

    private static Recipe other(String dataset) {
        return new Recipe("sample", dataset, new TreeMap<>(Map.of("seed", "2")), new TreeMap<>());
    }

    @Test
    void ourOwnAndNothingAndAnEmptyDirectoryMayBeReplaced() throws IOException {
        Ownership.checkReplaceable(fileSystem, run.stars("fiducial"), "sample", "fiducial");
        Ownership.checkReplaceable(fileSystem, run.stars("none"), "sample", "none");
        Files.createDirectories(directory.resolve("run/stars/empty"));
        Ownership.checkReplaceable(fileSystem, run.stars("empty"), "sample", "empty");
    }

    @Test
    void whatHadoopAndAKillLeaveBesideTheFilesIsNotSomebodys() throws IOException {
        for (String name : List.of("_SUCCESS", "._manifest.json.crc", ".data.crc", "_owner")) {
            Files.writeString(target.resolve(name), "");
        }
        Files.createDirectories(target.resolve("_records"));
        Ownership.checkReplaceable(fileSystem, run.stars("fiducial"), "sample", "fiducial");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", ".notes", "_notes", ".git/config", "backup/data", "seeds-00000-00000.parquet"})
    void directoryThatAlsoHoldsSomebodysFileIsNotReplaced(String name) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        for (UserError e : List.of(
                assertThrows(
                        UserError.class,
                        () -> Ownership.checkReplaceable(fileSystem, run.stars("fiducial"), "sample", "fiducial")),
                assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), other("fiducial"), true)),
                assertThrows(UserError.class, () -> commit("fiducial")))) {
            assertTrue(e.getMessage().contains(name.split("/")[0]), e.getMessage());
        }
        assertEquals("mine", Files.readString(file));
        assertEquals("content", Files.readString(target.resolve("data")));
    }

    @Test
    void directoryWithoutAManifestIsNotReplaced() throws IOException {
        Files.delete(target.resolve(RunDirectory.MANIFEST));
        for (boolean overwrite : new boolean[] {false, true}) {
            UserError e = assertThrows(
                    UserError.class, () -> run.finished(run.stars("fiducial"), recipe("fiducial"), overwrite));
            assertTrue(e.getMessage().contains("is not a finished data set of this program"), e.getMessage());
        }
        assertThrows(UserError.class, () -> commit("fiducial"));
        assertEquals("content", Files.readString(target.resolve("data")));
    }

    @Test
    void dataSetOfAnotherNameOrStageIsNotReplaced() {
        for (String[] kind : new String[][] {{"sample", "perturbed-0myr"}, {"evolve", "fiducial"}}) {
            UserError e = assertThrows(
                    UserError.class,
                    () -> Ownership.checkReplaceable(fileSystem, run.stars("fiducial"), kind[0], kind[1]));
            assertTrue(e.getMessage().contains("is fiducial of `sample`, not " + kind[1]), e.getMessage());
        }
    }

    @Test
    void fileInPlaceOfADirectoryIsNotReplaced() throws IOException {
        Files.writeString(directory.resolve("run/stars/file"), "mine");
        UserError e = assertThrows(
                UserError.class, () -> Ownership.checkReplaceable(fileSystem, run.stars("file"), "sample", "file"));
        assertTrue(e.getMessage().contains("is a file"), e.getMessage());
        assertThrows(UserError.class, () -> commit("file"));
        assertEquals("mine", Files.readString(directory.resolve("run/stars/file")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s/",
                "%s/data",
                "file:%s",
                "file:%s/data",
                "file://%s",
                "%s/../fiducial",
                "%s/./data",
                "%s/*.csv",
                "%s/..",
                "%s/../..",
                "link",
                "link/data",
                "linkToFile"
            })
    void directoryThatIsOrHoldsOrLiesWithinAnInputIsNotReplaced(String input) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        Path linkToFile = Files.createSymbolicLink(directory.resolve("linkToFile"), target.resolve("data"));
        String path = input.startsWith("linkToFile")
                ? linkToFile.toString()
                : input.startsWith("link") ? link + input.substring("link".length()) : String.format(input, target);
        UserError e = assertThrows(
                UserError.class,
                () -> Ownership.checkReplaceable(
                        fileSystem,
                        run.stars("fiducial"),
                        "sample",
                        "fiducial",
                        List.of(
                                new org.apache.hadoop.fs.Path(directory.toString(), "elsewhere"),
                                new org.apache.hadoop.fs.Path(path))));
        assertTrue(e.getMessage().contains("to be read"), e.getMessage());
    }

    @Test
    void targetThatIsALinkToAnInputIsNotReplaced() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), target);
        assertThrows(
                UserError.class,
                () -> Ownership.checkReplaceable(
                        fileSystem,
                        new org.apache.hadoop.fs.Path(directory.resolve("link").toString()),
                        "sample",
                        "fiducial",
                        List.of(new org.apache.hadoop.fs.Path(target.toString()))));
    }

    @Test
    void neighboursOfTheTargetMayBeRead() throws IOException {
        commit("fiducial-2");
        Ownership.checkReplaceable(
                fileSystem, run.stars("fiducial"), "sample", "fiducial", List.of(run.stars("fiducial-2")));
        Ownership.checkReplaceable(
                fileSystem, run.stars("fiducial-2"), "sample", "fiducial-2", List.of(run.stars("fiducial")));
    }

    /** Names that begin like those of directories in the making, or insides that are not theirs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".fiducial.tmp-mine/notes.txt",
                ".fiducial.tmp-mine/_owner",
                ".fiducial.tmp-" + KEY + "0/_owner",
                ".fiducial.tmp-FEDCBA9876543210/_owner",
                ".fiducial.tmp-fedcba9876543210/notes.txt",
                ".fiducial.tmp-" + UNIQUE + "/notes.txt",
                ".fiducial.old-backup/_manifest.json",
                ".fiducial.old-" + KEY + "/_manifest.json",
                ".fiducial.old-" + UNIQUE + "/data",
                ".fiducial.bak/_manifest.json",
                ".fiducial.tmp-/_owner",
                ".fiducial.old-/_manifest.json",
                ".fiducial.tmp-fedcba9876543210"
            })
    void directoryThatMerelyLooksLikeALeftoverStays(String name) throws IOException {
        Path file = directory.resolve("run/stars").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        commit("fiducial");
        assertEquals("mine", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".fiducial.tmp-fedcba9876543210/_owner",
                ".fiducial.tmp-fedcba9876543210/_records/a.json",
                ".fiducial.tmp-" + UNIQUE + "/_attempts/a",
                ".fiducial.old-" + UNIQUE + "/_manifest.json"
            })
    void leftoverGoes(String name) throws IOException {
        Path file = directory.resolve("run/stars").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "process 1 on another host");
        commit("fiducial");
        assertFalse(Files.exists(directory.resolve("run/stars").resolve(name.split("/")[0])));
    }

    @Test
    void directoryInTheWayOfThatInTheMakingIsNotTaken() throws IOException {
        Path file = directory.resolve("run/stars/.fiducial.tmp-" + KEY + "/notes.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        UserError e = assertThrows(UserError.class, () -> commit("fiducial"));
        assertTrue(e.getMessage().contains("is in the way"), e.getMessage());
        assertEquals("mine", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.md", "report.json", "config.conf", "figures/spirals.png"})
    void filesOfSomebodysAtTheRootAreNotReplaced(String name) throws IOException {
        Path file = directory.resolve("run").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(run.root(), name);
        UserError e = assertThrows(UserError.class, () -> run.checkWritable(List.of(path)));
        assertTrue(e.getMessage().contains(name + " is not as this program wrote it"), e.getMessage());
        assertThrows(UserError.class, () -> run.writeText(path, "ours"));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void filesOfOursAreReplacedAsOftenAsAskedUntilSomebodyChangesOne() throws IOException {
        for (String text : List.of("one", "three", "three", "")) {
            run.checkWritable(List.of(run.reportMarkdown()));
            run.writeText(run.reportMarkdown(), text);
            assertEquals(text, Files.readString(directory.resolve("run/report.md")));
        }
        Files.writeString(directory.resolve("run/report.md"), "with notes of mine");
        assertThrows(UserError.class, () -> run.writeText(run.reportMarkdown(), "ours"));
        assertEquals("with notes of mine", Files.readString(directory.resolve("run/report.md")));
    }

    @Test
    void whatAKillHasLeftOfASmallFileGoesAndNothingElse() throws IOException {
        Path root = directory.resolve("run");
        List<String> left = List.of(".report.md.tmp-" + UNIQUE, "._written.json.tmp-" + UNIQUE);
        List<String> mine = List.of(".report.md.tmp-mine", ".report.json.tmp-" + UNIQUE, ".report.md.swp");
        for (List<String> names : List.of(left, mine)) {
            for (String name : names) {
                Files.writeString(root.resolve(name), "half");
            }
        }
        run.writeText(run.reportMarkdown(), "ours");
        left.forEach(name -> assertFalse(Files.exists(root.resolve(name)), name));
        mine.forEach(name -> assertTrue(Files.exists(root.resolve(name)), name));
    }

    @Test
    void aChangeThatKeepsTheSizeIsSomebodysToo() throws IOException {
        Path file = directory.resolve("run/report.md");
        run.writeText(run.reportMarkdown(), "ours");
        Files.writeString(file, "mine");
        assertThrows(UserError.class, () -> run.writeText(run.reportMarkdown(), "more of ours"));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aRecordOfBeforeThereWereCheckSumsCountsBySize() throws IOException {
        Path file = directory.resolve("run/report.md");
        Files.writeString(file, "ours");
        Files.writeString(directory.resolve("run/_written.json"), "{\"report.md\": [3, 4]}");
        run.writeText(run.reportMarkdown(), "more of ours");
        assertEquals("more of ours", Files.readString(file));
        Files.writeString(file, "five5");
        assertThrows(UserError.class, () -> run.writeText(run.reportMarkdown(), "ours"));
    }

    /** Each stands for a process, and opens the record as one does. */
    @Test
    void filesThatAreWrittenAtOnceAreAllRecorded() throws Exception {
        int writers = 8;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                RunDirectory another = RunDirectory.at(directory.resolve("run").toString(), new Configuration());
                org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(run.figures(), "figure-" + i + ".png");
                writing.add(pool.submit(() -> {
                    for (int again = 0; again < writers; again++) {
                        another.writeText(file, "drawing " + again);
                    }
                    return null;
                }));
            }
            for (Future<?> one : writing) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        for (int i = 0; i < writers; i++) {
            run.writeText(new org.apache.hadoop.fs.Path(run.figures(), "figure-" + i + ".png"), "once more");
        }
    }

    @Test
    void killBetweenRecordAndFileCostsNothing() throws IOException {
        run.writeText(run.reportMarkdown(), "first");
        Path file = directory.resolve("run/report.md");
        run.writeText(run.reportMarkdown(), "the second");
        // Killed before the second one came into its place.
        Files.writeString(file, "first");
        run.writeText(run.reportMarkdown(), "third time");
        assertEquals("third time", Files.readString(file));
    }

    /** It has data sets and no record, for there were none when it was made. */
    @Test
    void runOfBeforeIsAcceptedOnce() throws IOException {
        Files.delete(directory.resolve("run/_written.json"));
        Files.writeString(directory.resolve("run/report.md"), "mine");
        assertThrows(UserError.class, () -> run.writeText(run.reportMarkdown(), "ours"), "a record was lost");
        forgetContent();
        Files.writeString(directory.resolve("run/report.md"), "the report");
        Files.writeString(directory.resolve("run/notes.md"), "mine");
        run.writeText(run.reportMarkdown(), "new report");
        assertTrue(Files.exists(directory.resolve("run/_written.json")));
        Files.writeString(directory.resolve("run/config.conf"), "mine");
        assertThrows(UserError.class, () -> run.writeText(run.configuration(), "ours"));
        assertThrows(
                UserError.class, () -> run.writeText(new org.apache.hadoop.fs.Path(run.root(), "notes.md"), "ours"));
    }

    /** A project in whose directory somebody begins a run. */
    @Test
    void firstDataSetDoesNotMakeAProjectARunOfBefore() throws IOException {
        Path project = Files.createDirectories(directory.resolve("project"));
        Files.writeString(project.resolve("report.md"), "mine");
        RunDirectory inProject = RunDirectory.at(project.toString(), new Configuration());
        try (PendingDirectory pending = inProject.resume(inProject.stars("fiducial"), KEY)) {
            pending.commit(manifest("fiducial"));
        }
        assertEquals(List.of("fiducial"), inProject.starDatasets());
        assertThrows(UserError.class, () -> inProject.writeText(inProject.reportMarkdown(), "ours"));
        assertEquals("mine", Files.readString(project.resolve("report.md")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"report.md\": null}",
                "{\"report.md\": [null]}",
                "{\"report.md\": \"x\"}",
                "{\"report.md\": [{\"bytes\": 4}]}",
                "{\"report.md\": [1.5]}",
                "junk"
            })
    void recordThatIsNoneIsTheUsersMistake(String text) throws IOException {
        Files.writeString(directory.resolve("run/_written.json"), text);
        UserError e = assertThrows(UserError.class, () -> run.checkWritable(List.of(run.reportMarkdown())));
        assertTrue(e.getMessage().contains("_written.json is not a record"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
