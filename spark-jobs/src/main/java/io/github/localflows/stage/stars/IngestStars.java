package io.github.localflows.stage.stars;

import io.github.localflows.artifact.Artifact;
import io.github.localflows.artifact.ContentChecksum;
import io.github.localflows.artifact.InputName;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.artifact.StageOutcome;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.config.UserError;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.Typing;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.TableRows;
import io.github.localflows.table.StarTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage {@code ingest}: star sets from tables that the configuration declares, see {@link IngestSource}.
 *
 * <p>A star's numbers, and the files, depend on the table alone, see {@link TableRows}. Rows that are no
 * stars, for a coordinate is missing, are left out and counted by reason.
 */
public final class IngestStars {
    static final String STAGE = "ingest";

    private static final Logger LOG = LoggerFactory.getLogger(IngestStars.class);

    private IngestStars() {}

    /** Makes the star sets that are not there. */
    public static List<StageOutcome> run(Job job) throws IOException {
        List<StageOutcome> outcomes = new ArrayList<>();
        for (StarSet set : job.stars().madeBy(STAGE)) {
            IngestSource table = IngestSource.declared(set.name(), job.config()).orElseThrow();
            checkApart(job, set, table);
            Artifact artifact = job.artifact(set, inputs(job, set, table));
            outcomes.add(artifact.make(job.overwrite(), pending -> ingest(job, set, table, pending)));
        }
        return outcomes;
    }

    /** What {@link KnownSets#checkAhead} does of the sets of this stage. */
    static void checkAhead(Job job, Map<String, String> azimuths) throws IOException {
        for (StarSet set : job.stars().madeBy(STAGE)) {
            IngestSource declared =
                    IngestSource.declared(set.name(), job.config()).orElseThrow();
            boolean isThere = job.run().manifest(job.run().stars(set.name())).isPresent();
            if ((!isThere || job.overwrite())
                    && declared.table().place(job.run().hadoop()).exists()) {
                SparkSession spark = session(job);
                Optional<String> needed = Optional.ofNullable(azimuths.get(set.name()));
                JobName.ofPart(spark, "look at the columns of " + set.name()).during(() -> {
                    declared.checkAhead(spark, needed);
                    return null;
                });
            }
        }
    }

    /** Settings of this stage are nobody else's. */
    private static SparkSession session(Job job) {
        SparkSession spark = job.spark().newSession();
        spark.conf().set("spark.sql.caseSensitive", true);
        return spark;
    }

    /** A table that is replaced by what is made of it could be read only once. */
    private static void checkApart(Job job, StarSet set, IngestSource table) {
        Path of = table.table().place(job.run().hadoop()).qualified();
        Path to = job.run().fileSystem().makeQualified(job.run().stars(set.name()));
        for (Path above = of; above != null; above = above.getParent()) {
            if (above.equals(to)) {
                throw new UserError(
                        table.table().what() + " is the star set itself, which would be replaced: give the table"
                                + " that it was made from");
            }
        }
    }

    /** The state of the table; a set that is there needs none any more. */
    private static Map<String, String> inputs(Job job, StarSet set, IngestSource table) throws IOException {
        Optional<String> state = table.table().state(job.run().hadoop());
        if (state.isPresent()) {
            return Map.of(InputName.table(table.table().path()), state.get());
        }
        return job.run()
                .manifest(job.run().stars(set.name()))
                .map(Manifest::inputs)
                .orElseThrow(table.table()::missing);
    }

    private static Made ingest(Job job, StarSet set, IngestSource declared, PendingDirectory pending)
            throws IOException {
        long start = System.nanoTime();
        SparkSession spark = session(job);
        // Measured numbers hardly repeat: to look for it costs more than to hold or write them all.
        spark.conf().set("spark.sql.inMemoryColumnarStorage.compressed", false);
        PointTable table = JobName.ofPart(spark, "look at the table of " + set.name())
                .during(() -> PointTable.open(spark, declared.table(), Typing.NUMBERS, declared.wanted()));
        table.remarks().forEach(remark -> LOG.info("stars/{}: {}", set.name(), remark));
        RowReader stars = declared.cuts().before(spark, table, declared.reader(table));
        Dataset<Row> read = ReadStars.of(spark, table, stars).persist(StorageLevel.MEMORY_AND_DISK());
        long ofABlock = TableRows.ofABlock(table.count());
        int blocks = Math.toIntExact((table.count() + ofABlock - 1) / ofABlock);
        // Each row is counted, goes to its block and is written; each file is read again.
        long tasks = 2L * read.rdd().getNumPartitions() + 2L * blocks;
        try {
            SparkTasks.Result<Written> written = SparkTasks.watched(spark, STAGE + " " + set, tasks, () -> {
                Dataset<Row> once = declared.hasUniqueIds() && has(stars, StarTable.ID) ? ReadStars.once(read) : read;
                Census census = new Census(once);
                census.refuse(declared, table);
                List<String> files = write(ReadStars.blocks(once, stars.schema(), ofABlock, blocks), pending);
                return new Written(census, checksum(spark, files));
            });
            Census census = written.value().census();
            WorkMeters.of(spark).mark(STAGE, WorkMeters.STARS, census.stars());
            List<String> warnings = new ArrayList<>(stars.remarks());
            warnings.addAll(census.remarks());
            return new Made(
                    job.origin(set, declared.measure()),
                    census.stars(),
                    written.value().checksum().hex(),
                    new Made.Times((System.nanoTime() - start) * 1e-9, written.seconds()),
                    census.figures(),
                    warnings);
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception e) {
            UserError damage = table.damage(e);
            if (damage != null) {
                throw damage;
            }
            if (e instanceof IOException io) {
                throw io;
            }
            throw SparkTasks.readable("reading " + table.what(), e);
        } finally {
            read.unpersist();
        }
    }

    private static boolean has(RowReader stars, StructField column) {
        return stars.schema().getFieldIndex(column.name()).isDefined();
    }

    /** What has been written. */
    private record Written(Census census, ContentChecksum checksum) {}

    /** Writes the blocks, each into a file; returns these. */
    private static List<String> write(Dataset<Row> table, PendingDirectory pending) throws IOException {
        SparkSession spark = table.sparkSession();
        Path scratch = new Path(pending.attempts(), "blocks");
        try {
            table.write()
                    .option("compression", "zstd")
                    .option("parquet.enable.dictionary", false)
                    .parquet(scratch.toString());
        } catch (Exception e) {
            throw Storage.unwritable(scratch, e)
                    .<RuntimeException>map(mistake -> mistake)
                    .orElseGet(() -> SparkTasks.readable("writing " + scratch, e));
        }
        List<Path> files = Arrays.stream(
                        Storage.of(scratch, spark.sparkContext().hadoopConfiguration())
                                .listStatus(scratch))
                .map(FileStatus::getPath)
                .filter(file -> file.getName().endsWith(".parquet"))
                .sorted(Comparator.comparing(Path::getName))
                .toList();
        List<String> accepted = new ArrayList<>();
        for (Path file : files) {
            String name = String.format(Locale.ROOT, "stars-%05d.parquet", accepted.size());
            pending.accept(file, name);
            accepted.add(new Path(pending.path(), name).toString());
        }
        return accepted;
    }

    /** Of what was written, as Spark reads it. */
    private static ContentChecksum checksum(SparkSession spark, List<String> files) {
        return Storage.reader(spark)
                .parquet(files.toArray(String[]::new))
                .javaRDD()
                .mapPartitions(rows -> List.of(ContentChecksum.of(() -> rows)).iterator())
                .reduce(ContentChecksum::plus);
    }
}
