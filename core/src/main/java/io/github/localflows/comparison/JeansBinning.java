package io.github.localflows.comparison;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How stars are put into cells for the Jeans equation.
 *
 * <p>Stars below the plane are turned up: z and vz change their sign, vR does not. Radial bins are equally wide. Bins in z begin at
 * the plane and hold {@code starsPerBin} stars of all radial bins together; the stars above the last full one are left out.
 *
 * @param R0 where the model's exponentials are one and az is wanted [kpc], within the bins
 * @param Rmin where the first radial bin begins [kpc], at least 0
 * @param Rmax where the last one ends [kpc]
 * @param radialBins how many there are, at least 1
 * @param absZmax no star above this height is used [kpc]
 * @param starsPerBin stars of all radii in a bin in z
 */
public record JeansBinning(double R0, double Rmin, double Rmax, int radialBins, double absZmax, int starsPerBin) {
    /** The variance of fewer stars has no Gaussian error. */
    private static final int FEWEST_IN_CELL = 20;

    /** @throws IllegalArgumentException when there is no cell, or cells would hold too few stars */
    public JeansBinning {
        Region region = new Region(Rmin, Rmax, absZmax);
        if (!(R0 >= Rmin && R0 <= Rmax)) {
            throw new IllegalArgumentException("az at R0 = " + R0 + " kpc from stars in " + region
                    + ": the radius must lie among the stars; move the bins, or R0");
        }
        if (radialBins < 1) {
            throw new IllegalArgumentException(
                    radialBins + " radial bins in " + region + ": there must be one at least, better three");
        }
        if (starsPerBin < 2 * FEWEST_IN_CELL * radialBins) {
            throw new IllegalArgumentException(starsPerBin + " stars a bin in z, over " + radialBins
                    + " radial bins: give at least " + 2 * FEWEST_IN_CELL + " for each radial bin");
        }
    }

    /** R0 = 8 kpc; edges at R = 7.1, 7.7, 8.3 and 8.9 kpc, |z| &lt; 2.5 kpc, 400 stars a bin in z: about 133 a cell. */
    public static JeansBinning standard() {
        return new JeansBinning(8, 7.1, 8.9, 3, 2.5, 400);
    }

    private double[] radialEdges() {
        double[] edges = new double[radialBins + 1];
        Arrays.setAll(edges, i -> i == radialBins ? Rmax : Rmin + (Rmax - Rmin) * i / radialBins);
        return edges;
    }

    /**
     * The cells, by height and then by radius.
     *
     * @param stars those outside of the bins do not matter
     * @param weights of the stars, at least 0; those of weight 0 do not matter
     * @param measure of the stars
     * @throws IllegalArgumentException when a star is not finite, a radial bin is empty, there are too few stars for one bin in z,
     *     or hardly any in a cell
     */
    List<JeansCell> cells(Stars stars, double[] weights, Measure measure) {
        Region region = new Region(Rmin, Rmax, absZmax);
        int[] used = new int[stars.size()];
        int n = 0;
        double[] radial = radialEdges();
        double[] ofBin = new double[radialBins];
        double[] sumR = new double[radialBins];
        for (int i = 0; i < used.length; i++) {
            checkFinite(stars, weights, i);
            if (weights[i] > 0 && region.encloses(stars.R()[i], stars.z()[i])) {
                used[n++] = i;
                int bin = bin(radial, stars.R()[i]);
                ofBin[bin] += weights[i];
                sumR[bin] += weights[i] * stars.R()[i];
            }
        }
        for (int bin = 0; bin < radialBins; bin++) {
            if (ofBin[bin] == 0) {
                throw new IllegalArgumentException(
                        "no star in " + radial[bin] + " < R < " + radial[bin + 1] + " kpc, |z| < "
                                + absZmax
                                + " kpc: the Jeans equation needs stars in each of its radial bins; give stars of all of "
                                + region + ", or other bins");
            }
        }
        double[] edges = edges(stars, Arrays.copyOf(used, n));
        Sums[] sums = new Sums[(edges.length - 1) * radialBins];
        Arrays.setAll(sums, cell -> new Sums());
        for (int i = 0; i < n; i++) {
            int star = used[i];
            int height = bin(edges, Math.abs(stars.z()[star]));
            if (height < edges.length - 1) {
                sums[height * radialBins + bin(radial, stars.R()[star])].add(stars, star, weights[star]);
            }
        }
        List<JeansCell> cells = new ArrayList<>();
        for (int cell = 0; cell < sums.length; cell++) {
            int bin = cell % radialBins;
            int height = cell / radialBins;
            cells.add(sums[cell].cell(
                    radial[bin], radial[bin + 1], edges[height], edges[height + 1], sumR[bin] / ofBin[bin], measure));
        }
        return cells;
    }

