package io.github.localflows.pipeline;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local file system, on which every file of more than some bytes meets a full disk. */
public final class SmallFiles extends RawLocalFileSystem {
    public static final String MESSAGE = "No space left on device";

    private static final int BUFFER = 1 << 16;
    private static final String LIMIT = "test.largest.file";

    /** Makes it the local file system of a configuration, with a limit for each file. */
    public static void install(Configuration hadoop, long bytes) {
        hadoop.setClass("fs.file.impl", SmallFiles.class, FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        hadoop.setLong(LIMIT, bytes);
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        long limit = getConf().getLong(LIMIT, 0);
        OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
        // Buffered as a real disk's stream is, so that closing it fails too.
        return new FSDataOutputStream(new BufferedOutputStream(new Limited(out, limit), BUFFER), null);
    }

    private static final class Limited extends FilterOutputStream {
        private long left;

        private Limited(OutputStream out, long limit) {
            super(out);
            left = limit;
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            take(length);
            out.write(bytes, offset, length);
        }

        private void take(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException(MESSAGE);
            }
        }
    }
}
