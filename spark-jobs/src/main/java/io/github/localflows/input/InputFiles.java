package io.github.localflows.input;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Files that may be compressed, as the endings of their names say. */
final class InputFiles {
    private InputFiles() {}

    /** Whether a file cannot be read from any place but its beginning. */
    static boolean isCompressed(FileSystem files, Path file) {
        return codec(files, file) != null;
    }

    /** What a file holds, not compressed. */
    static InputStream open(FileSystem files, Path file) throws IOException {
        CompressionCodec codec = codec(files, file);
        FSDataInputStream in = files.open(file);
        return codec == null ? in : codec.createInputStream(in);
    }

    private static CompressionCodec codec(FileSystem files, Path file) {
        return new CompressionCodecFactory(files.getConf()).getCodec(file);
    }
}
