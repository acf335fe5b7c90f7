package io.github.localflows.nf;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowLane;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.kernel.LogProbGradients;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A density p(x), or p(x | context), given by a masked autoregressive flow of a {@link FlowShape}.
 *
 * <p>x goes through the layers to the base's variable y, and
 * <pre>
 *   ln p(x) = ln N(y) + sum over layers and features of ln scale
 * </pre>
 * The gradients are exact (backpropagation written out), not differences. Arithmetic is in single precision, as
 * PyTorch's: ln p is good to 1e-6 of its size, gradients to 1e-5 of the largest of their kind. A row of features so large
 * that single precision overflows has ln p of {@code -Infinity} or NaN.
 *
 * <p>Immutable and thread-safe. Holds native memory: {@link #close} it. Costly to build (tens of milliseconds; the first
 * time in a JVM ND4J starts, a second or two), cheap to call.
 */
public final class MaskedAutoregressiveFlow implements AutoCloseable {
    /** How often a row is drawn before it is given up that one is finite. */
    private static final int TRIES = 100;

    private final FlowShape shape;
    private final FlowLayout layout;
    private final INDArray parameters;
    private final FlowKernel kernel;
    /** Lanes that no thread uses at the moment. */
    private final Deque<FlowLane> idle = new ArrayDeque<>();

    private int busy;
    private boolean closed;

    /**
     * A flow of given parameters.
     *
     * @param parameters [{@link FlowShape#parameters()}], all arrays in the order of nflows's state dict, one after the
     *     other, each row-major; copied
     */
    public MaskedAutoregressiveFlow(FlowShape shape, float[] parameters) {
        this(shape, parameters, FlowKernel.fastest(shape));
    }

    /** @param kernel becomes the flow's to close */
    public MaskedAutoregressiveFlow(FlowShape shape, float[] parameters, FlowKernel kernel) {
        this.shape = shape;
        this.kernel = kernel;
        layout = new FlowLayout(shape);
        if (parameters.length != layout.size()) {
            throw new IllegalArgumentException(
                    parameters.length + " parameters for a flow of " + layout.size() + ": " + shape);
        }
        this.parameters = Nd4j.createFromArray(parameters);
        kernel.load(parameters);
    }

    /**
     * A flow with the random initial weights of an untrained one: as PyTorch's linear layers, uniform in +-1/sqrt(number
     * of inputs), weights and biases alike, but the last layer of each residual block uniform in +-1e-3, so that the blocks
     * start near the identity.
     *
     * @param random what the weights depend on, and nothing else
     */
    public static MaskedAutoregressiveFlow initialised(FlowShape shape, UniformRandomProvider random) {
        return new MaskedAutoregressiveFlow(shape, initialParameters(shape, random));
    }

    public static float[] initialParameters(FlowShape shape, UniformRandomProvider random) {
        FlowLayout layout = new FlowLayout(shape);
        float[] parameters = new float[layout.size()];
        float bound = 0;
        for (FlowLayout.Parameter parameter : layout.parameters()) {
            if (parameter.columns() > 0) {
                bound = parameter.name().endsWith("linear_layers.1.weight")
                        ? 1e-3f
                        : (float) (1 / Math.sqrt(parameter.columns()));
            }
            // A bias follows its weight and has the same bound.
            for (int i = 0; i < parameter.size(); i++) {
                parameters[parameter.offset() + i] = bound * (2 * random.nextFloat() - 1);
            }
        }
        return parameters;
    }

    /** The architecture. */
    public FlowShape shape() {
        return shape;
    }

    /** What does the arithmetic, for the log. */
    public String kernelName() {
        return kernel.name();
    }

    /** A copy of all parameters, in the order of nflows's state dict. */
    public float[] parameters() {
        float[] copy = new float[layout.size()];
        floats(parameters).get(copy);
        return copy;
    }

