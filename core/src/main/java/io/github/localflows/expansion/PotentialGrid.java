package io.github.localflows.expansion;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.Acceleration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A potential and its derivatives on a grid in R and z, for other programs: as arrays that numpy reads, and as a file that Agama reads
 * as its CylSpline (Vasiliev 2019, MNRAS 482, 1525).
 *
 * <p>These programs want a potential from the axis on. So beyond the radii of the volume it is continued, from the force at the edge at the same height:
 * inwards with a force that falls to nothing at the axis, outwards with a flat rotation curve. There it means nothing. A constant is taken off,
 * so that it is negative everywhere. In z the grid ends with the volume. The arrays are shared, not copied.
 *
 * @param R nodes [kpc], ascending from 0
 * @param z nodes [kpc], ascending; from 0 when the potential is even in z
 * @param Phi [R][z] potential [km²/s²]
 * @param dPhidR [R][z] [km²/s²/kpc]
 * @param dPhidz [R][z] [km²/s²/kpc]
 */
public record PotentialGrid(double[] R, double[] z, double[][] Phi, double[][] dPhidR, double[][] dPhidz) {
    /** What the arrays' file is called: tables' readers leave names with an underscore out. */
    public static final String NPZ = "_grid.npz";

    /** What Agama's file is called. */
    public static final String AGAMA = "_agama.ini";

    /** Nodes within the volume: forces of splines between them are off by less than 1e-4. */
    private static final int NODES_R = 41;

    /** Nodes above the plane, which are the nearer to one another the nearer to it. */
    private static final int NODES_Z = 41;

    /** Nodes to either side of the volume. */
    private static final int NODES_BEYOND = 12;

    /** How far the grid reaches, in units of the volume's outer radius. */
    private static final double REACH = 2;

    /** Nodes in z are at absZmax sinh(BEND t)/sinh(BEND), t in equal steps: the first above the plane is at 0.7% of absZmax. */
    private static final double BEND = 3;

    /** Over which the mixed derivative is found [kpc]. */
    private static final double STEP = 1e-4;

    /**
     * Of a potential and where it means something.
     *
     * @throws IllegalArgumentException when the volume holds the axis
     */
    public static PotentialGrid of(PotentialFile.Content content) {
        PotentialExpansion potential = content.potential().expansion();
        Region volume = content.volume();
        double[] R = radii(volume);
        double[] z = heights(volume, potential.basis().evenInZ());
        double[][] Phi = table(R, z, (x, y) -> Phi(potential, volume, x, y));
        double highest =
                Arrays.stream(Phi).flatMapToDouble(Arrays::stream).max().orElseThrow();
        double scale = -volume.Rmax() * potential.acceleration(volume.Rmax(), 0).aR();
        for (double[] row : Phi) {
            for (int j = 0; j < row.length; j++) {
                row[j] -= highest + scale;
            }
        }
        return new PotentialGrid(
                R,
                z,
                Phi,
                table(R, z, (x, y) -> force(potential, volume, x, y)),
                table(R, z, (x, y) -> vertical(potential, volume, x, y)));
    }

    private static double[] radii(Region volume) {
        double[] inner = between(NODES_BEYOND, 0, volume.Rmin());
        double[] own = between(NODES_R, volume.Rmin(), volume.Rmax());
        double[] outer = between(NODES_BEYOND, volume.Rmax(), REACH * volume.Rmax());
        // The edges belong to both.
        return Stream.of(inner, own, outer)
                .flatMapToDouble(DoubleStream::of)
                .sorted()
                .distinct()
                .toArray();
    }

    private static double[] heights(Region volume, boolean even) {
        double[] up = new double[NODES_Z];
        Arrays.setAll(
                up,
                j -> j == NODES_Z - 1
                        ? volume.absZmax()
                        : volume.absZmax() * Math.sinh(BEND * j / (NODES_Z - 1)) / Math.sinh(BEND));
        return even
                ? up
                : DoubleStream.concat(DoubleStream.of(up), DoubleStream.of(up).map(z -> -z))
                        .map(z -> z + 0.0)
                        .sorted()
                        .distinct()
                        .toArray();
    }

