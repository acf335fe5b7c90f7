package io.github.localflows.nf.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-wise arithmetic by the Vector API: sums, and the affine transform with its softplus scale.
 *
 * <p>exp and log are the single-precision polynomials of Cephes (S. L. Moshier), good to 2 ulp; their bits are the same on
 * every machine.
 */
final class VectorTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** Added to each scale, as nflows does, so that none vanishes. */
    private static final float LEAST_SCALE = 1e-3f;

    private static final float LOG2_E = 1.44269504088896341f;
    /** ln 2 in two parts, the first with few bits, so that its multiples are exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding it leaves the nearest whole number in the last bits. */
    private static final float ROUND = 0x1.8p23f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    /** Below, exp is as good as zero here: it is added to 1. */
    private static final float LEAST_EXPONENT = -87f;

    private static final int MANTISSA_BITS = 23;
    private static final int SQRT_HALF_BITS = 0x3f3504f3;

    private static final Pass[] AFFINE = {
        (out, x, scale, slope, y, logScale, size) -> exponentials(out, slope, size),
        (out, x, scale, slope, y, logScale, size) -> softplus(out, scale, slope, size),
        (out, x, scale, slope, y, logScale, size) -> stretch(out, x, scale, y, logScale, size),
    };

    private VectorTransform() {}

    /**
     * {@code sum += bias}, the same for all rows.
     *
     * @param sum panels
     * @param bias [panel][16] from {@code biasStart} on
     */
    static void addBias(float[] bias, int biasStart, float[] sum) {
        for (int v = 0; v < VectorProducts.PANEL; v += LANES) {
            for (int start = v; start < sum.length; start += VectorProducts.PANEL_SIZE) {
                int panel = start / VectorProducts.PANEL_SIZE;
                FloatVector b = FloatVector.fromArray(SPECIES, bias, biasStart + v + panel * VectorProducts.PANEL);
                for (int i = start; i < start + VectorProducts.PANEL_SIZE; i += VectorProducts.PANEL) {
                    FloatVector.fromArray(SPECIES, sum, i).add(b).intoArray(sum, i);
                }
            }
        }
    }

    /** {@code sum += term}. */
    static void add(float[] term, float[] sum) {
        for (int i = 0; i < sum.length; i += LANES) {
            FloatVector.fromArray(SPECIES, sum, i)
                    .add(FloatVector.fromArray(SPECIES, term, i))
                    .intoArray(sum, i);
        }
    }

    /**
     * {@code y = x s + shift} with {@code s = softplus(u) + 1e-3}, for all features of a tile, each [feature][row].
     *
     * @param out u of all features, then shift of all
     * @param scale gets s
     * @param slope gets ds/du
     * @param logScale [row], the sum of ln s over the features is added
     */
    static void affine(
            float[] out, float[] x, float[] scale, float[] slope, float[] y, float[] logScale, int features) {
        for (Pass pass : AFFINE) {
            pass.over(out, x, scale, slope, y, logScale, features * VectorProducts.TILE);
        }
    }

    /** {@code x = (y - shift) / s} for one feature: back from {@link #affine}, with the same s. */
    static void invert(float[] out, float[] y, float[] scale, float[] slope, float[] x, int feature, int features) {
        exponentials(out, slope, features * VectorProducts.TILE);
        softplus(out, scale, slope, features * VectorProducts.TILE);
        int start = feature * VectorProducts.TILE;
        int shift = features * VectorProducts.TILE;
        for (int i = start; i < start + VectorProducts.TILE; i += LANES) {
            FloatVector.fromArray(SPECIES, y, i)
                    .sub(FloatVector.fromArray(SPECIES, out, shift + i))
                    .div(FloatVector.fromArray(SPECIES, scale, i))
                    .intoArray(x, i);
        }
    }

    /**
     * A part of {@link #affine}. Together the parts exceed the compiler's limits for inlining, past which vectors go to the
     * heap and everything is 10 times slower; a call that may go to three implementations it does not inline, and so it
     * compiles each on its own.
     */
    private interface Pass {
        void over(float[] out, float[] x, float[] scale, float[] slope, float[] y, float[] logScale, int size);
    }

    /** {@code e = exp(-|u|)}, in the place of the slope. */
    private static void exponentials(float[] u, float[] e, int size) {
        for (int i = 0; i < size; i += LANES) {
            expOfMinusAbs(FloatVector.fromArray(SPECIES, u, i)).intoArray(e, i);
        }
    }

    /** From u and exp(-|u|), which is in the place of the slope, to scale and slope. */
    private static void softplus(float[] u, float[] scale, float[] slope, int size) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = 0; i < size; i += LANES) {
            FloatVector value = FloatVector.fromArray(SPECIES, u, i);
            FloatVector e = FloatVector.fromArray(SPECIES, slope, i);
            FloatVector onePlus = one.add(e);
            // ln(1 + e), corrected for what rounding 1 + e lost.
            FloatVector log1p = log(onePlus).add(e.sub(onePlus.sub(one)).div(onePlus));
            value.max(0f).add(log1p).add(LEAST_SCALE).intoArray(scale, i);
            FloatVector numerator = one.blend(e, value.compare(VectorOperators.LT, 0f));
            numerator.div(onePlus).intoArray(slope, i);
        }
    }

    /** {@code y = x scale + shift} and {@code logScale += ln scale}. */
    private static void stretch(float[] out, float[] x, float[] scale, float[] y, float[] logScale, int size) {
        for (int start = 0; start < size; start += VectorProducts.TILE) {
            for (int r = 0; r < VectorProducts.TILE; r += LANES) {
                int i = start + r;
                FloatVector s = FloatVector.fromArray(SPECIES, scale, i);
                FloatVector.fromArray(SPECIES, x, i)
                        .fma(s, FloatVector.fromArray(SPECIES, out, size + i))
                        .intoArray(y, i);
                FloatVector.fromArray(SPECIES, logScale, r).add(log(s)).intoArray(logScale, r);
            }
        }
    }

    /** e^-|x|, where it is below 1e-37 that. */
    static FloatVector expOfMinusAbs(FloatVector x) {
        return exp(x.lanewise(VectorOperators.ABS).neg().max(LEAST_EXPONENT));
    }

    /** e^x for -87 &lt;= x &lt;= 0. */
    private static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.mul(LOG2_E).add(ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.mul(-LN2_HIGH).add(x);
        r = n.mul(-LN2_LOW).add(r);
        FloatVector p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
        p = p.mul(r).add(8.3334519073e-3f);
        p = p.mul(r).add(4.1665795894e-2f);
        p = p.mul(r).add(1.6666665459e-1f);
        p = p.mul(r).add(5.0000001201e-1f);
        p = p.mul(r).mul(r).add(r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** ln x for normal positive x. */
    private static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, MANTISSA_BITS);
        FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, MANTISSA_BITS))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector n = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
        FloatVector f2 = f.mul(f);
        FloatVector p = f.mul(7.0376836292e-2f).add(-1.1514610310e-1f);
        p = p.mul(f).add(1.1676998740e-1f);
        p = p.mul(f).add(-1.2420140846e-1f);
        p = p.mul(f).add(1.4249322787e-1f);
        p = p.mul(f).add(-1.6668057665e-1f);
        p = p.mul(f).add(2.0000714765e-1f);
        p = p.mul(f).add(-2.4999993993e-1f);
        p = p.mul(f).add(3.3333331174e-1f);
        p = p.mul(f).mul(f2).add(n.mul(LN2_LOW));
        p = p.sub(f2.mul(0.5f));
        return f.add(p).add(n.mul(LN2_HIGH));
    }
}
