package io.github.localflows.stage.compare;

import io.github.localflows.config.UserError;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.TrainingStars;
import io.github.localflows.table.StarBatch;
import java.util.ArrayList;
import java.util.List;

/** The stars that a method is given: all of its region, by seed and star. */
final class ComparedStars {
    private ComparedStars() {}

    /**
     * Refuses a set of which the methods can make nothing.
     *
     * @throws UserError when some of its stars have no velocity, or were not seen
     */
    static void check(StarSet set) {
        if (set.lacksVelocities()) {
            throw new UserError("stars/" + set + " has stars without velocities, which the methods of compare need of"
                    + " every star: take it out of compare.datasets, or name a set in its place whose stars have them");
        }
        if (set.known().seen().isPresent()) {
            throw new UserError(
                    "stars/" + set + " has those stars alone that are bright enough to be seen, and the methods of"
                            + " compare do not correct for the others: take it out of compare.datasets, or name the set that they were"
                            + " chosen from");
        }
    }

    /**
     * Reads them.
     *
     * @throws UserError when a file is damaged, or a star is not a number
     */
    static Stars read(Job job, StarSet set, Region region) {
        List<StarBatch> batches = new ArrayList<>();
        TrainingStars.read(job.spark(), job.run(), set, region, batches::add);
        return StarBatch.concatenated(batches).stars();
    }
}
