package io.github.localflows.nf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.nf.file.JsonFile;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A flow's two files: {@code shape.json}, its {@link FlowShape}, and {@code weights.npz}, an nflows state dict. {@link FlowBytes}
 * has both in one array.
 *
 * <p>The weights file holds all that PyTorch's {@code load_state_dict} of the same flow asks for: permutations, weights,
 * biases, masks and degrees; one that nflows saved is read the same way. Streams are neither opened nor closed here.
 */
public final class FlowFiles {
    private static final JsonFile SHAPE_FILE = new JsonFile("shape.json", "localflows-shape", 1);

    /** No entry of a zip file takes fewer bytes, its headers without a name counted. */
    private static final int SHORTEST_ENTRY = 76;

    /** Deflating packs no better than this. */
    private static final int BEST_PACKING = 1032;

    /** An entry of numpy's needs no more beside its numbers. */
    private static final int LONGEST_HEADER = 1 << 14;

    private FlowFiles() {}

    /** Writes shape.json. */
    public static void writeShape(OutputStream out, FlowShape shape) throws IOException {
        ObjectNode content = SHAPE_FILE.begun();
        ShapeJson.put(content, shape);
        SHAPE_FILE.write(out, content);
    }

    /**
     * Reads shape.json.
     *
     * @throws IOException when it is truncated, not such a file, or says something impossible; the message names the field
     */
    public static FlowShape readShape(InputStream in) throws IOException {
        return SHAPE_FILE.read(in, ShapeJson::shape);
    }

    /** Writes weights.npz: the state dict of the same flow in nflows. */
    public static void writeWeights(OutputStream out, MaskedAutoregressiveFlow flow) throws IOException {
        FlowLayout layout = new FlowLayout(flow.shape());
        Map<String, NpyArray> state = new LinkedHashMap<>(layout.buffers());
        state.putAll(MaskedAutoregressiveFlow.named(layout, flow.parameters()));
        Npz.write(out, state);
    }

    /**
     * Reads weights.npz.
     *
     * @param shape what the flow must be
     * @throws IOException when the file is truncated, damaged or foreign, or an array is missing, of another shape, not
     *     finite, or, for a mask, degrees or permutation, not what the shape asks for; the message names the array
     */
    public static MaskedAutoregressiveFlow readWeights(InputStream in, FlowShape shape) throws IOException {
        return new MaskedAutoregressiveFlow(shape, readParameters(in, shape));
    }

    /**
     * The parameters that {@link #readWeights} makes a flow of, in the order of nflows's state dict.
     *
     * @throws IOException as {@link #readWeights}
     */
    public static float[] readParameters(InputStream in, FlowShape shape) throws IOException {
        byte[] file = in.readAllBytes();
        long arrays = shape.arrays();
        long unpacked = (long) Float.BYTES * shape.parameters();
        // Checked before an array of that shape is allocated: the file may be hostile.
        if (arrays * SHORTEST_ENTRY > file.length || unpacked > (long) BEST_PACKING * file.length) {
            throw new IOException("weights: a file of " + file.length + " bytes cannot hold the " + shape.parameters()
                    + " parameters of a flow of " + shape);
        }
        // Beside the weights, of which biases are a few, there are their masks, and 8 bytes for each of their rows.
        Map<String, NpyArray> state = Npz.read(file, 4 * unpacked + 3 * arrays * LONGEST_HEADER);
        FlowLayout layout = new FlowLayout(shape);
        float[] parameters = new float[layout.size()];
        for (FlowLayout.Parameter parameter : layout.parameters()) {
            NpyArray array = array(state, parameter.name(), NpyArray.Type.FLOAT32, parameter.dimensions(), shape);
            for (int i = 0; i < parameter.size(); i++) {
                float value = array.floats()[i];
                if (!Float.isFinite(value)) {
                    throw new IOException("weights: array '" + parameter.name() + "' holds " + value);
                }
                parameters[parameter.offset() + i] = value;
            }
        }
        for (Map.Entry<String, NpyArray> expected : layout.buffers().entrySet()) {
            String name = expected.getKey();
            NpyArray buffer = expected.getValue();
            NpyArray array = array(state, name, buffer.type(), buffer.shape(), shape);
            boolean same = buffer.type() == NpyArray.Type.FLOAT32
                    ? Arrays.equals(buffer.floats(), array.floats())
                    : Arrays.equals(buffer.longs(), array.longs());
            if (!same) {
                throw new IOException("weights: array '" + name + "' is not that of a flow of " + shape
                        + " with reverse permutations; another kind of flow cannot be read");
            }
        }
        for (String name : state.keySet()) {
            if (layout.parameters().stream().noneMatch(p -> p.name().equals(name))
                    && !layout.buffers().containsKey(name)) {
                throw new IOException(
                        "weights: array '" + name + "' has no place in a flow of " + shape + ": is it of another one?");
            }
        }
        return parameters;
    }

    private static NpyArray array(
            Map<String, NpyArray> state, String name, NpyArray.Type type, int[] dimensions, FlowShape shape)
            throws IOException {
        NpyArray array = state.get(name);
        if (array == null) {
            throw new IOException("weights: array '" + name + "' is missing, which a flow of " + shape + " needs");
        }
        if (array.type() != type || !Arrays.equals(array.shape(), dimensions)) {
            throw new IOException("weights: array '" + name + "' is " + array.type() + " of shape "
                    + Arrays.toString(array.shape()) + ", but a flow of " + shape + " needs " + type + " of shape "
                    + Arrays.toString(dimensions));
        }
        return array;
    }
}
