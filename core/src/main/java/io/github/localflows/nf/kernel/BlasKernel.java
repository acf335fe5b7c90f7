package io.github.localflows.nf.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The portable kernel: matrix products by the OpenBLAS under ND4J, everything else by plain loops on heap arrays that
 * the compiler vectorises.
 *
 * <p>Rows go through the whole flow in tiles that stay in a core's cache. BLAS runs single-threaded within each call
 * (the lanes are the parallelism), and always on whole tiles, padded with zeros, so that a row's result does not depend
 * on the rows that come with it (but, in its last bits, on its place in a tile, for BLAS treats the edges of its own blocks
 * differently). Single precision throughout, except that scales and the sum of their logarithms are
 * double.
 */
public final class BlasKernel implements FlowKernel {
    private static final int TILE = 128;
    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
    private static final int PLAIN = openblas_nolapack.CblasNoTrans;
    private static final int TRANSPOSED = openblas_nolapack.CblasTrans;
    /** Added to each scale, as nflows does, so that none vanishes. */
    private static final double LEAST_SCALE = 1e-3;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final FlowLayout layout;
    private final HiddenActivation activation;
    private final float[] mask;
    /** Heap copy of the masked parameters, for the small parts that are not worth a BLAS call. */
    private final float[] parameters;

    private final FloatPointer weights;
    /** [layer][0: initial, 1 + 2 b + i: linear layer i of block b], each repeated for every row of a tile. */
    private final float[][][] biasTiles;

    public BlasKernel(FlowShape shape) {
        layout = new FlowLayout(shape);
        activation = PortableActivation.of(shape.activation());
        mask = layout.mask();
        parameters = new float[layout.size()];
        weights = new FloatPointer(layout.size());
        biasTiles = new float[shape.layers()][1 + 2 * shape.blocks()][TILE * shape.hidden()];
        // ND4J, when it starts, gives BLAS all cores: start it first.
        Nd4j.getExecutioner();
        openblas_nolapack.blas_set_num_threads(1);
    }

    @Override
    public String name() {
        return "ND4J's OpenBLAS";
    }

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public void load(float[] unmasked) {
        for (int i = 0; i < mask.length; i++) {
            parameters[i] = unmasked[i] * mask[i];
        }
        weights.put(parameters);
        for (int layer = 0; layer < biasTiles.length; layer++) {
            int start = layer * layout.layerSize;
            repeat(start + layout.initialBias, biasTiles[layer][0]);
            for (int block = 0; block < layout.shape.blocks(); block++) {
                repeat(start + layout.blockBias[block][0], biasTiles[layer][1 + 2 * block]);
                repeat(start + layout.blockBias[block][1], biasTiles[layer][2 + 2 * block]);
            }
        }
    }

    private void repeat(int bias, float[] tile) {
        int hidden = layout.shape.hidden();
        for (int row = 0; row < TILE; row++) {
            System.arraycopy(parameters, bias, tile, row * hidden, hidden);
        }
    }

    @Override
    public FlowLane lane() {
        return new FlowLane(layout.shape, TILE, new BlasTile());
    }

    @Override
    public int gradientSize() {
        return layout.size();
    }

    @Override
    public void unpackGradient(float[] gradient, float scale, float[] out) {
        for (int i = 0; i < mask.length; i++) {
            out[i] = gradient[i] * scale * mask[i];
        }
    }

    @Override
    public void close() {
        weights.close();
    }

    /** {@code c = op(a) op(b) + beta c}, with op(a) [m][k], op(b) [k][n], c [m][n], all dense and row-major. */
    private static void multiply(
            int opA, int opB, int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
        int lda = opA == PLAIN ? k : m;
        int ldb = opB == PLAIN ? n : k;
        openblas_nolapack.cblas_sgemm(ROW_MAJOR, opA, opB, m, n, k, 1f, a, lda, b, ldb, beta, c, n);
    }

    /**
     * Activations of one tile. Hidden activations are [row][unit]; features, outputs of the networks and context are
     * [feature][row]. What a matrix product reads or writes is off-heap, with a heap copy for everything else.
     */
    private final class BlasTile implements FlowTile {
        private final int features = layout.shape.features();
        private final int context = layout.shape.context();
        private final int layers = layout.shape.layers();
        private final int hidden = layout.shape.hidden();
        private final int blocks = layout.shape.blocks();

        private final List<FloatPointer> owned = new ArrayList<>();

