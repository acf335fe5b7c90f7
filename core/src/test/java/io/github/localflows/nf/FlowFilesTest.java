package io.github.localflows.nf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void readsBackTheShapeItWrote() throws IOException {
        FlowShape shape = new FlowShape(3, 2, 4, 16, 1, Activation.SILU);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowFiles.writeShape(out, shape);
        assertEquals(shape, FlowFiles.readShape(new ByteArrayInputStream(out.toByteArray())));
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() / 2);
        IOException e = assertThrows(IOException.class, () -> FlowFiles.readShape(new ByteArrayInputStream(cut)));
        assertTrue(e.getMessage().contains("shape.json is truncated"), e.getMessage());
        byte[] another = new String(out.toByteArray(), StandardCharsets.UTF_8)
                .replace("localflows-shape", "localflows-flow")
                .getBytes(StandardCharsets.UTF_8);
        e = assertThrows(IOException.class, () -> FlowFiles.readShape(new ByteArrayInputStream(another)));
        assertTrue(e.getMessage().contains("'format'"), e.getMessage());
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

    @Test
    void bytesCarryAFlowAndAreRefusedWhenTheyAreCutOrOfTwoFlows() throws IOException {
        ReferenceFlow reference = ReferenceFlow.named("maf-5d-2layers-h16");
        FlowBytes bytes;
        try (MaskedAutoregressiveFlow flow = new MaskedAutoregressiveFlow(reference.shape(), reference.trained())) {
            bytes = FlowBytes.of(flow);
        }
        byte[] packed = bytes.packed();
        FlowBytes carried = FlowBytes.unpacked(packed);
        assertEquals(reference.shape(), carried.shape());
        try (MaskedAutoregressiveFlow flow = carried.flow()) {
            assertArrayEquals(reference.trained(), flow.parameters());
        }
        assertArrayEquals(
                packed,
                FlowBytes.ofFiles(bytes.shapeFile(), bytes.weightsFile()).packed());

        for (int length = 0; length < packed.length; length += 997) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThrows(IOException.class, () -> FlowBytes.unpacked(cut), "cut to " + length);
        }
        byte[] negative = packed.clone();
        negative[0] = -1;
        assertThrows(IOException.class, () -> FlowBytes.unpacked(negative));
        ByteArrayOutputStream another = new ByteArrayOutputStream();
        FlowFiles.writeShape(another, new FlowShape(5, 0, 3, 16, 2));
        assertThrows(IOException.class, () -> FlowBytes.ofFiles(another.toByteArray(), bytes.weightsFile()));
    }

    private static void assertNames(IOException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
