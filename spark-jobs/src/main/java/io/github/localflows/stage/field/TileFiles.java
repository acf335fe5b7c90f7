package io.github.localflows.stage.field;

import io.github.localflows.artifact.RunDirectory;
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
     * @param cells one a position, in order
     * @param coreSeconds time of its task
     * @param wallSeconds its part of the time that the run took
     */
    public record Tile(List<InversionTiles.Cell> cells, double coreSeconds, double wallSeconds) {}

    private Path file(int tile) {
        return new Path(directory, String.format(Locale.ROOT, "tile-%06d", tile));
    }

    /** Keeps a tile. */
    public void keep(int tile, Tile content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(tile);
        out.writeDouble(content.coreSeconds());
        out.writeDouble(content.wallSeconds());
        out.writeInt(content.cells().size());
        for (InversionTiles.Cell cell : content.cells()) {
            write(out, cell);
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
        } catch (IOException e) {
            LOG.warn("the tile {} is solved again: {}", file(tile), e.getMessage());
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
        int number = in.readInt();
        double coreSeconds = in.readDouble();
        double wallSeconds = in.readDouble();
        int count = in.readInt();
        if (number != tile || count != positions) {
            throw new IOException(
                    "it is tile " + number + " of " + count + " positions, not " + tile + " of " + positions);
        }
        List<InversionTiles.Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(cell(in));
        }
        return new Tile(cells, coreSeconds, wallSeconds);
    }

    private static long crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    private static void write(DataOutputStream out, InversionTiles.Cell cell) throws IOException {
        out.writeDouble(cell.aR());
        out.writeDouble(cell.aphi());
        out.writeDouble(cell.az());
        out.writeDouble(cell.residual());
        out.writeDouble(cell.condition());
        out.writeBoolean(cell.reason() == null);
        if (cell.reason() != null) {
            out.writeUTF(cell.reason());
        }
        for (double[] without : List.of(cell.aRWithout(), cell.aphiWithout(), cell.azWithout())) {
            out.writeInt(without.length);
            for (double value : without) {
                out.writeDouble(value);
            }
        }
    }

    private static InversionTiles.Cell cell(DataInputStream in) throws IOException {
        double[] values = doubles(in, 5);
        String reason = in.readBoolean() ? null : in.readUTF();
        double[][] without = new double[3][];
        for (int i = 0; i < without.length; i++) {
            without[i] = doubles(in, in.readInt());
        }
        return new InversionTiles.Cell(
                values[0], values[1], values[2], values[3], values[4], reason, without[0], without[1], without[2]);
    }

    private static double[] doubles(DataInputStream in, int count) throws IOException {
        if (count < 0 || count > in.available() / Double.BYTES) {
            throw new IOException("it is damaged");
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }
}
