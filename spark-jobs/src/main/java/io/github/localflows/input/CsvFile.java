package io.github.localflows.input;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A CSV file (RFC 4180), or an ECSV, that is being read. Lines that begin with # are comments before the header and data after it. The
 * encoding is what a byte order mark at the start says, or else what the user says, or else UTF-8; bytes that are not of it
 * are an error, not a character.
 */
final class CsvFile implements Closeable {
    /** Empty lines are no rows. A quote within a value that does not begin with one stands for itself. */
    static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setRecordSeparator('\n')
            .get();

    private static final int UTF_8_ONE_BYTE = 0x80;
    private static final int UTF_8_TWO_BYTES = 0x800;
    private static final int LONGEST_MARK = 4;

    /** Enough of the beginning to tell that it is an archive. */
    private static final int BEGINNING = 512;

    /** Where an archive of tar says that it is one. */
    private static final int TAR_MARK_AT = 257;

    private static final String TAR_MARK = "ustar";

    /** Comments are kept up to so many characters, as of an ECSV with thousands of described columns. */
    private static final int MOST_COMMENT = 1 << 22;

    private final CSVParser parser;
    private final Start start;

    /**
     * Where the header of a file begins.
     *
     * @param encoding name of the character set
     * @param seekable whether a record can be found by the number of bytes before it
     * @param bytes before the header
     * @param lines before the header
     * @param comments how many of these are comments
     * @param ecsv what these say of the columns; null when it is no ECSV
     */
    record Start(String encoding, boolean seekable, long bytes, long lines, long comments, EcsvHeader ecsv) {
        char delimiter() {
            return ecsv == null ? FORMAT.getDelimiterString().charAt(0) : ecsv.delimiter();
        }
    }

    private CsvFile(CSVParser parser, Start start) {
        this.parser = parser;
        this.start = start;
    }

