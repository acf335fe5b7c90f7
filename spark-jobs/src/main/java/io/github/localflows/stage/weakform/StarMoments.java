package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.NotDecided;
import io.github.localflows.df.MagnitudeLimit;
import io.github.localflows.df.Measure;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentAccumulator;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.TestFunctions;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarPieces;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sums of moments over the stars of a set in the training volume, on the executors. */
final class StarMoments {
    private static final Logger LOG = LoggerFactory.getLogger(StarMoments.class);

    /** Stars between two looks at the clock. */
    private static final int BLOCK = 1024;

    private final Job job;
    private final WeakFormShape shape;
    private final StarSet set;
    private final StarPieces pieces;
    private final Counting counting;

    /**
     * @param shape the functions
     * @param manifest of the star set
     */
    StarMoments(Job job, WeakFormShape shape, StarSet set, Manifest manifest) {
        this.job = job;
        this.shape = shape;
        this.set = set;
        pieces = new StarPieces(job.spark(), job.run(), set, shape.volume());
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

    /**
     * Sums over all stars.
     *
     * @param addingSeconds of all tasks, without reading
     * @param coreSeconds of all tasks
     */
    record Summed(MomentSums sums, double addingSeconds, double coreSeconds) {}

    /**
     * The sums of a piece.
     *
     * @param seconds that adding took
     */
    private record OfPiece(MomentSums sums, double seconds) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** The tests of the families that do not contain the potential, but those that these stars are too few or too alike for. */
    static List<MomentTest> withoutPotential(MomentSums sums, TestFunctions functions, StarSet set) {
        List<MomentTest> tests = new ArrayList<>();
        for (MomentFamily family : List.of(MomentFamily.CONTINUITY, MomentFamily.MIRROR)) {
            try {
                tests.add(WeakForm.test(sums, functions, family));
            } catch (Unsolvable e) {
                LOG.warn("weak-form: no test of {} of {}: {}", family.description(), set, e.getMessage());
            }
        }
        return tests;
    }

    /** How many stars there are in the volume. */
    long stars() {
        return pieces.count();
    }

    /** What to tell the user of stars that have no solution. */
    NotDecided refused(Unsolvable reason) {
        return new NotDecided("stars/" + set + " and weakForm do not go together: " + reason.getMessage(), reason);
    }

    /** What one pass over all stars needs to know beforehand, from the first of them. */
    WeakFormShape.Prepared prepared() throws Unsolvable {
        List<WeightedStar> first = pieces.first(WeakFormShape.PILOT_STARS);
        Stars some = Stars.allocate(first.size());
        double[] weights = new double[first.size()];
        for (int i = 0; i < weights.length; i++) {
            WeightedStar star = first.get(i);
            some.set(i, new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz()));
            weights[i] = counting.weight(star);
        }
        return shape.prepared(some, weights);
    }

    /** One pass over all stars, which finds the moments' scatter about a potential. */
    Summed summed(WeakFormShape.Prepared prepared, PerProcess<? extends Potential> pilot) {
        String what = WeakFormSettings.STAGE + " " + set;
        // A field would take all of this along to the executors.
        Counting count = counting;
        SparkTasks.Result<List<OfPiece>> done;
        try {
            done = SparkTasks.watched(
                    job.spark(),
                    what + ": sums",
                    pieces.pieces(),
                    () -> pieces.map(ofPiece -> sums(ofPiece, count, prepared, pilot)));
        } catch (Exception e) {
            throw SparkTasks.readable(what, e);
        }
        MomentSums sums = new MomentSums(prepared.functions(), prepared.basis());
        double adding = 0;
        for (OfPiece piece : done.value()) {
            sums.add(piece.sums());
            adding += piece.seconds();
        }
        return new Summed(sums, adding, done.seconds());
    }

    private static OfPiece sums(
            Iterator<WeightedStar> stars,
            Counting counting,
            WeakFormShape.Prepared prepared,
            PerProcess<? extends Potential> pilot) {
        long nanos = 0;
        // Reading is not adding: a block of stars is read, and then added.
        WeightedStar[] block = new WeightedStar[BLOCK];
        try (MomentAccumulator accumulator =
                new MomentAccumulator(prepared.functions(), prepared.basis(), pilot.value())) {
            while (stars.hasNext()) {
                int n = 0;
                while (n < BLOCK && stars.hasNext()) {
                    block[n++] = stars.next();
                }
                long start = System.nanoTime();
                for (int i = 0; i < n; i++) {
                    WeightedStar star = block[i];
                    accumulator.add(star.R(), star.z(), star.vR(), star.vphi(), star.vz(), counting.weight(star));
                }
                nanos += System.nanoTime() - start;
            }
            return new OfPiece(accumulator.sums(), nanos * 1e-9);
        }
    }
}
