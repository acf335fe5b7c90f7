package io.github.localflows.stage.stars;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.github.localflows.config.Messages;
import io.github.localflows.config.UserError;
import io.github.localflows.input.Frame;
import io.github.localflows.input.Impossible;
import io.github.localflows.input.PointTable;
import io.github.localflows.table.StarTable;
import io.github.localflows.units.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What the rows of a declared table are: stars, or none for some reason; and what of them looks like a mistake.
 *
 * <p>Immutable.
 */
final class Census {
    /** Nothing that a galaxy holds is faster [km/s]; a mark for a missing value is. */
    private static final double FASTEST = 1000;

    /** Most stars are faster than this [km/s] where their dispersion is 1.3 km/s or more; in kpc/Myr, or units of a circular velocity, hardly any is. */
    private static final double SLOWEST = 2;

    /** And than this where it is 3.3 km/s or more; in units of 100 km/s hardly any is. */
    private static final double SLOW = 5;

    /** Nothing of a galaxy is farther [kpc]; a distance in parsecs is. */
    private static final double FARTHEST = 1000;

    /** Azimuths beyond a turn are degrees. */
    private static final double LARGEST_PHI = 2 * Math.PI * (1 + 1e-9);

    /** Beyond it a number is read more easily with an exponent. */
    private static final double LARGEST_PLAIN = 1e7;

    private final long impossible;

    /** The first of the rows with something impossible. */
    private final List<Row> firstImpossible;

    /** What leaves out such rows. */
    private final List<String> cutsOfImpossible;

    private final Map<String, Long> faults;
    private final Map<String, Long> absent;
    private final long stars;
    private final long backwards;
    private final long fast;
    private final long slowest;
    private final long slow;
    private final long far;
    private final double fastest;
    private final double farthest;
    private final double largestPhi;
    private final Map<String, Double> extent;

    /** @param rows of {@link ReadStars} */
    Census(Dataset<Row> rows) {
        Dataset<Row> not = rows.where(col(ReadStars.IMPOSSIBLE).isNotNull());
        impossible = not.count();
        firstImpossible = impossible == 0
                ? List.of()
                : not.select(ReadStars.ROW, ReadStars.IMPOSSIBLE)
                        .orderBy(ReadStars.ROW)
                        .limit(Messages.TOLD)
                        .collectAsList();
        cutsOfImpossible = impossible == 0
                ? List.of()
                : List.copyOf(counted(not, ReadStars.CUT).keySet());
        faults = counted(rows, ReadStars.FAULT);
        absent = new TreeMap<>();
        counted(rows, ReadStars.ABSENT).forEach((several, count) -> ReadStars.apart(several)
                .forEach(what -> absent.merge(what, count, Long::sum)));
        Column speed2 = expr("vR * vR + vphi * vphi + vz * vz");
        Column distance2 = expr("R * R + z * z");
        boolean hasPhi = List.of(rows.columns()).contains(StarTable.PHI.name());
        Row sums = rows.where(col(ReadStars.FAULT).isNull())
                .agg(
                        count(lit(1)),
                        count(when(col("vphi").lt(0), 1)),
                        count(when(speed2.gt(FASTEST * FASTEST), 1)),
                        max(speed2),
                        count(when(distance2.gt(FARTHEST * FARTHEST), 1)),
                        max(distance2),
                        hasPhi ? max(abs(col(StarTable.PHI.name()))) : lit(null).cast(DataTypes.DoubleType),
                        min("R"),
                        max("R"),
                        max(abs(col("z"))),
                        count(when(speed2.lt(SLOWEST * SLOWEST), 1)),
                        count(when(speed2.lt(SLOW * SLOW), 1)))
                .first();
        stars = sums.getLong(0);
        backwards = sums.getLong(1);
        fast = sums.getLong(2);
        fastest = root(sums, 3);
        far = sums.getLong(4);
        farthest = root(sums, 5);
        largestPhi = sums.isNullAt(6) ? 0 : sums.getDouble(6);
        slowest = sums.getLong(10);
        slow = sums.getLong(11);
        // Rows with something impossible may have neither, and are refused.
        extent = IntStream.of(7, 8, 9).anyMatch(sums::isNullAt)
                ? Map.of()
                : Map.of(
                        TableFigures.R_MIN, sums.getDouble(7),
                        TableFigures.R_MAX, sums.getDouble(8),
                        TableFigures.ABS_Z_MAX, sums.getDouble(9));
    }

