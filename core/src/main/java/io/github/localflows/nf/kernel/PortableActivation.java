package io.github.localflows.nf.kernel;

/** The activations by plain loops. */
enum PortableActivation implements HiddenActivation {
    RELU {
        @Override
        public boolean keepsSlope() {
            return false;
        }

        @Override
        public void activate(float[] from, float[] to, float[] kept) {
            for (int i = 0; i < to.length; i++) {
                to[i] = Math.max(from[i], 0f);
            }
        }

        @Override
        public void multiplyBySlope(float[] kept, float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= Math.min(1f, kept[i] * STEP);
            }
        }

        @Override
        public void addTimesSlope(float[] kept, float[] values, float[] sum) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i] * Math.min(1f, kept[i] * STEP);
            }
        }
    },

    SILU {
        @Override
        public boolean keepsSlope() {
            return true;
        }

        @Override
        public void activate(float[] from, float[] to, float[] kept) {
            for (int i = 0; i < to.length; i++) {
                float h = from[i];
                double e = Math.exp(-Math.abs(h));
                double sigmoid = (h < 0 ? e : 1) / (1 + e);
                double value = h * sigmoid;
                to[i] = (float) value;
                kept[i] = (float) (sigmoid + value * ((h < 0 ? 1 : e) / (1 + e)));
            }
        }

        @Override
        public void multiplyBySlope(float[] kept, float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= kept[i];
            }
        }

        @Override
        public void addTimesSlope(float[] kept, float[] values, float[] sum) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i] * kept[i];
            }
        }
    };

    /** Times any positive normal float at least 1: {@code min(1, t * STEP)} is the slope of ReLU where t = max(h, 0). */
    private static final float STEP = 0x1p126f;

    static HiddenActivation of(Activation activation) {
        return valueOf(activation.name());
    }
}
