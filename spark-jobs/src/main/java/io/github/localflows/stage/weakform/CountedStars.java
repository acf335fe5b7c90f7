package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.UserError;
import io.github.localflows.df.BallAboutSun;
import io.github.localflows.df.Measure;
import io.github.localflows.df.Selection;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Extrapolation;
import io.github.localflows.starset.StarPieces;
import io.github.localflows.starset.StarPieces.Azimuths;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The stars of a set in the training volume, each with how much it counts in the weak form. */
final class CountedStars {
    /** Stars between two looks at the clock. */
    private static final int BLOCK = 1024;

    /** Places along each axis of the volume where stars must be seen. */
    private static final int LOOKS = 101;

    private final Job job;
    private final StarSet set;
    private final StarPieces pieces;
    private final Counting counting;

    /**
     * Stars whose azimuths do not matter.
     *
     * @throws UserError when nothing is seen at some place of the volume
     */
    CountedStars(Job job, Extrapolation measured, Manifest manifest, Region volume) throws IOException {
        this(job, measured, manifest, volume, Azimuths.UNUSED, job.selection(measured.measured()));
    }

    private CountedStars(
            Job job,
            Extrapolation measured,
            Manifest manifest,
            Region volume,
            Azimuths azimuths,
            Optional<Selection> seen) {
        this.job = job;
        set = measured.measured();
        seen.ifPresent(selection -> requireSeen(selection, volume, set));
        pieces = new StarPieces(job.spark(), job.run(), measured, volume, azimuths);
        counting = new Counting(manifest.origin().measure(), seen.orElse(null));
    }

    /**
     * Stars whose azimuths count within a sector, all of which must be inside of a ball that the stars end with: there every star is seen.
     *
     * @param halfWidth of the sector about the Sun [rad]
     * @throws UserError when nothing is seen at some place of the sector, or the set has no azimuths
     */
    static CountedStars inSector(Job job, StarSet set, Manifest manifest, Region volume, double halfWidth)
            throws IOException {
        Optional<Selection> seen = job.selection(set);
        if (seen.isPresent() && seen.get() instanceof BallAboutSun ball) {
            requireInside(ball, volume, halfWidth, set);
            seen = Optional.empty();
        }
        return new CountedStars(job, Extrapolation.none(set), manifest, volume, Azimuths.NEEDED, seen);
    }

