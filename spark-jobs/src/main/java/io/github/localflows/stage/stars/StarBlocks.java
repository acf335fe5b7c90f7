package io.github.localflows.stage.stars;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.BlockRecord;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Made.Times;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes star sets of stars block by block: a task makes the stars of a block for all the star sets, sorts each by R and
 * writes it to one file of each. No rows are shuffled.
 *
 * <p>The block is what survives: as soon as a task has finished, the driver keeps its files, with a record of each, in the
 * star sets' pending directories. Whoever makes the same star sets again finds them there, checks them, and makes only
 * the blocks that are missing.
 */
final class StarBlocks {
    private static final Logger LOG = LoggerFactory.getLogger(StarBlocks.class);

    /** Parts of a task's time, by which figures of the manifest are named. */
    private static final String MAKING = "making";

    private static final String SORTING = "sorting";
    private static final String HASHING = "hashing";
    private static final String WRITING = "writing";

    /** Makes the stars of a block; everything it makes is decided by the block. */
    interface Maker extends Serializable {
        /**
         * The stars of a block for each of the star sets, in their order. They are asked for one after the other, once, and let go of
         * when the next are asked for.
         *
         * @param hadoop to read other star sets with
         */
        Iterable<BlockStars> make(Block block, Configuration hadoop) throws IOException;

        /**
         * How many star sets of a block a task holds at once.
         *
         * @param outputs how many are made
         */
        default int held(int outputs) {
            return outputs;
        }
    }

    /**
     * The stars of a block.
     *
     * @param batch the stars
     * @param read checksum of the stars that they were made from
     * @param tally figures
     * @param seconds how long it took to make them
     */
    record BlockStars(StarBatch batch, ContentChecksum read, Tally tally, double seconds) {}

    /**
     * A star set to be made.
     *
     * @param set the set
     * @param whole whether it has all stars of each block; if not, it has some of them
     * @param figures the figures for its manifest from the blocks' tally
     */
    record Output(StarSet set, boolean whole, Function<Tally, Map<String, Double>> figures) {
        /** A set with all stars of each block. */
        static Output ofAll(StarSet set, Function<Tally, Map<String, Double>> figures) {
            return new Output(set, true, figures);
        }

        /** A set with some stars of each block. */
        static Output ofSome(StarSet set, Function<Tally, Map<String, Double>> figures) {
            return new Output(set, false, figures);
        }

        private Content content() {
            return new Content(whole, set.lacksVelocities());
        }

        /** As an artifact, before its input's checksum is known; the configuration decides that too. */
        private Artifact begun(Job job) {
            return job.artifact(set, Map.of());
        }

        /** As an artifact, when its input is there. */
        private Artifact artifact(Job job) throws IOException {
            Optional<Manifest> from = input(job);
            return job.artifact(set, from.isPresent() ? inputs(set, from.get()) : Map.of());
        }

        private Optional<Manifest> input(Job job) throws IOException {
            return set.from().isEmpty()
                    ? Optional.empty()
                    : Optional.of(job.required(job.stars().get(set.from().get())));
        }
    }

    /** What a block's file of a star set holds. */
    private record Content(boolean whole, boolean lacksVelocities) implements Serializable {
        private static final long serialVersionUID = 1;

        StarFile.Columns columns(StarBatch batch) {
            if (batch.hasPhi()) {
                return StarFile.Columns.WITH_PHI;
            }
            return lacksVelocities ? StarFile.Columns.SOME_VELOCITIES : StarFile.Columns.ALL;
        }
    }

    /** The inputs of a set's recipe. */
    static Map<String, String> inputs(StarSet set, Manifest from) {
        return Map.of("stars/" + set.from().orElseThrow(), from.checksum());
    }