        private final float[] x = new float[features * TILE];
        private final float[] c = new float[context * TILE];
        private final float[] dc = new float[context * TILE];
        private final float[] dcTerm = new float[context * TILE];
        private final double[] logProb = new double[TILE];
        private final double[] product = new double[TILE];
        /** 1, or a weight, for the rows of the tile that are there, 0 for padding. */
        private final float[] counts = new float[TILE];

        private final float[] h = new float[TILE * hidden];
        private final float[] product2 = new float[TILE * hidden];
        private final float[] dx = new float[features * TILE];
        private final float[] dInput = new float[features * TILE];
        private final float[] dOut = new float[2 * features * TILE];
        private final float[] out = new float[2 * features * TILE];
        private final float[] cTerm = new float[context > 0 ? TILE * hidden : 0];
        private final float[] normalised = new float[features * TILE];
        private final float[] inverseSigma = new float[features * TILE];

        /** Kept from the way forward for the way back, by layer. */
        private final float[][] input = new float[layers][features * TILE];

        private final float[][] scale = new float[layers][features * TILE];
        private final float[][] slope = new float[layers][features * TILE];
        private final float[][] cActive = new float[layers][cTerm.length];
        private final float[][] cKept = activation.keepsSlope() ? new float[layers][cTerm.length] : cActive;
        /** [layer][2 b + i]: what linear layer i of block b takes. */
        private final float[][][] taken = new float[layers][2 * blocks][TILE * hidden];
        /** [layer][2 b + i]: what the way back through the activation before that linear layer needs. */
        private final float[][][] kept = activation.keepsSlope() ? new float[layers][2 * blocks][TILE * hidden] : taken;

        private final FloatPointer[] inputP = new FloatPointer[layers];
        private final FloatPointer[][] takenP = new FloatPointer[layers][2 * blocks];
        private final FloatPointer[] lastP = new FloatPointer[layers];
        private final FloatPointer cP = allocate(Math.max(1, context * TILE));
        private final FloatPointer dcP = allocate(Math.max(1, context * TILE));
        private final FloatPointer hiddenP = allocate(TILE * hidden);
        private final FloatPointer dHiddenP = allocate(TILE * hidden);
        private final FloatPointer dTakenP = allocate(TILE * hidden);
        private final FloatPointer outP = allocate(2 * features * TILE);
        private final FloatPointer dxP = allocate(features * TILE);
        private final FloatPointer ones = allocate(TILE);
        private final FloatPointer gradientP = allocate(layout.size());
        private float[] gradient;
        private final float[] smallGradient = new float[layout.size()];
        private final float[] zeros = new float[layout.size()];

        /** The kernel's weights and this lane's gradient, from each parameter array on. */
        private final Map<Integer, FloatPointer> weightAt = new HashMap<>();

        private final Map<Integer, FloatPointer> gradientAt = new HashMap<>();

        BlasTile() {
            float[] one = new float[TILE];
            Arrays.fill(one, 1);
            ones.put(one);
            for (int layer = 0; layer < layers; layer++) {
                inputP[layer] = allocate(features * TILE);
                lastP[layer] = allocate(TILE * hidden);
                for (int i = 0; i < 2 * blocks; i++) {
                    takenP[layer][i] = allocate(TILE * hidden);
                }
            }
            for (FlowLayout.Parameter parameter : layout.parameters()) {
                weightAt.put(parameter.offset(), view(weights, parameter.offset()));
                gradientAt.put(parameter.offset(), view(gradientP, parameter.offset()));
            }
        }

        private FloatPointer allocate(int size) {
            FloatPointer pointer = new FloatPointer(size);
            owned.add(pointer);
            return pointer;
        }

        private FloatPointer view(FloatPointer base, int offset) {
            return new FloatPointer(base).position(offset);
        }

        @Override
        public void close() {
            owned.forEach(FloatPointer::close);
        }

        @Override
        public double[] logProb() {
            return logProb;
        }

        @Override
        public float[] counts() {
            return counts;
        }

        @Override
        public float[] noise() {
            return normalised;
        }

        @Override
        public float[] features() {
            return x;
        }

        @Override
        public float[] dx() {
            return dx;
        }

        @Override
        public float[] dc() {
            return dc;
        }

        @Override
        public void beginGradient(float[] into) {
            gradient = into;
            gradientP.put(zeros);
            Arrays.fill(smallGradient, 0);
        }

        @Override
        public void endGradient() {
            gradientP.get(gradient);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += smallGradient[i];
            }
        }

        @Override
        public void density(FlowData data, int[] order, int from, int to) {
            forward(data, order, from, to);
        }

