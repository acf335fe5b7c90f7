package io.github.localflows.nf.kernel;

import static io.github.localflows.nf.kernel.VectorProducts.BLOCK;
import static io.github.localflows.nf.kernel.VectorProducts.PANEL;
import static io.github.localflows.nf.kernel.VectorProducts.PANEL_SIZE;
import static io.github.localflows.nf.kernel.VectorProducts.ROWS;
import static io.github.localflows.nf.kernel.VectorProducts.TILE;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The fast kernel: products and transforms by the Vector API on heap arrays.
 *
 * <p>Hidden units are sorted by their degree, which makes the masked matrices block-triangular, and blocks that the mask
 * empties are skipped: with five features and 64 hidden units, 37.5% of the work. Nothing native, single precision
 * throughout (the sum of ln p over rows excepted), and the same bits for a row wherever it stands, on every machine.
 */
final class VectorKernel implements FlowKernel {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** What a place of a packed array holds that no parameter goes to: padding, or masked away. */
    private static final int NOTHING = -1;

    private final FlowLayout layout;
    private final VectorActivation activation;
    private final int features;
    private final int context;
    private final int layers;
    private final int hidden;
    private final int blocks;
    /** Panels of hidden units, of the network's outputs, of features and of context features. */
    private final int units;

    private final int outputs;
    private final int featurePanels;
    private final int contextPanels;

    /** Units in the order of their degrees. */
    private final int[] sorted;

    private final float[] mask;
    /** For a panel of hidden units: how many panels, from the first, its inputs come from. */
    private final int[] inputsUpTo;
    /** For a panel of hidden units: the first panel that it is an input to. */
    private final int[] outputsFrom;

    /** Where each panel's weights begin in a packed matrix of hidden by hidden units, had they all inputs: for the way forward. */
    private final int[] inputStart;
    /** The same for the way back. */
    private final int[] outputStart;

    private final Places places;
    private final int[] packedMap;
    private final int[] gradientMap;
    private final float[] packed;
    /** The two rows of the base's encoder, as they are. */
    private final float[] base;

    private final int baseGradient;
    /** Zeros, for a layer without a bias of any number of units. */
    private final float[] zeros;

    /** Where the arrays of one layer are, relative to the layer's start; for the packed weights and for their gradient. */
    private record Places(
            int size,
            int initial,
            int initialBias,
            int initialBack,
            int contextTerm,
            int contextBias,
            int contextBack,
            int[] blockContext,
            int[] blockContextBias,
            int[] blockContextBack,
            int[][] block,
            int[][] blockBias,
            int[][] blockBack,
            int last,
            int lastBias,
            int lastBack,
            int gradientSize,
            int gInitial,
            int gInitialBias,
            int gContext,
            int gContextBias,
            int[] gBlockContext,
            int[] gBlockContextBias,
            int[][] gBlock,
            int[][] gBlockBias,
            int gLast,
            int gLastBias) {}

    VectorKernel(FlowShape shape) {
        layout = new FlowLayout(shape);
        activation = VectorActivation.of(shape.activation());
        features = shape.features();
        context = shape.context();
        layers = shape.layers();
        hidden = shape.hidden();
        blocks = shape.blocks();
        units = panels(hidden);
        outputs = panels(2 * features);
        featurePanels = panels(features);
        contextPanels = panels(context);
        mask = layout.mask();
        sorted = IntStream.range(0, hidden)
                .boxed()
                .sorted(Comparator.comparingInt(shape::hiddenDegree))
                .mapToInt(i -> i)
                .toArray();
        inputsUpTo = new int[units];
        outputsFrom = new int[units];
        for (int panel = 0; panel < units; panel++) {
            int highest = shape.hiddenDegree(sorted[Math.min(hidden, (panel + 1) * PANEL) - 1]);
            int lowest = shape.hiddenDegree(sorted[panel * PANEL]);
            int upTo = (int) Arrays.stream(sorted)
                    .filter(unit -> shape.hiddenDegree(unit) <= highest)
                    .count();
            int from = (int) Arrays.stream(sorted)
                    .filter(unit -> shape.hiddenDegree(unit) < lowest)
                    .count();
            inputsUpTo[panel] = panels(upTo);
            outputsFrom[panel] = from / PANEL;
        }
        inputStart = new int[units];
        outputStart = new int[units];
        int outputsBefore = 0;
        for (int panel = 0; panel < units; panel++) {
            inputStart[panel] = panel == 0 ? 0 : inputStart[panel - 1] + inputsUpTo[panel - 1] * BLOCK;
            outputStart[panel] = (outputsBefore - outputsFrom[panel]) * BLOCK;
            outputsBefore += units - outputsFrom[panel];
        }

        Packing weights = new Packing();
        Packing gradient = new Packing();
        Places first = null;
        for (int layer = 0; layer < layers; layer++) {
            Places here = pack(layer * layout.layerSize, weights, gradient);
            if (first == null) {
                first = here;
            }
        }
        places = first;
        base = new float[context > 0 ? layout.size() - layout.baseWeight : 0];
        baseGradient = gradient.size();
        for (int i = 0; i < base.length; i++) {
            gradient.add(layout.baseWeight + i);
        }
        packedMap = weights.map();
        gradientMap = gradient.map();
        packed = new float[packedMap.length];
        zeros = new float[units * PANEL];
    }

