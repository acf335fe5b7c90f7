package io.github.localflows.stage.stars;

import io.github.localflows.config.UserError;
import io.github.localflows.input.Frame;
import io.github.localflows.input.StarRow;
import io.github.localflows.phase.PhasePoint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the rows of a declared table are: stars, or none for some reason; and what of them looks like a mistake.
 *
 * <p>Mutable, for Spark adds censuses up.
 */
final class Census implements Serializable {
    private static final long serialVersionUID = 1;

    /** Nothing that a galaxy holds is faster [km/s]; a mark for a missing value is. */
    private static final double FASTEST = 1000;

    /** Nothing of a galaxy is farther [kpc]; a distance in parsecs is. */
    private static final double FARTHEST = 1000;

    /** Azimuths beyond a turn are degrees. */
    private static final double LARGEST_PHI = 2 * Math.PI * (1 + 1e-9);

    /** Beyond it a number is read more easily with an exponent. */
    private static final double LARGEST_PLAIN = 1e7;

    /** Where the azimuth is among a star's values: after the five coordinates. */
    private static final int PHI = 5;

    private final TreeMap<String, Long> faults = new TreeMap<>();
    private final TreeMap<String, Long> absent = new TreeMap<>();
    private long stars;
    private long backwards;
    private long fast;
    private long far;
    private double fastest;
    private double farthest;
    private double largestPhi;

    /** With one row more. */
    Census with(StarRow star, boolean hasPhi) {
        if (star.fault() != null) {
            faults.merge(star.fault(), 1L, Long::sum);
            return this;
        }
        stars++;
        star.absent().forEach(what -> absent.merge(what, 1L, Long::sum));
        PhasePoint point = star.point();
        backwards += point.vphi() < 0 ? 1 : 0;
        double speed = Math.hypot(Math.hypot(point.vR(), point.vphi()), point.vz());
        fast += speed > FASTEST ? 1 : 0;
        fastest = Math.max(fastest, speed);
        double distance = Math.hypot(point.R(), point.z());
        far += distance > FARTHEST ? 1 : 0;
        farthest = Math.max(farthest, distance);
        if (hasPhi && star.value(PHI) instanceof Double phi) {
            largestPhi = Math.max(largestPhi, Math.abs(phi));
        }
        return this;
    }

    /** With the rows of another. */
    Census and(Census other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.absent.forEach((what, count) -> absent.merge(what, count, Long::sum));
        stars += other.stars;
        backwards += other.backwards;
        fast += other.fast;
        far += other.far;
        fastest = Math.max(fastest, other.fastest);
        farthest = Math.max(farthest, other.farthest);
        largestPhi = Math.max(largestPhi, other.largestPhi);
        return this;
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
                            + " units? Leave such rows out of the table",
                    fast,
                    stars,
                    FASTEST,
                    shown(fastest)));
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
        Map<String, Double> figures = new TreeMap<>();
        figures.put("rowsRead", (double) (left() + stars));
        faults.forEach((fault, count) -> figures.put("rowsLeftOut: " + fault, (double) count));
        absent.forEach((what, count) -> figures.put("starsWhose " + what, (double) count));
        return figures;
    }

    /**
     * Refuses a table without stars, one whose azimuths are no radians, and one whose disc turns the other way than the user
     * said.
     */
    void refuse(IngestSource declared) {
        String what = declared.table().what();
        if (stars == 0) {
            throw new UserError(
                    what + (left() == 0 ? " holds no rows: give a table of stars" : " holds no star: " + leftOut()));
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
}
