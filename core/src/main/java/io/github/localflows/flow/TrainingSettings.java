package io.github.localflows.flow;

/**
 * How a flow is trained.
 *
 * @param epochs most passes over the training set, at least 1
 * @param batch rows of one step, at least 1; the last batch of an epoch has what is left
 * @param learningRate first (plateau) or highest (cosine) rate of Adam, above 0
 * @param schedule how the rate changes
 */
public record TrainingSettings(int epochs, int batch, double learningRate, Schedule schedule) {
    /** @throws IllegalArgumentException for a component out of its range */
    public TrainingSettings {
        if (epochs < 1) {
            throw new IllegalArgumentException("train.epochs = " + epochs + ", must be at least 1");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("train.batch = " + batch + ", must be at least 1");
        }
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "train.learningRate = " + learningRate + ", must be positive and finite");
        }
        if (schedule == null) {
            throw new IllegalArgumentException("train.schedule is missing");
        }
    }

    /** As Naik et al. (2022): at most 500 epochs, batches of 10,000, rate 1e-3 reduced on plateaus. */
    public static TrainingSettings original() {
        return new TrainingSettings(500, 10_000, 1e-3, Schedule.Plateau.original());
    }
}
