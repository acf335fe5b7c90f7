package io.github.localflows.nf.file;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * numpy's files of arrays: {@code .npy} (one array) and {@code .npz} (a zip of them, stored or deflated).
 *
 * <p>Types float32, float64, int64 and bool, little-endian, C order. Anything else, a file that is not numpy's, and a
 * truncated or damaged one are refused with an {@link IOException} that names the array. The bytes written depend on the
 * arrays alone (entries carry a fixed date).
 *
 * <p>Format: NEP 1 of numpy; versions 1.0 and 2.0 are read, 1.0 is written.
 */
public final class Npz {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile("\\s*\\{\\s*'descr'\\s*:\\s*'([^']*)'\\s*,\\s*"
            + "'fortran_order'\\s*:\\s*(True|False)\\s*,\\s*'shape'\\s*:\\s*\\(([^)]*)\\)\\s*,?\\s*\\}\\s*");
    /** The header of an entry's data starts at a multiple of this many bytes. */
    private static final int ALIGNMENT = 64;
    /** The earliest date of a zip entry, as zip's own two 16-bit fields; no clock goes into the bytes. */
    private static final java.time.LocalDateTime FIXED_DATE = java.time.LocalDateTime.of(1980, 1, 1, 0, 0);

    /** No array of Java is much longer. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

    private static final Pattern DIMENSION = Pattern.compile("\\d{1,9}");

    /** numpy's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    /** The longest header that numpy itself reads. */
    private static final int LONGEST_HEADER = 10_000;

    private static final int END_OF_DIRECTORY = 0x06054b50;
    private static final int END_OF_DIRECTORY_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int COUNT_IN_ZIP64 = 0xFFFF;

    private Npz() {}

    /**
     * All arrays of a .npz file, by name (without {@code .npy}), in the file's order.
     *
     * @param in the whole file; it is read to its end and not closed
     * @throws IOException when the file is truncated, damaged, not a .npz file, or holds a type that is not read
     */
    public static Map<String, NpyArray> read(InputStream in) throws IOException {
        return read(in.readAllBytes(), Long.MAX_VALUE);
    }