    /**
     * Opens a file at its header.
     *
     * @param given the user's encoding, or null
     * @param track whether records know their byte position
     * @throws IOException when it cannot be read, or is of another encoding
     */
    static CsvFile atHeader(FileSystem fileSystem, Path file, Charset given, boolean track) throws IOException {
        InputStream bytes = InputFiles.open(fileSystem, file);
        try {
            PushbackInputStream in = new PushbackInputStream(bytes, BEGINNING);
            Charset charset = given == null ? StandardCharsets.UTF_8 : given;
            byte[] first = in.readNBytes(BEGINNING);
            refuseArchive(first);
            ByteOrderMark mark = ByteOrderMark.in(first);
            if (mark != null) {
                charset = mark.charset();
            } else if (given == null) {
                refuseWide(Arrays.copyOf(first, Math.min(first.length, LONGEST_MARK)));
            }
            int markLength = mark == null ? 0 : mark.length();
            in.unread(first, markLength, first.length - markLength);
            PushbackReader reader = new PushbackReader(new BufferedReader(decoding(in, charset)), 1);
            boolean seekable = !InputFiles.isCompressed(fileSystem, file) && oneByteAnAscii(charset);
            Preamble preamble = new Preamble(charset);
            preamble.skip(reader);
            Start start = new Start(
                    charset.name(),
                    seekable,
                    markLength + preamble.bytes,
                    preamble.lines,
                    preamble.comments,
                    preamble.ecsv());
            CSVParser.Builder builder = CSVParser.builder();
            builder.setReader(reader).setCharset(charset);
            builder.setTrackBytes(track && charset.equals(StandardCharsets.UTF_8));
            return new CsvFile(builder.setFormat(format(start.delimiter())).get(), start);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static CSVFormat format(char delimiter) {
        return FORMAT.builder().setDelimiter(delimiter).get();
    }

    /** Opens a file that is {@link Start#seekable} at the start of a record. */
    static CSVParser at(FileSystem fileSystem, Path file, String encoding, char delimiter, long position)
            throws IOException {
        FSDataInputStream in = fileSystem.open(file);
        try {
            in.seek(position);
            return CSVParser.builder()
                    .setReader(new BufferedReader(decoding(in, Charset.forName(encoding))))
                    .setFormat(format(delimiter))
                    .get();
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static Reader decoding(InputStream in, Charset charset) {
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** Of these each ASCII character is one byte, and one of these bytes is always such a character. */
    private static boolean oneByteAnAscii(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.canEncode()
                        && charset.newEncoder().maxBytesPerChar() == 1
                        && charset.contains(StandardCharsets.US_ASCII);
    }

    private static void refuseArchive(byte[] first) throws IOException {
        boolean archive = first.length >= TAR_MARK_AT + TAR_MARK.length()
                && new String(first, TAR_MARK_AT, TAR_MARK.length(), StandardCharsets.US_ASCII).equals(TAR_MARK);
        if (archive) {
            throw new IOException("it is a tar archive of files: unpack it, and give the directory of these");
        }
    }

    private static void refuseWide(byte[] first) throws IOException {
        for (byte one : first) {
            if (one == 0) {
                throw new IOException(
                        "it has bytes of 0, as UTF-16 has: say which it is, with --encoding UTF-16LE or UTF-16BE");
            }
        }
    }

    CSVParser parser() {
        return parser;
    }

    Start start() {
        return start;
    }

    /** How many lines have been read. */
    long lines() {
        return start.lines() + parser.getCurrentLineNumber();
    }

    /** The line in which the record begins that was read last. */
    long line(CSVRecord record) {
        return lines() - lineBreaks(record);
    }

    /** How many lines a record goes on for after its first. */
    static long lineBreaks(CSVRecord record) {
        return record.stream()
                .mapToLong(value -> value.chars().filter(c -> c == '\n').count())
                .sum();
    }

    /** The byte at which a record begins, in a file that is {@link Start#seekable} and was opened to track that. */
    long position(CSVRecord record) {
        boolean wide = start.encoding().equals(StandardCharsets.UTF_8.name());
        return start.bytes() + (wide ? record.getBytePosition() : record.getCharacterPosition());
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** What stands before the header: comments and empty lines. */
    private static final class Preamble {
        private final Charset charset;
        private long bytes;
        private long lines;
        private long comments;
        private final List<String> texts = new ArrayList<>();
        private int kept;

        private Preamble(Charset charset) {
            this.charset = charset;
        }

        private void skip(PushbackReader reader) throws IOException {
            while (true) {
                int c = reader.read();
                if (c == '#') {
                    count(c);
                    comments++;
                    StringBuilder text = new StringBuilder();
                    do {
                        c = reader.read();
                        count(c);
                        if (c >= 0 && c != '\n' && c != '\r' && kept++ < MOST_COMMENT) {
                            text.append((char) c);
                        }
                    } while (c >= 0 && c != '\n');
                    texts.add(text.toString());
                    lines++;
                } else if (c == '\n' || c == '\r') {
                    count(c);
                    lines += c == '\n' ? 1 : 0;
                } else {
                    if (c >= 0) {
                        reader.unread(c);
                    }
                    return;
                }
            }
        }

        /** What the comments say of the columns; null when they are those of no ECSV. */
        private EcsvHeader ecsv() throws IOException {
            return texts.isEmpty() || !EcsvHeader.begins(texts.get(0)) ? null : EcsvHeader.of(texts);
        }

        private void count(int c) {
            if (c < 0) {
                return;
            }
            boolean one = c < UTF_8_ONE_BYTE || !charset.equals(StandardCharsets.UTF_8);
            // Each half of a surrogate pair stands for two of its four bytes.
            boolean two = c < UTF_8_TWO_BYTES || Character.isSurrogate((char) c);
            bytes += one ? 1 : two ? 2 : 3;
        }
    }

    /** The marks by which a file says its encoding. */
    private enum ByteOrderMark {
        // Before UTF-16LE, whose mark is the beginning of this one's.
        UTF_32LE("UTF-32LE", 0xFF, 0xFE, 0, 0),
        UTF_32BE("UTF-32BE", 0, 0, 0xFE, 0xFF),
        UTF_8("UTF-8", 0xEF, 0xBB, 0xBF),
        UTF_16LE("UTF-16LE", 0xFF, 0xFE),
        UTF_16BE("UTF-16BE", 0xFE, 0xFF);

        private final String charset;
        private final int[] bytes;

        ByteOrderMark(String charset, int... bytes) {
            this.charset = charset;
            this.bytes = bytes;
        }

        static ByteOrderMark in(byte[] first) {
            for (ByteOrderMark mark : values()) {
                boolean there = first.length >= mark.bytes.length;
                for (int i = 0; there && i < mark.bytes.length; i++) {
                    there = (first[i] & 0xFF) == mark.bytes[i];
                }
                if (there) {
                    return mark;
                }
            }
            return null;
        }

        Charset charset() {
            return Charset.forName(charset);
        }

        int length() {
            return bytes.length;
        }
    }
}
