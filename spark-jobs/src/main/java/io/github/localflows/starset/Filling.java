package io.github.localflows.starset;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.github.localflows.cluster.JobName;
import io.github.localflows.phase.Region;
import io.github.localflows.table.SmallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the stars of a set reach the edges of the training volume. Where they end before, as a sample of the Sun's neighbourhood may,
 * nothing is known of f beyond, and what is found in all of the volume is wrong: the moments of steady stars vanish in a volume that they
 * fill.
 */
public final class Filling {
    /** The outer part of the volume's half width and height that is looked at. */
    private static final double EDGE = 0.1;

    /** Of fewer stars none need be high above a disc. */
    private static final long FEWEST = 20_000;

    /** Fewer than this part of all stars are hardly any at an edge in R, where the mock Galaxy has 4 and 6%, ... */
    private static final double HARDLY_ANY_IN_R = 1e-3;

    /** ... and high above the plane, where it has 0.04%. */
    private static final double HARDLY_ANY_IN_Z = 1e-5;

    private static final String BEGINNING = "hardly any of its stars are at ";

    private Filling() {}

    /** Whether a warning of a manifest is what {@link #doubt} says. */
    public static boolean isDoubt(String warning) {
        return warning.startsWith(BEGINNING);
    }

    /**
     * What of the volume a set does not fill, in words; empty where it does, where it has few stars, or where that is known.
     *
     * @param directory its table
     */
    public static Optional<String> doubt(SparkSession spark, StarSet set, Path directory, Region volume) {
        if (set.known().drawnIn().isPresent() || set.known().seen().isPresent()) {
            return Optional.empty();
        }
        double width = EDGE * 0.5 * (volume.Rmax() - volume.Rmin());
        double inner = volume.Rmin() + width;
        double outer = volume.Rmax() - width;
        double high = (1 - EDGE) * volume.absZmax();
        Row row;
        try {
            row = JobName.ofPart(spark, "edges of " + directory.getName())
                    .during(() -> TrainingStars.filtered(spark, directory, volume)
                            .agg(
                                    count(lit(1)),
                                    count_if(col("R").lt(inner)),
                                    count_if(col("R").gt(outer)),
                                    count_if(abs(col("z")).gt(high)))
                            .first());
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (Exception | OutOfMemoryError e) {
            throw SmallTable.unreadable(directory, e);
        }
        long all = row.getLong(0);
        List<String> empty = new ArrayList<>();
        List<String> edges = List.of(at("R < %.3f", inner), at("R > %.3f", outer), at("|z| > %.3f", high));
        double[] least = {HARDLY_ANY_IN_R, HARDLY_ANY_IN_R, HARDLY_ANY_IN_Z};
        for (int i = 0; i < edges.size(); i++) {
            if (row.getLong(i + 1) < least[i] * all) {
                empty.add(edges.get(i));
            }
        }
        return all < FEWEST || empty.isEmpty()
                ? Optional.empty()
                : Optional.of(BEGINNING + String.join(", ", empty)
                        + " kpc, near the edges of the training volume, "
                        + volume
                        + ", and what is found in a volume that they do not fill is wrong; all of them have "
                        + TrainingStars.extent(spark, directory)
                        + ": set train.R0, train.halfWidthR and train.absZmax to what they fill");
    }

    private static String at(String format, double kpc) {
        return String.format(Locale.ROOT, format, kpc);
    }
}