        @Override
        public void forward(FlowData data, int[] order, int from, int to) {
            data.gather(order, from, to, TILE, x, c);
            Arrays.fill(counts, 0, to - from, 1f);
            Arrays.fill(counts, to - from, TILE, 0f);
            Arrays.fill(logProb, -features * HALF_LOG_TWO_PI);
            if (context > 0) {
                cP.put(c);
            }
            for (int layer = 0; layer < layers; layer++) {
                FlowTile.reverse(features, TILE, x, input[layer]);
                inputP[layer].put(input[layer]);
                network(layer);
                transform(layer);
            }
            base();
        }

        /** The masked network of a layer, from its input to {@code out}. */
        private void network(int layer) {
            int start = layer * layout.layerSize;
            multiply(
                    TRANSPOSED,
                    TRANSPOSED,
                    TILE,
                    hidden,
                    features,
                    inputP[layer],
                    weightAt.get(start + layout.initialWeight),
                    0,
                    hiddenP);
            hiddenP.get(h);
            add(biasTiles[layer][0], h);
            if (context > 0) {
                contextTerm(start + layout.contextWeight, start + layout.contextBias);
                activation.activate(cTerm, cActive[layer], cKept[layer]);
                add(cActive[layer], h);
            }
            for (int block = 0; block < blocks; block++) {
                float[] first = taken[layer][2 * block];
                activation.activate(h, first, kept[layer][2 * block]);
                takenP[layer][2 * block].put(first);
                multiply(
                        PLAIN,
                        TRANSPOSED,
                        TILE,
                        hidden,
                        hidden,
                        takenP[layer][2 * block],
                        weightAt.get(start + layout.blockWeight[block][0]),
                        0,
                        hiddenP);
                float[] second = taken[layer][2 * block + 1];
                hiddenP.get(second);
                if (context > 0) {
                    contextTerm(start + layout.blockContextWeight[block], start + layout.blockContextBias[block]);
                    add(cTerm, second);
                }
                add(biasTiles[layer][1 + 2 * block], second);
                activation.activate(second, second, kept[layer][2 * block + 1]);
                takenP[layer][2 * block + 1].put(second);
                multiply(
                        PLAIN,
                        TRANSPOSED,
                        TILE,
                        hidden,
                        hidden,
                        takenP[layer][2 * block + 1],
                        weightAt.get(start + layout.blockWeight[block][1]),
                        0,
                        hiddenP);
                hiddenP.get(product2);
                addBoth(product2, biasTiles[layer][2 + 2 * block], h);
            }
            lastP[layer].put(h);
            multiply(
                    PLAIN,
                    TRANSPOSED,
                    2 * features,
                    TILE,
                    hidden,
                    weightAt.get(start + layout.finalWeight),
                    lastP[layer],
                    0,
                    outP);
            outP.get(out);
        }

        /** {@code cTerm} = context times weight plus bias. */
        private void contextTerm(int weight, int bias) {
            multiply(TRANSPOSED, TRANSPOSED, TILE, hidden, context, cP, weightAt.get(weight), 0, hiddenP);
            hiddenP.get(cTerm);
            for (int row = 0; row < TILE; row++) {
                for (int i = 0; i < hidden; i++) {
                    cTerm[row * hidden + i] += parameters[bias + i];
                }
            }
        }

        /** The affine transform of a layer, from its input and {@code out} to {@code x}; adds to {@code logProb}. */
        private void transform(int layer) {
            int bias = layer * layout.layerSize + layout.finalBias;
            Arrays.fill(product, 1);
            for (int i = 0; i < features; i++) {
                float biasU = parameters[bias + 2 * i];
                float biasShift = parameters[bias + 2 * i + 1];
                for (int r = 0; r < TILE; r++) {
                    double u = out[2 * i * TILE + r] + biasU;
                    double e = Math.exp(-Math.abs(u));
                    double s = Math.max(u, 0) + Math.log(1 + e) + LEAST_SCALE;
                    int at = i * TILE + r;
                    scale[layer][at] = (float) s;
                    slope[layer][at] = (float) ((u < 0 ? e : 1) / (1 + e));
                    product[r] *= s;
                    x[at] = (float) s * input[layer][at] + (out[(2 * i + 1) * TILE + r] + biasShift);
                }
                if (i % 16 == 15 || i == features - 1) {
                    // One logarithm for up to 16 scales: their product stays far from under- and overflow.
                    for (int r = 0; r < TILE; r++) {
                        logProb[r] += Math.log(product[r]);
                        product[r] = 1;
                    }
                }
            }
        }