    private static void checkFinite(Stars stars, double[] weights, int i) {
        if (!Double.isFinite(stars.R()[i] + stars.z()[i] + stars.vR()[i] + stars.vz()[i])) {
            throw new IllegalArgumentException(
                    "star " + i + " at " + stars.point(i) + " is not finite: leave it out, or mend it");
        }
        if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("star " + i + " has the weight " + weights[i]
                    + ": it must be finite and not negative; leave the star out, or mend it");
        }
    }

    /** The last bin is closed by a star outside of it, so that its width is not biased. */
    private double[] edges(Stars stars, int[] used) {
        int bins = (used.length - 1) / starsPerBin;
        if (bins < 1) {
            throw new IllegalArgumentException(used.length + " stars in " + Rmin + " < R < " + Rmax + " kpc, |z| < "
                    + absZmax + " kpc are too few for a bin in z, which holds " + starsPerBin
                    + " and is closed by one more: give more stars");
        }
        double[] absZ = new double[used.length];
        Arrays.setAll(absZ, i -> Math.abs(stars.z()[used[i]]));
        Arrays.sort(absZ);
        double[] edges = new double[bins + 1];
        for (int bin = 1; bin <= bins; bin++) {
            edges[bin] = absZ[bin * starsPerBin];
            if (!(edges[bin] > edges[bin - 1])) {
                throw new IllegalArgumentException("more than " + starsPerBin + " stars have |z| = " + edges[bin]
                        + " kpc: a bin in z would have no width; give heights with more digits, or more stars a bin");
            }
        }
        return edges;
    }

    /** The bin, from 0, that begins at or below a value; as many as there are bins for one at or above the last edge. */
    private static int bin(double[] edges, double value) {
        int found = Arrays.binarySearch(edges, value);
        return found >= 0 ? found : -found - 2;
    }

    /** What is summed over a cell's stars. */
    private static final class Sums {
        private int count;
        private double weight;
        private double weight2;
        private double absZ;
        private double vz;
        private double vz2;
        private double vR;
        private double vR2;

        void add(Stars stars, int star, double w) {
            double up = stars.z()[star] < 0 ? -stars.vz()[star] : stars.vz()[star];
            double out = stars.vR()[star];
            count++;
            weight += w;
            weight2 += w * w;
            absZ += w * Math.abs(stars.z()[star]);
            vz += w * up;
            vz2 += w * (up * up);
            vR += w * out;
            vR2 += w * (out * out);
        }

        JeansCell cell(double Rmin, double Rmax, double zMin, double zMax, double meanR, Measure measure) {
            // Without stars NaN, which is too few.
            double effective = weight * weight / weight2;
            if (!(Math.round(effective) >= FEWEST_IN_CELL)) {
                throw new IllegalArgumentException(
                        "the cell " + Rmin + " < R < " + Rmax + " kpc, " + zMin + " < |z| < " + zMax
                                + " kpc has " + count + " stars"
                                + (Math.round(effective) < count
                                        ? ", which count as " + Math.round(effective) + " of equal weights"
                                        : "")
                                + ", and needs " + FEWEST_IN_CELL
                                + " for a dispersion: set more stars a bin in z, or give stars that fill the volume");
            }
            double area = JeansDensity.radialIntegral(measure, Rmin, Rmax) * (zMax - zMin);
            // The number of stars less 1 where all weights are 1.
            double free = weight - weight2 / weight;
            return new JeansCell(
                    Rmin,
                    Rmax,
                    zMin,
                    zMax,
                    count,
                    effective,
                    meanR,
                    absZ / weight,
                    weight / area,
                    (vz2 - vz * vz / weight) / free,
                    (vR2 - vR * vR / weight) / free);
        }
    }
}
