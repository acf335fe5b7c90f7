package io.github.localflows.starset;

import io.github.localflows.table.StarBatch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stars and how much each counts. The array is handed over, not copied.
 *
 * @param batch the stars
 * @param weights of the stars, finite and not negative; empty where each counts 1
 */
public record WeightedStars(StarBatch batch, double[] weights) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @throws IllegalArgumentException when there are weights of more or fewer stars */
    public WeightedStars {
        if (weights.length != 0 && weights.length != batch.size()) {
            throw new IllegalArgumentException(weights.length + " weights of " + batch.size() + " stars");
        }
    }

    /** How much a star counts. */
    public double weight(int i) {
        return weights.length == 0 ? 1 : weights[i];
    }

    /** Several batches one after another. */
    public static WeightedStars concatenated(List<WeightedStars> parts) {
        List<StarBatch> batches = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        for (WeightedStars part : parts) {
            batches.add(part.batch());
            weights.add(part.weights());
        }
        return new WeightedStars(
                StarBatch.concatenated(batches),
                weights.stream().flatMapToDouble(Arrays::stream).toArray());
    }
}
