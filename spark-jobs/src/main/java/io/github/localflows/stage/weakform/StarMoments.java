package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.NotDecided;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentAccumulator;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.TestFunctions;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Extrapolation;
import io.github.localflows.starset.StarPieces.WeightedStar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sums of moments over the stars of a set in the training volume, on the executors. */
final class StarMoments {
    private final WeakFormShape shape;
    private final CountedStars stars;
    private final int copies;

    /**
     * @param shape the functions
     * @param manifest of the star set
     * @throws UserError when nothing is seen at some place of the volume
     */
    StarMoments(Job job, WeakFormShape shape, Extrapolation measured, Manifest manifest) throws IOException {
        this.shape = shape;
        copies = measured.parts().size();
        stars = new CountedStars(job, measured, manifest, shape.volume());
    }

    /**
     * The tests of the families that do not contain the potential, but those that these stars are too few or too alike for.
     *
     * @param warnings gets one for each of the latter
     */
    static List<MomentTest> withoutPotential(MomentSums sums, TestFunctions functions, List<String> warnings) {
        List<MomentTest> tests = new ArrayList<>();
        for (MomentFamily family : List.of(MomentFamily.CONTINUITY, MomentFamily.MIRROR)) {
            try {
                tests.add(WeakForm.test(sums, functions, family));
            } catch (Unsolvable e) {
                warnings.add("there is no test of " + family.description() + ": " + e.getMessage());
            }
        }
        return tests;
    }

    /** How many stars there are in the volume. */
    long stars() {
        return stars.count();
    }

    /** What to tell the user of stars that have no solution. */
    NotDecided refused(Unsolvable reason) {
        return stars.refused(reason);
    }

    /** What one pass over all stars needs to know beforehand, from some of them. */
    WeakFormShape.Prepared prepared() throws Unsolvable {
        CountedStars.Some some = stars.some();
        return shape.prepared(some.stars(), some.weights());
    }

    /** One pass over all stars, which finds the moments' scatter about a potential. */
    CountedStars.Summed<MomentSums> summed(WeakFormShape.Prepared prepared, PerProcess<? extends Potential> pilot) {
        // A field would take all of this along to the executors.
        int most = copies;
        return stars.summed(
                () -> new Adding(prepared.accumulator(pilot.value(), most)), prepared.noSums(), MomentSums::add);
    }

    private record Adding(MomentAccumulator accumulator) implements CountedStars.Adding<MomentSums> {
        @Override
        public void add(WeightedStar star, double weight) {
            accumulator.add(star.star(), star.R(), star.z(), star.vR(), star.vphi(), star.vz(), weight, star.factor());
        }

        @Override
        public MomentSums sums() {
            return accumulator.sums();
        }

        @Override
        public void close() {
            accumulator.close();
        }
    }
}
