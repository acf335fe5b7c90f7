package io.github.localflows.flows;

/**
 * The history of one flow, one entry an epoch.
 *
 * @param epoch counts from 1 or from 0, rising
 * @param trainingLoss mean of -ln density over the training set [nats]
 * @param heldOutLoss the same over the stars that no flow was trained on
 * @param learningRate the optimiser's step in that epoch
 */
public record LossCurve(double[] epoch, double[] trainingLoss, double[] heldOutLoss, double[] learningRate) {
    /** Refuses columns of different lengths, and an empty history. */
    public LossCurve {
        if (epoch.length == 0
                || trainingLoss.length != epoch.length
                || heldOutLoss.length != epoch.length
                || learningRate.length != epoch.length) {
            throw new IllegalArgumentException("a history with " + epoch.length + " epochs, " + trainingLoss.length
                    + " training losses, " + heldOutLoss.length + " held-out losses and " + learningRate.length
                    + " learning rates: it needs as many of each, and one at least.");
        }
    }
}
