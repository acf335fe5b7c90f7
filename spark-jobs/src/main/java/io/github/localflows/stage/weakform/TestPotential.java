package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.Manifest;
import io.github.localflows.cluster.PerProcess;
import io.github.localflows.config.UserError;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentSums;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.WeakForm;
import io.github.localflows.moments.WeakFormShape;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.Potential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Extrapolation;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether any potential keeps the stars of a set steady, and which moments say that it does not: nothing is fitted, nothing is written. */
public final class TestPotential {
    private TestPotential() {}

    /**
     * What was found.
     *
     * @param stars in the training volume, as far as the potential is known
     * @param tests of each family of moments; those of {@link MomentFamily#DYNAMICS} with the potential
     * @param warnings which families there is no test of, and why
     */
    public record Result(long stars, List<MomentTest> tests, List<String> warnings) {
        /** Copies. */
        public Result {
            tests = List.copyOf(tests);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Tests.
     *
     * @param known where the potential means something; stars elsewhere are not asked. Empty for everywhere
     * @throws UserError when the set is not there, has stars without velocities, or too few; or the potential means nothing in the training
     *     volume
     */
    public static Result run(Job job, StarSet set, PerProcess<? extends Potential> potential, Optional<Region> known)
            throws IOException {
        SolveWeakForm.requireVelocities(set, "--stars");
        WeakFormSettings settings = WeakFormSettings.from(set.of(job.config()));
        if (settings.shape().selectionUnknown()) {
            throw new UserError(
                    "stars/" + set
                            + " is a set of which nobody knows which stars were seen (weakForm.selection = unknown): its"
                            + " moments depend on that as much as on a potential; give weakForm.selection = known, or another set");
        }
        // The stars are those that are there, whatever potential the configuration asks about.
        Manifest manifest = job.run().required(job.run().stars(set.name()), set.stage());
        job.run().refuseOutdated(job.run().stars(set.name()));
        WeakFormShape shape = settings.shape();
        if (known.isPresent()) {
            shape = shape.within(shape.volume()
                    .intersection(known.get())
                    .orElseThrow(() -> new UserError("--potential means something in " + known.get()
                            + ", which is nowhere in the training volume, "
                            + settings.shape().volume() + ": move that (train.R0, train.halfWidthR, train.absZmax)")));
        }
        Extrapolation measured = SolveWeakForm.measured(settings, job.stars(), set);
        for (StarSet other : measured.others()) {
            job.required(other);
        }
        StarMoments moments = new StarMoments(job, shape, measured, manifest);
        try {
            WeakFormShape.Prepared prepared = moments.prepared();
            CountedStars.Summed<MomentSums> summed = moments.summed(prepared, potential);
            List<MomentTest> tests = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            tests.add(WeakForm.test(summed.sums(), prepared.functions(), MomentFamily.DYNAMICS));
            tests.addAll(StarMoments.withoutPotential(summed.sums(), prepared.functions(), warnings));
            return new Result(summed.sums().stars(), tests, warnings);
        } catch (Unsolvable e) {
            throw moments.refused(e);
        }
    }
}