    /**
     * As {@link #read(InputStream)}, of a file that is not to be trusted: a few kilobytes can unpack to gigabytes.
     *
     * @param most bytes that its arrays may have together when unpacked, their headers counted
     */
    public static Map<String, NpyArray> read(byte[] file, long most) throws IOException {
        int entries = entryCount(file);
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        int read = 0;
        long left = most;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!name.endsWith(".npy")) {
                    throw new IOException(
                            "'" + name + "' in the .npz file is not a .npy array; is it another zip file?");
                }
                String array = name.substring(0, name.length() - ".npy".length());
                byte[] bytes = zip.readNBytes((int) Math.min(left, LONGEST_ARRAY) + 1);
                left -= bytes.length;
                if (left < 0 || bytes.length > LONGEST_ARRAY) {
                    throw new IOException("array '" + array + "' in the .npz file unpacks to more than the "
                            + Math.min(most, LONGEST_ARRAY) + " bytes that it can have");
                }
                if (arrays.put(array, parse(bytes, "array '" + array + "'")) != null) {
                    throw new IOException("damaged .npz file: it holds array '" + array + "' twice");
                }
                read++;
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new IOException(
                    "damaged .npz file after " + read + " of " + entries + " arrays: " + e.getMessage(), e);
        }
        if (read != entries && entries != COUNT_IN_ZIP64) {
            throw new IOException("damaged .npz file: " + read + " arrays of the " + entries + " it lists");
        }
        return arrays;
    }

    /**
     * One array of a .npy file.
     *
     * @param in the whole file; it is read to its end and not closed
     * @throws IOException when the file is truncated, not a .npy file, or holds a type that is not read
     */
    public static NpyArray readNpy(InputStream in) throws IOException {
        return parse(in.readAllBytes(), "the .npy file");
    }

    /**
     * Writes a .npz file, its arrays stored, not deflated (as numpy's {@code savez}), in the map's order.
     *
     * @param out where to; flushed, not closed
     */
    public static void write(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        write(out, arrays, ZipEntry.STORED);
    }

    /** As {@link #write}, deflated (as numpy's {@code savez_compressed}). */
    public static void writeDeflated(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        write(out, arrays, ZipEntry.DEFLATED);
    }

    private static void write(OutputStream out, Map<String, NpyArray> arrays, int method) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NpyArray> named : arrays.entrySet()) {
            byte[] bytes = bytes(named.getValue());
            ZipEntry entry = new ZipEntry(named.getKey() + ".npy");
            entry.setTimeLocal(FIXED_DATE);
            entry.setMethod(method);
            if (method == ZipEntry.STORED) {
                CRC32 crc = new CRC32();
                crc.update(bytes);
                entry.setSize(bytes.length);
                entry.setCompressedSize(bytes.length);
                entry.setCrc(crc.getValue());
            }
            zip.putNextEntry(entry);
            zip.write(bytes);
            zip.closeEntry();
        }
        zip.finish();
        out.flush();
    }

    /** Writes a .npy file; {@code out} is flushed, not closed. */
    public static void writeNpy(OutputStream out, NpyArray array) throws IOException {
        out.write(bytes(array));
        out.flush();
    }

    /** A zip file ends with a directory that says how many entries there are: without it the file is cut short. */
    private static int entryCount(byte[] file) throws IOException {
        if (file.length < 4 || file[0] != 'P' || file[1] != 'K') {
            throw new IOException("not a .npz file (" + file.length + " bytes, and it does not begin as a zip file)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int last = file.length - END_OF_DIRECTORY_BYTES;
        for (int i = last; i >= Math.max(0, last - LONGEST_COMMENT); i--) {
            if (buffer.getInt(i) == END_OF_DIRECTORY) {
                return Short.toUnsignedInt(buffer.getShort(i + 10));
            }
        }
        throw new IOException("truncated .npz file: its " + file.length
                + " bytes do not end with a zip directory; copy or write it again");
    }

    private static NpyArray parse(byte[] bytes, String what) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte[] magic = new byte[MAGIC.length];
            buffer.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException(what + " is not in numpy's format: it does not begin with \\x93NUMPY");
            }
            int major = buffer.get();
            buffer.get();
            if (major != 1 && major != 2) {
                throw new IOException(what + " has numpy format version " + major + "; 1 and 2 are read");
            }
            int length = major == 1 ? Short.toUnsignedInt(buffer.getShort()) : buffer.getInt();
            if (length < 0 || length > LONGEST_HEADER) {
                throw new IOException(what + " has a header of " + Integer.toUnsignedString(length) + " bytes; up to "
                        + LONGEST_HEADER + " are read");
            }
            byte[] header = new byte[length];
            buffer.get(header);
            return parse(buffer, new String(header, StandardCharsets.ISO_8859_1), what);
        } catch (BufferUnderflowException e) {
            throw new IOException(what + " is truncated within its header", e);
        }
    }

    private static NpyArray parse(ByteBuffer data, String header, String what) throws IOException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new IOException(what + " has a header that numpy would not write: " + header.strip());
        }
        if (matcher.group(2).equals("True")) {
            throw new IOException(what + " is in Fortran order; save it in C order (numpy.ascontiguousarray)");
        }
        NpyArray.Type type = type(matcher.group(1), what);
        int[] shape = shape(matcher.group(3), what);
        // Exact, and compared with the bytes that are there before there is an array.
        BigInteger elements = BigInteger.ONE;
        for (int length : shape) {
            elements = elements.multiply(BigInteger.valueOf(length));
        }
        BigInteger needed = elements.multiply(BigInteger.valueOf(type.bytes));
        if (!needed.equals(BigInteger.valueOf(data.remaining()))) {
            throw new IOException(what + " is truncated or damaged: shape " + Arrays.toString(shape) + " of " + type
                    + " needs " + needed + " bytes, and " + data.remaining() + " follow");
        }
        int n = elements.intValueExact();
        switch (type) {
            case FLOAT32:
                float[] floats = new float[n];
                data.asFloatBuffer().get(floats);
                return NpyArray.of(floats, shape);
            case FLOAT64:
                double[] doubles = new double[n];
                data.asDoubleBuffer().get(doubles);
                return NpyArray.of(doubles, shape);
            case INT64:
                long[] longs = new long[n];
                data.asLongBuffer().get(longs);
                return NpyArray.of(longs, shape);
            case BOOL:
                boolean[] booleans = new boolean[n];
                for (int i = 0; i < n; i++) {
                    booleans[i] = data.get() != 0;
                }
                return NpyArray.of(booleans, shape);
            default:
                throw new IllegalStateException("no reader for " + type);
        }
    }

    private static int[] shape(String dimensions, String what) throws IOException {
        List<Integer> shape = new ArrayList<>();
        for (String dimension : dimensions.split(",")) {
            if (dimension.isBlank()) {
                continue;
            }
            if (!DIMENSION.matcher(dimension.strip()).matches() || shape.size() == MOST_DIMENSIONS) {
                throw new IOException(what + " has the shape (" + dimensions.strip() + "): up to " + MOST_DIMENSIONS
                        + " whole numbers below 10^9 are read");
            }
            shape.add(Integer.valueOf(dimension.strip()));
        }
        return shape.stream().mapToInt(length -> length).toArray();
    }

    private static NpyArray.Type type(String descriptor, String what) throws IOException {
        for (NpyArray.Type type : NpyArray.Type.values()) {
            if (type.descriptor.equals(descriptor)) {
                return type;
            }
        }
        throw new IOException(what + " holds elements of type '" + descriptor
                + "'; float32, float64, int64 (little-endian) and bool are read");
    }

    private static byte[] bytes(NpyArray array) {
        int[] shape = array.shape();
        StringBuilder dimensions = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            dimensions.append(shape[i]).append(shape.length == 1 ? "," : i < shape.length - 1 ? ", " : "");
        }
        String header =
                "{'descr': '" + array.type().descriptor + "', 'fortran_order': False, 'shape': " + dimensions + "), }";
        int start = MAGIC.length + 4;
        int length = (start + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - start;
        header = header + " ".repeat(length - header.length() - 1) + "\n";

        ByteBuffer buffer = ByteBuffer.allocate(
                        Math.addExact(start + length, Math.multiplyExact(array.size(), array.type().bytes)))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        buffer.put(header.getBytes(StandardCharsets.ISO_8859_1));
        switch (array.type()) {
            case FLOAT32:
                buffer.asFloatBuffer().put(array.floats());
                break;
            case FLOAT64:
                buffer.asDoubleBuffer().put(array.doubles());
                break;
            case INT64:
                buffer.asLongBuffer().put(array.longs());
                break;
            case BOOL:
                for (boolean element : array.booleans()) {
                    buffer.put((byte) (element ? 1 : 0));
                }
                break;
            default:
                throw new IllegalStateException("no writer for " + array.type());
        }
        return buffer.array();
    }
}
