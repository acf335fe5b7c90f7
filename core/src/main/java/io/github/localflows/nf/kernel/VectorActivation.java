package io.github.localflows.nf.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
                rectified(FloatVector.fromArray(SPECIES, from, i)).intoArray(to, i);
            }
        }

        @Override
        void activateAndAdd(float[] sum, float[] to, float[] kept, float[] bias, int biasStart) {
            for (int start = 0; start < sum.length; start += VectorProducts.PANEL_SIZE) {
                int panel = biasStart + start / VectorProducts.PANEL_SIZE * VectorProducts.PANEL;
                for (int v = 0; v < VectorProducts.PANEL; v += LANES) {
                    FloatVector b = FloatVector.fromArray(SPECIES, bias, panel + v);
                    for (int i = start + v; i < start + VectorProducts.PANEL_SIZE; i += VectorProducts.PANEL) {
                        FloatVector h = FloatVector.fromArray(SPECIES, sum, i);
                        rectified(h).intoArray(to, i);
                        h.add(b).intoArray(sum, i);
                    }
                }
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
    private static final int SIGN_SHIFT = Integer.SIZE - 1;

    static VectorActivation of(Activation activation) {
        return valueOf(activation.name());
    }

    /**
     * {@code activate(sum, to, kept)}, and then {@code sum += bias}, the same for all rows.
     *
     * @param sum panels
     * @param bias [panel][16] from {@code biasStart} on
     */
    void activateAndAdd(float[] sum, float[] to, float[] kept, float[] bias, int biasStart) {
        activate(sum, to, kept);
        VectorTransform.addBias(bias, biasStart, sum);
    }

    /**
     * The larger of 0 and h. As of ints, whose maximum is one instruction where that of floats is six: a float below zero has
     * the sign bit of an int below zero. So has many a NaN, which becomes 0 here; what it came from is NaN or infinite too, and
     * goes by in the sum of the residual blocks, or it was a weight, which training looks at.
     */
    private static FloatVector rectified(FloatVector h) {
        return h.reinterpretAsInts().max(0).reinterpretAsFloats();
    }

    /** {@code values}, and 0 where what was activated is 0: it is never below. */
    private static FloatVector whereActive(float[] activated, float[] values, int i) {
        IntVector allBitsWhereActive = FloatVector.fromArray(SPECIES, activated, i)
                .reinterpretAsInts()
                .neg()
                .lanewise(VectorOperators.ASHR, SIGN_SHIFT);
        return FloatVector.fromArray(SPECIES, values, i)
                .reinterpretAsInts()
                .and(allBitsWhereActive)
                .reinterpretAsFloats();
    }
}
