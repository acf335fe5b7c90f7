package io.github.localflows.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What can happen to a file of numpy's arrays all of which are needed, each of which makes it wrong. */
enum NpzFault {
    CUT_OFF {
        @Override
        byte[] of(byte[] whole, Draw draw) {
            return Arrays.copyOf(whole, draw.between(0, whole.length - 1));
        }
    },
    FLIPPED {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            byte[] damaged = whole.clone();
            // Among the bytes of the first array, over which the zip file has a checksum, packed or not.
            int data = LOCAL_HEADER + shortAt(whole, NAME_LENGTH) + shortAt(whole, EXTRA_LENGTH);
            damaged[data + draw.between(0, 20)] ^= (byte) (1 << draw.between(0, 7));
            return damaged;
        }
    },
    NO_ZIP {
        @Override
        byte[] of(byte[] whole, Draw draw) {
            byte[] bytes = draw.bytes(draw.between(0, 4000));
            if (bytes.length > 0) {
                bytes[0] = 'Q';
            }
            return bytes;
        }
    },
    ARRAY_LOST {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            Map<String, byte[]> entries = entries(whole);
            entries.remove(anyName(entries, draw));
            return zip(entries);
        }
    },
    ARRAY_TOO_MANY {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            Map<String, byte[]> entries = entries(whole);
            String name =
                    draw.of("q" + draw.word(4) + ".npy", "../../escaped.npy", "/absolute.npy", "readme.txt", "", "a/");
            entries.put(name, npy("<f4", "False", "(2,)", new byte[8]));
            return zip(entries);
        }
    },
    RENAMED {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            Map<String, byte[]> entries = entries(whole);
            byte[] array = entries.remove(anyName(entries, draw));
            entries.put("q" + draw.word(3) + ".npy", array);
            return zip(entries);
        }
    },
    OTHER_TYPE {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            String type = draw.of(
                    "<f2", ">f4", ">f8", "<c16", "|S4", "<U4", "|O", "<M8[s]", "|V8", "=f4", "f4", "<i4", "|u1", "");
            return replaced(whole, draw, npy(type, "False", "(4,)", draw.bytes(64)));
        }
    },
    /** What numpy itself would run as a program. */
    PICKLED {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            byte[] pickle = "\u0080\u0004cos\nsystem\n(S'touch hostile'\ntR.".getBytes(StandardCharsets.ISO_8859_1);
            return replaced(whole, draw, draw.heads() ? npy("|O", "False", "(1,)", pickle) : pickle);
        }
    },
    OTHER_ORDER {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            return replaced(whole, draw, npy("<f4", "True", "(2, 2)", new byte[16]));
        }
    },
    OTHER_SHAPE {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            String shape = draw.of(
                    "(999999999,)",
                    "(99999, 99999)",
                    "(2147483647, 2147483647, 2147483647)",
                    "(-1,)",
                    "(1e9,)",
                    "(0x10,)",
                    "(" + "9".repeat(40) + ",)",
                    "(" + "1, ".repeat(65) + ")",
                    "(3,",
                    "(((3,)))",
                    "None",
                    "(3.5,)",
                    "()",
                    "(1, 7, 1, 13)");
            return replaced(whole, draw, npy("<f4", "False", shape, draw.bytes(12)));
        }
    },
    NO_HEADER {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            byte[] none = draw.of(List.of(
                    new byte[0],
                    draw.bytes(3),
                    "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1),
                    "\u0093NUMPY\u0009\u0000\u0000\u0000".getBytes(StandardCharsets.ISO_8859_1),
                    "\u0093NUMPY\u0001\u0000\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1),
                    "\u0093NUMPY\u0002\u0000\u00ff\u00ff\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1),
                    header("{'descr': __import__('os').system('x')}", new byte[4]),
                    header("x".repeat(20_000), new byte[4])));
            return replaced(whole, draw, none);
        }
    },
    /** A few kilobytes that are gigabytes. */
    BOMB {
        @Override
        byte[] of(byte[] whole, Draw draw) throws IOException {
            return replaced(whole, draw, npy("<f4", "False", "(" + (1 << 23) + ",)", new byte[1 << 25]));
        }
    };

    /** The length of what stands before the first array of a zip file, but for its name and more, whose lengths stand there. */
    private static final int LOCAL_HEADER = 30;

    private static final int NAME_LENGTH = 26;
    private static final int EXTRA_LENGTH = 28;

    /** The file with the fault. */
    abstract byte[] of(byte[] whole, Draw draw) throws IOException;

    private static String anyName(Map<String, byte[]> entries, Draw draw) {
        return draw.of(new ArrayList<>(entries.keySet()));
    }

    private static byte[] replaced(byte[] whole, Draw draw, byte[] array) throws IOException {
        Map<String, byte[]> entries = entries(whole);
        entries.put(anyName(entries, draw), array);
        return zip(entries);
    }

    private static Map<String, byte[]> entries(byte[] file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                if (!entry.getKey().endsWith("/")) {
                    zip.write(entry.getValue());
                }
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] npy(String type, String fortran, String shape, byte[] data) {
        return header("{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n", data);
    }

    private static byte[] header(String text, byte[] data) {
        byte[] header = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) header.length)
                .put(header)
                .put(data)
                .array();
    }

    private static int shortAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at);
    }
}
