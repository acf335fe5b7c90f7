package io.github.localflows.nf.train;

/** How the learning rate changes during training. */
public sealed interface Schedule {
    /** The rate of one training run under this schedule, from its first step on. */
    LearningRate start(double learningRate);

    /** Whether the rate depends on the loss over the whole training set, which then is evaluated after each epoch. */
    boolean dependsOnLoss();

    /** Whether the rate of a step depends on how many steps there are to be. */
    boolean dependsOnLength();

    /**
     * Falls by {@code factor} when the loss stops falling, as PyTorch's ReduceLROnPlateau (mode min, relative threshold).
     *
     * <p>An epoch is good when its loss is below {@code (1 - threshold)} times the best so far. After more than
     * {@code patience} epochs in a row that are not, the rate is multiplied by {@code factor}, and the next
     * {@code cooldown} epochs do not count as bad. Training stops when the rate has come down to {@code floor}.
     *
     * @param factor between 0 and 1, exclusive
     * @param patience epochs, at least 0
     * @param threshold relative, at least 0, below 1
     * @param cooldown epochs, at least 0
     * @param floor least rate, above 0
     */
    record Plateau(double factor, int patience, double threshold, int cooldown, double floor) implements Schedule {
        /** @throws IllegalArgumentException for a component out of its range */
        public Plateau {
            require(factor > 0 && factor < 1, "factor = " + factor + ", must be between 0 and 1");
            require(patience >= 0, "patience = " + patience + ", must be at least 0");
            require(threshold >= 0 && threshold < 1, "threshold = " + threshold + ", must be at least 0 and below 1");
            require(cooldown >= 0, "cooldown = " + cooldown + ", must be at least 0");
            require(floor > 0 && floor < Double.POSITIVE_INFINITY, "floor = " + floor + ", must be above 0");
        }

        /** As Naik et al. (2022): factor 0.5, patience 5, threshold 1e-6, cooldown 10, floor 2e-6. */
        public static Plateau original() {
            return new Plateau(0.5, 5, 1e-6, 10, 2e-6);
        }

        @Override
        public LearningRate start(double learningRate) {
            return new PlateauRate(this, learningRate);
        }

        @Override
        public boolean dependsOnLoss() {
            return true;
        }

        @Override
        public boolean dependsOnLength() {
            return false;
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("plateau schedule: " + what);
            }
        }
    }

    /**
     * Rises linearly during the first {@code warmUp} of all steps, then falls to 0 as half a cosine.
     *
     * @param warmUp fraction of all steps, at least 0, below 1
     */
    record Cosine(double warmUp) implements Schedule {
        /** @throws IllegalArgumentException for a component out of its range */
        public Cosine {
            if (!(warmUp >= 0 && warmUp < 1)) {
                throw new IllegalArgumentException(
                        "cosine schedule: warmUp = " + warmUp + ", must be at least 0 and below 1");
            }
        }

        /** With a warm-up of 5% of all steps. */
        public static Cosine standard() {
            return new Cosine(0.05);
        }

        @Override
        public LearningRate start(double learningRate) {
            return new CosineRate(warmUp, learningRate);
        }

        @Override
        public boolean dependsOnLoss() {
            return false;
        }

        @Override
        public boolean dependsOnLength() {
            return true;
        }
    }
}
