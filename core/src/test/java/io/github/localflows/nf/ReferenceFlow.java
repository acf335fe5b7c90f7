package io.github.localflows.nf;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowKernel;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowPasses;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.Adam;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A flow of /reference/maf-*.npz or /reference/silu-*.npz, made by nflows on PyTorch.
 *
 * <p>All arrays of a smooth flow belong to the same weights. Those of maf-*.npz belong to different moments of 20 Adam steps: {@code log_prob} and
 * its gradients to the weights before them, {@code grad/} to the last step, {@code state/} to the weights after them. src/test/python/start_weights.py
 * says how that shows, and drew the first of these weights again.
 *
 * @param start the weights before the steps
 * @param trained the weights after them
 * @param arrays all that the reference file holds
 */
public record ReferenceFlow(
        FlowShape shape, FlowData data, float[] start, float[] trained, Map<String, NpyArray> arrays) {
    /** The steps take the quarters of the rows in turn. */
    private static final int ADAM_BATCHES = 4;

    private static final double ADAM_RATE = 1e-3;

    /** The loss before each of the 20 steps, and the weights before the last of them and after it. */
    public record AdamSteps(double[] losses, float[] beforeLast, float[] after) {}

    public static ReferenceFlow named(String name) throws IOException {
        Map<String, NpyArray> arrays = read("/reference/" + name + ".npz");
        String net = "state/" + FlowLayout.netName(0);
        int[] initial = arrays.get(net + "initial_layer.weight").shape();
        int layers = 0;
        while (arrays.containsKey("state/" + FlowLayout.netName(layers) + "initial_layer.weight")) {
            layers++;
        }
        int blocks = 0;
        while (arrays.containsKey(net + "blocks." + blocks + ".linear_layers.0.weight")) {
            blocks++;
        }
        NpyArray context = arrays.get("context");
        int contexts = context == null ? 0 : context.shape()[1];
        boolean smooth = name.startsWith("silu-");
        FlowShape shape = new FlowShape(initial[1], contexts, layers, initial[0], blocks)
                .with(smooth ? Activation.SILU : Activation.RELU);
        float[] x = arrays.get("x").floats();
        FlowData data = context == null
                ? FlowData.of(x, shape.features())
                : FlowData.conditional(x, shape.features(), context.floats(), contexts);
        float[] state = parameters(shape, "state/", arrays);
        float[] start = smooth ? state : parameters(shape, "", read("/flow/start-" + name + ".npz"));
        return new ReferenceFlow(shape, data, start, state, arrays);
    }

    private static float[] parameters(FlowShape shape, String prefix, Map<String, NpyArray> arrays) {
        FlowLayout layout = new FlowLayout(shape);
        float[] parameters = new float[layout.size()];
        for (FlowLayout.Parameter parameter : layout.parameters()) {
            float[] values = arrays.get(prefix + parameter.name()).floats();
            System.arraycopy(values, 0, parameters, parameter.offset(), parameter.size());
        }
        return parameters;
    }

    private static Map<String, NpyArray> read(String resource) throws IOException {
        try (InputStream in = ReferenceFlow.class.getResourceAsStream(resource)) {
            return Npz.read(in);
        }
    }

    /** nflows's state dict, of the weights after the steps. */
    public Map<String, NpyArray> state() {
        Map<String, NpyArray> state = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith("state/")) {
                state.put(name.substring("state/".length()), array);
            }
        });
        return state;
    }

    /** What nflows computed: {@code log_prob}, {@code grad/...} and so on. */
    public float[] nflows(String array) {
        return arrays.get(array).floats();
    }

    /** As many Adam steps as the reference lists losses of, from its start and on its batches. */
    public AdamSteps adamSteps(FlowKernel kernel) {
        int rows = data.size() / ADAM_BATCHES;
        double[] losses = new double[nflows("adam_losses").length];
        float[] before = new float[start.length];
        float[] parameters = start.clone();
        float[] gradient = new float[start.length];
        try (FlowPasses passes = new FlowPasses(kernel, 1);
                Adam adam = new Adam(parameters)) {
            for (int step = 0; step < losses.length; step++) {
                System.arraycopy(parameters, 0, before, 0, before.length);
                kernel.load(parameters);
                int from = step % ADAM_BATCHES * rows;
                losses[step] = passes.lossGradient(data, null, from, from + rows, gradient);
                adam.step(gradient, ADAM_RATE, parameters);
            }
        }
        return new AdamSteps(losses, before, parameters);
    }

    /** The batch of the last step. */
    public FlowData lastBatch() {
        int rows = data.size() / ADAM_BATCHES;
        int from = (nflows("adam_losses").length - 1) % ADAM_BATCHES * rows;
        float[] x = rows("x", from, from + rows);
        return shape.context() == 0
                ? FlowData.of(x, shape.features())
                : FlowData.conditional(x, shape.features(), rows("context", from, from + rows), shape.context());
    }

    private float[] rows(String array, int from, int to) {
        int columns = arrays.get(array).shape()[1];
        return Arrays.copyOfRange(nflows(array), from * columns, to * columns);
    }

    /** The largest difference, relative to the largest size of an element. */
    public static double relativeDifference(float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return largest == 0 ? difference : difference / largest;
    }
}
