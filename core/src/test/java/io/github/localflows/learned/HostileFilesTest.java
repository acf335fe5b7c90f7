package io.github.localflows.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.df.Measure;
import io.github.localflows.nf.FlowFiles;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.nf.kernel.FlowLayout;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.Adam;
import io.github.localflows.nf.train.Checkpoint;
import io.github.localflows.nf.train.EpochRecord;
import io.github.localflows.phase.Region;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut, scribbled over or made up: each is read, or refused with an IOException, and nothing else ever happens. */
class HostileFilesTest {
    private static final FlowShape SHAPE = new FlowShape(5, 0, 2, 8, 1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Scribbles over each kind of file, from a fixed seed. */
    private static final int SCRIBBLES = 3000;

    /** In place of any value of a JSON file. */
    private static final List<String> VALUES = List.of(
            "null",
            "[]",
            "{}",
            "\"\"",
            "\"x\"",
            "true",
            "-1",
            "0",
            "0.5",
            "2000000000",
            "2147483647",
            "2147483648",
            "99999999999999999999",
            "1e999",
            "-1e999",
            "[[[[null]]]]");

    private interface Reader {
        Object read(byte[] file) throws IOException;
    }

    /** A kind of file: a whole one, and what reads it. */
    private record Kind(String name, byte[] whole, Reader reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() throws IOException {
        return Stream.of(
                new Kind("npz", npz(state()), file -> Npz.read(new ByteArrayInputStream(file))),
                new Kind("npy", npy(), file -> Npz.readNpy(new ByteArrayInputStream(file))),
                new Kind("weights", npz(state()), HostileFilesTest::weights),
                new Kind("model.json", model().getBytes(StandardCharsets.UTF_8), HostileFilesTest::description),
                new Kind("checkpoint", checkpoint(), file -> Checkpoint.read(new ByteArrayInputStream(file))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyPrefixIsRefused(Kind kind) throws IOException {
        kind.reader().read(kind.whole());
        int last = kind.name().equals("model.json") ? kind.whole().length - 2 : kind.whole().length - 1;
        int step = Math.max(1, kind.whole().length / SCRIBBLES);
        for (int length = 0; length <= last; length += step) {
            byte[] cut = Arrays.copyOf(kind.whole(), length);
            assertThrows(IOException.class, () -> kind.reader().read(cut), "cut to " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void scribblesAreReadOrRefused(Kind kind) {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < SCRIBBLES; i++) {
            byte[] file = kind.whole().clone();
            int length = 1 << random.nextInt(6);
            int at = random.nextInt(file.length);
            for (int k = at; k < Math.min(file.length, at + length); k++) {
                file[k] = (byte) random.nextInt();
            }
            try {
                kind.reader().read(file);
            } catch (IOException e) {
                refused++;
                assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "a message");
            }
        }
        assertTrue(refused > SCRIBBLES / 10, refused + " of " + SCRIBBLES + " were refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2147483648",
                "4611686018427387904",
                "9223372036854775807,2",
                "18446744073709551616",
                "65536,65536",
                "2147483647,2147483647,2147483647,2147483647",
                "-1",
                "-1,-4",
                "-4,-1",
                "0,-1",
                "1e3",
                "4,",
                "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"
            })
    void absurdShapesAreRefusedBeforeThereIsAnArray(String shape) {
        byte[] file = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }", 4);
        assertThrows(IOException.class, () -> Npz.readNpy(new ByteArrayInputStream(file)));
    }

    @Test
    void emptyArrayMayHaveAnyOtherLengths() throws IOException {
        byte[] file = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 0, 999999999), }", 0);
        assertEquals(0, Npz.readNpy(new ByteArrayInputStream(file)).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 10_001})
    void absurdHeadersAreRefused(int length) {
        byte[] file = new byte[200];
        System.arraycopy("\u0093NUMPY\2\0".getBytes(StandardCharsets.ISO_8859_1), 0, file, 0, 8);
        for (int i = 0; i < 4; i++) {
            file[8 + i] = (byte) (length >>> 8 * i);
        }
        IOException e = assertThrows(IOException.class, () -> Npz.readNpy(new ByteArrayInputStream(file)));
        assertTrue(e.getMessage().contains("header of"), e.getMessage());
    }

    @Test
    void fileThatUnpacksToMoreThanAFlowHasIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, NpyArray> state = state();
        state.put("zeros", NpyArray.of(new float[4 << 20], 4 << 20));
        Npz.writeDeflated(out, state);
        IOException e = assertThrows(IOException.class, () -> weights(out.toByteArray()));
        assertTrue(e.getMessage().contains("'zeros'") && e.getMessage().contains("unpacks to more"), e.getMessage());
    }

    @Test
    void shapeThatTheFileCannotHoldIsRefusedByItsLength() throws IOException {
        byte[] file = npz(state());
        for (FlowShape shape : List.of(
                new FlowShape(5, 0, 2, 16_000, 1),
                new FlowShape(1, 0, 100_000_000, 1, 1),
                new FlowShape(1, 0, 1, 1, 200_000_000))) {
            IOException e = assertThrows(
                    IOException.class, () -> FlowFiles.readParameters(new ByteArrayInputStream(file), shape));
            assertTrue(e.getMessage().contains("cannot hold"), e.getMessage());
        }
    }

    @Test
    void shapeWithTooManyParametersIsNone() {
        for (int[] sizes : new int[][] {
            {5, 0, 8, 200_000, 2},
            {5, 0, 8, 2_000_000_000, 2},
            {5, 0, 1_000_000_000, 64, 2},
            {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}
        }) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new FlowShape(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]));
            assertTrue(e.getMessage().contains("parameters"), e.getMessage());
        }
    }

    @Test
    void parametersAreThoseOfTheLayout() {
        for (FlowShape shape : List.of(
                SHAPE, new FlowShape(5, 0, 8, 64, 2), new FlowShape(3, 2, 4, 16, 3), new FlowShape(1, 1, 1, 1, 1))) {
            FlowLayout layout = new FlowLayout(shape);
            assertEquals(layout.size(), shape.parameters(), shape.toString());
            assertEquals(layout.parameters().size(), shape.arrays(), shape.toString());
        }
    }

    @Test
    void everyFieldMayHoldAnythingAndIsReadOrRefused() throws IOException {
        List<List<String>> fields = new ArrayList<>();
        fields(JSON.readTree(model()), List.of(), fields);
        int refused = 0;
        for (List<String> field : fields) {
            for (String value : VALUES) {
                JsonNode root = JSON.readTree(model());
                JsonNode parent = root;
                for (String name : field.subList(0, field.size() - 1)) {
                    parent = parent.get(name);
                }
                String last = field.get(field.size() - 1);
                ((ObjectNode) parent)
                        .set(last, JSON.readTree("{\"x\": " + value + "}").get("x"));
                refused += refuses(root.toString());
            }
            JsonNode root = JSON.readTree(model());
            JsonNode parent = root;
            for (String name : field.subList(0, field.size() - 1)) {
                parent = parent.get(name);
            }
            ((ObjectNode) parent).remove(field.get(field.size() - 1));
            refused += refuses(root.toString());
        }
        assertTrue(refused > fields.size() * VALUES.size() / 2, refused + " were refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "1", "\"x\"", "NaN", "\u0000\u0001\u0002", "{\"format\": {}}"})
    void documentThatIsNoDescriptionIsRefused(String text) {
        assertEquals(1, refuses(text));
    }

    @Test
    void deepAndLongDocumentsAreRefused() {
        assertEquals(1, refuses("[".repeat(100_000)));
        assertEquals(1, refuses("{\"a\":".repeat(100_000)));
        assertEquals(1, refuses(" ".repeat(2 << 20)));
        assertEquals(1, refuses(model().replace("\"hidden\" : 8", "\"hidden\" : " + "9".repeat(5000))));
    }

    private static int refuses(String text) {
        try {
            description(text.getBytes(StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("model.json"), e.getMessage());
            return 1;
        }
    }

    /** The paths of all fields below a node. */
    private static void fields(JsonNode node, List<String> above, List<List<String>> fields) {
        node.properties().forEach(field -> {
            List<String> path = new ArrayList<>(above);
            path.add(field.getKey());
            fields.add(path);
            fields(field.getValue(), path, fields);
        });
    }

    private static Object description(byte[] file) throws IOException {
        return DescriptionFile.read(new ByteArrayInputStream(file));
    }

    private static Object weights(byte[] file) throws IOException {
        return FlowFiles.readParameters(new ByteArrayInputStream(file), SHAPE);
    }

    private static String model() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Region volume = Region.about(8, 1, 2.5);
        try {
            DescriptionFile.write(
                    out,
                    new FlowDescription(
                            SHAPE,
                            FeatureMap.bounded(volume, 220),
                            Measure.VOLUME,
                            volume,
                            3,
                            4,
                            3,
                            60,
                            57,
                            0.25,
                            0.5,
                            Map.of("java", "17")));
        } catch (IOException e) {
            throw new IllegalStateException("cannot happen in memory", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, NpyArray> state() {
        FlowLayout layout = new FlowLayout(SHAPE);
        Map<String, NpyArray> state = new LinkedHashMap<>(layout.buffers());
        state.putAll(MaskedAutoregressiveFlow.named(layout, new float[layout.size()]));
        return state;
    }

    private static byte[] npz(Map<String, NpyArray> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays);
        return out.toByteArray();
    }

    private static byte[] npy() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.writeNpy(out, NpyArray.of(new double[60], 5, 12));
        return out.toByteArray();
    }

    private static byte[] npy(String header, int bytes) {
        byte[] text = ("\u0093NUMPY\1\0" + (char) (header.length() & 0xFF) + (char) (header.length() >> 8) + header)
                .getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(text, text.length + bytes);
    }

    private static byte[] checkpoint() throws IOException {
        int parameters = SHAPE.parameters();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Checkpoint(
                        Map.of("seed", "1"),
                        Adam.State.initial(new float[parameters]),
                        new float[parameters],
                        0,
                        new double[] {1e-3},
                        9,
                        0,
                        List.of(new EpochRecord(0, 5, 6, 1e-3, 2)))
                .write(out);
        return out.toByteArray();
    }
}