    /**
     * A copy of one array of parameters, float32, in C order.
     *
     * @param name its name in nflows's state dict
     * @throws IllegalArgumentException when a flow of this shape has no such array
     */
    public INDArray parameter(String name) {
        for (FlowLayout.Parameter parameter : layout.parameters()) {
            if (parameter.name().equals(name)) {
                float[] values = new float[parameter.size()];
                System.arraycopy(parameters(), parameter.offset(), values, 0, values.length);
                long[] dimensions =
                        Arrays.stream(parameter.dimensions()).asLongStream().toArray();
                return Nd4j.create(values, dimensions, DataType.FLOAT);
            }
        }
        throw new IllegalArgumentException("a flow of " + shape + " has no parameter '" + name + "'");
    }

    /** ln p of each row. */
    public double[] logProb(FlowData data) {
        data.requireFits(shape);
        FlowLane lane = borrow();
        try {
            double[] logProb = new double[data.size()];
            lane.logProb(data, null, 0, data.size(), logProb);
            return logProb;
        } finally {
            giveBack(lane);
        }
    }

    /** ln p of each row and its gradients with respect to the row's features and context. */
    public LogProbGradients inputGradients(FlowData data) {
        data.requireFits(shape);
        FlowLane lane = borrow();
        try {
            LogProbGradients gradients = LogProbGradients.allocate(data.size(), shape);
            lane.inputGradients(data, 0, data.size(), gradients);
            return gradients;
        } finally {
            giveBack(lane);
        }
    }

    /**
     * The standard normal variables that the flow makes of rows of features: x through all layers, less the base's mean and
     * in units of its sigma.
     *
     * @return rows with the same context
     */
    public FlowData noise(FlowData data) {
        data.requireFits(shape);
        FlowLane lane = borrow();
        try {
            return data.withFeatures(lane.noise(data));
        } finally {
            giveBack(lane);
        }
    }

    /**
     * The inverse of {@link #noise}: the features of given standard normal variables. A layer takes a pass of its network a
     * feature, so this costs as many times {@link #logProb} as there are features.
     *
     * <p>In single precision: {@code inverse(noise(x))} is x to 1e-6 to 1e-5 of 1 + |x|. A row that a flow, most likely one
     * that was not trained, sends so far out that single precision overflows is infinite or NaN.
     *
     * @param noise rows of standard normal variables, with context where the flow has one
     * @return rows with the same context
     */
    public FlowData inverse(FlowData noise) {
        noise.requireFits(shape);
        FlowLane lane = borrow();
        try {
            return noise.withFeatures(lane.features(noise));
        } finally {
            giveBack(lane);
        }
    }

    /**
     * Independent rows with the density p(x). One so far out that single precision overflows is drawn again, so that all
     * are finite.
     *
     * @param n how many, at least 0
     * @param random what the rows depend on; the first rows of a larger sample are those of a smaller one
     * @throws IllegalArgumentException when the flow has a context
     * @throws IllegalStateException when a row is not finite however often it is drawn
     */
    public FlowData sample(int n, UniformRandomProvider random) {
        if (shape.context() > 0) {
            throw new IllegalArgumentException("a flow with a context can only be sampled given one: " + shape);
        }
        return sample(normal(n, random), new float[0]);
    }

    /**
     * One row with the density p(x | context) for each row of context; finite, as those of {@link #sample(int,
     * UniformRandomProvider)}.
     *
     * @param context [n][context features], row-major
     * @param random what the rows depend on, beside their context
     * @throws IllegalStateException when a row is not finite however often it is drawn
     */
    public FlowData sample(float[] context, UniformRandomProvider random) {
        if (shape.context() == 0) {
            throw new IllegalArgumentException("a flow without context cannot be sampled given one: " + shape);
        }
        return sample(normal(context.length / shape.context(), random), context);
    }

