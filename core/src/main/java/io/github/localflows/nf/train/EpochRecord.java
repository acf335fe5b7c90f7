package io.github.localflows.nf.train;

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
 * @param seconds wall time of the epoch, losses included, by the trainer's clock
 */
public record EpochRecord(int epoch, double trainLoss, double heldOutLoss, double learningRate, double seconds) {
    /** The loss by which the best epoch is chosen: held-out where there is a held-out set, else training. */
    public double deciding() {
        return Double.isNaN(heldOutLoss) ? trainLoss : heldOutLoss;
    }

    /** How many numbers {@link #numbers} are. */
    static final int NUMBERS = 5;

    /** All of it, in the order of the components, for files. */
    double[] numbers() {
        return new double[] {epoch, trainLoss, heldOutLoss, learningRate, seconds};
    }

    /** From {@link #numbers}, which start at {@code at}. */
    static EpochRecord of(double[] numbers, int at) {
        return new EpochRecord((int) numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3], numbers[at + 4]);
    }
}
