package io.github.localflows.nf.kernel;

import io.github.localflows.nf.file.NpyArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each array of a flow's parameters sits in one flat vector, and what nflows calls it.
 *
 * <p>The arrays follow each other in the order of nflows's state dict; weights are [outputs][inputs], row-major. All
 * layers are alike, so a kernel finds an array at {@code layer * layerSize} plus the offset that is common to all layers.
 */
public final class FlowLayout {
    /** What a weight's rows and columns are, which decides its mask. */
    enum Kind {
        BIAS,
        UNMASKED,
        INPUT_TO_HIDDEN,
        HIDDEN_TO_HIDDEN,
        HIDDEN_TO_OUTPUT
    }

    /** One array: its name, its shape (columns 0 for a bias, which has one dimension) and its place. */
    public record Parameter(String name, Kind kind, int rows, int columns, int offset) {
        public int size() {
            return rows * Math.max(1, columns);
        }

        public int[] dimensions() {
            return columns == 0 ? new int[] {rows} : new int[] {rows, columns};
        }
    }

    /** The offset of an array that a flow of this shape does not have: a context layer's without context. */
    static final int ABSENT = -1;

    final FlowShape shape;
    final int layerSize;
    final int initialWeight;
    final int initialBias;
    final int contextWeight;
    final int contextBias;
    final int[] blockContextWeight;
    final int[] blockContextBias;
    /** [block][0 or 1] */
    final int[][] blockWeight;

    final int[][] blockBias;
    final int finalWeight;
    final int finalBias;
    final int baseWeight;
    final int baseBias;

    private final List<Parameter> parameters = new ArrayList<>();
    private int size;

    public FlowLayout(FlowShape shape) {
        this.shape = shape;
        int features = shape.features();
        int context = shape.context();
        int hidden = shape.hidden();
        int blocks = shape.blocks();
        blockContextWeight = new int[blocks];
        blockContextBias = new int[blocks];
        blockWeight = new int[blocks][2];
        blockBias = new int[blocks][2];
        for (int layer = 0; layer < shape.layers(); layer++) {
            String net = netName(layer);
            add(net + "initial_layer", Kind.INPUT_TO_HIDDEN, hidden, features);
            if (context > 0) {
                add(net + "context_layer", Kind.UNMASKED, hidden, context);
            }
            for (int block = 0; block < blocks; block++) {
                String name = net + "blocks." + block + ".";
                if (context > 0) {
                    add(name + "context_layer", Kind.UNMASKED, hidden, context);
                }
                add(name + "linear_layers.0", Kind.HIDDEN_TO_HIDDEN, hidden, hidden);
                add(name + "linear_layers.1", Kind.HIDDEN_TO_HIDDEN, hidden, hidden);
            }
            add(net + "final_layer", Kind.HIDDEN_TO_OUTPUT, 2 * features, hidden);
        }
        layerSize = size / shape.layers();
        if (context > 0) {
            add("_distribution._context_encoder", Kind.UNMASKED, 2 * features, context);
        }

        String net = netName(0);
        initialWeight = offset(net + "initial_layer.weight");
        initialBias = offset(net + "initial_layer.bias");
        finalWeight = offset(net + "final_layer.weight");
        finalBias = offset(net + "final_layer.bias");
        contextWeight = offset(net + "context_layer.weight");
        contextBias = offset(net + "context_layer.bias");
        baseWeight = offset("_distribution._context_encoder.weight");
        baseBias = offset("_distribution._context_encoder.bias");
        for (int block = 0; block < blocks; block++) {
            String name = net + "blocks." + block + ".";
            blockContextWeight[block] = offset(name + "context_layer.weight");
            blockContextBias[block] = offset(name + "context_layer.bias");
            for (int i = 0; i < 2; i++) {
                blockWeight[block][i] = offset(name + "linear_layers." + i + ".weight");
                blockBias[block][i] = offset(name + "linear_layers." + i + ".bias");
            }
        }
    }

    /** What nflows calls the network of a layer, up to and including the last dot. */
    public static String netName(int layer) {
        return "_transform._transforms." + (2 * layer + 1) + ".autoregressive_net.";
    }

    /** What nflows calls the permutation before a layer. */
    static String permutationName(int layer) {
        return "_transform._transforms." + 2 * layer + "._permutation";
    }

    /** Number of parameters, masked weights included. */
    public int size() {
        return size;
    }

    /** The arrays in the order of the flat vector. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** 1 where a parameter counts and 0 where its mask removes it, for the whole flat vector. */
    public float[] mask() {
        float[] mask = new float[size];
        for (Parameter parameter : parameters) {
            for (int row = 0; row < parameter.rows(); row++) {
                int columns = Math.max(1, parameter.columns());
                for (int column = 0; column < columns; column++) {
                    mask[parameter.offset() + row * columns + column] = counts(parameter.kind(), row, column) ? 1 : 0;
                }
            }
        }
        return mask;
    }

    /**
     * What nflows's state dict holds beside the parameters: the permutations, and each masked layer's mask and the
     * degrees of its outputs.
     */
    public Map<String, NpyArray> buffers() {
        Map<String, NpyArray> buffers = new LinkedHashMap<>();
        int features = shape.features();
        for (int layer = 0; layer < shape.layers(); layer++) {
            long[] reversed = new long[features];
            for (int i = 0; i < features; i++) {
                reversed[i] = features - 1 - i;
            }
            buffers.put(permutationName(layer), NpyArray.of(reversed, features));
        }
        float[] mask = mask();
        for (Parameter parameter : parameters) {
            if (parameter.kind() == Kind.BIAS || parameter.kind() == Kind.UNMASKED) {
                continue;
            }
            String name = parameter.name().substring(0, parameter.name().length() - "weight".length());
            float[] values = new float[parameter.size()];
            System.arraycopy(mask, parameter.offset(), values, 0, values.length);
            buffers.put(name + "mask", NpyArray.of(values, parameter.dimensions()));
            long[] degrees = new long[parameter.rows()];
            for (int row = 0; row < degrees.length; row++) {
                degrees[row] =
                        parameter.kind() == Kind.HIDDEN_TO_OUTPUT ? shape.outputDegree(row) : shape.hiddenDegree(row);
            }
            buffers.put(name + "degrees", NpyArray.of(degrees, degrees.length));
        }
        return buffers;
    }

    private boolean counts(Kind kind, int row, int column) {
        switch (kind) {
            case INPUT_TO_HIDDEN:
                return shape.hiddenDegree(row) >= shape.inputDegree(column);
            case HIDDEN_TO_HIDDEN:
                return shape.hiddenDegree(row) >= shape.hiddenDegree(column);
            case HIDDEN_TO_OUTPUT:
                return shape.outputDegree(row) > shape.hiddenDegree(column);
            default:
                return true;
        }
    }

    private void add(String name, Kind kind, int outputs, int inputs) {
        for (Parameter parameter : List.of(
                new Parameter(name + ".weight", kind, outputs, inputs, size),
                new Parameter(name + ".bias", Kind.BIAS, outputs, 0, Math.addExact(size, outputs * inputs)))) {
            parameters.add(parameter);
            size = Math.addExact(size, parameter.size());
        }
    }

    private int offset(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .mapToInt(Parameter::offset)
                .findFirst()
                .orElse(ABSENT);
    }
}