    private static int panels(int count) {
        return (count + PANEL - 1) / PANEL;
    }

    private static int padded(int count) {
        return (count + ROWS - 1) / ROWS * ROWS;
    }

    /** Which parameter goes to each place of a packed array. */
    private static final class Packing {
        private int[] map = new int[1 << 16];
        private int size;

        void add(int parameter) {
            if (size == map.length) {
                map = Arrays.copyOf(map, 2 * size);
            }
            map[size++] = parameter;
        }

        int size() {
            return size;
        }

        int[] map() {
            return Arrays.copyOf(map, size);
        }
    }

    /** The parameter of a place, given its panel, its row in the panel and its column. */
    private interface Place {
        int parameter(int panel, int row, int lane);
    }

    private static int matrix(Packing packing, int panels, int rows, Place place) {
        int start = packing.size();
        for (int panel = 0; panel < panels; panel++) {
            panel(packing, panel, 0, rows, place);
        }
        return start;
    }

    private static void panel(Packing packing, int panel, int firstRow, int lastRow, Place place) {
        for (int row = firstRow; row < lastRow; row++) {
            for (int lane = 0; lane < PANEL; lane++) {
                packing.add(place.parameter(panel, row, panel * PANEL + lane));
            }
        }
    }

    /** A matrix of hidden by hidden units, of each output panel the inputs that the mask leaves. */
    private int inputMatrix(Packing packing, Place place) {
        int start = packing.size();
        for (int panel = 0; panel < units; panel++) {
            panel(packing, panel, 0, inputsUpTo[panel] * PANEL, place);
        }
        return start;
    }

    /** The same for the way back, of each input panel the outputs. */
    private int outputMatrix(Packing packing, Place place) {
        int start = packing.size();
        for (int panel = 0; panel < units; panel++) {
            panel(packing, panel, outputsFrom[panel] * PANEL, units * PANEL, place);
        }
        return start;
    }

    /** The parameter of a weight from input to output unit, or none. */
    private int weight(int offset, int output, int outputs, int input, int inputs) {
        if (output < 0 || input < 0 || output >= outputs || input >= inputs) {
            return NOTHING;
        }
        int parameter = offset + output * inputs + input;
        return mask[parameter] == 0 ? NOTHING : parameter;
    }

    private static int bias(int offset, int output, int outputs) {
        return output < 0 || output >= outputs ? NOTHING : offset + output;
    }

    private int unit(int place) {
        return place < hidden ? sorted[place] : NOTHING;
    }

    /** The outputs of the network are taken in the order u of each feature, then shift of each. */
    private int output(int place) {
        return place < features ? 2 * place : place < 2 * features ? 2 * (place - features) + 1 : NOTHING;
    }

