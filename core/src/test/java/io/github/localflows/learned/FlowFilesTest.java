package io.github.localflows.learned;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.ReferenceFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowFilesTest {
    private static final FlowShape SHAPE = new FlowShape(5, 0, 2, 16, 2);
    private static final String BIAS = "_transform._transforms.3.autoregressive_net.blocks.1.linear_layers.0.bias";

    private static FlowDescription description(double heldOutLoss) {
        return new FlowDescription(
                SHAPE,
                FeatureMap.bounded(TrainingVolume.about(8, 1, 2.5), 220),
                Measure.VOLUME,
                TrainingVolume.about(8, 1, 2.5),
                3,
                4,
                3,
                60,
                57,
                1.0 / 3,
                heldOutLoss,
                Map.of("java", "17", "code", "1.0"));
    }

    private static byte[] json(FlowDescription description) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowFiles.writeDescription(out, description);
        return out.toByteArray();
    }

    private static FlowDescription readJson(String json) throws IOException {
        return FlowFiles.readDescription(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] npz(Map<String, NpyArray> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays);
        return out.toByteArray();
    }

    private static IOException refused(Map<String, NpyArray> arrays) throws IOException {
        byte[] bytes = npz(arrays);
        return assertThrows(IOException.class, () -> FlowFiles.readParameters(new ByteArrayInputStream(bytes), SHAPE));
    }

    @Test
    void readsBackTheDescriptionItWrote() throws IOException {
        for (double heldOutLoss : new double[] {-0.25, Double.NaN}) {
            FlowDescription description = description(heldOutLoss);
            byte[] bytes = json(description);
            assertEquals(description, FlowFiles.readDescription(new ByteArrayInputStream(bytes)));
        }
    }

    @Test
    void keepsTheActivationAndTakesOldFilesForRelu() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        String smooth = json.replace("\"activation\" : \"relu\"", "\"activation\" : \"silu\"");
        FlowDescription read = readJson(smooth);
        assertEquals(SHAPE.with(Activation.SILU), read.shape());
        assertEquals(smooth, new String(json(read), StandardCharsets.UTF_8));
        assertEquals(
                SHAPE,
                readJson(json.replaceFirst(",\\s*\"activation\" : \"relu\"", ""))
                        .shape());
        assertThrows(IOException.class, () -> readJson(json.replace("\"relu\"", "\"step\"")));
    }

    @Test
    void readsBackTheShapeItWrote() throws IOException {
        FlowShape shape = new FlowShape(3, 2, 4, 16, 1, Activation.SILU);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowFiles.writeShape(out, shape);
        assertEquals(shape, FlowFiles.readShape(new ByteArrayInputStream(out.toByteArray())));
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() / 2);
        IOException e = assertThrows(IOException.class, () -> FlowFiles.readShape(new ByteArrayInputStream(cut)));
        assertTrue(e.getMessage().contains("shape.json is truncated"), e.getMessage());
        byte[] another = json(description(1));
        e = assertThrows(IOException.class, () -> FlowFiles.readShape(new ByteArrayInputStream(another)));
        assertTrue(e.getMessage().contains("'format'"), e.getMessage());
    }

    @Test
    void refusesADescriptionThatIsNone() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        for (String cut : new String[] {"", "{", json.substring(0, json.length() / 2)}) {
            assertThrows(IOException.class, () -> readJson(cut), cut);
        }
        Map<String, String> wrong = Map.of(
                "\"hidden\" : 16", "\"hidden\" : 0",
                "\"layers\" : 2", "\"levels\" : 2",
                "\"volume\",", "\"disc\",",
                "localflows-flow", "another",
                "\"version\" : 2", "\"version\" : 3",
                "\"scale\" : 100.0", "\"scale\" : 0.0",
                "\"min\" : 7.0", "\"min\" : 8.0", // leaves out some of the volume
                "\"map\" : \"bounded\"", "\"map\" : \"boundless\"",
                "\"part\" : 3", "\"part\" : 4",
                "\"epochs\" : 60", "\"epochs\" : \"many\"");
        wrong.forEach((right, changed) -> {
            assertTrue(json.contains(right), right);
            assertThrows(IOException.class, () -> readJson(json.replace(right, changed)), changed);
        });
        IOException e = assertThrows(IOException.class, () -> readJson(json.replace("Rmax", "Rtop")));
        assertTrue(e.getMessage().contains("'Rmax'"), e.getMessage());
    }

    @Test
    void descriptionWithoutPartsIsOfAFlowThatSawAllStars() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        FlowDescription read = readJson(json.replaceAll("\"parts?\" : [34],", ""));
        assertEquals(1, read.parts());
        assertEquals(0, read.part());
    }

    @ParameterizedTest
    @MethodSource("io.github.localflows.nf.MaskedAutoregressiveFlowTest#flows")
    void writesTheStateDictOfNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(reference.shape(), reference.trained())) {
            FlowFiles.writeWeights(out, flow);
        }
        Map<String, NpyArray> written = Npz.read(new ByteArrayInputStream(out.toByteArray()));
        Map<String, NpyArray> state = reference.state();
        assertEquals(state.keySet(), written.keySet());
        state.forEach((array, expected) -> {
            NpyArray actual = written.get(array);
            assertEquals(expected.type(), actual.type(), array);
            assertArrayEquals(expected.shape(), actual.shape(), array);
            if (expected.type() == NpyArray.Type.INT64) {
                assertArrayEquals(expected.longs(), actual.longs(), array);
            } else {
                assertArrayEquals(expected.floats(), actual.floats(), array);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.github.localflows.nf.MaskedAutoregressiveFlowTest#flows")
    void readsTheStateDictOfNflows(String name) throws IOException {
        ReferenceFlow reference = ReferenceFlow.named(name);
        byte[] bytes = npz(reference.state());
        try (MaskedAutoregressiveFlow flow =
                FlowFiles.readWeights(new ByteArrayInputStream(bytes), reference.shape())) {
            assertArrayEquals(reference.trained(), flow.parameters());
        }
    }

    @Test
    void refusesWeightsThatDoNotFitAndNamesTheArray() throws IOException {
        Map<String, NpyArray> state = ReferenceFlow.named("maf-5d-2layers-h16").state();

        Map<String, NpyArray> missing = new LinkedHashMap<>(state);
        missing.remove(BIAS);
        assertNames(refused(missing), BIAS, "missing");

        Map<String, NpyArray> misshapen = new LinkedHashMap<>(state);
        misshapen.put(BIAS, NpyArray.of(new float[15], 15));
        assertNames(refused(misshapen), BIAS, "[15]");

        Map<String, NpyArray> notFinite = new LinkedHashMap<>(state);
        float[] values = state.get(BIAS).floats().clone();
        values[4] = Float.NaN;
        notFinite.put(BIAS, NpyArray.of(values, 16));
        assertNames(refused(notFinite), BIAS, "NaN");

        Map<String, NpyArray> permuted = new LinkedHashMap<>(state);
        String permutation = "_transform._transforms.2._permutation";
        permuted.put(permutation, NpyArray.of(new long[] {0, 1, 2, 3, 4}, 5));
        assertNames(refused(permuted), permutation, "permutations");

        Map<String, NpyArray> foreign = new LinkedHashMap<>(state);
        foreign.put("extra", NpyArray.of(new float[1], 1));
        assertNames(refused(foreign), "extra", "no place");

        byte[] whole = npz(state);
        for (int length = 0; length < whole.length; length += 997) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> FlowFiles.readParameters(new ByteArrayInputStream(cut), SHAPE));
        }
    }

    private static void assertNames(IOException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
