package io.github.localflows.stage.compare;

import io.github.localflows.config.UserError;
import io.github.localflows.df.Selection;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import io.github.localflows.starset.TrainingStars;
import io.github.localflows.starset.WeightedStars;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The stars that a method is given: all of its region, by seed and star.
 *
 * @param stars where they are
 * @param weights how much each counts: its own weight, over the fraction of its kind that is seen
 */
record ComparedStars(Stars stars, double[] weights) {
    /**
     * Refuses a set of which the methods can make nothing.
     *
     * @throws UserError when some of its stars have no velocity
     */
    static void check(StarSet set) {
        if (set.lacksVelocities()) {
            throw new UserError("stars/" + set + " has stars without velocities, which the methods of compare need of"
                    + " every star: take it out of compare.datasets, or name a set in its place whose stars have them");
        }
    }

    /**
     * Reads them. Stars where the selection says that nothing is seen count nothing.
     *
     * @throws UserError when a file is damaged, or a star is not a number
     */
    static ComparedStars read(Job job, StarSet set, Region region) throws IOException {
        List<WeightedStars> batches = new ArrayList<>();
        TrainingStars.read(job.spark(), job.run(), set, region, batches::add);
        WeightedStars all = WeightedStars.concatenated(batches);
        Stars stars = all.batch().stars();
        double[] weights = new double[stars.size()];
        Arrays.setAll(weights, all::weight);
        Optional<Selection> seen = job.selection(set);
        if (seen.isPresent()) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = seen.get().weightOfAll(weights[i], stars.R()[i], stars.z()[i]);
            }
        }
        return new ComparedStars(stars, weights);
    }
}
