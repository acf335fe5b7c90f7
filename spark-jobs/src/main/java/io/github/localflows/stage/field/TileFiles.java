package io.github.localflows.stage.field;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The finished tiles of an inversion that is under way, a file each, from which a run that was killed goes on. A file appears
 * whole; one that is damaged, or is not what it should be, costs the time of its tile, and the log says so.
 */
public final class TileFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TileFiles.class);

    /** What a file of this layout begins with; one of another begins with the number of its tile, which is never so large. */
    private static final int FORMAT = 0x54494C32;

    private final RunDirectory run;
    private final Path directory;

    /** @param directory of one content alone: whoever finds a tile there takes it for its own */
    public TileFiles(RunDirectory run, Path directory) {
        this.run = run;
        this.directory = directory;
    }

    /**
     * What is kept of a tile.
     *
     * @param estimates one a position, in order
     * @param coreSeconds time of its task
     * @param wallSeconds its part of the time that the run took
     */
    public record Tile(List<EnsembleEstimate> estimates, double coreSeconds, double wallSeconds) {}

    private Path file(int tile) {
        return new Path(directory, String.format(Locale.ROOT, "tile-%06d", tile));
    }

    /** Keeps a tile. */
    public void keep(int tile, Tile content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeInt(tile);
        out.writeDouble(content.coreSeconds());
        out.writeDouble(content.wallSeconds());
        out.writeInt(content.estimates().size());
        for (EnsembleEstimate estimate : content.estimates()) {
            write(out, estimate.all());
            out.writeInt(estimate.without().size());
            for (AccelerationEstimate without : estimate.without()) {
                write(out, without);
            }
        }
        out.writeLong(crc(bytes.toByteArray(), bytes.size()));
        run.writeBytes(file(tile), bytes.toByteArray());
    }

    /** A tile of so many positions that an earlier attempt has kept; empty when there is none that is sound. */
    Optional<Tile> kept(int tile, int positions) throws IOException {
        byte[] bytes;
        try (InputStream in = run.fileSystem().open(file(tile))) {
            bytes = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(bytes, tile, positions));
            // Also of numbers and words that no estimate has.
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("the tile {} is solved again: {}", file(tile), e.getMessage());
            return Optional.empty();
        }
    }

    private static Tile read(byte[] bytes, int tile, int positions) throws IOException {
        int length = bytes.length - Long.BYTES;
        if (length < 0
                || crc(bytes, length)
                        != new DataInputStream(new ByteArrayInputStream(bytes, length, Long.BYTES)).readLong()) {
            throw new IOException("it is damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
        if (in.readInt() != FORMAT) {
            throw new IOException("another version of this program has kept it");
        }
        int number = in.readInt();
        double coreSeconds = in.readDouble();
        double wallSeconds = in.readDouble();
        int count = in.readInt();
        if (number != tile || count != positions) {
            throw new IOException(
                    "it is tile " + number + " of " + count + " positions, not " + tile + " of " + positions);
        }
        List<EnsembleEstimate> estimates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AccelerationEstimate all = estimate(in);
            List<AccelerationEstimate> without = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                without.add(estimate(in));
            }
            estimates.add(new EnsembleEstimate(all, without));
        }
        return new Tile(estimates, coreSeconds, wallSeconds);
    }

    private static long crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    private static void write(DataOutputStream out, AccelerationEstimate estimate) throws IOException {
        out.writeDouble(estimate.aR());
        out.writeDouble(estimate.aphi());
        out.writeDouble(estimate.az());
        out.writeDouble(estimate.aRError());
        out.writeDouble(estimate.aphiError());
        out.writeDouble(estimate.azError());
        out.writeDouble(estimate.residual());
        out.writeDouble(estimate.condition());
        out.writeInt(estimate.leftOut());
        out.writeUTF(estimate.outcome().description());
    }

    private static AccelerationEstimate estimate(DataInputStream in) throws IOException {
        return new AccelerationEstimate(
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                new Outcome(in.readUTF()));
    }
}
