package io.github.localflows.learned;

import io.github.localflows.df.Measure;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.phase.Region;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything about a trained flow but its weights: what one must know to use its density, and where it comes from.
 *
 * @param shape its architecture
 * @param featureMap from coordinates to its features
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
        FeatureMap featureMap,
        Measure measure,
        Region volume,
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
        if (shape == null || featureMap == null || measure == null || volume == null || versions == null) {
            throw new IllegalArgumentException(
                    "flow description: shape, feature map, measure, volume and versions are all " + "needed, not "
                            + shape + ", " + featureMap + ", " + measure + ", " + volume + ", " + versions);
        }
        if (member < 0 || epochs < 0 || bestEpoch < 0) {
            throw new IllegalArgumentException("flow description: member " + member + ", epochs " + epochs
                    + ", bestEpoch " + bestEpoch + " must not be negative");
        }
        if (!(parts >= 1 && part >= 0 && part < parts)) {
            throw new IllegalArgumentException("flow description: part " + part + " of " + parts
                    + " parts: there must be at least one, and they are numbered from 0");
        }
        requireCovers(featureMap.R(), volume.Rmin(), volume.Rmax());
        requireCovers(featureMap.z(), -volume.absZmax(), volume.absZmax());
        versions = java.util.Collections.unmodifiableMap(new TreeMap<>(versions));
    }

    private static void requireCovers(CoordinateMap map, double from, double to) {
        if (map instanceof CoordinateMap.Bounded bounded && !(bounded.min() <= from && bounded.max() >= to)) {
            throw new IllegalArgumentException("flow description: the feature of a coordinate is " + bounded
                    + ", which leaves out some of the training volume's " + from + " to " + to);
        }
    }

    /** Whether another flow's stars lay in the same volume, with the same features, measure and division into parts. */
    boolean sameStars(FlowDescription other) {
        return other.featureMap.equals(featureMap)
                && other.measure == measure
                && other.volume.equals(volume)
                && other.parts == parts;
    }

    /** The description of the outcome of training. */
    public static FlowDescription of(
            TrainedFlow trained,
            FeatureMap featureMap,
            Measure measure,
            Region volume,
            int member,
            int parts,
            int part,
            Map<String, String> versions) {
        return new FlowDescription(
                trained.flow().shape(),
                featureMap,
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