    private Places pack(int start, Packing w, Packing g) {
        int wStart = w.size();
        int gStart = g.size();
        int wholeUnits = units * PANEL;
        int initialWeight = start + layout.initialWeight;
        int initial = matrix(w, units, features, (p, k, o) -> weight(initialWeight, unit(o), hidden, k, features));
        int initialBias = matrix(w, units, 1, (p, k, o) -> bias(start + layout.initialBias, unit(o), hidden));
        int initialBack =
                matrix(w, featurePanels, wholeUnits, (p, o, k) -> weight(initialWeight, unit(o), hidden, k, features));
        int gInitial =
                matrix(g, units, padded(features), (p, k, o) -> weight(initialWeight, unit(o), hidden, k, features));
        int gInitialBias = matrix(g, units, 1, (p, k, o) -> bias(start + layout.initialBias, unit(o), hidden));

        int[] own = contextTerm(start + layout.contextWeight, start + layout.contextBias, w, g);
        int[][] terms = new int[5][blocks];
        int[][][] block = new int[5][blocks][2];
        for (int b = 0; b < blocks; b++) {
            int[] term = contextTerm(start + layout.blockContextWeight[b], start + layout.blockContextBias[b], w, g);
            for (int i = 0; i < term.length; i++) {
                terms[i][b] = term[i] - (i < 3 ? wStart : gStart);
            }
            for (int i = 0; i < 2; i++) {
                int weight = start + layout.blockWeight[b][i];
                int bias = start + layout.blockBias[b][i];
                block[0][b][i] = inputMatrix(w, (p, k, o) -> weight(weight, unit(o), hidden, unit(k), hidden)) - wStart;
                block[1][b][i] = matrix(w, units, 1, (p, k, o) -> bias(bias, unit(o), hidden)) - wStart;
                block[2][b][i] =
                        outputMatrix(w, (p, o, k) -> weight(weight, unit(o), hidden, unit(k), hidden)) - wStart;
                block[3][b][i] = inputMatrix(g, (p, k, o) -> weight(weight, unit(o), hidden, unit(k), hidden)) - gStart;
                block[4][b][i] = matrix(g, units, 1, (p, k, o) -> bias(bias, unit(o), hidden)) - gStart;
            }
        }

        int finalWeight = start + layout.finalWeight;
        int finalBias = start + layout.finalBias;
        int last = matrix(
                w, outputs, wholeUnits, (p, k, o) -> weight(finalWeight, output(o), 2 * features, unit(k), hidden));
        int lastBias = matrix(w, outputs, 1, (p, k, o) -> bias(finalBias, output(o), 2 * features));
        int lastBack = matrix(
                w, units, 2 * features, (p, o, k) -> weight(finalWeight, output(o), 2 * features, unit(k), hidden));
        int gLast = matrix(
                g,
                units,
                padded(2 * features),
                (p, o, k) -> weight(finalWeight, output(o), 2 * features, unit(k), hidden));
        int gLastBias = g.size();
        for (int o = 0; o < 2 * features; o++) {
            for (int lane = 0; lane < PANEL; lane++) {
                g.add(bias(finalBias, output(o), 2 * features));
            }
        }
        return new Places(
                w.size() - wStart,
                initial - wStart,
                initialBias - wStart,
                initialBack - wStart,
                own[0] - wStart,
                own[1] - wStart,
                own[2] - wStart,
                terms[0],
                terms[1],
                terms[2],
                block[0],
                block[1],
                block[2],
                last - wStart,
                lastBias - wStart,
                lastBack - wStart,
                g.size() - gStart,
                gInitial - gStart,
                gInitialBias - gStart,
                own[3] - gStart,
                own[4] - gStart,
                terms[3],
                terms[4],
                block[3],
                block[4],
                gLast - gStart,
                gLastBias - gStart);
    }

    /** Weights, bias, weights for the way back; gradients of weights and bias. Empty without context. */
    private int[] contextTerm(int weight, int bias, Packing w, Packing g) {
        int rows = context == 0 ? 0 : 1;
        return new int[] {
            matrix(w, units, context, (p, k, o) -> weight(weight, unit(o), hidden, k, context)),
            matrix(w, units, rows, (p, k, o) -> bias(bias, unit(o), hidden)),
            matrix(w, contextPanels, units * PANEL, (p, o, k) -> weight(weight, unit(o), hidden, k, context)),
            matrix(g, units, padded(context), (p, k, o) -> weight(weight, unit(o), hidden, k, context)),
            matrix(g, units, rows, (p, k, o) -> bias(bias, unit(o), hidden))
        };
    }

