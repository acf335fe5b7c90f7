package io.github.localflows.starset;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.rint;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.Region;
import io.github.localflows.table.SmallTable;
import io.github.localflows.table.StarBatch;
import io.github.localflows.table.StarTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stars in the training volume, read through a filter that Parquet applies, in an order that nothing but the content decides. */
public final class TrainingStars {
    /** Stars of a partition of the sorted table, which goes to the driver in one message, of some 6 MB. */
    private static final int PARTITION = 1 << 17;

    /** Where vphi is in the table. */
    private static final int VPHI = StarTable.SCHEMA.fieldIndex("vphi");

    private static final double TURN = 2 * Math.PI;

    /** Stars of a batch. */
    private static final int CHUNK = 1 << 15;

    private TrainingStars() {}

    /**
     * Hands over the stars of a star set inside of a volume, by seed and star, a batch at a time: the driver holds a partition
     * of the sorted table at once, however many stars there are. Velocities that a star may lack are NaN.
     *
     * @throws UserError when a file is damaged, a star's coordinate or its weight missing or not finite, or the driver's memory too
     *     small
     */
    public static void read(
            SparkSession spark, RunDirectory run, StarSet set, Region volume, Consumer<WeightedStars> taker) {
        read(spark, run, set, volume, 0, taker);
    }

    /**
     * The same of stars in a sector, with their azimuths.
     *
     * @param azimuth half the width of the sector about azimuth 0 [rad]; 0 where azimuths do not matter
     * @throws UserError as there, and when the set or a star of it has no azimuth
     */
    public static void read(
            SparkSession spark,
            RunDirectory run,
            StarSet set,
            Region volume,
            double azimuth,
            Consumer<WeightedStars> taker) {
        JobName.ofPart(spark, "read stars of " + set.name()).during(() -> {
            readNamed(spark, run, set, volume, azimuth, taker);
            return null;
        });
    }

