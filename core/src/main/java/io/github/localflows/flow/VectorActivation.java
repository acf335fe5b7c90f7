package io.github.localflows.flow;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The activations by the Vector API, on arrays of whole vectors. */
enum VectorActivation implements HiddenActivation {
    RELU {
        @Override
        public boolean keepsSlope() {
            return false;
        }

        @Override
        public void activate(float[] from, float[] to, float[] kept) {
            for (int i = 0; i < to.length; i += LANES) {
                FloatVector.fromArray(SPECIES, from, i).max(0f).intoArray(to, i);
            }
        }

        @Override
        public void multiplyBySlope(float[] kept, float[] values) {
            for (int i = 0; i < values.length; i += LANES) {
                whereActive(kept, values, i).intoArray(values, i);
            }
        }

        @Override
        public void addTimesSlope(float[] kept, float[] values, float[] sum) {
            for (int i = 0; i < sum.length; i += LANES) {
                FloatVector.fromArray(SPECIES, sum, i)
                        .add(whereActive(kept, values, i))
                        .intoArray(sum, i);
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
            for (int i = 0; i < to.length; i += LANES) {
                FloatVector h = FloatVector.fromArray(SPECIES, from, i);
                FloatVector e = VectorTransform.expOfMinusAbs(h);
                FloatVector more = FloatVector.broadcast(SPECIES, 1f).div(e.add(1f));
                FloatVector less = e.mul(more);
                // The sigmoid, and what it lacks of 1, without cancellation.
                VectorMask<Float> negative = h.compare(VectorOperators.LT, 0f);
                FloatVector sigmoid = more.blend(less, negative);
                FloatVector rest = less.blend(more, negative);
                FloatVector value = h.mul(sigmoid);
                value.intoArray(to, i);
                value.fma(rest, sigmoid).intoArray(kept, i);
            }
        }

        @Override
        public void multiplyBySlope(float[] kept, float[] values) {
            for (int i = 0; i < values.length; i += LANES) {
                FloatVector.fromArray(SPECIES, values, i)
                        .mul(FloatVector.fromArray(SPECIES, kept, i))
                        .intoArray(values, i);
            }
        }

        @Override
        public void addTimesSlope(float[] kept, float[] values, float[] sum) {
            for (int i = 0; i < sum.length; i += LANES) {
                FloatVector.fromArray(SPECIES, values, i)
                        .fma(FloatVector.fromArray(SPECIES, kept, i), FloatVector.fromArray(SPECIES, sum, i))
                        .intoArray(sum, i);
            }
        }
    };

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    static HiddenActivation of(Activation activation) {
        return valueOf(activation.name());
    }

    /** {@code values}, and 0 where what was activated is 0. */
    private static FloatVector whereActive(float[] activated, float[] values, int i) {
        FloatVector zero = FloatVector.zero(SPECIES);
        return FloatVector.fromArray(SPECIES, values, i)
                .blend(zero, FloatVector.fromArray(SPECIES, activated, i).compare(VectorOperators.LE, zero));
    }
}
