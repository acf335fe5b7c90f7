package io.github.localflows.field;

import io.github.localflows.nf.file.NpyArray;
import io.github.localflows.nf.file.Npz;
import io.github.localflows.units.Units;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A field of accelerations from an ensemble, and the same from all but one group of its members, for the errors, and their
 * covariance between positions, of whatever is computed from it. NaN where there is no solution. The arrays are shared, not copied.
 *
 * @param R [positions] radii [kpc]
 * @param z [positions] heights [kpc]
 * @param aR [positions] radial component [km²/s²/kpc]
 * @param az [positions] vertical component [km²/s²/kpc]
 * @param aRWithout [groups][positions] without each of the groups; no rows for a single group
 * @param azWithout [groups][positions] likewise
 */
public record AccelerationParts(
        double[] R, double[] z, double[] aR, double[] az, double[][] aRWithout, double[][] azWithout) {
    /** What its file is called: tables' readers leave names with an underscore out. */
    public static final String NAME = "_parts.npz";

    /** Of all arrays together; the largest grid with a hundred groups has less. */
    private static final long MOST_BYTES = 8L << 30;

    /** @throws IllegalArgumentException when the arrays are of different lengths */
    public AccelerationParts {
        int n = R.length;
        boolean alike = z.length == n && aR.length == n && az.length == n && aRWithout.length == azWithout.length;
        for (double[][] without : List.of(aRWithout, azWithout)) {
            alike &= Arrays.stream(without).allMatch(row -> row.length == n);
        }
        if (!alike) {
            throw new IllegalArgumentException("accelerations without each part: all arrays must be of the " + n
                    + " positions, and as many for aR as for az");
        }
    }

    /**
     * Of estimates at positions.
     *
     * @throws IllegalArgumentException when their members fall into different numbers of groups
     */
    public static AccelerationParts of(List<Position> positions, List<EnsembleEstimate> estimates) {
        int groups = estimates.stream()
                .mapToInt(estimate -> estimate.without().size())
                .max()
                .orElse(0);
        if (estimates.stream()
                .anyMatch(estimate ->
                        !estimate.without().isEmpty() && estimate.without().size() != groups)) {
            throw new IllegalArgumentException("accelerations of ensembles of " + groups
                    + " groups and of others: all must be of the same ensemble");
        }
        return new AccelerationParts(
                positions.stream().mapToDouble(Position::R).toArray(),
                positions.stream().mapToDouble(Position::z).toArray(),
                component(estimates, AccelerationEstimate::aR),
                component(estimates, AccelerationEstimate::az),
                without(estimates, groups, AccelerationEstimate::aR),
                without(estimates, groups, AccelerationEstimate::az));
    }

    /** How many groups there are; 0 for a single one. */
    public int groups() {
        return aRWithout.length;
    }

    private static double[] component(
            List<EnsembleEstimate> estimates, ToDoubleFunction<AccelerationEstimate> component) {
        return estimates.stream()
                .mapToDouble(estimate -> component.applyAsDouble(estimate.all()))
                .toArray();
    }

    private static double[][] without(
            List<EnsembleEstimate> estimates, int groups, ToDoubleFunction<AccelerationEstimate> component) {
        double[][] without = new double[groups][];
        for (int g = 0; g < groups; g++) {
            int group = g;
            without[g] = estimates.stream()
                    .mapToDouble(estimate -> estimate.without().isEmpty()
                            ? Double.NaN
                            : component.applyAsDouble(estimate.without().get(group)))
                    .toArray();
        }
        return without;
    }

    /** Writes them in the units of the table beside them, kpc and pc/Myr²; {@code out} is flushed. */
    public void write(OutputStream out) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("R", NpyArray.of(R.clone(), R.length));
        arrays.put("z", NpyArray.of(z.clone(), z.length));
        arrays.put("aR", inTable(new double[][] {aR}, R.length));
        arrays.put("az", inTable(new double[][] {az}, R.length));
        arrays.put("aR_without", inTable(aRWithout, groups(), R.length));
        arrays.put("az_without", inTable(azWithout, groups(), R.length));
        Npz.writeDeflated(out, arrays);
    }

    private static NpyArray inTable(double[][] rows, int... shape) {
        return NpyArray.of(
                Arrays.stream(rows)
                        .flatMapToDouble(Arrays::stream)
                        .map(a -> a * Units.PC_MYR2_PER_KM2_S2_KPC)
                        .toArray(),
                shape);
    }

    /**
     * Reads them.
     *
     * @throws IOException when the file is truncated or damaged, or arrays are missing or do not fit together; the message names them
     */
    public static AccelerationParts read(InputStream in) throws IOException {
        Map<String, NpyArray> arrays = Npz.read(in.readAllBytes(), MOST_BYTES);
        try {
            return new AccelerationParts(
                    doubles(arrays, "R"),
                    doubles(arrays, "z"),
                    accelerations(arrays, "aR"),
                    accelerations(arrays, "az"),
                    rows(arrays, "aR_without"),
                    rows(arrays, "az_without"));
        } catch (IllegalArgumentException e) {
            throw new IOException(NAME + ": " + e.getMessage(), e);
        }
    }

    private static double[] doubles(Map<String, NpyArray> arrays, String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("it has no array '" + name + "'");
        }
        return array.doubles();
    }

    private static double[] accelerations(Map<String, NpyArray> arrays, String name) {
        return Arrays.stream(doubles(arrays, name))
                .map(a -> a / Units.PC_MYR2_PER_KM2_S2_KPC)
                .toArray();
    }

    private static double[][] rows(Map<String, NpyArray> arrays, String name) {
        double[] all = accelerations(arrays, name);
        int[] shape = arrays.get(name).shape();
        if (shape.length != 2) {
            throw new IllegalArgumentException(
                    "array '" + name + "' has " + shape.length + " dimensions; it must have two, parts and positions");
        }
        double[][] rows = new double[shape[0]][];
        Arrays.setAll(rows, g -> Arrays.copyOfRange(all, g * shape[1], (g + 1) * shape[1]));
        return rows;
    }
}
