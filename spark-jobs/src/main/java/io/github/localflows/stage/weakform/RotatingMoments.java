package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.config.NotDecided;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.RotatingAccumulator;
import io.github.localflows.moments.RotatingShape;
import io.github.localflows.moments.RotatingSums;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarPieces.WeightedStar;
import io.github.localflows.starset.StarSet;
import java.io.IOException;

/** Sums of moments in a rotating frame over the stars of a set in the training volume and a sector, on the executors. */
final class RotatingMoments {
    private final RotatingShape shape;
    private final CountedStars stars;

    /**
     * @param shape the functions
     * @param manifest of the star set
     */
    RotatingMoments(Job job, RotatingShape shape, StarSet set, Manifest manifest) throws IOException {
        this.shape = shape;
        stars = CountedStars.inSector(job, set, manifest, shape.meridional().volume(), shape.halfWidth());
    }

    /** How many stars there are in the volume, at all azimuths. */
    long stars() {
        return stars.count();
    }

    /** What to tell the user of stars that have no solution. */
    NotDecided refused(Unsolvable reason) {
        return stars.refused(reason);
    }

    /** What one pass over all stars needs to know beforehand, from some of them, whatever their azimuths. */
    RotatingShape.Prepared prepared() throws Unsolvable {
        CountedStars.Some some = stars.some();
        return shape.prepared(some.stars(), some.weights());
    }

    /** One pass over all stars. */
    CountedStars.Summed<RotatingSums> summed(RotatingShape.Prepared prepared) {
        return stars.summed(
                () -> new Adding(prepared.accumulator(prepared.pilot())),
                new RotatingSums(prepared.functions(), prepared.basis()),
                RotatingSums::add);
    }

    private record Adding(RotatingAccumulator accumulator) implements CountedStars.Adding<RotatingSums> {
        @Override
        public void add(WeightedStar star, double weight) {
            accumulator.add(star.R(), star.phi(), star.z(), star.vR(), star.vphi(), star.vz(), weight);
        }

        @Override
        public RotatingSums sums() {
            return accumulator.sums();
        }

        @Override
        public void close() {
            accumulator.close();
        }
    }
}