    private static void readNamed(
            SparkSession spark,
            RunDirectory run,
            StarSet set,
            Region volume,
            double azimuth,
            Consumer<WeightedStars> taker) {
        Path directory = run.stars(set.name());
        StarCheck check = new StarCheck(TableRows.of(run, set.name()), set.lacksVelocities());
        Iterator<WeightedStars> batches;
        try {
            refuseLost(spark, directory, check);
            Dataset<Row> stars = azimuth > 0
                    ? inSector(spark, directory, volume, azimuth, check)
                    : filtered(spark, directory, volume);
            boolean weighted = isWeighted(stars);
            batches = sorted(stars)
                    .javaRDD()
                    .mapPartitions(rows -> chunks(rows, check, weighted, azimuth > 0))
                    .toLocalIterator();
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
        for (WeightedStars batch = next(batches, directory); batch != null; batch = next(batches, directory)) {
            taker.accept(batch);
        }
    }

    /** The next batch, which Spark makes now, or null after the last. */
    private static WeightedStars next(Iterator<WeightedStars> batches, Path directory) {
        try {
            return batches.hasNext() ? batches.next() : null;
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /** Refuses a star set with a star whose position is not a number, which no filter on positions would ever show. */
    static void refuseLost(SparkSession spark, Path directory, StarCheck check) {
        List<Row> lost = Storage.reader(spark)
                .parquet(directory.toString())
                .where(col("R").isNull()
                        .or(col("z").isNull())
                        .or(isnan(col("R")))
                        .or(isnan(col("z"))))
                .select(tableColumns())
                .limit(1)
                .collectAsList();
        lost.forEach(check::checked);
    }

    /** Whether the stars of a set count differently. */
    public static boolean isWeighted(SparkSession spark, Path directory) {
        try {
            return JobName.ofPart(spark, "columns of " + directory.getName())
                    .during(() -> isWeighted(Storage.reader(spark).parquet(directory.toString())));
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /** Whether the stars of a table count differently. */
    static boolean isWeighted(Dataset<Row> stars) {
        return Arrays.asList(stars.columns()).contains(StarTable.WEIGHT.name());
    }

    /**
     * The mean vphi of those of the stars of a set in a volume that have one, weighted where they have weights [km/s]; 0 of none.
     *
     * @throws UserError when a file is damaged, or a weight missing, not finite or negative
     */
    public static double meanVphi(SparkSession spark, RunDirectory run, StarSet set, Region volume) {
        Path directory = run.stars(set.name());
        StarCheck check = new StarCheck(TableRows.of(run, set.name()), set.lacksVelocities());
        try {
            // A fixed order of rows: a sum in another could round to another number.
            List<double[]> sums = JobName.ofPart(spark, "mean vphi of " + directory.getName())
                    .during(() -> {
                        Dataset<Row> stars = filtered(spark, directory, volume);
                        boolean weighted = isWeighted(stars);
                        return sorted(stars)
                                .javaRDD()
                                .mapPartitions(rows -> sums(rows, check, weighted))
                                .collect();
                    });
            Double mean = sums.stream()
                    .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]})
                    .filter(sum -> sum[1] > 0)
                    .map(sum -> sum[0] / sum[1])
                    .orElse(0.0);
            return mean;
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /** The sum of vphi over rows and their number, both weighted. */
    private static Iterator<double[]> sums(Iterator<Row> rows, StarCheck check, boolean weighted) {
        double[] sum = new double[2];
        while (rows.hasNext()) {
            Row row = rows.next();
            if (!row.isNullAt(VPHI)) {
                double weight = weighted ? check.weight(row) : 1;
                sum[0] += weight * row.getDouble(VPHI);
                sum[1] += weight;
            }
        }
        return List.of(sum).iterator();
    }

    /** Where the stars of a set lie, for people. */
    public static String extent(SparkSession spark, Path directory) {
        try {
            Row row = JobName.ofPart(spark, "extent of " + directory.getName()).during(() -> Storage.reader(spark)
                    .parquet(directory.toString())
                    .agg(min("R"), max("R"), min("z"), max("z"))
                    .first());
            return String.format(
                    Locale.ROOT,
                    "%.4g <= R <= %.4g, %.4g <= z <= %.4g kpc",
                    row.getDouble(0),
                    row.getDouble(1),
                    row.getDouble(2),
                    row.getDouble(3));
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /** The table of these stars; their weights, where they have some, are its last column. */
    public static Dataset<Row> filtered(SparkSession spark, Path directory, Region volume) {
        Dataset<Row> all = Storage.reader(spark).parquet(directory.toString());
        return all.where(inside(volume)).select(columns(all));
    }

    /** The same of those in a sector; the last column is the azimuth without whole turns. */
    private static Dataset<Row> inSector(
            SparkSession spark, Path directory, Region volume, double azimuth, StarCheck check) {
        Dataset<Row> all = Storage.reader(spark).parquet(directory.toString());
        String phi = StarTable.PHI.name();
        if (!Arrays.asList(all.columns()).contains(phi)) {
            throw new UserError("stars/" + check.set() + " has no column phi, which flows need that see azimuths: set"
                    + " train.azimuth = 0, or give a set with azimuths");
        }
        Dataset<Row> inside = all.where(inside(volume));
        inside.where(col(phi).isNull().or(isnan(col(phi))))
                .select(col("seed"), col("star"), col(phi))
                .limit(1)
                .collectAsList()
                .forEach(row -> {
                    throw new UserError(check.hasStar(row) + " whose azimuth phi is " + row.get(2)
                            + ": it must be finite; leave the star out, or set train.azimuth = 0");
                });
        Column[] columns =
                Stream.concat(Arrays.stream(columns(all)), Stream.of(col(phi))).toArray(Column[]::new);
        return inside.withColumn(phi, col(phi).minus(rint(col(phi).divide(TURN)).multiply(TURN)))
                .where(abs(col(phi)).lt(azimuth))
                .select(columns);
    }

    /** Whether a star is inside of a volume. */
    static Column inside(Region volume) {
        return col("R").gt(volume.Rmin())
                .and(col("R").lt(volume.Rmax()))
                .and(col("z").gt(-volume.absZmax()))
                .and(col("z").lt(volume.absZmax()));
    }

    /** By seed and star, in partitions of a number of their own: Spark would make them as large as 64 MB of shuffled bytes. */
    public static Dataset<Row> sorted(Dataset<Row> stars) {
        int partitions = (int) (stars.count() / PARTITION + 1);
        return stars.repartitionByRange(partitions, col("seed"), col("star")).sortWithinPartitions("seed", "star");
    }

    /** Those that every star has, and behind them the weight where stars have one. */
    static Column[] columns(Dataset<Row> stars) {
        List<Column> columns = new ArrayList<>(List.of(tableColumns()));
        if (isWeighted(stars)) {
            columns.add(col(StarTable.WEIGHT.name()));
        }
        return columns.toArray(Column[]::new);
    }

    private static Column[] tableColumns() {
        return Arrays.stream(StarTable.SCHEMA.fieldNames())
                .map(name -> col(name))
                .toArray(Column[]::new);
    }

    private static Iterator<WeightedStars> chunks(
            Iterator<Row> rows, StarCheck check, boolean weighted, boolean withPhi) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public WeightedStars next() {
                List<Row> chunk = new ArrayList<>();
                while (rows.hasNext() && chunk.size() < CHUNK) {
                    chunk.add(check.checked(rows.next()));
                }
                double[] weights =
                        weighted ? chunk.stream().mapToDouble(check::weight).toArray() : new double[0];
                StarBatch batch = StarTable.batch(chunk);
                return new WeightedStars(
                        withPhi
                                ? new StarBatch(
                                        batch.seed(),
                                        batch.star(),
                                        batch.stars(),
                                        chunk.stream()
                                                .mapToDouble(row -> row.getDouble(row.size() - 1))
                                                .toArray())
                                : batch,
                        weights);
            }
        };
    }
}
