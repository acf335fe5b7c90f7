package io.github.localflows.stage.train;

import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.FlowDirectory;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.learned.FlowDescription;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The flows that others start from ({@code train.start}).
 *
 * @param run where they lie
 * @param ensemble their name
 * @param shape that they must have
 * @param inputs content checksums of all of them
 */
record StartFlows(RunDirectory run, String ensemble, FlowShape shape, Map<String, String> inputs) {
    /**
     * Those that the flows of a set start from; empty when these start at random.
     *
     * @throws UserError when they are not there, or start from others themselves, or learn another density
     */
    static Optional<StartFlows> of(Job job, StarSet set, Density density, TrainSettings settings) throws IOException {
        if (settings.startSet().isEmpty()) {
            return Optional.empty();
        }
        StarSet start = job.stars().get(settings.startSet().get());
        TrainSettings startSettings = TrainSettings.from(start.of(job.config()));
        if (startSettings.startSet().isPresent()) {
            throw new UserError("the flows of " + set + " start from those of " + start
                    + " (train.start), which start from others themselves: name a set whose flows start at random, and if"
                    + " that is among train.datasets, give the key to the other sets alone (stars.NAME.train.start)");
        }
        if (!Density.of(start).contains(density)) {
            throw new UserError("the flows of " + set + " start from those of " + start
                    + " (train.start), but some stars of one of them lack velocities, and all of the other have them: name a"
                    + " set of the same kind");
        }
        String ensemble = density.ensemble(start.name());
        job.required(Kind.FLOWS, ensemble, start, FlowDirectory.STAGE);
        Map<String, String> inputs = new TreeMap<>();
        for (int member = 0; member < startSettings.members(); member++) {
            Path flow = job.run().flow(ensemble, member);
            inputs.put(
                    Kind.FLOWS.directory() + "/" + ensemble + "/" + flow.getName(),
                    job.run().required(flow, FlowDirectory.STAGE).checksum());
        }
        return Optional.of(new StartFlows(job.run(), ensemble, MemberTraining.shape(settings, density), inputs));
    }

    /**
     * Their weights.
     *
     * @param features what flows that start from them see of a star
     * @param realisation which realisation of its stars these learn from
     * @throws UserError when they see something else, or are of another shape
     */
    FirstWeights weights(FeatureMap features, int realisation) throws IOException {
        try (FlowEnsemble flows = FlowDirectory.read(run, ensemble, inputs.size())) {
            FlowDescription first = flows.members().get(0).description();
            if (!first.shape().equals(shape) || !first.featureMap().equals(features)) {
                throw new UserError(
                        "the flows of " + ensemble + ", from which others start (train.start), are " + first.shape()
                                + " with " + first.featureMap() + ", and these are " + shape + " with " + features
                                + ": give both the same train.R0, halfWidthR, absZmax, vphi, radialFeature, layers, hidden, blocks and"
                                + " activation");
            }
            return FirstWeights.of(flows, realisation);
        }
    }
}