    @Override
    public String name() {
        return "Java's Vector API (" + VectorProducts.vectorBits() + " bits)";
    }

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public void load(float[] parameters) {
        for (int i = 0; i < packed.length; i++) {
            int parameter = packedMap[i];
            packed[i] = parameter == NOTHING ? 0 : parameters[parameter];
        }
        System.arraycopy(parameters, layout.size() - base.length, base, 0, base.length);
    }

    @Override
    public FlowLane lane() {
        return new FlowLane(layout.shape, TILE, new VectorTile());
    }

    @Override
    public int gradientSize() {
        return gradientMap.length;
    }

    @Override
    public void unpackGradient(float[] gradient, float scale, float[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < gradientMap.length; i++) {
            if (gradientMap[i] != NOTHING) {
                out[gradientMap[i]] += gradient[i] * scale;
            }
        }
    }

    @Override
    public void close() {
        // Nothing native.
    }

    /** Activations of one tile: panels of units, and [feature][row]. */
    private final class VectorTile implements FlowTile {
        private final float[] x = new float[padded(features) * TILE];
        private final float[] c = new float[padded(context) * TILE];
        private final float[] dx = new float[padded(features) * TILE];
        private final float[] dc = new float[padded(context) * TILE];
        private final double[] logProb = new double[TILE];
        private final float[] logScale = new float[TILE];
        /** 1, or a weight, for the rows of the tile that are there, 0 for padding. */
        private final float[] counts = new float[TILE];

        private final float[] dh = new float[units * PANEL_SIZE];
        private final float[] d = new float[units * PANEL_SIZE];
        private final float[] cTerm = new float[context > 0 ? units * PANEL_SIZE : 0];
        private final float[] outPanels = new float[outputs * PANEL_SIZE];
        private final float[] out = new float[2 * features * TILE];
        private final float[] dOut = new float[padded(2 * features) * TILE];
        private final float[] dInputPanels = new float[Math.max(featurePanels, contextPanels) * PANEL_SIZE];
        private final float[] normalised = new float[features * TILE];
        private final float[] inverseSigma = new float[features * TILE];

        /** Kept from the way forward for the way back, by layer. */
        private final float[][] input = new float[layers][padded(features) * TILE];

        private final float[][] scale = new float[layers][features * TILE];
        private final float[][] slope = new float[layers][features * TILE];
        private final float[][] cActive = new float[layers][cTerm.length];
        private final float[][] cKept = activation.keepsSlope() ? new float[layers][cTerm.length] : cActive;
        /** [layer][2 b + i]: what linear layer i of block b takes; [layer][2 blocks]: what the last layer takes. */
        private final float[][][] taken = new float[layers][2 * blocks + 1][units * PANEL_SIZE];
        /** [layer][2 b + i]: what the way back through the activation before that linear layer needs. */
        private final float[][][] kept =
                activation.keepsSlope() ? new float[layers][2 * blocks][units * PANEL_SIZE] : taken;

        private float[] gradient;

        @Override
        public void close() {
            // Nothing native.
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
            Arrays.fill(into, 0);
        }

        @Override
        public void endGradient() {
            // It has been there all along.
        }

        @Override
        public void density(FlowData data, int[] order, int from, int to) {
            // One slot stays in the caches.
            through(data, order, from, to, 0);
        }

        @Override
        public void forward(FlowData data, int[] order, int from, int to) {
            through(data, order, from, to, 1);
        }

        /** @param slots that each layer keeps its state beyond the one before: 1, or 0 to write over it */
        private void through(FlowData data, int[] order, int from, int to, int slots) {
            data.gather(order, from, to, TILE, x, c);
            Arrays.fill(counts, 0, to - from, 1f);
            Arrays.fill(counts, to - from, TILE, 0f);
            Arrays.fill(logScale, 0);
            for (int layer = 0; layer < layers; layer++) {
                int slot = layer * slots;
                FlowTile.reverse(features, TILE, x, input[slot]);
                network(layer, slot);
                VectorTransform.affine(out, input[slot], scale[slot], slope[slot], x, logScale, features);
            }
            base();
        }

