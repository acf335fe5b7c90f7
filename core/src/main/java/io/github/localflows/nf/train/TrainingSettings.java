package io.github.localflows.nf.train;

/**
 * How a flow is trained.
 *
 * @param epochs most passes over the training set, at least 1
 * @param batch rows of one step, at least 1; the last batch of an epoch has what is left
 * @param learningRate first (plateau) or highest (cosine) rate of Adam, above 0
 * @param schedule how the rate changes
 * @param averaging how many epochs, or what part of one, the average of the weights reaches back, which is judged and
 *     kept, at least 0; 0 for the weights themselves
 * @param patience epochs without a lower deciding loss after which training stops, at least 0; 0 for never
 */
public record TrainingSettings(
        int epochs, int batch, double learningRate, Schedule schedule, double averaging, int patience) {
    /** Flows of fewer steps have not learned what there is to learn: see docs/accuracy.md. */
    public static final int FEW_STEPS = 1500;

    /** @throws IllegalArgumentException for a component out of its range */
    public TrainingSettings {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs = " + epochs + ", must be at least 1");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch = " + batch + ", must be at least 1");
        }
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("learningRate = " + learningRate + ", must be positive and finite");
        }
        if (schedule == null) {
            throw new IllegalArgumentException("schedule is missing");
        }
        if (!(averaging >= 0 && averaging < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("averaging = " + averaging + ", must be at least 0 and finite");
        }
        if (patience < 0) {
            throw new IllegalArgumentException("patience = " + patience + ", must be at least 0");
        }
    }

    /** Without averaging, and to the end. */
    public TrainingSettings(int epochs, int batch, double learningRate, Schedule schedule) {
        this(epochs, batch, learningRate, schedule, 0, 0);
    }

    /** As Naik et al. (2022): at most 500 epochs, batches of 10,000, rate 1e-3 reduced on plateaus. */
    public static TrainingSettings original() {
        return new TrainingSettings(500, 10_000, 1e-3, Schedule.Plateau.original());
    }

    /** How many batches make an epoch of so many rows; the last may be smaller. */
    public static long stepsPerEpoch(long rows, int batch) {
        return (rows + batch - 1) / batch;
    }
}
