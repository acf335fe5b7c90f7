package io.github.localflows.flow;

import io.github.localflows.df.Measure;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything about a trained flow but its weights: what one must know to use its density, and where it comes from.
 *
 * @param shape its architecture
 * @param features from coordinates to its features
 * @param measure with respect to what its training stars, and so its density, are distributed
 * @param volume where its training stars lay
 * @param member its number in its ensemble, at least 0
 * @param parts into how many parts, at least 1, the stars were divided at random, of which each member saw one
 * @param part the number of the one that this flow was trained on, counted from 0
 * @param epochs how many epochs it was trained
 * @param bestEpoch the epoch, counted from 0, that its weights are of
 * @param trainLoss mean of -ln p of the features [nats] over the training set with these weights
 * @param heldOutLoss the same over the held-out set; NaN without one
 * @param versions of what made it (code, Java, ND4J, ...), by name
 */
public record FlowDescription(
        FlowShape shape,
        FeatureMap features,
        Measure measure,
        TrainingVolume volume,
        int member,
        int parts,
        int part,
        int epochs,
        int bestEpoch,
        double trainLoss,
        double heldOutLoss,
        Map<String, String> versions) {
    /** @throws IllegalArgumentException when something is missing, negative or out of its range */
    public FlowDescription {
        if (shape == null || features == null || measure == null || volume == null || versions == null) {
            throw new IllegalArgumentException(
                    "flow description: shape, features, measure, volume and versions are all " + "needed, not " + shape
                            + ", " + features + ", " + measure + ", " + volume + ", " + versions);
        }
        if (member < 0 || epochs < 0 || bestEpoch < 0) {
            throw new IllegalArgumentException("flow description: member " + member + ", epochs " + epochs
                    + ", bestEpoch " + bestEpoch + " must not be negative");
        }
        if (!(parts >= 1 && part >= 0 && part < parts)) {
            throw new IllegalArgumentException("flow description: part " + part + " of " + parts
                    + " parts: there must be at least one, and they are numbered from 0");
        }
        versions = java.util.Collections.unmodifiableMap(new TreeMap<>(versions));
    }

    /**
     * Refuses another flow that cannot be of the same density of stars.
     *
     * @throws IllegalArgumentException when the two differ in features, measure, volume or the number of parts of their stars
     */
    void requireTogether(FlowDescription other) {
        if (!other.features.equals(features)
                || other.measure != measure
                || !other.volume.equals(volume)
                || other.parts != parts) {
            throw new IllegalArgumentException("members " + member + " and " + other.member
                    + " of the ensemble differ in features, measure, training volume or parts (" + this + "; " + other
                    + "): they were not trained on the same stars. Train them again together.");
        }
    }

    /** The description of the outcome of training. */
    public static FlowDescription of(
            TrainedFlow trained,
            FeatureMap features,
            Measure measure,
            TrainingVolume volume,
            int member,
            int parts,
            int part,
            Map<String, String> versions) {
        return new FlowDescription(
                trained.flow().shape(),
                features,
                measure,
                volume,
                member,
                parts,
                part,
                trained.history().size(),
                trained.best().epoch(),
                trained.best().trainLoss(),
                trained.best().heldOutLoss(),
                versions);
    }
}