    private static double root(Row row, int column) {
        return row.isNullAt(column) ? 0 : Math.sqrt(row.getDouble(column));
    }

    private static Map<String, Long> counted(Dataset<Row> rows, String column) {
        Map<String, Long> counts = new TreeMap<>();
        rows.where(col(column).isNotNull())
                .groupBy(column)
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    /** How many rows are stars. */
    long stars() {
        return stars;
    }

    private long left() {
        return faults.values().stream().mapToLong(count -> count).sum();
    }

    private static String counted(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s (%,d)", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String leftOut() {
        return String.format(Locale.ROOT, "%,d of %,d rows are left out: %s", left(), left() + stars, counted(faults));
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, value < LARGEST_PLAIN ? "%,.0f" : "%.3g", value);
    }

    /** What the user should know of the stars, in lines for people. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (!faults.isEmpty()) {
            remarks.add(leftOut());
        }
        if (!absent.isEmpty()) {
            remarks.add("some stars lack what they need not have, or it is not sure: " + counted(absent));
        }
        if (fast > 0) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d stars are faster than %,.0f km/s, up to %s: are these marks of missing values, or other"
                            + " units? Few such stars can spoil flows. The set's key cuts leaves rows out, by the file's own names of columns",
                    fast,
                    stars,
                    FASTEST,
                    shown(fastest)));
        }
        if (2 * slow > stars) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d stars are slower than %.0f km/s: are their velocities in km/s?",
                    slow,
                    stars,
                    SLOW));
        }
        if (far > 0) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d stars are farther out than %,.0f kpc, up to %s: are their positions in kpc?",
                    far,
                    stars,
                    FARTHEST,
                    shown(farthest)));
        }
        return remarks;
    }

    /** For the manifest. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>(extent);
        figures.put(TableFigures.READ, (double) (left() + stars));
        faults.forEach((fault, count) -> figures.put(TableFigures.LEFT_OUT + fault, (double) count));
        absent.forEach((what, count) -> figures.put("starsWhose " + what, (double) count));
        return figures;
    }

    /**
     * Refuses a table in which something is that no star can have, one without stars, one whose velocities are in another unit, one whose
     * azimuths are no radians, and one whose disc turns the other way than the user said.
     */
    void refuse(IngestSource declared, PointTable table) {
        String what = declared.table().what();
        if (impossible > 0) {
            throw new UserError(what + refusal(declared, table));
        }
        if (stars == 0) {
            throw new UserError(
                    what + (left() == 0 ? " holds no rows: give a table of stars" : " holds no star: " + leftOut()));
        }
        if (2 * slowest > stars) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d stars are slower than %.0f km/s: are their velocities in another unit (1 kpc/Myr is %.1f km/s), or in other"
                            + " columns? Convert them, or name the columns that hold them",
                    what,
                    slowest,
                    stars,
                    SLOWEST,
                    1 / Units.KPC_PER_MYR_AT_KM_S));
        }
        if (largestPhi > LARGEST_PHI) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s: column phi goes to %.4g, but it must be in radians: convert it, or rename the column to leave it out",
                    what,
                    largestPhi));
        }
        Optional<String> remedy = declared.ifBackwards();
        if (remedy.isPresent() && Frame.isTurned(backwards, stars)) {
            throw new UserError(String.format(
                    Locale.ROOT, "%s: %,d of %,d stars rotate backwards%s", what, backwards, stars, remedy.get()));
        }
    }

    private String refusal(IngestSource declared, PointTable table) {
        List<String> told = firstImpossible.stream()
                .map(row -> table.place(row.getLong(0)) + ": " + row.getString(1))
                .toList();
        String rows = impossible == 1
                ? ", " + told.get(0)
                : String.format(
                        Locale.ROOT, " has %,d rows of no star: %s", impossible, Messages.first(told, impossible));
        List<String> conditions = Stream.concat(declared.cuts().conditions().stream(), cutsOfImpossible.stream())
                .distinct()
                .toList();
        return rows + "; "
                + Impossible.remedy(impossible, left() + stars, declared.cuts().key(), conditions);
    }
}