    /**
     * The stars of a block of a star set that has all of them.
     *
     * @throws UserError when its file is damaged, or holds others
     */
    static StarBatch read(String dataset, Block block, Configuration hadoop) throws IOException {
        StarBatch batch = readSome(dataset, block, hadoop);
        if (batch.size() != block.stars()) {
            throw notThatBlock(new Path(dataset, block.file()), batch.size() + " stars, not " + block.stars());
        }
        return batch;
    }

    /**
     * The stars of a block of a star set that may have some of them.
     *
     * @throws UserError when its file is damaged, or holds others
     */
    static StarBatch readSome(String dataset, Block block, Configuration hadoop) throws IOException {
        Path file = new Path(dataset, block.file());
        StarBatch batch = StarFile.read(file, hadoop);
        for (int i = 0; i < batch.size(); i++) {
            int seed = batch.seed()[i] - block.firstSeed();
            int star = batch.star()[i];
            if (seed < 0 || seed >= block.seeds() || star < 0 || star >= block.starsPerSeed()) {
                throw notThatBlock(file, "star " + star + " of seed " + batch.seed()[i]);
            }
        }
        return batch;
    }

    private static UserError notThatBlock(Path file, String what) {
        return new UserError(
                file + " holds " + what + ", so it is not the file that was written under that name: put that"
                        + " back, or move its star set away and make it again");
    }

    /** A block's file of one star set, as a task left it. */
    private record Written(String attempted, BlockRecord record) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private final Job job;
    private final List<Output> outputs;
    private final List<Block> blocks;
    private final Measure measure;
    private final String what;
    private final List<PendingDirectory> pending = new ArrayList<>();

    /** The finished blocks, by their index, with one record for each star set. */
    private final TreeMap<Integer, List<BlockRecord>> finished = new TreeMap<>();

    private long lastNanos = System.nanoTime();

    private StarBlocks(Job job, List<Output> outputs, List<Block> blocks, Measure measure) {
        this.job = job;
        this.outputs = outputs;
        this.blocks = blocks;
        this.measure = measure;
        what = outputs.stream().map(output -> output.set().stage()).distinct().collect(Collectors.joining("+")) + " "
                + outputs.stream().map(output -> output.set().name()).collect(Collectors.joining(", "));
    }

    /**
     * Makes star sets and commits them one after another.
     *
     * @param outputs the star sets, each after its input if that is one of them
     * @param measure with respect to what the stars were drawn
     * @throws UserError when an input does not hold what its manifest says, a block cannot be held in memory, or a file cannot
     *     be written; the finished blocks are kept
     */
    static List<StageOutcome> make(Job job, List<Output> outputs, List<Block> blocks, Measure measure, Maker maker)
            throws IOException {
        BlockMemory.check(job.spark(), blocks, maker.held(outputs.size()));
        StarBlocks work = new StarBlocks(job, outputs, blocks, measure);
        try {
            work.open();
            work.pickUp();
            work.makeMissing(maker);
            return work.commit();
        } finally {
            work.close();
        }
    }

    private void open() throws IOException {
        for (Output output : outputs) {
            pending.add(output.begun(job).begin());
        }
    }

    private void close() throws IOException {
        for (PendingDirectory directory : pending) {
            directory.close();
        }
    }