    private static double[] between(int n, double from, double to) {
        double[] nodes = new double[n];
        Arrays.setAll(nodes, i -> i == n - 1 ? to : from + (to - from) * i / (n - 1));
        return nodes;
    }

    private static double[][] table(double[] R, double[] z, ToDoubleBiFunction<Double, Double> value) {
        double[][] table = new double[R.length][z.length];
        for (int i = 0; i < R.length; i++) {
            for (int j = 0; j < z.length; j++) {
                table[i][j] = value.applyAsDouble(R[i], z[j]);
            }
        }
        return table;
    }

    /** The nearest radius of the volume. */
    private static double edge(Region volume, double R) {
        return Math.max(volume.Rmin(), Math.min(volume.Rmax(), R));
    }

    /** How much the continued potential rises from the edge, per force there: a parabola inwards, a logarithm outwards. */
    private static double rise(double R, double edge) {
        return R < edge ? (R * R - edge * edge) / (2 * edge) : edge * Math.log(R / edge);
    }

    private static double Phi(PotentialExpansion potential, Region volume, double R, double z) {
        double edge = edge(volume, R);
        double at = potential.Phi(edge, z);
        if (R == edge) {
            return at;
        }
        double force = -potential.acceleration(edge, z).aR();
        return at + force * rise(R, edge);
    }

    private static double force(PotentialExpansion potential, Region volume, double R, double z) {
        double edge = edge(volume, R);
        double force = -potential.acceleration(edge, z).aR();
        return R < edge ? force * R / edge : force * edge / R;
    }

    /** What is continued depends on z by its value and by its force at the edge: so the mixed derivative belongs to it. */
    private static double vertical(PotentialExpansion potential, Region volume, double R, double z) {
        double edge = edge(volume, R);
        double at = -potential.acceleration(edge, z).az();
        if (R == edge) {
            return at;
        }
        Acceleration above = potential.acceleration(edge, z + STEP);
        Acceleration below = potential.acceleration(edge, z - STEP);
        double slope = (below.aR() - above.aR()) / (2 * STEP);
        return at + slope * rise(R, edge);
    }

    /** Writes the arrays {@code R}, {@code z}, {@code Phi}, {@code dPhidR} and {@code dPhidz}; {@code out} is flushed. */
    public void writeNpz(OutputStream out) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("R", NpyArray.of(R.clone(), R.length));
        arrays.put("z", NpyArray.of(z.clone(), z.length));
        arrays.put("Phi", array(Phi));
        arrays.put("dPhidR", array(dPhidR));
        arrays.put("dPhidz", array(dPhidz));
        Npz.writeDeflated(out, arrays);
    }

    private NpyArray array(double[][] table) {
        return NpyArray.of(Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray(), R.length, z.length);
    }

    /** Writes Agama's file, for {@code agama.setUnits(length=1, velocity=1, mass=...)}; {@code out} is flushed. */
    public void writeAgama(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder("[Potential]\ntype=CylSpline\n");
        text.append("gridSizeR=").append(R.length).append("\ngridSizez=").append(z.length);
        text.append("\nmmax=0\nsymmetry=").append(z[0] < 0 ? "None" : "Axisymmetric");
        text.append("\nCoefficients\n#Phi\n");
        append(text, Phi);
        text.append("\n#dPhi/dR\n");
        append(text, dPhidR);
        text.append("\n#dPhi/dz\n");
        append(text, dPhidz);
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void append(StringBuilder text, double[][] table) {
        text.append("0\t#m\n#R(row)\\z(col)");
        for (double height : z) {
            text.append('\t').append(height);
        }
        text.append('\n');
        for (int i = 0; i < R.length; i++) {
            text.append(R[i]);
            for (double value : table[i]) {
                text.append('\t').append(String.format(Locale.ROOT, "%.15g", value));
            }
            text.append('\n');
        }
    }
}
