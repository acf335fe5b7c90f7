package io.github.localflows.flow;

/**
 * What one epoch of training came to.
 *
 * @param epoch counted from 0
 * <p>Where weights are averaged, losses after the epoch are those of the average.
 *
 * @param trainLoss mean of -ln p [nats] over the whole training set, after the epoch where the schedule depends on it or there
 *     is no held-out set; else during the epoch, each batch before its step: half an epoch behind, and free
 * @param heldOutLoss mean of -ln p over the held-out set after the epoch; NaN without one
 * @param learningRate of the epoch's last step
 * @param seconds wall time of the epoch, losses included
 */
public record EpochRecord(int epoch, double trainLoss, double heldOutLoss, double learningRate, double seconds) {
    /** The loss by which the best epoch is chosen: held-out where there is a held-out set, else training. */
    public double deciding() {
        return Double.isNaN(heldOutLoss) ? trainLoss : heldOutLoss;
    }
}
