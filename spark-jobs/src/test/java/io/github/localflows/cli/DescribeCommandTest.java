package io.github.localflows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.Recipe;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.df.Measure;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribeCommandTest {
    private static final int STARS = 10;

    @TempDir
    private Path directory;

    @BeforeEach
    void make() throws IOException {
        RunDirectory run = RunDirectory.at(directory.toString(), new Configuration());
        for (String dataset : List.of("fiducial", "fiducial-200myr", "perturbed-0myr")) {
            try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars(dataset))) {
                for (String part : List.of("a", "b")) {
                    StarFile.write(
                            new org.apache.hadoop.fs.Path(pending.path(), part + ".parquet"),
                            run.hadoop(),
                            StarBatch.allocate(STARS));
                }
                pending.commit(Manifest.of(
                        new Recipe("sample", dataset, new TreeMap<>(), new TreeMap<>()),
                        new Made(
                                new Origin(Measure.VOLUME, Map.of(), Map.of()),
                                2 * STARS,
                                "00",
                                new Made.Times(1, 1),
                                Map.of())));
            }
        }
    }

    @Test
    void damagedDataSetsAreMarkedAndTheRestIsDescribed() throws IOException {
        Files.delete(directory.resolve("stars/fiducial/a.parquet"));
        Files.writeString(directory.resolve("stars/perturbed-0myr/_manifest.json"), "null");
        Program program = Program.run("describe", "--run", directory);
        assertEquals(2, program.code());
        List<String> sets = program.lines().stream()
                .filter(line -> line.startsWith("stars/"))
                .toList();
        assertEquals(3, sets.size(), program.out());
        assertTrue(sets.get(0).endsWith("sample"), sets.get(0));
        assertTrue(
                program.out()
                        .matches(
                                "(?s).*\nstars/fiducial  [^\n]*\n {40,}damaged: 1 of 2 files is missing \\(first: a\\.parquet\\)\n.*"),
                program.out());
        assertTrue(sets.get(1).startsWith("stars/fiducial-200myr "), sets.get(1));
        assertTrue(sets.get(1).endsWith("sample"), sets.get(1));
        assertEquals("stars/perturbed-0myr  damaged: its _manifest.json cannot be read", sets.get(2));
        assertEquals(1, program.err().lines().count(), program.err());
        assertTrue(program.err().contains("2 of the data sets are not what the manifest says"), program.err());
        assertTrue(program.err().contains("stars/fiducial)"), program.err());
    }

    @Test
    void whatHasNoManifestIsListedAsUnfinished() throws IOException {
        Files.delete(directory.resolve("stars/fiducial/_manifest.json"));
        Program program = Program.run("describe", "--run", directory);
        assertTrue(program.lines().contains("stars/fiducial  unfinished: it has no _manifest.json"), program.out());
        assertEquals(0, program.code(), program.err());
    }

    @Test
    void linesAreNoLongerThanATerminal() throws IOException {
        Files.writeString(
                directory.resolve("config.conf"),
                "train.epochs = 7\ntrain.batch = 12345\nstars.spare.table = spare.csv\n");
        RunDirectory run = RunDirectory.at(directory.toString(), new Configuration());
        TreeMap<String, String> inputs = new TreeMap<>();
        for (String from : List.of("first", "second", "third", "fourth")) {
            inputs.put("accelerations/" + from + "-of-some-sets-profiles", "00");
        }
        try (PendingDirectory pending =
                PendingDirectory.begin(run.fileSystem(), run.of(Kind.REALISATIONS, "of-some"))) {
            pending.commit(Manifest.of(
                    new Recipe("accelerations", "of-some-realisations", new TreeMap<>(), inputs),
                    new Made(
                            Origin.OF_NO_STARS,
                            0,
                            "00",
                            new Made.Times(1, 1),
                            Map.of(),
                            List.of("this is doubtful ".repeat(10).strip()))));
        }
        Program program = Program.run("describe", "--run", directory);
        assertEquals(0, program.code(), program.err());
        assertTrue(program.out().contains("\n- realisations/of-some: this is doubtful this is"), program.out());
        assertTrue(program.out().contains("\n- stars.spare is declared, but datasets does not name it"), program.out());
        assertTrue(program.out().contains("- train.epochs = 7 ("), program.out());
        assertTrue(program.out().contains("- train.batch = 12345 ("), program.out());
        List<String> own = program.lines().stream()
                .filter(line -> !line.contains(directory.toString()))
                .toList();
        assertTrue(own.stream().allMatch(line -> line.length() <= 100), program.out());
        assertTrue(
                own.stream().anyMatch(line -> line.matches(" {40,}accelerations/fourth-of-some-sets-profiles,")),
                program.out());
    }

    @Test
    void wholeRunIsNoMistake() {
        Program program = Program.run("describe", "--run", directory);
        assertEquals("", program.err());
        assertEquals(0, program.code());
    }
}