        /** The masked network of a layer, from its input to {@code out}; what it keeps goes to a layer's slot. */
        private void network(int layer, int slot) {
            int start = layer * places.size();
            // The sum that passes by the residual blocks; what the last layer takes in the end.
            float[] h = taken[slot][2 * blocks];
            VectorProducts.featuresTimes(
                    input[slot],
                    features,
                    packed,
                    start + places.initial(),
                    packed,
                    start + places.initialBias(),
                    units,
                    h);
            if (context > 0) {
                contextTerm(start + places.contextTerm(), start + places.contextBias());
                activation.activate(cTerm, cActive[slot], cKept[slot]);
                VectorTransform.add(cActive[slot], h);
            }
            for (int b = 0; b < blocks; b++) {
                float[] first = taken[slot][2 * b];
                float[] second = taken[slot][2 * b + 1];
                activation.activateAndAdd(h, first, kept[slot][2 * b], packed, start + places.blockBias()[b][1]);
                if (context > 0) {
                    contextTerm(start + places.blockContext()[b], start + places.blockContextBias()[b]);
                }
                linear(first, start + places.block()[b][0], packed, start + places.blockBias()[b][0], 0, PANEL, second);
                if (context > 0) {
                    VectorTransform.add(cTerm, second);
                }
                activation.activate(second, second, kept[slot][2 * b + 1]);
                linear(second, start + places.block()[b][1], h, 0, PANEL, PANEL_SIZE, h);
            }
            for (int j = 0; j < outputs; j++) {
                VectorProducts.unitsTimes(
                        h,
                        0,
                        units,
                        packed,
                        start + places.last() + j * units * BLOCK,
                        packed,
                        start + places.lastBias() + j * PANEL,
                        0,
                        outPanels,
                        j * PANEL_SIZE);
            }
            toFeatures(outPanels, 2 * features, out);
        }

        /** {@code to} = init + weight times {@code from}; where the panels of init are is said as in the products. */
        private void linear(
                float[] from, int weight, float[] init, int initStart, int initRow, int initPanel, float[] to) {
            for (int j = 0; j + 1 < units; j += 2) {
                VectorProducts.unitsTimesTwo(
                        from,
                        0,
                        inputsUpTo[j],
                        inputsUpTo[j],
                        inputsUpTo[j + 1],
                        packed,
                        weight + inputStart[j],
                        weight + inputStart[j + 1],
                        init,
                        initStart + j * initPanel,
                        initStart + (j + 1) * initPanel,
                        initRow,
                        to,
                        j * PANEL_SIZE,
                        (j + 1) * PANEL_SIZE);
            }
            if (units % 2 == 1) {
                int j = units - 1;
                VectorProducts.unitsTimes(
                        from,
                        0,
                        units,
                        packed,
                        weight + inputStart[j],
                        init,
                        initStart + j * initPanel,
                        initRow,
                        to,
                        j * PANEL_SIZE);
            }
        }

        /** {@code cTerm} = context times weight plus bias. */
        private void contextTerm(int weight, int bias) {
            VectorProducts.featuresTimes(c, context, packed, weight, packed, bias, units, cTerm);
        }

        /** The Gaussian at the end. */
        private void base() {
            for (int r = 0; r < TILE; r++) {
                logProb[r] = logScale[r] - features * HALF_LOG_TWO_PI;
            }
            for (int i = 0; i < features; i++) {
                for (int r = 0; r < TILE; r++) {
                    int at = i * TILE + r;
                    float value = x[at];
                    if (context > 0) {
                        float logSigma = baseOutput(features + i, r);
                        inverseSigma[at] = (float) StrictMath.exp(-logSigma);
                        value = (value - baseOutput(i, r)) * inverseSigma[at];
                        logProb[r] -= logSigma;
                    }
                    normalised[at] = value;
                    logProb[r] -= 0.5f * value * value;
                }
            }
        }

        /** An output of the base's encoder: the mean of a feature, or, after all means, the logarithm of its sigma. */
        private float baseOutput(int output, int r) {
            float sum = base[2 * features * context + output];
            for (int k = 0; k < context; k++) {
                sum += base[output * context + k] * c[k * TILE + r];
            }
            return sum;
        }

