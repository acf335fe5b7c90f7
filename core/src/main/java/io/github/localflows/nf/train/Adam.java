package io.github.localflows.nf.train;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1) on a flat vector of parameters, as PyTorch does it: bias-corrected moments,
 * epsilon added after the root of the corrected second moment.
 *
 * <p>It can keep an average of the parameters over the steps (Polyak &amp; Juditsky 1992), which lies nearer to the minimum
 * than where the noise of the batches has carried the last step: {@code average += weight (parameters - average)}.
 *
 * <p>Parameters, moments and average are ND4J's. A step takes them through the heap a piece at a time, in one pass: as a dozen
 * ND4J operations, each of which wakes up all of OpenMP's threads, it took longer than the gradient of a small batch.
 * Element-wise, hence the same bits on any number of threads.
 */
public final class Adam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float KEPT1 = (float) BETA1;
    private static final float NEW1 = (float) (1 - BETA1);
    private static final float KEPT2 = (float) BETA2;
    private static final float NEW2 = (float) (1 - BETA2);
    private static final float EPSILON = 1e-8f;
    /** Elements of a piece: its four arrays fit the first-level cache. */
    private static final int PIECE = 1024;

    private final INDArray parameters;
    private final INDArray moment1;
    private final INDArray moment2;
    /** Null when none is kept. */
    private final INDArray average;

    private final FloatPointer parametersAt;
    private final FloatPointer moment1At;
    private final FloatPointer moment2At;
    private final FloatPointer averageAt;
    private final float[] p = new float[PIECE];
    private final float[] g = new float[PIECE];
    private final float[] m = new float[PIECE];
    private final float[] v = new float[PIECE];
    private final float[] a = new float[PIECE];
    private int steps;

    /**
     * Where the optimiser stands.
     *
     * @param parameters all of them
     * @param moment1 running mean of the gradient, one a parameter
     * @param moment2 running mean of its square
     * @param average of the parameters; null when none is kept
     * @param steps taken so far
     */
    public record State(float[] parameters, float[] moment1, float[] moment2, float[] average, int steps) {
        /** Before the first step. */
        public static State initial(float[] start) {
            return new State(start, new float[start.length], new float[start.length], null, 0);
        }

        /** Before the first step, with an average. */
        static State averaged(float[] start) {
            return new State(start, new float[start.length], new float[start.length], start, 0);
        }
    }

    public Adam(float[] start) {
        this(State.initial(start));
    }

    /** @param state copied */
    Adam(State state) {
        parameters = Nd4j.createFromArray(state.parameters());
        moment1 = Nd4j.createFromArray(state.moment1());
        moment2 = Nd4j.createFromArray(state.moment2());
        average = state.average() == null ? null : Nd4j.createFromArray(state.average());
        steps = state.steps();
        parametersAt = MaskedAutoregressiveFlow.floats(parameters);
        moment1At = MaskedAutoregressiveFlow.floats(moment1);
        moment2At = MaskedAutoregressiveFlow.floats(moment2);
        averageAt = average == null ? null : MaskedAutoregressiveFlow.floats(average);
    }

    /** One step against the gradient; the parameters after it go to {@code out}. */
    public void step(float[] gradient, double rate, float[] out) {
        step(gradient, rate, 1, out);
    }

    /**
     * One step against the gradient.
     *
     * @param averaged the new parameters' weight in the average, that of the n-th step being at least 1/n: equal weights for
     *     all steps until then, an exponential average from there
     * @param out the parameters after it
     */
    public void step(float[] gradient, double rate, double averaged, float[] out) {
        steps++;
        float stepSize = (float) (rate / (1 - Math.pow(BETA1, steps)));
        float rootScale = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        float weight = (float) Math.max(averaged, 1.0 / steps);
        for (int start = 0; start < gradient.length; start += PIECE) {
            int count = Math.min(PIECE, gradient.length - start);
            System.arraycopy(gradient, start, g, 0, count);
            parametersAt.position(start).get(p, 0, count);
            moment1At.position(start).get(m, 0, count);
            moment2At.position(start).get(v, 0, count);
            stepPiece(p, g, m, v, stepSize, rootScale);
            parametersAt.position(start).put(p, 0, count);
            moment1At.position(start).put(m, 0, count);
            moment2At.position(start).put(v, 0, count);
            System.arraycopy(p, 0, out, start, count);
            if (average != null) {
                averageAt.position(start).get(a, 0, count);
                averagePiece(p, a, weight);
                averageAt.position(start).put(a, 0, count);
            }
        }
    }

    /** Goes back, or on, to where it stood. */
    void restore(State state) {
        parametersAt.position(0).put(state.parameters());
        moment1At.position(0).put(state.moment1());
        moment2At.position(0).put(state.moment2());
        if (average != null) {
            averageAt.position(0).put(state.average());
        }
        steps = state.steps();
    }

    /** A copy of where it stands. */
    State state() {
        return new State(
                copy(parametersAt), copy(moment1At), copy(moment2At), average == null ? null : copy(averageAt), steps);
    }

    /** The average of the parameters goes to {@code out}. */
    void average(float[] out) {
        averageAt.position(0).get(out);
    }

    private float[] copy(FloatPointer at) {
        float[] values = new float[(int) parameters.length()];
        at.position(0).get(values);
        return values;
    }

    /** All of a piece, what is left of an earlier one behind the end included, which nobody reads. */
    private static void stepPiece(float[] p, float[] g, float[] m, float[] v, float stepSize, float rootScale) {
        for (int i = 0; i < PIECE; i++) {
            m[i] = KEPT1 * m[i] + NEW1 * g[i];
            v[i] = KEPT2 * v[i] + NEW2 * g[i] * g[i];
            p[i] -= stepSize * m[i] / ((float) Math.sqrt(v[i]) * rootScale + EPSILON);
        }
    }

    private static void averagePiece(float[] p, float[] a, float weight) {
        for (int i = 0; i < PIECE; i++) {
            a[i] += weight * (p[i] - a[i]);
        }
    }

    @Override
    public void close() {
        if (average != null) {
            average.close();
        }
        for (INDArray array : new INDArray[] {parameters, moment1, moment2}) {
            array.close();
        }
    }
}