    private FlowData sample(float[] noise, float[] context) {
        FlowData drawn = inverse(data(noise, context));
        int[] lost = IntStream.range(0, drawn.size())
                .filter(row -> !finite(drawn, row))
                .toArray();
        if (lost.length == 0) {
            return drawn;
        }
        float[] x = new float[noise.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = drawn.feature(i / shape.features(), i % shape.features());
        }
        for (int row : lost) {
            drawAgain(row, noise, context, x);
        }
        return data(x, context);
    }

    /** Draws a row from a stream that its first noise alone decides, so that it does not depend on the others. */
    private void drawAgain(int row, float[] noise, float[] context, float[] x) {
        int features = shape.features();
        long[] bits = IntStream.range(row * features, (row + 1) * features)
                .mapToLong(i -> Float.floatToIntBits(noise[i]))
                .toArray();
        UniformRandomProvider random = RandomStreams.stream(0, Purpose.DRAWN_AGAIN, bits);
        float[] given = Arrays.copyOfRange(context, row * shape.context(), (row + 1) * shape.context());
        for (int tries = 1; tries < TRIES; tries++) {
            FlowData drawn = inverse(data(normal(1, random), given));
            if (finite(drawn, 0)) {
                for (int i = 0; i < features; i++) {
                    x[row * features + i] = drawn.feature(0, i);
                }
                return;
            }
        }
        throw new IllegalStateException(
                "of " + TRIES + " draws for row " + row + " of a sample none is finite in single"
                        + " precision: the flow is not a density that can be sampled; train it again");
    }

    private FlowData data(float[] x, float[] context) {
        return shape.context() == 0
                ? FlowData.of(x, shape.features())
                : FlowData.conditional(x, shape.features(), context, shape.context());
    }

    private static boolean finite(FlowData data, int row) {
        for (int i = 0; i < data.features(); i++) {
            if (!Float.isFinite(data.feature(row, i))) {
                return false;
            }
        }
        return true;
    }

    private float[] normal(int n, UniformRandomProvider random) {
        var gaussian = ZigguratSampler.NormalizedGaussian.of(random);
        float[] noise = new float[n * shape.features()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) gaussian.sample();
        }
        return noise;
    }

    /**
     * The gradient of the loss, the mean of -ln p over all rows (weighted where they have weights), with respect to every parameter.
     *
     * @return arrays by their names in nflows's state dict, in its order; zero where a mask removes the weight
     */
    public Map<String, NpyArray> lossGradient(FlowData data) {
        data.requireFits(shape);
        float[] gradient = new float[layout.size()];
        FlowLane lane = borrow();
        try {
            float[] sum = new float[kernel.gradientSize()];
            lane.lossGradient(data, null, 0, data.size(), sum);
            kernel.unpackGradient(sum, 1f / data.size(), gradient);
        } finally {
            giveBack(lane);
        }
        return named(layout, gradient);
    }

    /** A flat vector of parameters as the arrays that nflows names. */
    public static Map<String, NpyArray> named(FlowLayout layout, float[] flat) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (FlowLayout.Parameter parameter : layout.parameters()) {
            float[] values = new float[parameter.size()];
            System.arraycopy(flat, parameter.offset(), values, 0, values.length);
            arrays.put(parameter.name(), NpyArray.of(values, parameter.dimensions()));
        }
        return arrays;
    }

    /** The elements of a dense float32 array, where they are. */
    public static FloatPointer floats(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }

    /** Frees the native memory; calls that are under way end first, later ones are refused. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (busy == 0) {
            free();
        }
    }

    private void free() {
        idle.forEach(FlowLane::close);
        idle.clear();
        kernel.close();
        parameters.close();
    }

    private synchronized FlowLane borrow() {
        if (closed) {
            throw new IllegalStateException("this flow has been closed");
        }
        FlowLane lane = idle.isEmpty() ? kernel.lane() : idle.pop();
        busy++;
        return lane;
    }

    private synchronized void giveBack(FlowLane lane) {
        idle.push(lane);
        busy--;
        if (closed && busy == 0) {
            free();
        }
    }
}
