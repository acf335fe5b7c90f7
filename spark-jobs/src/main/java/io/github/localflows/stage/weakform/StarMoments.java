package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.df.Selection;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentAccumulator;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.TestFunctions;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarPieces;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sums of moments over the stars of a set in the training volume, on the executors. */
final class StarMoments {
    private static final Logger LOG = LoggerFactory.getLogger(StarMoments.class);

    /** Stars between two looks at the clock. */
    private static final int BLOCK = 1024;

    /** Places along each axis of the volume where stars must be seen. */
    private static final int LOOKS = 101;

    private final Job job;
    private final WeakFormShape shape;
    private final StarSet set;
    private final StarPieces pieces;
    private final Counting counting;

    /**
     * @param shape the functions
     * @param manifest of the star set
     * @throws UserError when nothing is seen at some place of the volume
     */
    StarMoments(Job job, WeakFormShape shape, StarSet set, Manifest manifest) throws IOException {
        this.job = job;
        this.shape = shape;
        this.set = set;
        Optional<Selection> seen = job.selection(set);
        seen.ifPresent(selection -> requireSeen(selection, shape.volume(), set));
        pieces = new StarPieces(job.spark(), job.run(), set, shape.volume());
        counting = new Counting(manifest.origin().measure(), seen.orElse(null));
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

    /** What one pass over all stars needs to know beforehand, from some of them. */
    WeakFormShape.Prepared prepared() throws Unsolvable {
        List<WeightedStar> some = pieces.some(WeakFormShape.PILOT_STARS);
        Stars stars = Stars.allocate(some.size());
        double[] weights = new double[some.size()];
        for (int i = 0; i < weights.length; i++) {
            WeightedStar star = some.get(i);
            stars.set(i, new PhasePoint(star.R(), star.z(), star.vR(), star.vphi(), star.vz()));
            weights[i] = counting.weight(star);
        }
        return shape.prepared(stars, weights);
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
        MomentSums sums = prepared.noSums();
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
        try (MomentAccumulator accumulator = prepared.accumulator(pilot.value())) {
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
