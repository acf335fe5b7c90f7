package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data sets whose files are not those that their manifests list. */
class DamagedSetTest {
    private static final int FILES = 8;
    private static final int STARS = 10;

    private static final Recipe RECIPE =
            new Recipe("sample", "fiducial", new TreeMap<>(Map.of("sample.seeds", "8")), new TreeMap<>());

    @TempDir
    private Path directory;

    private RunDirectory run;
    private Path stars;

    @BeforeEach
    void make() throws IOException {
        run = RunDirectory.at(directory.toString(), new Configuration());
        stars = directory.resolve("stars/fiducial");
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars("fiducial"))) {
            for (int seed = 0; seed < FILES; seed++) {
                StarFile.write(
                        new org.apache.hadoop.fs.Path(pending.path(), file(seed)), run.hadoop(), batch(seed, STARS));
            }
            pending.commit(Manifest.of(
                    RECIPE,
                    new Made(
                            new Origin(Measure.VOLUME, Map.of(), Map.of()),
                            FILES * STARS,
                            "00",
                            new Made.Times(1, 1),
                            Map.of())));
        }
        // As of files that took longer than these to write: two of one size and one time are taken for the same.
        for (int seed = 0; seed < FILES; seed++) {
            Files.setLastModifiedTime(stars.resolve(file(seed)), FileTime.fromMillis(1000L * (seed + 1)));
        }
    }

    private static String file(int seed) {
        return String.format("seeds-%05d-%05d.parquet", seed, seed);
    }

    private static StarBatch batch(int seed, int n) {
        StarBatch batch = StarBatch.allocate(n);
        for (int star = 0; star < n; star++) {
            batch.seed()[star] = seed;
            batch.star()[star] = star;
            batch.stars().set(star, new PhasePoint(8, 0, 0, 220, star));
        }
        return batch;
    }

    /** What may become of a data set, what is said of it, and what of it when its manifest is of before files were listed. */
    private enum Damage {
        LOST("6 of 8 files are missing (first: seeds-00001-00001.parquet)", "it holds 2 files, not 8", set -> {
            for (int seed = 1; seed < FILES - 1; seed++) {
                Files.delete(set.resolve(file(seed)));
            }
        }),
        LOST_ONE(
                "1 of 8 files is missing (first: seeds-00007-00007.parquet)",
                "it holds 7 files, not 8",
                set -> Files.delete(set.resolve(file(7)))),
        CUT("seeds-00002-00002.parquet has 100 bytes, not ", "its files have ", set -> {
            Path cut = set.resolve(file(2));
            Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 100));
        }),
        LONGER(
                "seeds-00002-00002.parquet has ",
                "its files have ",
                set -> Files.writeString(set.resolve(file(2)), "more", StandardOpenOption.APPEND)),
        JUNK(
                "seeds-00002-00002.parquet cannot be read as Parquet (",
                "seeds-00002-00002.parquet cannot be read as Parquet (",
                set -> {
                    Path junk = set.resolve(file(2));
                    Files.write(junk, new byte[(int) Files.size(junk)]);
                }),
        EXCHANGED(
                "seeds-00001-00001.parquet holds seeds 2 to 2, not those of its name (and 1 more)",
                "seeds-00001-00001.parquet holds seeds 2 to 2, not those of its name (and 1 more)",
                set -> {
                    Files.move(set.resolve(file(1)), set.resolve("other"));
                    Files.move(set.resolve(file(2)), set.resolve(file(1)));
                    Files.move(set.resolve("other"), set.resolve(file(2)));
                }),
        NOTES(
                "notes.txt is not one of its files",
                "notes.txt is not one of its files",
                set -> Files.writeString(set.resolve("notes.txt"), "mine")),
        BACKUP(
                "directory backup is not one of its files",
                "directory backup is not one of its files",
                set -> Files.createDirectory(set.resolve("backup"))),
        RENAMED(
                "1 of 8 files is missing (first: seeds-00003-00003.parquet); stars.parquet is not one of its files",
                "it holds 7 files, not 8; stars.parquet is not one of its files",
                set -> Files.move(set.resolve(file(3)), set.resolve("stars.parquet")));

        private final String said;
        private final String saidOfOld;
        private final Deed deed;

        Damage(String said, String saidOfOld, Deed deed) {
            this.said = said;
            this.saidOfOld = saidOfOld;
            this.deed = deed;
        }

        private interface Deed {
            void doTo(Path set) throws IOException;
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageIsSaidPreciselyAndRefused(Damage damage) throws IOException {
        assertEquals(Optional.empty(), run.damage(run.stars("fiducial")));
        damage.deed.doTo(stars);
        if (damage == Damage.EXCHANGED) {
            listAsTheyAre();
        }
        String said = run.damage(run.stars("fiducial")).orElseThrow();
        assertTrue(said.startsWith(damage.said), said);
        for (UserError e : List.of(
                assertThrows(UserError.class, () -> run.checked(run.stars("fiducial"))),
                assertThrows(UserError.class, () -> run.required(run.stars("fiducial"), "sample")),
                assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), RECIPE, false)))) {
            assertTrue(
                    e.getMessage().contains("stars/fiducial is not what its manifest says: " + damage.said),
                    e.getMessage());
            assertTrue(e.getMessage().contains("`sample --overwrite`"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void damageShowsByAManifestWithoutAList(Damage damage) throws IOException {
        forgetTheList();
        assertEquals(Optional.empty(), run.damage(run.stars("fiducial")));
        damage.deed.doTo(stars);
        String said = run.damage(run.stars("fiducial")).orElseThrow();
        assertTrue(said.startsWith(damage.saidOfOld), said);
    }

    @ParameterizedTest
    @EnumSource
    void damagedSetIsMadeAgainUnlessItHoldsWhatIsSomebodys(Damage damage) throws IOException {
        damage.deed.doTo(stars);
        if (damage == Damage.EXCHANGED) {
            listAsTheyAre();
        }
        boolean foreign = damage.said.contains("is not one of its files");
        if (foreign) {
            UserError e = assertThrows(UserError.class, () -> run.finished(run.stars("fiducial"), RECIPE, true));
            assertTrue(e.getMessage().contains("move that out of it"), e.getMessage());
        } else {
            assertEquals(Optional.empty(), run.finished(run.stars("fiducial"), RECIPE, true));
        }
    }

    @Test
    void missingRowsAreSaid() throws IOException {
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        SortedMap<String, ContentFile> content = new TreeMap<>(there.content());
        content.put(file(0), new ContentFile(content.get(file(0)).bytes(), STARS + 1));
        write(there.holding(content));
        assertEquals(Optional.of("seeds-00000-00000.parquet holds 10 rows, not 11"), run.damage(run.stars("fiducial")));
    }

    @Test
    void hiddenFilesAreNoContent() throws IOException {
        Files.writeString(stars.resolve("_notes"), "mine");
        Files.writeString(stars.resolve(".notes"), "mine");
        assertEquals(Optional.empty(), run.damage(run.stars("fiducial")));
    }

    @Test
    void setUnderAnotherNameIsNotThatSet() throws IOException {
        Files.move(stars, stars.resolveSibling("fiducial-200myr"));
        assertEquals(
                Optional.of("its manifest is that of fiducial of `sample`"), run.damage(run.stars("fiducial-200myr")));
    }

    @Test
    void manifestListsWhatWasCommitted() throws IOException {
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        assertEquals(FILES, there.files());
        assertEquals(FILES, there.content().size());
        assertEquals(
                new ContentFile(Files.size(stars.resolve(file(5))), STARS),
                there.content().get(file(5)));
        assertEquals(
                there.bytes(),
                there.content().values().stream().mapToLong(ContentFile::bytes).sum());
    }

    @Test
    void setWithOtherRowsThanItsManifestIsNotCommitted() throws IOException {
        try (PendingDirectory pending = PendingDirectory.begin(run.fileSystem(), run.stars("perturbed-0myr"))) {
            StarFile.write(new org.apache.hadoop.fs.Path(pending.path(), file(0)), run.hadoop(), batch(0, STARS));
            Manifest wrong = Manifest.of(
                    RECIPE,
                    new Made(
                            new Origin(Measure.VOLUME, Map.of(), Map.of()),
                            STARS + 1,
                            "00",
                            new Made.Times(1, 1),
                            Map.of()));
            assertThrows(IllegalStateException.class, () -> pending.commit(wrong));
        }
        assertEquals(List.of("fiducial"), run.starDatasets());
    }

    @Test
    void fileThatChangesIsLookedAtAgain() throws IOException {
        assertEquals(Optional.empty(), run.damage(run.stars("fiducial")));
        Files.copy(stars.resolve(file(4)), stars.resolve(file(3)), StandardCopyOption.REPLACE_EXISTING);
        listAsTheyAre();
        assertEquals(
                Optional.of("seeds-00003-00003.parquet holds seeds 4 to 4, not those of its name"),
                run.damage(run.stars("fiducial")));
    }

    /** Writes a manifest that has the sizes of the files as they are: exchanged files may well be of one size. */
    private void listAsTheyAre() throws IOException {
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        SortedMap<String, ContentFile> content = new TreeMap<>();
        for (String name : there.content().keySet()) {
            content.put(name, new ContentFile(Files.size(stars.resolve(name)), STARS));
        }
        write(there.holding(content));
    }

    private void forgetTheList() throws IOException {
        Manifest there = run.manifest(run.stars("fiducial")).orElseThrow();
        write(there.holding(there.files(), there.bytes()));
    }

    private void write(Manifest manifest) throws IOException {
        Files.writeString(stars.resolve(RunDirectory.MANIFEST), manifest.json());
    }
}