        /** The Gaussian at the end. */
        private void base() {
            for (int i = 0; i < features; i++) {
                for (int r = 0; r < TILE; r++) {
                    int at = i * TILE + r;
                    float value = x[at];
                    if (context > 0) {
                        float logSigma = baseOutput(features + i, r);
                        inverseSigma[at] = (float) Math.exp(-logSigma);
                        value = (value - baseOutput(i, r)) * inverseSigma[at];
                        logProb[r] -= logSigma;
                    }
                    normalised[at] = value;
                    logProb[r] -= 0.5 * value * value;
                }
            }
        }

        /** An output of the base's encoder: the mean of a feature, or, after all means, the logarithm of its sigma. */
        private float baseOutput(int output, int r) {
            float sum = parameters[layout.baseBias + output];
            for (int k = 0; k < context; k++) {
                sum += parameters[layout.baseWeight + output * context + k] * c[k * TILE + r];
            }
            return sum;
        }

        @Override
        public void inverse(FlowData noise, int from, int to) {
            noise.gather(null, from, to, TILE, x, c);
            if (context > 0) {
                cP.put(c);
                for (int i = 0; i < features; i++) {
                    for (int r = 0; r < TILE; r++) {
                        int at = i * TILE + r;
                        x[at] = baseOutput(i, r) + x[at] * (float) Math.exp(baseOutput(features + i, r));
                    }
                }
            }
            for (int layer = layers - 1; layer >= 0; layer--) {
                int bias = layer * layout.layerSize + layout.finalBias;
                float[] in = input[layer];
                Arrays.fill(in, 0);
                for (int i = 0; i < features; i++) {
                    // What the network says of feature i depends on the features before it alone.
                    inputP[layer].put(in);
                    network(layer);
                    for (int r = 0; r < TILE; r++) {
                        double u = out[2 * i * TILE + r] + parameters[bias + 2 * i];
                        float shift = out[(2 * i + 1) * TILE + r] + parameters[bias + 2 * i + 1];
                        double s = Math.max(u, 0) + Math.log(1 + Math.exp(-Math.abs(u))) + LEAST_SCALE;
                        in[i * TILE + r] = (x[i * TILE + r] - shift) / (float) s;
                    }
                }
                FlowTile.reverse(features, TILE, in, x);
            }
        }

        @Override
        public void backward(float sign, boolean withParameters) {
            Arrays.fill(dc, 0);
            backwardBase(sign, withParameters);
            for (int layer = layers - 1; layer >= 0; layer--) {
                backwardTransform(layer, sign, withParameters);
                backwardNetwork(layer, withParameters);
            }
        }

        private void backwardBase(float sign, boolean withParameters) {
            for (int i = 0; i < features; i++) {
                if (context == 0) {
                    for (int r = 0; r < TILE; r++) {
                        dx[i * TILE + r] = -sign * normalised[i * TILE + r] * counts[r];
                    }
                    continue;
                }
                float sumMean = 0;
                float sumLogSigma = 0;
                for (int r = 0; r < TILE; r++) {
                    int at = i * TILE + r;
                    float dMean = sign * normalised[at] * inverseSigma[at] * counts[r];
                    float dLogSigma = sign * (normalised[at] * normalised[at] - 1) * counts[r];
                    dx[at] = -dMean;
                    sumMean += dMean;
                    sumLogSigma += dLogSigma;
                    for (int k = 0; k < context; k++) {
                        int mean = layout.baseWeight + i * context + k;
                        int logSigma = layout.baseWeight + (features + i) * context + k;
                        dc[k * TILE + r] += parameters[mean] * dMean + parameters[logSigma] * dLogSigma;
                        if (withParameters) {
                            smallGradient[mean] += dMean * c[k * TILE + r];
                            smallGradient[logSigma] += dLogSigma * c[k * TILE + r];
                        }
                    }
                }
                if (withParameters) {
                    smallGradient[layout.baseBias + i] += sumMean;
                    smallGradient[layout.baseBias + features + i] += sumLogSigma;
                }
            }
        }

        /** From {@code dx} after a layer to {@code dOut}, and to the direct part of {@code dx} before it. */
        private void backwardTransform(int layer, float sign, boolean withParameters) {
            int bias = layer * layout.layerSize + layout.finalBias;
            for (int i = 0; i < features; i++) {
                float sumU = 0;
                float sumShift = 0;
                for (int r = 0; r < TILE; r++) {
                    int at = i * TILE + r;
                    float dShift = dx[at];
                    float s = scale[layer][at];
                    float du = (dShift * input[layer][at] + sign * counts[r] / s) * slope[layer][at];
                    dOut[2 * i * TILE + r] = du;
                    dOut[(2 * i + 1) * TILE + r] = dShift;
                    dx[at] = dShift * s;
                    sumU += du;
                    sumShift += dShift;
                }
                if (withParameters) {
                    smallGradient[bias + 2 * i] += sumU;
                    smallGradient[bias + 2 * i + 1] += sumShift;
                }
            }
            outP.put(dOut);
        }