    /** Finds the blocks that an earlier attempt has finished, and reads them to see that they are what they should be. */
    private void pickUp() throws IOException {
        // Blocks may have been others then: how many seeds a file has decides nothing but that.
        List<String> names = blocks.stream().map(Block::file).toList();
        for (PendingDirectory directory : pending) {
            directory.retain(names);
        }
        List<Block> candidates = new ArrayList<>();
        List<ArrayList<BlockRecord>> records = new ArrayList<>();
        for (Block block : blocks) {
            ArrayList<BlockRecord> kept = new ArrayList<>();
            for (PendingDirectory directory : pending) {
                directory.kept(block.file()).ifPresent(kept::add);
            }
            if (kept.size() == outputs.size()) {
                candidates.add(block);
                records.add(kept);
            }
        }
        if (candidates.isEmpty()) {
            return;
        }
        ArrayList<String> directories = new ArrayList<>(
                pending.stream().map(directory -> directory.path().toString()).toList());
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            indices.add(i);
        }
        withHadoop(hadoop -> {
            ArrayList<Block> checked = new ArrayList<>(candidates);
            ArrayList<ArrayList<BlockRecord>> expected = new ArrayList<>(records);
            SparkTasks.run(
                    job.spark(),
                    "check finished blocks of " + what,
                    seeds(checked),
                    indices,
                    i -> holds(
                            directories,
                            checked.get(i),
                            expected.get(i),
                            hadoop.value().value()),
                    (i, whole) -> {
                        if (whole.value()) {
                            finished.put(candidates.get(i).index(), List.copyOf(records.get(i)));
                        }
                    });
        });
        LOG.info("{}: {} of {} blocks are there from an earlier attempt", what, finished.size(), blocks.size());
    }

    /** The seeds of some blocks, between which some may be missing. */
    private static String seeds(List<Block> blocks) {
        Block last = blocks.get(blocks.size() - 1);
        return "seeds " + blocks.get(0).firstSeed() + "-" + (last.firstSeed() + last.seeds() - 1);
    }

    private static boolean holds(List<String> directories, Block block, List<BlockRecord> records, Configuration hadoop)
            throws IOException {
        for (int i = 0; i < directories.size(); i++) {
            BlockRecord record = records.get(i);
            try {
                StarBatch batch = StarFile.read(new Path(directories.get(i), block.file()), hadoop);
                if (batch.size() != record.rows() || !batch.checksum().equals(record.checksum())) {
                    return false;
                }
            } catch (UserError damaged) {
                return false;
            }
        }
        return true;
    }

    private void makeMissing(Maker maker) throws IOException {
        List<Block> missing = blocks.stream()
                .filter(block -> !finished.containsKey(block.index()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        ArrayList<String> attempts = new ArrayList<>(pending.stream()
                .map(directory -> directory.attempts().toString())
                .toList());
        ArrayList<Content> contents =
                new ArrayList<>(outputs.stream().map(Output::content).toList());
        withHadoop(hadoop -> SparkTasks.run(
                job.spark(),
                what,
                seeds(missing),
                missing,
                block -> made(block, maker, attempts, contents, hadoop.value().value()),
                (i, written) -> keep(missing.get(i), written.value())));
    }

    private static ArrayList<Written> made(
            Block block, Maker maker, List<String> attempts, List<Content> contents, Configuration hadoop)
            throws IOException {
        Iterator<BlockStars> all = maker.make(block, hadoop).iterator();
        ArrayList<Written> files = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            BlockStars made = all.next();
            if (made.batch().size() > block.stars()
                    || contents.get(i).whole() && made.batch().size() != block.stars()) {
                throw new IllegalStateException(block + " gave " + made.batch().size() + " stars");
            }
            TreeMap<String, Double> seconds = new TreeMap<>();
            seconds.put(MAKING, made.seconds());
            long start = System.nanoTime();
            StarBatch sorted = made.batch().sortedByR();
            start = lap(seconds, SORTING, start);
            ContentChecksum checksum = sorted.checksum();
            start = lap(seconds, HASHING, start);
            Path file = new Path(attempts.get(i), SparkTasks.attempt() + "/" + block.file());
            StarFile.write(file, hadoop, sorted, contents.get(i).columns(sorted));
            lap(seconds, WRITING, start);
            files.add(new Written(
                    file.toString(),
                    new BlockRecord(
                            sorted.size(),
                            checksum,
                            made.read(),
                            made.tally().sums(),
                            made.tally().maxima(),
                            seconds,
                            0)));
        }
        return files;
    }

    private static long lap(Map<String, Double> seconds, String part, long start) {
        long now = System.nanoTime();
        seconds.put(part, (now - start) * 1e-9);
        return now;
    }

    /** Keeps a block's files for good once they have been seen to hold all their rows. */
    private void keep(Block block, List<Written> files) throws IOException {
        double wall = wallSeconds();
        double core = files.stream()
                .mapToDouble(file -> file.record().allCoreSeconds())
                .sum();
        List<BlockRecord> records = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Written written = files.get(i);
            Path attempted = new Path(written.attempted());
            pending.get(i).checkSeen(attempted);
            long rows = StarFile.rows(attempted, job.run().hadoop());
            if (rows != written.record().rows()) {
                throw new IllegalStateException(attempted + " holds " + rows + " stars after writing "
                        + written.record().rows());
            }
            BlockRecord record = written.record().took(wall * written.record().allCoreSeconds() / core);
            pending.get(i).keep(attempted, block.file(), record);
            records.add(record);
            WorkMeters.of(job.spark()).mark(outputs.get(i).set().stage(), WorkMeters.STARS, rows);
        }
        finished.put(block.index(), records);
    }

    /** The time since this was last asked, so that the parts of a run that was resumed add up to what it took. */
    private double wallSeconds() {
        long now = System.nanoTime();
        double seconds = (now - lastNanos) * 1e-9;
        lastNanos = now;
        return seconds;
    }

    private List<StageOutcome> commit() throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            checkInput(i);
            outcomes.add(outputs.get(i).artifact(job).commit(pending.get(i), made(i)));
        }
        return outcomes;
    }

    /** What became of a set, all its blocks together. */
    private Made made(int i) {
        Output output = outputs.get(i);
        long rows = 0;
        ContentChecksum checksum = ContentChecksum.EMPTY;
        Tally tally = Tally.none();
        SortedMap<String, Double> coreSeconds = new TreeMap<>();
        double wallSeconds = wallSeconds();
        for (Block block : blocks) {
            BlockRecord record = finished.get(block.index()).get(i);
            rows += record.rows();
            checksum = checksum.plus(record.checksum());
            tally = tally.plus(new Tally(record.sums(), record.maxima()));
            record.coreSeconds().forEach((part, seconds) -> coreSeconds.merge(part, seconds, Double::sum));
            wallSeconds += record.wallSeconds();
        }
        Map<String, Double> figures = new TreeMap<>(output.figures().apply(tally));
        coreSeconds.forEach((part, seconds) -> figures.put(part + "CoreSeconds", seconds));
        double allCoreSeconds =
                coreSeconds.values().stream().mapToDouble(seconds -> seconds).sum();
        return new Made(
                job.origin(output.set(), measure),
                rows,
                checksum.hex(),
                new Times(wallSeconds, allCoreSeconds),
                figures);
    }

    private void checkInput(int i) throws IOException {
        Optional<Manifest> from = outputs.get(i).input(job);
        if (from.isEmpty()) {
            return;
        }
        Manifest input = from.get();
        ContentChecksum read = ContentChecksum.EMPTY;
        for (List<BlockRecord> records : finished.values()) {
            read = read.plus(records.get(i).read());
        }
        if (!input.checksum().equals(read.hex())) {
            // Not to be picked up again: nobody knows which of the blocks is wrong.
            pending.get(i).discard();
            throw new UserError(job.run().stars(input.dataset()) + " does not hold what its manifest says (checksum "
                    + read.hex() + ", not " + input.checksum()
                    + "): put back what was there, or move it away and run `" + input.stage() + "` again");
        }
    }

    private interface HadoopWork {
        void run(Broadcast<SerializableConfiguration> hadoop) throws IOException;
    }

    private void withHadoop(HadoopWork work) throws IOException {
        Broadcast<SerializableConfiguration> hadoop = JavaSparkContext.fromSparkContext(
                        job.spark().sparkContext())
                .broadcast(new SerializableConfiguration(job.run().hadoop()));
        try {
            work.run(hadoop);
        } finally {
            hadoop.destroy();
        }
    }
}
