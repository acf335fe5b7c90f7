package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether any potential keeps the stars of a set steady, and which moments say that it does not: nothing is fitted, nothing is written. */
public final class TestPotential {
    private TestPotential() {}

    /**
     * What was found.
     *
     * @param stars in the training volume
     * @param tests of each family of moments; those of {@link MomentFamily#DYNAMICS} with the potential
     */
    public record Result(long stars, List<MomentTest> tests) {
        /** Copies. */
        public Result {
            tests = List.copyOf(tests);
        }
    }

    /**
     * Tests.
     *
     * @throws UserError when the set is not there, has stars without velocities, or too few
     */
    public static Result run(Job job, StarSet set, PerProcess<? extends Potential> potential) throws IOException {
        SolveWeakForm.requireVelocities(set, "--stars");
        WeakFormSettings settings = WeakFormSettings.from(set.of(job.config()));
        // The stars are those that are there, whatever potential the configuration asks about.
        Manifest manifest = job.run().required(job.run().stars(set.name()), set.stage());
        job.run().refuseOutdated(job.run().stars(set.name()));
        StarMoments moments = new StarMoments(job, settings.shape(), set, manifest);
        try {
            WeakFormShape.Prepared prepared = moments.prepared();
            StarMoments.Summed summed = moments.summed(prepared, potential);
            List<MomentTest> tests = new ArrayList<>();
            for (MomentFamily family : MomentFamily.values()) {
                tests.add(WeakForm.test(summed.sums(), prepared.functions(), family));
            }
            return new Result(summed.sums().stars(), tests);
        } catch (Unsolvable e) {
            throw moments.refused(e);
        }
    }
}