        private void backwardNetwork(int layer, boolean withParameters) {
            int start = layer * layout.layerSize;
            multiply(
                    TRANSPOSED,
                    PLAIN,
                    TILE,
                    hidden,
                    2 * features,
                    outP,
                    weightAt.get(start + layout.finalWeight),
                    0,
                    dHiddenP);
            if (withParameters) {
                multiply(
                        PLAIN,
                        PLAIN,
                        2 * features,
                        hidden,
                        TILE,
                        outP,
                        lastP[layer],
                        1,
                        gradientAt.get(start + layout.finalWeight));
            }
            float[] dh = h;
            dHiddenP.get(dh);
            for (int block = blocks - 1; block >= 0; block--) {
                linearBack(
                        layer,
                        2 * block + 1,
                        dHiddenP,
                        start + layout.blockWeight[block][1],
                        start + layout.blockBias[block][1],
                        withParameters);
                dTakenP.get(product2);
                activation.multiplyBySlope(kept[layer][2 * block + 1], product2);
                hiddenP.put(product2);
                if (context > 0) {
                    contextBack(
                            hiddenP,
                            start + layout.blockContextWeight[block],
                            start + layout.blockContextBias[block],
                            withParameters);
                }
                linearBack(
                        layer,
                        2 * block,
                        hiddenP,
                        start + layout.blockWeight[block][0],
                        start + layout.blockBias[block][0],
                        withParameters);
                dTakenP.get(product2);
                activation.addTimesSlope(kept[layer][2 * block], product2, dh);
                dHiddenP.put(dh);
            }
            if (context > 0) {
                System.arraycopy(dh, 0, product2, 0, dh.length);
                activation.multiplyBySlope(cKept[layer], product2);
                hiddenP.put(product2);
                contextBack(hiddenP, start + layout.contextWeight, start + layout.contextBias, withParameters);
            }
            if (withParameters) {
                multiply(
                        TRANSPOSED,
                        TRANSPOSED,
                        hidden,
                        features,
                        TILE,
                        dHiddenP,
                        inputP[layer],
                        1,
                        gradientAt.get(start + layout.initialWeight));
                addColumnSums(dHiddenP, start + layout.initialBias);
            }
            multiply(
                    TRANSPOSED,
                    TRANSPOSED,
                    features,
                    TILE,
                    hidden,
                    weightAt.get(start + layout.initialWeight),
                    dHiddenP,
                    0,
                    dxP);
            dxP.get(dInput);
            add(dx, dInput);
            FlowTile.reverse(features, TILE, dInput, dx);
        }

        /** From the gradient of a linear layer's outputs to that of what it took, in {@code dTakenP}. */
        private void linearBack(
                int layer, int which, FloatPointer dOutputs, int weight, int bias, boolean withParameters) {
            if (withParameters) {
                multiply(
                        TRANSPOSED,
                        PLAIN,
                        hidden,
                        hidden,
                        TILE,
                        dOutputs,
                        takenP[layer][which],
                        1,
                        gradientAt.get(weight));
                addColumnSums(dOutputs, bias);
            }
            multiply(PLAIN, PLAIN, TILE, hidden, hidden, dOutputs, weightAt.get(weight), 0, dTakenP);
        }

        private void contextBack(FloatPointer dTerm, int weight, int bias, boolean withParameters) {
            if (withParameters) {
                multiply(TRANSPOSED, TRANSPOSED, hidden, context, TILE, dTerm, cP, 1, gradientAt.get(weight));
                addColumnSums(dTerm, bias);
            }
            multiply(TRANSPOSED, TRANSPOSED, context, TILE, hidden, weightAt.get(weight), dTerm, 0, dcP);
            dcP.get(dcTerm);
            add(dcTerm, dc);
        }

        private void addColumnSums(FloatPointer rows, int bias) {
            openblas_nolapack.cblas_sgemv(
                    ROW_MAJOR, TRANSPOSED, TILE, hidden, 1f, rows, hidden, ones, 1, 1f, gradientAt.get(bias), 1);
        }
    }

    private static void add(float[] term, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += term[i];
        }
    }

    private static void addBoth(float[] a, float[] b, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += a[i] + b[i];
        }
    }
}
