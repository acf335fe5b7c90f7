package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.NotDecided;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.df.Measure;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarPieces;
import io.github.localflows.starset.StarPieces.Azimuths;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/** The stars of a set in the training volume, each with how much it counts in the weak form. */
final class CountedStars {
    /** Stars between two looks at the clock. */
    private static final int BLOCK = 1024;

    private final Job job;
    private final StarSet set;
    private final StarPieces pieces;
    private final Counting counting;

    CountedStars(Job job, StarSet set, Manifest manifest, Region volume, Azimuths azimuths) {
        this.job = job;
        this.set = set;
        pieces = new StarPieces(job.spark(), job.run(), set, volume, azimuths);
        counting = new Counting(manifest.origin().measure(), set.known().seen().orElse(null));
    }

    /**
     * How much a star counts, beside a weight of its own: the weak form is of stars counted by volume, all of which were seen.
     *
     * @param seen which stars were seen; null when all were. No Optional: it would not reach the executors
     */
    private record Counting(Measure measure, MagnitudeLimit seen) implements Serializable {
        private static final long serialVersionUID = 1;

        double weight(WeightedStar star) {
            double weight = measure == Measure.SLICE ? star.weight() * star.R() : star.weight();
            return seen == null
                    ? weight
                    : weight / Math.exp(seen.at(star.R(), star.z()).lnS());
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
    record OfPiece<S extends Serializable>(S sums, double seconds) implements Serializable {
        private static final long serialVersionUID = 1;
    }

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

    /** The first of the stars, as many as a pilot needs. */
    Some first() {
        List<WeightedStar> first = pieces.first(WeakFormShape.PILOT_STARS);
        Stars some = Stars.allocate(first.size());
        double[] weights = new double[first.size()];
        for (int i = 0; i < weights.length; i++) {
            WeightedStar star = first.get(i);
            some.set(i, new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz()));
            weights[i] = counting.weight(star);
        }
        return new Some(some, weights);
    }

    /** The sums over all stars, piece by piece in the pieces' order. */
    <S extends Serializable> SparkTasks.Result<List<OfPiece<S>>> summed(Begin<S> begin) {
        String what = WeakFormSettings.STAGE + " " + set;
        // A field would take all of this along to the executors.
        Counting count = counting;
        try {
            return SparkTasks.watched(
                    job.spark(),
                    what + ": sums",
                    pieces.pieces(),
                    () -> pieces.map(ofPiece -> sums(ofPiece, count, begin)));
        } catch (Exception e) {
            throw SparkTasks.readable(what, e);
        }
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
