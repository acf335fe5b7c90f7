package io.github.localflows.stage.stars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.SharedSpark;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.ContentFile;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.pipeline.MockRun;
import io.github.localflows.pipeline.SmallFiles;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.StarSets;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import io.github.localflows.table.StarTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarBlocksTest {
    private static final int STARS_PER_SEED = 50;

    @TempDir
    private java.nio.file.Path directory;

    private final SparkSession spark = SharedSpark.session();
    private RunDirectory run;

    @BeforeEach
    void open() {
        run = RunDirectory.at(directory.toString(), spark.sparkContext().hadoopConfiguration());
    }

    @Test
    void blocksCoverEverySeedOnceWhateverTheirSize() {
        for (int seeds : new int[] {1, 2, 7, 8, 33, 2000}) {
            for (int perFile : new int[] {1, 7, 100}) {
                int next = 0;
                for (Block block : Block.of(sample(seeds, perFile))) {
                    assertEquals(next, block.firstSeed());
                    assertTrue(block.seeds() >= 1 && block.seeds() <= perFile);
                    next += block.seeds();
                }
                assertEquals(seeds, next);
            }
        }
    }

    @Test
    void contentDoesNotDependOnTheSizeOfTheBlocks() throws IOException {
        StageOutcome one = make("fiducial", blocks(6, 6), StarBlocksTest::random);
        StageOutcome six = make("perturbed-0myr", blocks(6, 1), StarBlocksTest::random);
        assertEquals(one.manifest().checksum(), six.manifest().checksum());
        assertEquals(1, one.manifest().files());
        assertEquals(6, six.manifest().files());
        assertEquals(6 * STARS_PER_SEED, six.manifest().rows());
        StarBatch back = StarTable.batch(spark.read().parquet(six.where()).collectAsList());
        assertEquals(six.manifest().checksum(), back.checksum().hex());
    }

    @Test
    void taskThatFailsOnceChangesNothing() throws IOException {
        StageOutcome smooth = make("fiducial", blocks(4, 1), StarBlocksTest::random);
        StageOutcome bumpy = make("perturbed-0myr", blocks(4, 1), (block, hadoop) -> {
            if (block.index() == 2 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("made to fail");
            }
            Tally tally = Tally.ofSums(Map.of("blocks", 1.0));
            return List.of(new StarBlocks.BlockStars(randomBatch(block), ContentChecksum.EMPTY, tally, 1));
        });
        assertEquals(smooth.manifest().checksum(), bumpy.manifest().checksum());
        assertEquals(4, bumpy.manifest().figures().get("blocks"), "each block counts once");
    }

    @Test
    void failureLeavesNothingVisibleButItsFinishedBlocks() throws IOException {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> make("fiducial", blocks(4, 1), counting(counter(), 3)));
        assertTrue(e.getMessage().contains("no more stars"), e.getMessage());
        assertEquals(List.of(), run.starDatasets());
        List<String> left = MockRun.names(directory.resolve("stars"));
        assertEquals(1, left.size(), left.toString());
        assertTrue(left.get(0).startsWith(".fiducial."), left.toString());
    }

    @Test
    void nothingIsLeftWhenNoBlockWasFinished() throws IOException {
        assertThrows(IllegalStateException.class, () -> make("fiducial", blocks(1, 1), counting(counter(), 0)));
        assertEquals(List.of(), MockRun.names(directory.resolve("stars")));
    }

    @Test
    void finishedBlocksAreNotMadeAgain() throws IOException {
        int kept = parquet(interrupted()).size();
        assertTrue(kept >= 1 && kept <= 7, kept + " blocks were kept");
        LongAccumulator made = counter();
        StageOutcome resumed = make("fiducial", blocks(8, 1), counting(made, -1));
        assertEquals(8 - kept, made.value());
        assertEquals(
                make("perturbed-0myr", blocks(8, 1), StarBlocksTest::random)
                        .manifest()
                        .checksum(),
                resumed.manifest().checksum());
        assertEquals(8 * STARS_PER_SEED, resumed.manifest().rows());
        assertEquals(8, resumed.manifest().figures().get("makingCoreSeconds"), "of the blocks of both attempts");
        assertEquals(List.of("fiducial", "perturbed-0myr"), MockRun.names(directory.resolve("stars")));
        List<String> files = MockRun.names(directory.resolve("stars/fiducial"));
        assertEquals(1 + 8, files.size(), "the manifest and eight files: " + files);
    }

    @Test
    void damagedBlocksAreMadeAgain() throws IOException {
        java.nio.file.Path hidden = interrupted();
        List<String> kept = parquet(hidden);
        assertTrue(kept.size() >= 3, "the first blocks of eight were finished: " + kept);
        java.nio.file.Path torn = hidden.resolve(kept.get(0));
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
        // A whole file, but not the one that the record is of.
        Files.copy(hidden.resolve(kept.get(2)), hidden.resolve(kept.get(1)), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(hidden.resolve("_records").resolve(kept.get(2) + ".json"), "{\"rows\": 5");
        Files.writeString(hidden.resolve("seeds-77777-77777.parquet"), "of no block, and without a record");

        LongAccumulator made = counter();
        StageOutcome resumed = make("fiducial", blocks(8, 1), counting(made, -1));
        assertEquals(8 - kept.size() + 3, made.value());
        assertEquals(
                make("perturbed-0myr", blocks(8, 1), StarBlocksTest::random)
                        .manifest()
                        .checksum(),
                resumed.manifest().checksum());
        assertEquals(8, parquet(directory.resolve("stars/fiducial")).size());
    }

    @Test
    void blocksOfAnotherConfigurationAreCleanedAway() throws IOException {
        interrupted();
        LongAccumulator made = counter();
        make(
                run,
                List.of(output("fiducial", Optional.empty(), "sample.seeds = 8\n")),
                blocks(8, 1),
                counting(made, -1));
        assertEquals(8, made.value());
        assertEquals(List.of("fiducial"), MockRun.names(directory.resolve("stars")));
    }

    @Test
    void fullDiskIsNamedAndFinishedBlocksAreKept() throws IOException {
        Configuration limited = new Configuration(spark.sparkContext().hadoopConfiguration());
        SmallFiles.install(limited, 50_000);
        RunDirectory full = RunDirectory.at(directory.resolve("full").toString(), limited);
        List<StarBlocks.Output> outputs = List.of(output("fiducial", Optional.empty(), ""));
        // The last block's file is too large.
        List<Block> blocks = List.of(
                new Block(0, 0, 1, STARS_PER_SEED),
                new Block(1, 1, 1, STARS_PER_SEED),
                new Block(2, 2, 1, STARS_PER_SEED),
                new Block(3, 3, 100, STARS_PER_SEED));
        UserError e = assertThrows(UserError.class, () -> make(full, outputs, blocks, StarBlocksTest::random));
        assertTrue(e.getMessage().contains("seeds-00003-00102.parquet: " + SmallFiles.MESSAGE), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertEquals(List.of(), full.starDatasets());

        SmallFiles.install(limited, Long.MAX_VALUE);
        LongAccumulator made = counter();
        RunDirectory roomy = RunDirectory.at(directory.resolve("full").toString(), limited);
        StageOutcome resumed = make(roomy, outputs, blocks, counting(made, -1)).get(0);
        assertTrue(made.value() < 4, made.value() + " blocks were made again");
        assertEquals(
                make("perturbed-0myr", blocks, StarBlocksTest::random)
                        .manifest()
                        .checksum(),
                resumed.manifest().checksum());
    }

    @Test
    void noFilesOfChecksumsAreLeftBesideOurs() throws IOException {
        make("fiducial", blocks(4, 1), StarBlocksTest::random);
        List<String> files = MockRun.names(directory.resolve("stars/fiducial"));
        assertTrue(files.stream().noneMatch(name -> name.endsWith(".crc")), files.toString());
    }

    @Test
    void damagedInputIsNamedAndNothingIsMade() throws IOException {
        StageOutcome input = make("fiducial", blocks(4, 1), StarBlocksTest::random);
        java.nio.file.Path file = directory.resolve("stars/fiducial/seeds-00002-00002.parquet");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
        UserError e = assertThrows(UserError.class, () -> copy(input));
        assertTrue(e.getMessage().contains("seeds-00002-00002.parquet"), e.getMessage());
        assertEquals(List.of("fiducial"), run.starDatasets());
    }

    @Test
    void inputThatIsNotWhatItsManifestSaysIsRefused() throws IOException {
        StageOutcome input = make("fiducial", blocks(4, 1), StarBlocksTest::random);
        Path other = new Path(input.where(), "seeds-00001-00001.parquet");
        run.fileSystem().delete(other, false);
        StarBatch changed = randomBatch(new Block(1, 1, 1, STARS_PER_SEED));
        changed.stars().vz()[0] += 1;
        StarFile.write(other, run.hadoop(), changed);
        // A change of a number need not change the size.
        Manifest there = input.manifest();
        TreeMap<String, ContentFile> content = new TreeMap<>(there.content());
        content.put(
                other.getName(),
                new ContentFile(run.fileSystem().getFileStatus(other).getLen(), STARS_PER_SEED));
        run.writeText(
                new Path(input.where(), RunDirectory.MANIFEST),
                there.holding(content).json());
        UserError e = assertThrows(UserError.class, () -> copy(input));
        assertTrue(e.getMessage().contains("does not hold what its manifest says"), e.getMessage());
        assertEquals(List.of("fiducial"), run.starDatasets());
    }

    private StageOutcome make(String dataset, List<Block> blocks, StarBlocks.Maker maker) throws IOException {
        return make(run, List.of(output(dataset, Optional.empty(), "")), blocks, maker)
                .get(0);
    }

    private List<StageOutcome> make(
            RunDirectory directory, List<StarBlocks.Output> outputs, List<Block> blocks, StarBlocks.Maker maker)
            throws IOException {
        StarSets sets = StarSets.of(List.of("fiducial", "perturbed-0myr"), name -> output(
                        name, name.equals("fiducial") ? Optional.empty() : Optional.of("fiducial"), "")
                .set());
        Job job = new Job(spark, directory, ConfigLoader.reference(List.of()), sets, config -> Map.of(), false);
        return StarBlocks.make(job, outputs, blocks, Measure.VOLUME, maker);
    }

    private static StarBlocks.Output output(String dataset, Optional<String> from, String rendered) {
        return StarBlocks.Output.ofAll(
                new StarSet(dataset, "test", from, new StageConfiguration(rendered), Knowledge.NONE), Tally::sums);
    }

    private StageOutcome copy(StageOutcome input) throws IOException {
        String path = input.where();
        StarBlocks.Output output = output("perturbed-0myr", Optional.of("fiducial"), "");
        return make(run, List.of(output), blocks(4, 1), (block, hadoop) -> {
                    StarBatch batch = StarFile.read(new Path(path, block.file()), hadoop);
                    return List.of(new StarBlocks.BlockStars(batch, batch.checksum(), Tally.none(), 1));
                })
                .get(0);
    }

    /** Makes blocks and counts them; one of them fails, unless it is told -1. */
    private StarBlocks.Maker counting(LongAccumulator made, int failing) {
        return (block, hadoop) -> {
            if (block.index() == failing) {
                throw new IllegalStateException("no more stars");
            }
            made.add(1);
            return random(block, hadoop);
        };
    }

    private LongAccumulator counter() {
        return spark.sparkContext().longAccumulator();
    }

    /** Leaves a data set of 8 blocks of which the sixth has failed; returns its hidden directory. */
    private java.nio.file.Path interrupted() throws IOException {
        assertThrows(IllegalStateException.class, () -> make("fiducial", blocks(8, 1), counting(counter(), 5)));
        List<String> left = MockRun.names(directory.resolve("stars"));
        assertEquals(1, left.size(), left.toString());
        return directory.resolve("stars").resolve(left.get(0));
    }

    private static List<String> parquet(java.nio.file.Path directory) throws IOException {
        return MockRun.names(directory).stream()
                .filter(name -> name.endsWith(".parquet"))
                .toList();
    }

    private static List<StarBlocks.BlockStars> random(Block block, Configuration hadoop) {
        return List.of(new StarBlocks.BlockStars(randomBatch(block), ContentChecksum.EMPTY, Tally.none(), 1));
    }

    private static StarBatch randomBatch(Block block) {
        StarBatch batch = StarBatch.allocate(block.stars());
        for (int s = 0; s < block.seeds(); s++) {
            SplittableRandom random = new SplittableRandom(block.firstSeed() + s);
            Stars stars = Stars.allocate(block.starsPerSeed());
            for (int star = 0; star < block.starsPerSeed(); star++) {
                stars.set(star, new PhasePoint(random.nextDouble(1, 16), random.nextDouble(), 0, 220, 1));
            }
            batch.setSeed(s * block.starsPerSeed(), block.firstSeed() + s, stars);
        }
        return batch;
    }

    private static List<Block> blocks(int seeds, int perBlock) {
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < seeds; first += perBlock) {
            blocks.add(new Block(blocks.size(), first, perBlock, STARS_PER_SEED));
        }
        return blocks;
    }

    private static SampleSettings sample(int seeds, int perFile) {
        return new SampleSettings(0, seeds, STARS_PER_SEED, Measure.VOLUME, 1, 16, 2.5, perFile);
    }
}