        @Override
        public void inverse(FlowData noise, int from, int to) {
            noise.gather(null, from, to, TILE, x, c);
            if (context > 0) {
                for (int i = 0; i < features; i++) {
                    for (int r = 0; r < TILE; r++) {
                        int at = i * TILE + r;
                        x[at] = baseOutput(i, r) + x[at] * (float) StrictMath.exp(baseOutput(features + i, r));
                    }
                }
            }
            for (int layer = layers - 1; layer >= 0; layer--) {
                float[] in = input[0];
                Arrays.fill(in, 0);
                for (int i = 0; i < features; i++) {
                    // What the network says of feature i depends on the features before it alone.
                    network(layer, 0);
                    VectorTransform.invert(out, x, scale[0], slope[0], in, i, features);
                }
                FlowTile.reverse(features, TILE, in, x);
            }
        }

        @Override
        public void backward(float sign, boolean withParameters) {
            Arrays.fill(dc, 0);
            backwardBase(sign, withParameters);
            for (int layer = layers - 1; layer >= 0; layer--) {
                for (int i = 0; i < features; i++) {
                    backwardTransform(input[layer], scale[layer], slope[layer], i, sign);
                }
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
                int bias = baseGradient + 2 * features * context;
                for (int r = 0; r < TILE; r++) {
                    int at = i * TILE + r;
                    float dMean = sign * normalised[at] * inverseSigma[at] * counts[r];
                    float dLogSigma = sign * (normalised[at] * normalised[at] - 1) * counts[r];
                    dx[at] = -dMean;
                    for (int k = 0; k < context; k++) {
                        int mean = i * context + k;
                        int logSigma = (features + i) * context + k;
                        dc[k * TILE + r] += base[mean] * dMean + base[logSigma] * dLogSigma;
                        if (withParameters) {
                            gradient[baseGradient + mean] += dMean * c[k * TILE + r];
                            gradient[baseGradient + logSigma] += dLogSigma * c[k * TILE + r];
                        }
                    }
                    if (withParameters) {
                        gradient[bias + i] += dMean;
                        gradient[bias + features + i] += dLogSigma;
                    }
                }
            }
        }

        /** From {@code dx} after a layer to {@code dOut}, and to the direct part of {@code dx} before it. */
        private void backwardTransform(float[] in, float[] scales, float[] slopes, int i, float sign) {
            int at = i * TILE;
            int shift = (features + i) * TILE;
            for (int r = 0; r < TILE; r++) {
                float dShift = dx[at + r];
                float s = scales[at + r];
                dOut[at + r] = (dShift * in[at + r] + sign * counts[r] / s) * slopes[at + r];
                dOut[shift + r] = dShift;
                dx[at + r] = dShift * s;
            }
        }

        private void backwardNetwork(int layer, boolean withParameters) {
            int start = layer * places.size();
            int gStart = layer * places.gradientSize();
            float[][] tookBy = taken[layer];
            VectorProducts.featuresTimes(dOut, 2 * features, packed, start + places.lastBack(), zeros, 0, units, dh);
            if (withParameters) {
                VectorProducts.addFeaturesByUnits(
                        dOut, 2 * features, tookBy[2 * blocks], units, gradient, gStart + places.gLast());
                VectorProducts.addByLane(dOut, 2 * features, gradient, gStart + places.gLastBias());
            }
            for (int b = blocks - 1; b >= 0; b--) {
                linearBack(dh, tookBy[2 * b + 1], start, gStart, b, 1, withParameters, d);
                activation.multiplyBySlope(kept[layer][2 * b + 1], d);
                if (context > 0) {
                    contextBack(
                            d,
                            start + places.blockContextBack()[b],
                            gStart + places.gBlockContext()[b],
                            gStart + places.gBlockContextBias()[b],
                            withParameters);
                }
                float[] dFirst = taken[layer][2 * blocks];
                linearBack(d, tookBy[2 * b], start, gStart, b, 0, withParameters, dFirst);
                activation.addTimesSlope(kept[layer][2 * b], dFirst, dh);
            }
            if (context > 0) {
                System.arraycopy(dh, 0, d, 0, dh.length);
                activation.multiplyBySlope(cKept[layer], d);
                contextBack(
                        d,
                        start + places.contextBack(),
                        gStart + places.gContext(),
                        gStart + places.gContextBias(),
                        withParameters);
            }
            if (withParameters) {
                VectorProducts.addFeaturesByUnits(
                        input[layer], features, dh, units, gradient, gStart + places.gInitial());
                VectorProducts.addRows(dh, units, gradient, gStart + places.gInitialBias());
            }
            inputsBack(dh, start + places.initialBack(), featurePanels);
            for (int i = 0; i < features; i++) {
                int panel = i / PANEL * PANEL_SIZE + i % PANEL;
                for (int r = 0; r < TILE; r++) {
                    out[i * TILE + r] = dx[i * TILE + r] + dInputPanels[panel + r * PANEL];
                }
            }
            FlowTile.reverse(features, TILE, out, dx);
        }

