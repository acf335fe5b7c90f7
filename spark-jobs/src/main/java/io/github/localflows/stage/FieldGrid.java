package io.github.localflows.stage;

import com.typesafe.config.Config;
import io.github.localflows.field.Position;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions where fields are wanted, from the keys of {@code accelerations.grid}: a grid, its edges included.
 *
 * @param R number of points over Rmin..Rmax (>= 2)
 * @param z number of points over zmin..zmax (>= 2)
 * @param Rmin first R [kpc, > 0]
 * @param Rmax last R [kpc]
 * @param zmin first z [kpc]
 * @param zmax last z [kpc]
 */
public record FieldGrid(int R, int z, double Rmin, double Rmax, double zmin, double zmax) implements Serializable {
    /** The driver holds all of them, and writes them into one file. */
    private static final long MOST_POSITIONS = 4_000_000;

    /** @throws IllegalArgumentException when the ends are the wrong way round, or the positions too many */
    public FieldGrid {
        if ((long) R * z > MOST_POSITIONS) {
            throw new IllegalArgumentException("accelerations.grid.R = " + R + " times accelerations.grid.z = " + z
                    + " are " + (long) R * z + " positions, and the most are " + MOST_POSITIONS
                    + ": take fewer points");
        }
        Nodes.requireOrdered(Rmin, Rmax, "accelerations.grid.R");
        Nodes.requireOrdered(zmin, zmax, "accelerations.grid.z");
    }

    /** The radii of its nodes [kpc]. */
    public double[] Rs() {
        return Nodes.between(R, Rmin, Rmax);
    }

    /** The heights of its nodes [kpc]. */
    public double[] zs() {
        return Nodes.between(z, zmin, zmax);
    }

    /** Its nodes, for each R all z; their indices count from 0. */
    public List<Position> positions() {
        List<Position> positions = new ArrayList<>();
        for (double R : Rs()) {
            for (double z : zs()) {
                positions.add(new Position(positions.size(), R, z));
            }
        }
        return positions;
    }

    /** The grid of a checked configuration. */
    public static FieldGrid from(Config config) {
        Config grid = config.getConfig("accelerations.grid");
        return new FieldGrid(
                grid.getInt("R"),
                grid.getInt("z"),
                grid.getDouble("Rmin"),
                grid.getDouble("Rmax"),
                grid.getDouble("zmin"),
                grid.getDouble("zmax"));
    }
}