    private static void requireInside(BallAboutSun ball, Region volume, double halfWidth, StarSet set) {
        double least = Math.PI;
        for (double R : new double[] {volume.Rmin(), volume.Rmax()}) {
            for (double z : new double[] {-volume.absZmax(), volume.absZmax()}) {
                least = Math.min(least, ball.azimuth(R, z));
            }
        }
        // Downwards, so that what is advised is not refused.
        double rounded = Math.floor(1000 * least) / 1000;
        if (least < halfWidth) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "stars/%s: of azimuths within %.4g rad of the Sun's (weakForm.azimuth) not all are in the ball of %.4g kpc everywhere in %s: %s",
                    set,
                    halfWidth,
                    ball.radius(),
                    volume,
                    rounded > 0
                            ? String.format(Locale.ROOT, "take at most %.3f, or a smaller training volume", rounded)
                            : "take a smaller training volume (train.halfWidthR, train.absZmax)"));
        }
    }

    /** The moments of stars in a part of the volume do not vanish: the test functions end at the edges of all of it. */
    private static void requireSeen(Selection seen, Region volume, StarSet set) {
        if (isSeen(seen, volume)) {
            return;
        }
        double middle = 0.5 * (volume.Rmin() + volume.Rmax());
        double halfWidth = 0.5 * (volume.Rmax() - volume.Rmin());
        for (int percent = 99; percent > 0; percent--) {
            Region smaller = Region.about(middle, 0.01 * percent * halfWidth, 0.01 * percent * volume.absZmax());
            if (isSeen(seen, smaller)) {
                throw new UserError(String.format(
                        Locale.ROOT,
                        "stars/%s: of the training volume, %s, a part is not seen, and the weak form needs stars in all of it: make it"
                                + " smaller, such as train.halfWidthR = %.4g, train.absZmax = %.4g",
                        set,
                        volume,
                        0.01 * percent * halfWidth,
                        0.01 * percent * volume.absZmax()));
            }
        }
        throw new UserError("stars/" + set + ": of the middle of the training volume, " + volume
                + ", nothing is seen: move it to where stars are seen (train.R0)");
    }

    private static boolean isSeen(Selection seen, Region volume) {
        for (int i = 0; i < LOOKS; i++) {
            // Not the edges themselves, where test functions are 0.
            double R = volume.Rmin() + (i + 0.5) / LOOKS * (volume.Rmax() - volume.Rmin());
            for (int k = 0; k < LOOKS; k++) {
                double z = volume.absZmax() * ((2 * k + 1.0) / LOOKS - 1);
                if (seen.at(R, z).lnS() == Double.NEGATIVE_INFINITY) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * How much a star counts, beside a weight of its own: the weak form is of stars counted by volume, all of which were seen.
     *
     * @param seen which stars were seen; null when all were. No Optional: it would not reach the executors
     */
    private record Counting(Measure measure, Selection seen) implements Serializable {
        private static final long serialVersionUID = 1;

        double weight(WeightedStar star) {
            double weight = measure == Measure.SLICE ? star.weight() * star.R() : star.weight();
            return seen == null ? weight : seen.weightOfAll(weight, star.R(), star.z());
        }
    }

    /** Adds up stars; for one thread. */
    interface Adding<S> extends AutoCloseable {
        void add(WeightedStar star, double weight);

        /** The sums so far. */
        S sums();

        @Override
        void close();
    }

    /** Begins to add up stars, in a task. */
    interface Begin<S> extends Serializable {
        Adding<S> adding();
    }

    /**
     * The sums of a piece.
     *
     * @param seconds that adding took
     */
    private record OfPiece<S extends Serializable>(S sums, double seconds) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Sums over all stars.
     *
     * @param addingSeconds of all tasks, without reading
     * @param coreSeconds of all tasks
     */
    record Summed<S>(S sums, double addingSeconds, double coreSeconds) {}

    /** How many stars there are in the volume. */
    long count() {
        return pieces.count();
    }

    /** What to tell the user of stars that have no solution. */
    NotDecided refused(Unsolvable reason) {
        return new NotDecided("stars/" + set + " and weakForm do not go together: " + reason.getMessage(), reason);
    }

    /**
     * Some stars.
     *
     * @param weights how much each counts
     */
    record Some(Stars stars, double[] weights) {}

    /** As many stars as a pilot needs. */
    Some some() {
        List<WeightedStar> first = pieces.some(WeakFormShape.PILOT_STARS);
        Stars some = Stars.allocate(first.size());
        double[] weights = new double[first.size()];
        for (int i = 0; i < weights.length; i++) {
            WeightedStar star = first.get(i);
            some.set(i, new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz()));
            weights[i] = counting.weight(star);
        }
        return new Some(some, weights);
    }

    /**
     * The sums over all stars, piece by piece in the pieces' order.
     *
     * @param begin adds up the stars of a piece
     * @param sums of no stars
     * @param adding adds those of a piece to these
     */
    <S extends Serializable> Summed<S> summed(Begin<S> begin, S sums, BiConsumer<S, S> adding) {
        String what = WeakFormSettings.STAGE + " " + set;
        // A field would take all of this along to the executors.
        Counting count = counting;
        SparkTasks.Result<List<OfPiece<S>>> done;
        try {
            done = SparkTasks.watched(
                    job.spark(),
                    what + ": sums",
                    pieces.pieces(),
                    () -> pieces.map(ofPiece -> sums(ofPiece, count, begin)));
        } catch (Exception e) {
            throw SparkTasks.readable(what, e);
        }
        double seconds = 0;
        for (OfPiece<S> piece : done.value()) {
            adding.accept(sums, piece.sums());
            seconds += piece.seconds();
        }
        return new Summed<>(sums, seconds, done.seconds());
    }

    private static <S extends Serializable> OfPiece<S> sums(
            Iterator<WeightedStar> stars, Counting counting, Begin<S> begin) {
        long nanos = 0;
        // Reading is not adding: a block of stars is read, and then added.
        WeightedStar[] block = new WeightedStar[BLOCK];
        try (Adding<S> adding = begin.adding()) {
            while (stars.hasNext()) {
                int n = 0;
                while (n < BLOCK && stars.hasNext()) {
                    block[n++] = stars.next();
                }
                long start = System.nanoTime();
                for (int i = 0; i < n; i++) {
                    adding.add(block[i], counting.weight(block[i]));
                }
                nanos += System.nanoTime() - start;
            }
            return new OfPiece<>(adding.sums(), nanos * 1e-9);
        }
    }
}
