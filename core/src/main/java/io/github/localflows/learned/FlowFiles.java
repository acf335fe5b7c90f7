package io.github.localflows.learned;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.df.Measure;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trained flow's two files: {@code model.json}, its {@link FlowDescription}, and {@code weights.npz}, an nflows state dict.
 * Where it is not of stars, {@code shape.json} with its {@link FlowShape} takes the place of the description.
 *
 * <p>The weights file holds all that PyTorch's {@code load_state_dict} of the same flow asks for: permutations, weights,
 * biases, masks and degrees; one that nflows saved is read the same way. Streams are neither opened nor closed here.
 */
public final class FlowFiles {
    private static final String FORMAT = "localflows-flow";
    private static final String SHAPE_FORMAT = "localflows-shape";
    /** 2 since features are given by maps. */
    private static final int VERSION = 2;

    private static final int SHAPE_VERSION = 1;
    private static final String LINEAR = "linear";
    private static final String BOUNDED = "bounded";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Descriptions have some 1,500 bytes. */
    private static final int LONGEST_DESCRIPTION = 1 << 20;

    /** No entry of a zip file takes fewer bytes, its headers without a name counted. */
    private static final int SHORTEST_ENTRY = 76;

    /** Deflating packs no better than this. */
    private static final int BEST_PACKING = 1032;

    /** An entry of numpy's needs no more beside its numbers. */
    private static final int LONGEST_HEADER = 1 << 14;

    private FlowFiles() {}

