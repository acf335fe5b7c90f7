package io.github.localflows.nf.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NpzTest {
    private static Map<String, NpyArray> arrays() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("floats", NpyArray.of(new float[] {1.5f, -0f, Float.MIN_VALUE, 3, 4, 5}, 2, 3));
        arrays.put("a/scalar", NpyArray.of(new double[] {Math.PI}));
        arrays.put("longs", NpyArray.of(new long[] {Long.MIN_VALUE, 7}, 2));
        arrays.put("booleans", NpyArray.of(new boolean[] {true, false, true}, 3, 1));
        arrays.put("empty", NpyArray.of(new float[0], 0, 4));
        return arrays;
    }

    private static byte[] stored() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays());
        return out.toByteArray();
    }

    private static Map<String, NpyArray> read(byte[] bytes) throws IOException {
        return Npz.read(new ByteArrayInputStream(bytes));
    }

    private static void assertSame(Map<String, NpyArray> read) {
        Map<String, NpyArray> expected = arrays();
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(read.keySet()));
        expected.forEach(
                (name, array) -> assertArrayEquals(array.shape(), read.get(name).shape(), name));
        assertArrayEquals(expected.get("floats").floats(), read.get("floats").floats());
        assertArrayEquals(
                expected.get("a/scalar").doubles(), read.get("a/scalar").doubles());
        assertArrayEquals(expected.get("longs").longs(), read.get("longs").longs());
        assertArrayEquals(
                expected.get("booleans").booleans(), read.get("booleans").booleans());
    }

    @Test
    void readsBackWhatItWroteStored() throws IOException {
        assertSame(read(stored()));
    }

    @Test
    void readsBackWhatItWroteDeflated() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.writeDeflated(out, arrays());
        assertSame(read(out.toByteArray()));
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        assertArrayEquals(stored(), stored());
    }

    @Test
    void writesTheHeaderThatNumpyWrites() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.writeNpy(out, NpyArray.of(new float[] {1, 2}, 2));
        // What numpy 1.24's save writes for numpy.array([1, 2], dtype="float32"), up to the two numbers.
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        byte[] expected = ("\u0093NUMPY\1\0v\0" + header + " ".repeat(117 - header.length()) + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(expected, Arrays.copyOf(out.toByteArray(), 128));
        assertArrayEquals(
                new float[] {1, 2},
                Npz.readNpy(new ByteArrayInputStream(out.toByteArray())).floats());
    }

    @Test
    void refusesATruncatedFileAtWhateverLength() throws IOException {
        byte[] whole = stored();
        for (int length = 0; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> read(part), "cut to " + length + " bytes");
        }
    }

    @Test
    void refusesADamagedArray() throws IOException {
        byte[] bytes = stored();
        // Within the first array's numbers: zip's checksum notices.
        bytes[30 + "floats.npy".length() + 128 + 3] ^= 1;
        IOException e = assertThrows(IOException.class, () -> read(bytes));
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }

    @Test
    void refusesForeignFiles() throws IOException {
        assertThrows(IOException.class, () -> read("not a zip file, but a text".getBytes(StandardCharsets.UTF_8)));

        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (var out = new java.util.zip.ZipOutputStream(zip)) {
            out.putNextEntry(new java.util.zip.ZipEntry("letter.txt"));
        }
        IOException e = assertThrows(IOException.class, () -> read(zip.toByteArray()));
        assertTrue(e.getMessage().contains("letter.txt"), e.getMessage());

        String[] headers = {
            "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }",
            "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
            "{'shape': (1,)}",
        };
        for (String header : headers) {
            byte[] file = ("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + "1234")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThrows(IOException.class, () -> Npz.readNpy(new ByteArrayInputStream(file)), header);
        }
    }

    @Test
    void refusesTheWrongTypeAndAShapeThatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> arrays().get("longs").floats());
        assertThrows(IllegalArgumentException.class, () -> NpyArray.of(new float[5], 2, 3));
    }
}