        /** From the gradient of a linear layer's outputs to that of what it took. */
        private void linearBack(
                float[] dOutputs,
                float[] took,
                int start,
                int gStart,
                int b,
                int i,
                boolean withParameters,
                float[] dTook) {
            if (withParameters) {
                weightsBack(took, dOutputs, gStart + places.gBlock()[b][i], gStart + places.gBlockBias()[b][i]);
            }
            int weight = start + places.blockBack()[b][i];
            for (int k = 0; k + 1 < units; k += 2) {
                VectorProducts.unitsTimesTwo(
                        dOutputs,
                        outputsFrom[k + 1],
                        units,
                        outputsFrom[k],
                        outputsFrom[k + 1],
                        packed,
                        weight + outputStart[k + 1],
                        weight + outputStart[k],
                        zeros,
                        0,
                        0,
                        0,
                        dTook,
                        (k + 1) * PANEL_SIZE,
                        k * PANEL_SIZE);
            }
            if (units % 2 == 1) {
                int k = units - 1;
                VectorProducts.unitsTimes(
                        dOutputs,
                        outputsFrom[k],
                        units,
                        packed,
                        weight + outputStart[k],
                        zeros,
                        0,
                        0,
                        dTook,
                        k * PANEL_SIZE);
            }
        }

        /** Adds to the gradients of a linear layer's weights and biases. */
        private void weightsBack(float[] took, float[] dOutputs, int gWeight, int gBias) {
            for (int j = 0; j + 1 < units; j += 2) {
                VectorProducts.addUnitsByUnitsTwo(
                        took,
                        inputsUpTo[j],
                        inputsUpTo[j + 1],
                        dOutputs,
                        j * PANEL_SIZE,
                        gradient,
                        gWeight + inputStart[j],
                        gWeight + inputStart[j + 1]);
            }
            if (units % 2 == 1) {
                int j = units - 1;
                VectorProducts.addUnitsByUnits(
                        took, 0, units, dOutputs, j * PANEL_SIZE, gradient, gWeight + inputStart[j]);
            }
            VectorProducts.addRows(dOutputs, units, gradient, gBias);
        }

        private void contextBack(float[] dTerm, int weight, int gWeight, int gBias, boolean withParameters) {
            if (withParameters) {
                VectorProducts.addFeaturesByUnits(c, context, dTerm, units, gradient, gWeight);
                VectorProducts.addRows(dTerm, units, gradient, gBias);
            }
            inputsBack(dTerm, weight, contextPanels);
            for (int i = 0; i < context; i++) {
                int panel = i / PANEL * PANEL_SIZE + i % PANEL;
                for (int r = 0; r < TILE; r++) {
                    dc[i * TILE + r] += dInputPanels[panel + r * PANEL];
                }
            }
        }

        /** {@code dInputPanels} = gradient of what the first layer, or a context layer, took. */
        private void inputsBack(float[] dUnits, int weight, int panels) {
            for (int p = 0; p < panels; p++) {
                VectorProducts.unitsTimes(
                        dUnits,
                        0,
                        units,
                        packed,
                        weight + p * units * BLOCK,
                        zeros,
                        0,
                        0,
                        dInputPanels,
                        p * PANEL_SIZE);
            }
        }

        private void toFeatures(float[] panels, int count, float[] to) {
            for (int i = 0; i < count; i++) {
                int panel = i / PANEL * PANEL_SIZE + i % PANEL;
                for (int r = 0; r < TILE; r++) {
                    to[i * TILE + r] = panels[panel + r * PANEL];
                }
            }
        }
    }
}
