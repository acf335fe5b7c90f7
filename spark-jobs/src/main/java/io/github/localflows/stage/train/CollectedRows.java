package io.github.localflows.stage.train;

import io.github.localflows.config.UserError;
import io.github.localflows.nf.kernel.FlowData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of features that come one after another, as what a flow is trained on: in the heap while they are few, and from then
 * on in a temporary file in Spark's {@code spark.local.dir}, 4 bytes a number, that is mapped into memory. The operating
 * system keeps as much of it in memory as there is room for; a flow learns the same bits from either.
 *
 * <p>The file has no name from the moment it is made, so that it goes when nothing uses it any more, whatever becomes of
 * this process. {@link #close} it; what {@link #data} gave stays.
 */
public final class CollectedRows implements AutoCloseable {
    /** Rows that a stage keeps in the heap, over all that it collects: 42 MB of stars. */
    public static final int MOST_IN_HEAP = 1 << 21;

    private final int features;
    /** Whether the last number of a row is its weight. */
    private final boolean weighted;

    private final int width;
    private final int mostInHeap;
    private final Path directory;
    /** Full ones, which have not gone to the file. */
    private final List<float[]> pieces = new ArrayList<>();

    private float[] piece = new float[0];
    private int used;
    private long size;
    private FileChannel file;
    /** A piece on its way to the file. */
    private ByteBuffer bytes;

    /**
     * None so far.
     *
     * @param features numbers of a row
     * @param weighted whether each row has a weight, too
     * @param mostInHeap rows from which on they go to the file
     * @param directory where it is made, when it is needed
     */
    CollectedRows(int features, boolean weighted, int mostInHeap, Path directory) {
        this.features = features;
        this.weighted = weighted;
        width = features + (weighted ? 1 : 0);
        this.mostInHeap = mostInHeap;
        this.directory = directory;
    }

    /** None so far, with weights or without; the file goes where Spark's own temporary files go. */
    public static CollectedRows of(SparkSession spark, int features, boolean weighted, int mostInHeap) {
        String directories = spark.sparkContext().conf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
        return new CollectedRows(features, weighted, mostInHeap, Path.of(directories.split(",")[0].strip()));
    }

    /** How many rows there are. */
    public long size() {
        return size;
    }

    /**
     * Adds a row.
     *
     * @param weight how much it counts; not asked for where rows have no weights
     * @throws UserError when the file cannot be made or written
     */
    void add(FlowData rows, int row, double weight) {
        room();
        for (int i = 0; i < features; i++) {
            piece[used++] = rows.feature(row, i);
        }
        if (weighted) {
            piece[used++] = (float) weight;
        }
        size++;
    }

    /** Adds a row of {@code features} numbers, as {@link #add(FlowData, int, double)}. */
    public void add(float[] row, double weight) {
        room();
        System.arraycopy(row, 0, piece, used, features);
        used += features;
        if (weighted) {
            piece[used++] = (float) weight;
        }
        size++;
    }

    private void room() {
        int most = FlowData.PIECE_ROWS * width;
        if (used == most) {
            pieces.add(piece);
            piece = new float[most];
            used = 0;
            if (size >= mostInHeap) {
                writePieces();
            }
        } else if (used == piece.length) {
            // Few rows take little room.
            piece = Arrays.copyOf(piece, Math.min(most, Math.max(16 * width, 2 * used)));
        }
    }

    private void writePieces() {
        try {
            if (file == null) {
                Files.createDirectories(directory);
                file = FileChannel.open(
                        Files.createTempFile(directory, "localflows-rows", null),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        // On Unix at once.
                        StandardOpenOption.DELETE_ON_CLOSE);
                bytes = ByteBuffer.allocateDirect(FlowData.PIECE_ROWS * width * Float.BYTES)
                        .order(ByteOrder.nativeOrder());
            }
            for (float[] full : pieces) {
                bytes.clear().asFloatBuffer().put(full);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
            pieces.clear();
        } catch (IOException e) {
            throw new UserError(
                    "rows to train on cannot be kept in " + directory + " ("
                            + Objects.requireNonNullElse(e.getMessage(), e.toString())
                            + "): make room, or name another directory (--conf spark.local.dir=...)",
                    e);
        }
    }

    /** All rows in their order; nothing is added afterwards. */
    public FlowData data() {
        return data(0);
    }

    /** As {@link #data()}, the first numbers of each row as context. */
    FlowData data(int context) {
        return FlowData.of(buffers(), context, features - context, weighted);
    }

    private List<FloatBuffer> buffers() {
        List<FloatBuffer> buffers = new ArrayList<>();
        try {
            long length = (long) FlowData.PIECE_ROWS * width * Float.BYTES;
            for (long at = 0; file != null && at < file.size(); at += length) {
                buffers.add(file.map(MapMode.READ_ONLY, at, length)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer());
            }
        } catch (IOException e) {
            throw new UserError("rows to train on cannot be read from " + directory + ": " + e.getMessage(), e);
        }
        pieces.forEach(full -> buffers.add(FloatBuffer.wrap(full)));
        if (used > 0) {
            buffers.add(FloatBuffer.wrap(Arrays.copyOf(piece, used)));
        }
        return buffers;
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UserError("the rows' file in " + directory + " cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
