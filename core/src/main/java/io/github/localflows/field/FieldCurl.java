package io.github.localflows.field;

import io.github.localflows.statistics.Quantiles;
import java.util.stream.IntStream;

/**
 * The curl dR(az) - dz(aR) of a field on a regular grid, which is zero for the gradient of a potential: a check of the field that needs no
 * truth. Derivatives are those of {@link MassDensity}, errors the {@link Jackknife}'s.
 *
 * @param median of |curl| over the nodes that have one [km²/s²/kpc²]
 * @param withinOneSigma fraction of the nodes where |curl| is below its error, 0.68 for a gradient with honest errors; NaN of a single part
 */
public record FieldCurl(double median, double withinOneSigma) {
    /**
     * Of a field.
     *
     * @param R [nR] radii [kpc], ascending in equal steps
     * @param z [nz] heights [kpc], ascending in equal steps
     * @param field at the grid's nodes, for each R all z
     * @param window over which derivatives are taken
     * @return NaN when there are fewer than three radii or heights, for then there are no derivatives
     */
    public static FieldCurl of(double[] R, double[] z, AccelerationParts field, MassDensity.Window window) {
        if (R.length < MassDensity.FEWEST_NODES || z.length < MassDensity.FEWEST_NODES) {
            return new FieldCurl(Double.NaN, Double.NaN);
        }
        double[] all = MassDensity.curl(R, z, field.aR(), field.az(), window);
        double[][] without = new double[field.groups()][];
        for (int g = 0; g < without.length; g++) {
            without[g] = MassDensity.curl(R, z, field.aRWithout()[g], field.azWithout()[g], window);
        }
        int[] known = IntStream.range(0, all.length)
                .filter(i -> !Double.isNaN(all[i]))
                .toArray();
        double median = Quantiles.median(
                IntStream.of(known).mapToDouble(i -> Math.abs(all[i])).toArray());
        if (field.groups() < 2 || known.length == 0) {
            return new FieldCurl(median, Double.NaN);
        }
        Jackknife jackknife = new Jackknife(field.groups());
        long within = IntStream.of(known)
                .filter(i -> {
                    double[] others = new double[without.length];
                    for (int g = 0; g < others.length; g++) {
                        others[g] = without[g][i];
                    }
                    return Math.abs(all[i]) < jackknife.error(others);
                })
                .count();
        return new FieldCurl(median, (double) within / known.length);
    }
}
