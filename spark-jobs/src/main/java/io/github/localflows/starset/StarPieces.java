package io.github.localflows.starset;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.cluster.JobName;
import io.github.localflows.config.UserError;
import io.github.localflows.phase.Region;
import io.github.localflows.table.SmallTable;
import io.github.localflows.table.StarTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The stars of a volume in pieces that the stars alone decide, and not how they lie in files or on executors: a piece holds some stars
 * of many seeds, by seed and star. What is summed over a piece in this order, and over pieces in theirs, has the same bits everywhere.
 *
 * <p>However many stars there are, a piece is a stream and there are at most {@value #MOST} of them, so that memory does not grow.
 */
public final class StarPieces {
    /** Stars of a piece, as long as there are not too many pieces. */
    private static final long STARS = 1 << 14;

    /** The driver holds what comes of each. */
    private static final int MOST = 512;

    /** Stars of a seed that are together in a piece: a table's file is one seed, and should not be one piece. */
    private static final int TOGETHER = 1 << 12;

    /** A prime number above the number of pieces: neighbouring seeds go to different pieces. */
    private static final long STRIDE = 7919;

    /** Of which some of the stars are a number. */
    private static final long SHARES = 1 << 20;

    private static final String COPY = "copy";

    private static final int VALUES = StarTable.SCHEMA.fieldIndex("R");

    private final Path directory;
    private final Reading reading;
    private final Dataset<Row> stars;

    /** All measurements of these, and which of a star's each is. */
    private final Dataset<Row> copies;

    private final long count;
    private final int pieces;

    /**
     * What one star is, or one measurement of it, and how much it counts.
     *
     * @param star which star it is: seed and star in one number
     * @param R radius [kpc]
     * @param phi azimuth [rad], NaN unless it is asked for
     * @param z height [kpc]
     * @param vR radial velocity [km/s]
     * @param vphi azimuthal velocity [km/s]
     * @param vz vertical velocity [km/s]
     * @param weight how much the star counts
     * @param factor by which the measurement counts, 1 where there is but one
     */
    public record WeightedStar(
            long star,
            double R,
            double phi,
            double z,
            double vR,
            double vphi,
            double vz,
            double weight,
            double factor) {}

    /** Whether azimuths are wanted. */
    public enum Azimuths {
        /** Nobody looks at them. */
        UNUSED,
        /** Each star must have one. */
        NEEDED
    }

    /** What is made of the stars of a piece, in their order. */
    public interface Work<T> extends Serializable {
        T of(Iterator<WeightedStar> stars);
    }

    /**
     * What was made.
     *
     * @param number of the piece
     */
    private record Done<T>(int number, T value) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Looks at the stars of a set inside of a volume, all of which have velocities.
     *
     * @throws UserError when a file is damaged, a star's position not a number, or the set has no azimuths that are needed
     */
    public StarPieces(SparkSession spark, RunDirectory run, StarSet set, Region volume, Azimuths azimuths) {
        this(spark, run, Extrapolation.none(set), volume, azimuths);
    }

    /** The same of stars that were measured several times, of which {@link #count} and {@link #some} are of the first. */
    public StarPieces(SparkSession spark, RunDirectory run, Extrapolation measured, Region volume, Azimuths azimuths) {
        StarSet set = measured.measured();
        directory = run.stars(set.name());
        StarCheck check = new StarCheck(TableRows.of(run, set.name()), false);
        JobName counting = JobName.ofPart(spark, "count stars of " + set.name());
        try {
            counting.during(() -> {
                TrainingStars.refuseLost(spark, directory, check);
                return null;
            });
            Dataset<Row> all = counting.during(() -> Storage.reader(spark).parquet(directory.toString()));
            boolean withPhi = azimuths == Azimuths.NEEDED;
            if (withPhi && !Arrays.asList(all.columns()).contains(StarTable.PHI.name())) {
                throw new UserError("stars/" + set + " has no column phi, which is needed where stars need not be"
                        + " axisymmetric: set weakForm.azimuth = 0, or give a set with azimuths");
            }
            reading = new Reading(
                    check,
                    withPhi,
                    TrainingStars.isWeighted(all),
                    measured.parts().stream()
                            .mapToDouble(Extrapolation.Part::factor)
                            .toArray());
            List<Column> columns = new ArrayList<>(List.of(TrainingStars.columns(all)));
            if (withPhi) {
                columns.add(col(StarTable.PHI.name()));
            }
            Column[] needed = columns.toArray(Column[]::new);
            stars = all.where(TrainingStars.inside(volume)).select(needed);
            count = counting.during(stars::count);
            Dataset<Row> several = stars.withColumn(COPY, lit(0));
            for (int copy = 1; copy < measured.parts().size(); copy++) {
                Path another = run.stars(measured.parts().get(copy).set().name());
                several = several.union(
                        counting.during(() -> Storage.reader(spark).parquet(another.toString()))
                                .where(TrainingStars.inside(volume))
                                .select(needed)
                                .withColumn(COPY, lit(copy)));
            }
            copies = several;
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
        pieces = (int) Math.max(1, Math.min(MOST, count / STARS));
    }

    /** How many stars there are. */
    public long count() {
        return count;
    }

    /** How many pieces there are, some of which may hold no stars. */
    public int pieces() {
        return pieces;
    }

    private Column piece() {
        Column mixed = col("seed")
                .cast("long")
                .multiply(lit(STRIDE))
                .plus(col("star").divide(lit(TOGETHER)).cast("long"));
        return pmod(mixed, lit((long) pieces)).cast("int");
    }

    /**
     * Some of the stars, by seed and star: about as many as are wanted, or all. Which, the numbers of each star alone decide, as if by chance: so they are of
     * all places, also where a table has its stars by their place.
     *
     * @throws UserError when a file is damaged, or a star not one
     */
    public List<WeightedStar> some(int wanted) {
        long share = count <= wanted ? SHARES : Math.round((double) wanted / count * SHARES);
        try {
            return JobName.ofPart(stars.sparkSession(), "some stars of " + reading.check.set())
                    .during(() -> stars.where(pmod(xxhash64(col("seed"), col("star")), lit(SHARES))
                                    .lt(share))
                            .orderBy(col("seed"), col("star"))
                            .collectAsList())
                    .stream()
                    .map(row -> reading.star(reading.check.checked(row), 1))
                    .toList();
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /**
     * Does some work on each piece, in tasks.
     *
     * @return what was made of the pieces that hold stars, in their order
     * @throws UserError when a file is damaged, or a star not one
     */
    public <T extends Serializable> List<T> map(Work<T> work) {
        Reading how = reading;
        try {
            List<Done<T>> done = new ArrayList<>(copies.withColumn("piece", piece())
                    .repartition(pieces, col("piece"))
                    .sortWithinPartitions("piece", "seed", "star", COPY)
                    .javaRDD()
                    .mapPartitions(rows -> new Pieces<>(rows, how, work))
                    .collect());
            done.sort(Comparator.comparingInt(Done::number));
            return done.stream().map(Done::value).toList();
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
    }

    /**
     * How rows are read.
     *
     * @param withPhi whether the azimuth is the last column of the stars
     * @param weighted whether the column after those of every table is the weight
     * @param factors of a star's measurements
     */
    private record Reading(StarCheck check, boolean withPhi, boolean weighted, double[] factors)
            implements Serializable {
        private static final long serialVersionUID = 1;

        /** Where the number of the piece is. */
        int pieceColumn() {
            return copyColumn() + 1;
        }

        private int copyColumn() {
            return phiColumn() + (withPhi ? 1 : 0);
        }

        /** The star of a row that says which of its measurements it is. */
        WeightedStar copy(Row row) {
            return star(row, factors[row.getInt(copyColumn())]);
        }

        private int phiColumn() {
            return StarTable.SCHEMA.length() + (weighted ? 1 : 0);
        }

        WeightedStar star(Row row, double factor) {
            double weight = weighted ? check.weight(row) : 1;
            double phi = Double.NaN;
            if (withPhi) {
                int at = phiColumn();
                phi = row.isNullAt(at) ? Double.NaN : row.getDouble(at);
                if (!Double.isFinite(phi)) {
                    throw new UserError(check.hasStar(row) + " whose azimuth phi is " + row.get(at)
                            + ": it must be finite; leave the star out, or set weakForm.azimuth = 0");
                }
            }
            return new WeightedStar(
                    ((long) row.getInt(0) << Integer.SIZE) + row.getInt(1),
                    row.getDouble(VALUES),
                    phi,
                    row.getDouble(VALUES + 1),
                    row.getDouble(VALUES + 2),
                    row.getDouble(VALUES + 3),
                    row.getDouble(VALUES + 4),
                    weight,
                    factor);
        }
    }

    /** Does the work on one piece after the other of a sorted partition, star by star. */
    private static final class Pieces<T> implements Iterator<Done<T>> {
        private final Iterator<Row> rows;
        private final Reading reading;
        private final Work<T> work;
        private Row next;

        Pieces(Iterator<Row> rows, Reading reading, Work<T> work) {
            this.rows = rows;
            this.reading = reading;
            this.work = work;
            advance();
        }

        private void advance() {
            next = rows.hasNext() ? rows.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Done<T> next() {
            if (next == null) {
                throw new NoSuchElementException("no piece is left");
            }
            int piece = next.getInt(reading.pieceColumn());
            Iterator<WeightedStar> own = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return next != null && next.getInt(reading.pieceColumn()) == piece;
                }

                @Override
                public WeightedStar next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("no star of the piece is left");
                    }
                    WeightedStar star = reading.copy(reading.check.checked(next));
                    advance();
                    return star;
                }
            };
            T value = work.of(own);
            while (own.hasNext()) {
                own.next();
            }
            return new Done<>(piece, value);
        }
    }
}