    /** Writes model.json. */
    public static void writeDescription(OutputStream out, FlowDescription description) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        put(root.putObject("shape"), description.shape());
        ObjectNode maps = root.putObject("featureMap");
        put(maps.putObject("R"), description.featureMap().R());
        put(maps.putObject("z"), description.featureMap().z());
        put(maps.putObject("vR"), description.featureMap().vR());
        put(maps.putObject("vphi"), description.featureMap().vphi());
        put(maps.putObject("vz"), description.featureMap().vz());
        root.put("measure", description.measure().name().toLowerCase(Locale.ROOT));
        TrainingVolume volume = description.volume();
        root.putObject("volume")
                .put("Rmin", volume.Rmin())
                .put("Rmax", volume.Rmax())
                .put("absZmax", volume.absZmax());
        root.put("member", description.member());
        root.put("parts", description.parts());
        root.put("part", description.part());
        root.put("epochs", description.epochs());
        root.put("bestEpoch", description.bestEpoch());
        root.put("trainLoss", description.trainLoss());
        if (!Double.isNaN(description.heldOutLoss())) {
            root.put("heldOutLoss", description.heldOutLoss());
        }
        ObjectNode versions = root.putObject("versions");
        description.versions().forEach(versions::put);
        write(out, root);
    }

    /** Writes shape.json: of a flow that is not of stars, all but its weights. */
    public static void writeShape(OutputStream out, FlowShape shape) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", SHAPE_FORMAT).put("version", SHAPE_VERSION);
        put(root.putObject("shape"), shape);
        write(out, root);
    }

    private static void write(OutputStream out, ObjectNode root) throws IOException {
        out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        out.write('\n');
        out.flush();
    }

    /**
     * Reads model.json.
     *
     * @throws IOException when it is truncated, not such a file, or says something impossible; the message names the field
     */
    public static FlowDescription readDescription(InputStream in) throws IOException {
        JsonNode root = read(in, "model.json", FORMAT, VERSION);
        try {
            Map<String, String> versions = new TreeMap<>();
            field(root, "versions")
                    .properties()
                    .forEach(v -> versions.put(v.getKey(), v.getValue().asText()));
            JsonNode volume = field(root, "volume");
            return new FlowDescription(
                    shape(field(root, "shape")),
                    featureMap(field(root, "featureMap")),
                    measure(field(root, "measure").asText()),
                    new TrainingVolume(number(volume, "Rmin"), number(volume, "Rmax"), number(volume, "absZmax")),
                    integer(root, "member"),
                    root.has("parts") ? integer(root, "parts") : 1,
                    root.has("part") ? integer(root, "part") : 0,
                    integer(root, "epochs"),
                    integer(root, "bestEpoch"),
                    number(root, "trainLoss"),
                    root.has("heldOutLoss") ? number(root, "heldOutLoss") : Double.NaN,
                    versions);
        } catch (IllegalArgumentException e) {
            throw new IOException("model.json: " + e.getMessage(), e);
        }
    }

    /**
     * Reads shape.json.
     *
     * @throws IOException when it is truncated, not such a file, or says something impossible; the message names the field
     */
    public static FlowShape readShape(InputStream in) throws IOException {
        JsonNode root = read(in, "shape.json", SHAPE_FORMAT, SHAPE_VERSION);
        try {
            return shape(field(root, "shape"));
        } catch (IllegalArgumentException e) {
            throw new IOException("shape.json: " + e.getMessage(), e);
        }
    }

    private static JsonNode read(InputStream in, String file, String format, int version) throws IOException {
        JsonNode root;
        byte[] bytes = in.readNBytes(LONGEST_DESCRIPTION + 1);
        if (bytes.length > LONGEST_DESCRIPTION) {
            throw new IOException(file + " has more than " + LONGEST_DESCRIPTION + " bytes, so it describes no flow");
        }
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is truncated or not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.path("format").asText().equals(format)) {
            throw new IOException(file + " does not describe a flow: its field 'format' is not '" + format + "'");
        }
        if (root.path("version").asInt() != version) {
            throw new IOException(file + " has version " + root.path("version").asText() + "; " + version
                    + " is read: use the release that wrote it");
        }
        return root;
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

    static float[] readParameters(InputStream in, FlowShape shape) throws IOException {
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

    private static void put(ObjectNode node, FlowShape shape) {
        node.put("features", shape.features())
                .put("context", shape.context())
                .put("layers", shape.layers())
                .put("hidden", shape.hidden())
                .put("blocks", shape.blocks())
                .put("activation", shape.activation().name().toLowerCase(Locale.ROOT));
    }

    private static FlowShape shape(JsonNode node) {
        return new FlowShape(
                integer(node, "features"),
                integer(node, "context"),
                integer(node, "layers"),
                integer(node, "hidden"),
                integer(node, "blocks"),
                activation(node));
    }

    private static void put(ObjectNode node, CoordinateMap map) {
        if (map instanceof CoordinateMap.Bounded bounded) {
            node.put("map", BOUNDED).put("min", bounded.min()).put("max", bounded.max());
        } else if (map instanceof CoordinateMap.Linear linear) {
            node.put("map", LINEAR).put("offset", linear.offset()).put("scale", linear.scale());
        } else {
            throw new IllegalStateException("no format for " + map);
        }
    }

    private static FeatureMap featureMap(JsonNode node) {
        return new FeatureMap(
                coordinate(field(node, "R")),
                coordinate(field(node, "z")),
                coordinate(field(node, "vR")),
                coordinate(field(node, "vphi")),
                coordinate(field(node, "vz")));
    }

    private static CoordinateMap coordinate(JsonNode node) {
        String map = field(node, "map").asText();
        return switch (map) {
            case LINEAR -> new CoordinateMap.Linear(number(node, "offset"), number(node, "scale"));
            case BOUNDED -> new CoordinateMap.Bounded(number(node, "min"), number(node, "max"));
            default ->
                throw new IllegalArgumentException(
                        "map '" + map + "' of a feature is neither " + LINEAR + " nor " + BOUNDED);
        };
    }

    private static Measure measure(String name) {
        for (Measure measure : Measure.values()) {
            if (measure.name().toLowerCase(Locale.ROOT).equals(name)) {
                return measure;
            }
        }
        throw new IllegalArgumentException("measure '" + name + "' is neither volume nor slice");
    }

    /** Without the field ReLU, which was all that there was at first. */
    private static Activation activation(JsonNode shape) {
        String name = shape.path("activation").asText("relu");
        for (Activation activation : Activation.values()) {
            if (activation.name().toLowerCase(Locale.ROOT).equals(name)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("activation '" + name + "' is not known");
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("field '" + name + "' is missing");
        }
        return value;
    }

    private static double number(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new IllegalArgumentException("field '" + name + "' is " + value + ", not a finite number");
        }
        return value.asDouble();
    }

    private static int integer(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isInt()) {
            throw new IllegalArgumentException("field '" + name + "' is " + value + ", not a whole number");
        }
        return value.asInt();
    }
}
